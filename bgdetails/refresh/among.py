"""Which records of a kind are meant: all whose ids lie between two, or some that were chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from msgspec import Struct

ALL = (0, 1 << 62)
"""Whatever the id is."""
_AT_ONCE = 20_000


class Chosen(Struct, frozen=True):
    """Records by our ids."""

    joined: str
    """As JSON, in the order of the ids."""

    @classmethod
    def of(cls, ids: Iterable[int]) -> Chosen:
        """These and no others."""
        return cls(json.dumps(sorted(ids)))


Among = tuple[int, int] | Chosen
"""The first and the last id, or those that were chosen."""


def condition(column: str, among: Among) -> str:
    """That ``column`` has one of the ids, as SQL; its signs are bound to ``parameters``."""
    return f"{column} IN (SELECT value FROM json_each(?))" if isinstance(among, Chosen) else f"{column} BETWEEN ? AND ?"


def parameters(among: Among) -> tuple[str] | tuple[int, int]:
    """What ``condition`` is bound to."""
    return (among.joined,) if isinstance(among, Chosen) else among


def parts(ids: Iterable[int], at_once: int = _AT_ONCE) -> Iterator[list[int]]:
    """Ids in their order, so many at once that memory stays flat."""
    ordered = sorted(ids)
    return (ordered[start : start + at_once] for start in range(0, len(ordered), at_once))
