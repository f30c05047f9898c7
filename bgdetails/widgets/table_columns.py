"""The columns of a table that any number of things can be: as wide as their cells, dropped from the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.text import clip, visible, width
from bgdetails.views.table import NOTHING, Asked, Cell, PagedRows, Table, TableRow
from bgdetails.widgets.columns import Column
from bgdetails.widgets.document import Line, Span, pad
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.wording import Clock, full_day, number, signed, whole

_FIRST, _NAMED, _MOST, _GAP = 16, 32, 28, 2
"""Cells of the first column before a number is dropped, and at the most before a text is."""
Fault = Callable[[Exception], None]
_MEASURED = 200
"""Rows from which the widths are taken."""


class NumberedRow(Struct, frozen=True):
    """A row and its place in the table."""

    number: int
    row: TableRow
    name: str
    """What a search marks; here the first cell."""
    found: str
    """What is searched: its cells as they are shown, whatever their case."""


class NumberedRows(Sequence[NumberedRow]):
    """The rows of a long list, numbered when they are looked at; what cannot be read is told, and says nothing."""

    def __init__(self, rows: PagedRows, changes: frozenset[int], clock: Clock, fault: Fault) -> None:
        self._rows = rows
        self._changes = changes
        self._clock = clock
        self._fault = fault

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> NumberedRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[NumberedRow]: ...

    def __getitem__(self, index: int | slice) -> NumberedRow | Sequence[NumberedRow]:
        """A row, or those of a page."""
        if isinstance(index, int):
            return self._page(slice(index, index + 1 or None))[0]
        return self._page(index)

    def _page(self, page: slice) -> Sequence[NumberedRow]:
        places = range(len(self))[page]
        try:
            rows = self._rows[page]
        except Exception as error:  # between two keys, so that nobody else would tell
            self._fault(error)
            rows = [NOTHING] * len(places)
        return [_numbered(place, row, self._changes, self._clock) for place, row in zip(places, rows, strict=True)]

    def __iter__(self) -> Iterator[NumberedRow]:
        return (_numbered(place, row, self._changes, self._clock) for place, row in enumerate(self._rows))


class ShownTable(Struct, frozen=True):
    """A table, and its rows as a list shows them."""

    table: Table
    rows: Sequence[NumberedRow]

    @property
    def is_paged(self) -> bool:
        """Whether its rows are read a page at a time; then another order of them has to be asked for."""
        return isinstance(self.table.rows, PagedRows)


def shown_table(table: Table, clock: Clock, fault: Fault) -> ShownTable:
    """Number the rows; of many this takes a while, so that it is done where the table is read.

    ``fault`` is told where rows of a long list cannot be read when they are looked at.
    """
    if isinstance(table.rows, PagedRows):
        return ShownTable(table, NumberedRows(table.rows, table.changes, clock, fault))
    changes = table.changes
    return ShownTable(table, [_numbered(place, row, changes, clock) for place, row in enumerate(table.rows)])


def arranged(rows: Sequence[NumberedRow], asked: Asked) -> Sequence[NumberedRow]:
    """The rows that are asked for, in that order; what is unknown comes last."""
    needle = asked.needle.casefold()
    found = [row for row in rows if needle in row.found] if needle else rows
    if asked.column is None:
        return found
    key = sort_key(asked.column)
    known = [row for row in found if not key(row)[0]]
    unknown = [row for row in found if key(row)[0]]
    return [*sorted(known, key=lambda row: key(row)[1], reverse=asked.descending), *unknown]  # type: ignore[arg-type, return-value]


def looked_through(shown: ShownTable, asked: Asked, clock: Clock, fault: Fault) -> ShownTable:
    """The same of a long list, all rows of which are read for it once."""
    rows = shown.table.rows
    assert isinstance(rows, PagedRows)
    ids = [rows.ids[row.number] for row in arranged(shown.rows, asked)]
    return shown_table(replace(shown.table, rows=PagedRows(ids, rows.read)), clock, fault)


def _numbered(place: int, row: TableRow, changes: frozenset[int], clock: Clock) -> NumberedRow:
    cells = [said(cell, clock, is_change=at in changes) or "" for at, cell in enumerate(row.cells)]
    return NumberedRow(place, row, cells[0], "\n".join(cells).casefold())


def said(cell: Cell, clock: Clock, *, is_change: bool = False) -> str | None:
    """A cell in words; None where it is unknown."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, str):
        return visible(cell)
    if isinstance(cell, date):
        return full_day(clock.local(cell).date() if isinstance(cell, datetime) else cell)
    rounded = abs(cell) if isinstance(cell, int) else whole(abs(cell))
    if is_change or cell < 0:
        return signed(rounded if cell > 0 else -rounded)
    return number(rounded)


def sort_key(place: int) -> Callable[[NumberedRow], tuple[bool, object]]:
    """Sorts by a column, text whatever its case; what is unknown comes last."""

    def key(row: NumberedRow) -> tuple[bool, object]:
        cell = row.row.cells[place]
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return (True, 0)
        return (False, cell.casefold() if isinstance(cell, str) else cell)

    return key


def table_columns(table: Table, clock: Clock) -> list[Column[NumberedRow]]:
    """The first column takes what is left over; of the others texts are dropped before numbers, the last first.

    A text is dropped where the first column would be cut.
    """
    table = replace(table, rows=table.rows[:_MEASURED])
    measured = [_measure(table, place, clock) for place in range(len(table.columns))]
    named = max(min(_longest(table, 0, clock), _NAMED) - _FIRST, 0)
    least: dict[int, int] = {}
    used = _FIRST
    for place in sorted(range(1, len(measured)), key=lambda place: (not measured[place][1], place)):
        used += measured[place][0] + _GAP
        least[place] = used + (0 if measured[place][1] else named)
    return [
        Column(
            id=str(place),
            title=title,
            width=size if place else _FIRST,
            cells=_drawer(place, is_number and place > 0, place in table.changes, clock),
            right=is_number and place > 0,
            grow=place == 0,
            sort=str(place),
            descending_first=is_number,
            from_width=least.get(place, 0),
        )
        for place, (title, (size, is_number)) in enumerate(zip(table.columns, measured, strict=True))
    ]


def _measure(table: Table, place: int, clock: Clock) -> tuple[int, bool]:
    """How wide a column has to be (and a cell for the sign of sorting), and whether it has numbers."""
    cells = [row.cells[place] for row in table.rows]
    return min(_longest(table, place, clock), _MOST), any(isinstance(cell, int | float) for cell in cells)


def _longest(table: Table, place: int, clock: Clock) -> int:
    cells = [row.cells[place] for row in table.rows]
    return max(
        [
            width(table.columns[place]) + 2,
            *(width(said(cell, clock, is_change=place in table.changes) or "") for cell in cells),
        ]
    )


def _drawer(place: int, right: bool, is_change: bool, clock: Clock) -> Callable[[NumberedRow, int, Glyphs], Line]:
    def draw(row: NumberedRow, cells: int, glyphs: Glyphs) -> Line:
        text = clip(said(row.row.cells[place], clock, is_change=is_change) or glyphs.unknown, cells, glyphs.ellipsis)
        style = "name" if place == 0 else ""
        if right:
            return (Span(" " * (cells - width(text))), Span(text, style))
        return pad((Span(text, style),), cells)

    return draw
