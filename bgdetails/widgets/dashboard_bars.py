"""The dashboard's pieces: rows that count with a bar, short lists, months as columns."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.text import visible, width
from bgdetails.views.dashboard_charts import Bar
from bgdetails.widgets.bars import count_bar
from bgdetails.widgets.document import Block, Line, Span, Spot, cut, line_width, pad
from bgdetails.widgets.parts import Look, bold, fitted, on_spot, quiet, row_spot
from bgdetails.wording import month_name, number, signed

_LABEL, _LEAST_BAR, _MOST_BAR = 12, 8, 60
_COLUMN_ROWS, _COLUMN = 6, 4


class MonthNumber(Struct, frozen=True):
    """A month (``2026-11``), its number, and what opens it."""

    month: str
    value: int
    opens: Target | None


def ended(spans: Line, cells: int, spot: Spot | None, look: Look) -> Line:
    """A row of exactly ``cells``; where it opens something, the sign of Enter stands at its end while focused."""
    if spot is None:
        return pad(cut(spans, cells, look.glyphs.ellipsis), cells)
    spans = cut(spans, cells - 2, look.glyphs.ellipsis)
    enter = Span(look.glyphs.enter, "accent", spot, only_focused=True)
    return (*on_spot(pad(spans, cells - 2), spot), Span(" ", "", spot), enter)


def bar_rows(section: str, bars: Sequence[Bar], cells: int, look: Look) -> Block:
    """Label, number, change, and a bar on which is marked where it stood before."""
    if not bars:
        return []
    largest = max(max(bar.now, bar.then or 0) for bar in bars)
    changes = ["" if bar.then is None else signed(bar.now - bar.then) for bar in bars]
    digits, signs = max(width(number(bar.now)) for bar in bars), max(map(width, changes))
    wanted = max(_LABEL, *(width(visible(bar.label)) for bar in bars))
    label = max(min(wanted, cells - digits - signs - 8 - _LEAST_BAR), 6)
    room = min(cells - label - digits - signs - 8, _MOST_BAR)
    block: Block = []
    for bar, said in zip(bars, changes, strict=True):
        spans: Line = (
            fitted(visible(bar.label), label, "name", look),
            Span(" "),
            bold(number(bar.now).rjust(digits)),
            Span("  "),
            quiet(" " * (signs - width(said)) + said),
            Span("  "),
            *(count_bar(bar.now, largest, room, look.glyphs, bar.then) if room > 0 else ()),
        )
        spot = row_spot(f"{section}/{bar.label}", section, bar.opens) if bar.opens else None
        block.append(ended(spans, cells, spot, look))
    return block


def list_row(section: str, key: str, name: str, right: Line, opens: Target | None, cells: int, look: Look) -> Line:
    """A name, and what is said of it at the right; the end of the row is free for the sign of Enter."""
    room = max(cells - 2 - line_width(right) - 2, 1)
    spans: Line = (fitted(visible(name), room, "name", look), Span("  "), *right)
    return ended(spans, cells, row_spot(f"{section}/{key}", section, opens) if opens else None, look)


def month_columns(section: str, months: Sequence[MonthNumber], cells: int, look: Look) -> Block:
    """A column each month with its number below; where they have no room, a row each."""
    cell = cells // max(len(months), 1)
    labels = [f"{month_name(each.month)} {number(each.value)}" for each in months]
    if look.glyphs.is_ascii or max(map(width, labels), default=0) >= cell:
        bars = [Bar(month_name(each.month), each.value, None, each.opens) for each in reversed(months)]
        return bar_rows(section, bars, cells, look)
    largest = max((each.value for each in months), default=0)
    block: Block = []
    for row in range(_COLUMN_ROWS - 1, -1, -1):
        block.append(tuple(_step(section, each, row, largest, cell, look) for each in months))
    block.append(tuple(span for each in months for span in _label(section, each, cell)))
    return block


def _step(section: str, month: MonthNumber, row: int, largest: int, cell: int, look: Look) -> Span:
    """One cell-high step of a month's column."""
    steps = len(look.glyphs.columns)
    eighths = (round(month.value / largest * _COLUMN_ROWS * steps) if largest else 0) - row * steps
    if month.value and row == 0:
        eighths = max(eighths, 1)
    sign = look.glyphs.columns[min(eighths, steps) - 1] if eighths > 0 else " "
    return Span((sign * _COLUMN).ljust(cell), "bar-secondary", _spot(section, month))


def _label(section: str, month: MonthNumber, cell: int) -> Line:
    spans = (quiet(f"{month_name(month.month)} "), Span(number(month.value)))
    return on_spot(pad(spans, cell), _spot(section, month))


def _spot(section: str, month: MonthNumber) -> Spot:
    return row_spot(f"{section}/{month.month}", section, month.opens)
