"""A short table inside a page: a quiet header, and rows that can be focused. Columns that find no room go by rank."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.text import width
from bgdetails.widgets.document import Action, Block, Line, Span, Spot, cut, line_width, pad
from bgdetails.widgets.parts import Look, fitted, on_spot, row_spot
from bgdetails.wording import number

GAP = 2
LONGEST_LIST = 100
"""Rows of a list that a page shows; the note in its heading says how many there are."""


_BETWEEN = Span(" " * GAP)


class Column(Struct, frozen=True):
    """``cells`` 0: takes what the others leave, at least ``least``. The highest ``rank`` goes first, 0 never."""

    title: str
    cells: int = 0
    right: bool = False
    rank: int = 0
    least: int = 16


class Row(Struct, frozen=True):
    """The cells of a row, one for each column, and what it opens."""

    cells: tuple[Line, ...]
    spot: Spot | None = None


def widest(rows: Sequence[tuple[Line, ...]], column: int, least: int, most: int = 1000) -> int:
    """The cells that a column of these rows needs: dates and numbers are never cut, names of stages at ``most``."""
    return max(least, min(max((line_width(row[column]) for row in rows), default=0), most))


def row_table(columns: Sequence[Column], rows: Sequence[Row], cells: int, look: Look) -> Block:
    """Header and rows, each of exactly ``cells`` columns."""
    shown = _that_fit(columns, cells)
    fixed = sum(columns[index].cells for index in shown) + GAP * (len(shown) - 1)
    flexible = sum(1 for index in shown if not columns[index].cells)
    widths = _widths(columns, shown, max(cells - fixed, flexible))
    block: Block = [_line([_title(columns[i], widths[i], look) for i in shown])]
    ends = [*accumulate(widths[i] + GAP for i in shown)]
    for row in rows:
        parts = [_cell(row.cells[i], columns[i], widths[i], look) for i in shown]
        spans = _line([_over_columns(parts[0], ends), *parts[1:]])
        block.append(on_spot(spans, row.spot) if row.spot else spans)
    if sum(widths[i] for i in shown) + GAP * (len(shown) - 1) > cells:
        return [cut(spans, cells, look.glyphs.ellipsis) for spans in block]
    return block


def more_row(section: str, left: int, cells: int, look: Look) -> Block:
    """``… and 9,900 more``, which opens the list, whole; nothing where all is shown."""
    return whole_list_row(section, f"and {number(left)} more", cells, look) if left > 0 else []


def whole_list_row(section: str, text: str, cells: int, look: Look) -> Block:
    """A row that opens the list of its section, whole (screens/whole_lists.py)."""
    spot = row_spot(f"{section}/more", section, Action("tab", section))
    return [(fitted(f"{look.glyphs.ellipsis} {text}", cells, "quiet", look, spot=spot),)]


def _that_fit(columns: Sequence[Column], cells: int) -> list[int]:
    shown = list(range(len(columns)))
    while len(shown) > 1:
        needed = sum(columns[i].cells or columns[i].least for i in shown) + GAP * (len(shown) - 1)
        last = max(shown, key=lambda i: (columns[i].rank, i))
        if needed <= cells or columns[last].rank == 0:
            break
        shown.remove(last)
    return shown


def _widths(columns: Sequence[Column], shown: list[int], left: int) -> dict[int, int]:
    flexible = [i for i in shown if not columns[i].cells]
    widths = {i: columns[i].cells for i in shown}
    for place, index in enumerate(flexible):
        share = left // len(flexible)
        widths[index] = share if place < len(flexible) - 1 else left - share * (len(flexible) - 1)
    return widths


def _title(column: Column, cells: int, look: Look) -> Line:
    return (fitted(column.title, cells, "quiet", look, right=column.right),)


def _cell(spans: Line, column: Column, cells: int, look: Look) -> Line:
    left = cells - line_width(spans)
    if left < 0:
        if spans[0].style == "name":
            spans = (replace(spans[0], whole=spans[0].text), *spans[1:])
        return pad(cut(spans, cells, look.glyphs.ellipsis), cells)  # no blank is left before the ellipsis
    if left == 0:
        return spans
    return (Span(" " * left), *spans) if column.right else (*spans, Span(" " * left))


def _over_columns(first: Line, ends: Sequence[int]) -> Line:
    """A cut name is shown whole when focused: over whole columns, so that no rest of a word stands beside it."""
    if not first or not first[0].whole:
        return first
    whole = first[0].whole
    end = next((end for end in ends if end > width(whole)), 0)
    return (replace(first[0], whole=whole + " " * (end - width(whole))), *first[1:]) if end else first


def _line(parts: Sequence[Line]) -> Line:
    spans: list[Span] = []
    for index, part in enumerate(parts):
        if index:
            spans.append(_BETWEEN)
        spans.extend(part)
    return tuple(spans)
