"""Columns of a table: from which width they are shown, how wide they are, and how they draw a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bgdetails.text import fit, width
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.glyphs import Glyphs

R = TypeVar("R")

_GAP = 2


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
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


def fitted_columns(columns: Sequence[Column[R]], cells: int) -> list[Column[R]]:
    """The columns that are shown in ``cells`` columns, each with its final width."""
    shown = [c for c in columns if c.from_width <= cells < c.below_width]
    used = sum(c.width + (c.gap if index else 0) for index, c in enumerate(shown))
    growing = [c for c in shown if c.grow]
    if not growing:
        return shown
    left = cells - used
    return [replace(c, width=max(1, c.width + left)) if c is growing[0] else c for c in shown]


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
