"""How cells that hold people are written (``account_people``, ``deal_score``), and the cell of an account's coverage.

People are our ids one after the other, coverage is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from struct import pack, unpack

FIRST_KEPT = 100
"""People that are kept of an opportunity: as many as the longest list shows."""
ID_BYTES = 4
"""Of each id, the lowest byte first (NumPy's ``<u4``)."""

Coverage = Mapping[int, Mapping[str, int]]
"""Our id of an interest → role, case-folded → how many different people."""


def pack_people(people: Sequence[int]) -> bytes:
    """Our ids of people as one cell."""
    return pack(f"<{len(people)}I", *people)


def unpack_people(cell: bytes, most: int | None = None) -> tuple[int, ...]:
    """The first people of a cell; ``most`` None: all."""
    number = count_people(cell) if most is None else min(most, count_people(cell))
    return unpack(f"<{number}I", cell[: number * ID_BYTES])


def count_people(cell: bytes) -> int:
    """How many people a cell has."""
    return len(cell) // ID_BYTES


def pack_coverage(coverage: Coverage) -> str:
    """Coverage as one cell; the same coverage gives the same cell."""
    return json.dumps(coverage, sort_keys=True, separators=(",", ":"))


def unpack_coverage(cell: str) -> dict[int, dict[str, int]]:
    """What ``pack_coverage`` wrote."""
    return {int(interest): roles for interest, roles in json.loads(cell).items()}
