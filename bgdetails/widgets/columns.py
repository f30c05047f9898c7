"""Columns of a table: from which width they are shown, how wide they are, and how they draw a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.text import fit, width
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.glyphs import Glyphs

R = TypeVar("R")

_GAP = 2


class Column(Struct, Generic[R], frozen=True):
    """One column.

    ``cells`` draws a row's value in the width given. ``from_width``, ``below_width``: between which content widths it
    is shown. ``grow``: it takes what is left over (``width`` is then its least). ``sort``: what the list is sorted by
    where this column is chosen; empty: it cannot be. ``gap``: blanks before it.
    """

    id: str
    title: str
    width: int
    cells: Callable[[R, int, Glyphs], Line]
    right: bool = False
    grow: bool = False
    sort: str = ""
    descending_first: bool = False
    from_width: int = 0
    below_width: int = 10_000
    gap: int = _GAP


NEVER = 10_000
"""``from_width`` of a column that is shown only where the reader chose it."""


def fitted_columns(columns: Sequence[Column[R]], cells: int, order: Sequence[str] = ()) -> list[Column[R]]:
    """The columns that are shown in ``cells`` columns, each with its final width.

    ``order``: the ids that the reader chose. Of these as many are shown as find room, the last go first.
    """
    shown = [c for c in columns if c.from_width <= cells < c.below_width]
    if order:
        shown = _chosen(columns, cells, order)
    used = _width(shown)
    growing = [c for c in shown if c.grow]
    if not growing:
        return shown
    left = cells - used
    return [replace(c, width=max(1, c.width + left)) if c is growing[0] else c for c in shown]


def _chosen(columns: Sequence[Column[R]], cells: int, order: Sequence[str]) -> list[Column[R]]:
    shown: list[Column[R]] = []
    for id in order:
        ways = [c for c in columns if c.id == id]
        fitting = [c for c in ways if c.from_width <= cells < c.below_width]
        shown += (fitting or sorted(ways, key=lambda c: c.width))[:1]
    while _width(shown) > cells and (last := next((c for c in reversed(shown) if not c.grow), None)) is not None:
        shown.remove(last)
    return shown


def _width(shown: Sequence[Column[R]]) -> int:
    return sum(c.width + (c.gap if index else 0) for index, c in enumerate(shown))


def column_at(fitted: Sequence[Column[R]], x: int) -> Column[R] | None:
    """The column that a cell of a row lies in, the blanks before it included."""
    at = 0
    for index, column in enumerate(fitted):
        at += column.width + (column.gap if index else 0)
        if x < at:
            return column
    return None


def text_cell(text: str, cells: int, style: str = "", glyphs: Glyphs | None = None, *, right: bool = False) -> Line:
    """A cell of one text, cut with the ellipsis where it is too long."""
    ellipsis = glyphs.ellipsis if glyphs is not None and width(glyphs.ellipsis) < cells else "…"
    return (Span(fit(text, cells, right=right, ellipsis=ellipsis), style),)
