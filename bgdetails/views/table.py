"""A table as plain values: what a chart looks like as one, or the people whom a number counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import overload

from msgspec import Struct

from bgdetails.navigation import Target

Cell = str | int | float | date | datetime | None
"""A whole number is a count, another one a score of 0–100 or a share of 100 that is shown whole."""
MOST_ROWS = 5_000
"""Rows that are read at once; a longer list is read a page at a time."""
_AT_ONCE = 2_000


class Over(Struct, frozen=True):
    """What is shown over the page: the check of a deal."""

    what: str
    id: str


class TableRow(Struct, frozen=True):
    """A row, a cell for each column, and what it opens."""

    cells: tuple[Cell, ...]
    opens: Target | Over | None = None


NOTHING = TableRow((None,) * 16)
"""A row of which nothing is known any more."""


class PagedRows(Sequence[TableRow]):
    """The rows of a long list: our ids in their order; what they say is read a page at a time."""

    def __init__(self, ids: Sequence[int], read: Callable[[Sequence[int]], dict[int, TableRow]]) -> None:
        """``read``: the rows of some ids; one that is gone meanwhile says nothing."""
        self.ids = ids
        self.read = read

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> TableRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[TableRow]: ...

    def __getitem__(self, index: int | slice) -> TableRow | Sequence[TableRow]:
        """A row, or those of a page."""
        if isinstance(index, int):
            return self._rows([self.ids[index]])[0]
        return self._rows(self.ids[index])

    def __iter__(self) -> Iterator[TableRow]:
        """All rows, of which a few thousand are held at a time."""
        for start in range(0, len(self.ids), _AT_ONCE):
            yield from self._rows(self.ids[start : start + _AT_ONCE])

    def _rows(self, ids: Sequence[int]) -> list[TableRow]:
        found = self.read(ids) if len(ids) else {}
        return [found.get(id, NOTHING) for id in ids]


class Asked(Struct, frozen=True):
    """Which rows of a list, and in which order: those that have ``needle``; by a column, or as they come."""

    needle: str = ""
    column: int | None = None
    descending: bool = False


AS_IT_COMES = Asked()


class Table(Struct, frozen=True):
    """Rows of ``total`` that there are; ``noun`` is what a row is, ``empty`` the sentence where there is none."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[TableRow]
    total: int
    noun: tuple[str, str]
    """One, and many."""
    empty: str = ""
    days: tuple[date, ...] = ()
    """The days that it compares, or the one that it is of, where that is not the scoring day."""

    @property
    def changes(self) -> frozenset[int]:
        """The places of columns that say by how much something changed, which they do with a sign."""
        return frozenset(place for place, title in enumerate(self.columns) if title.partition(",")[0] == "Change")
