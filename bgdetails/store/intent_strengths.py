"""How the strengths of one subject are packed into one cell.

Record after record, without anything between: our id of the product's first keyword, which stands for the product, our
id of the keyword, and the strength. A strength is the sum over activities of weight in thousandths x decay: the largest
weight, by which weights are normalised, cancels in every score. The keywords of a product stand together, by name.
"""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

LAYOUT = (("product", "<u4"), ("keyword", "<u4"), ("strength", "<f8"))
"""The fields of a record, as NumPy writes types."""
_RECORD = Struct("<IId")


class KeywordStrength(NamedTuple):
    """One record."""

    product: int
    keyword: int
    strength: float


def unpack(strengths: bytes) -> list[KeywordStrength]:
    """The records of a cell."""
    return list(map(KeywordStrength._make, _RECORD.iter_unpack(strengths)))
