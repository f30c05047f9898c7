"""The facts strip below the path: label, value, and a third row with a bar or a note; it drops facts, it cuts none."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bgdetails.widgets.document import Block, Line, Span, cut, line, line_width
from bgdetails.widgets.parts import LABELS_FROM, NOTES_FROM, Look, quiet


class StripFact(Struct, frozen=True):
    """One fact: ``value`` and, from 100 columns on, ``note`` under it; ``short`` stands for both below that.

    ``alone`` is what stands without a label, below 60 columns; the value where it is not given.
    ``rank`` says what goes first where it gets narrow (the highest); rank 0 stays.
    """

    label: str
    value: Line
    note: Line = ()
    short: Line = ()
    rank: int = 0
    alone: Line = ()
    wide_only: bool = False
    """Only where the content has 140 columns."""


def facts_strip(facts: Sequence[StripFact], look: Look) -> Block:
    """Three rows, two below 100 columns, one without labels below 60."""
    if look.columns < LABELS_FROM:
        return [_one_line(facts, look)]
    with_notes = look.columns >= NOTES_FROM
    rows = [_rows(fact, with_notes) for fact in facts if look.width >= 140 or not fact.wide_only]
    shown = _that_fit(facts, rows, look)
    gap = _gap(shown, look)
    block: Block = []
    for row in range(3 if with_notes else 2):
        spans: list[Span] = []
        for index, (cells, parts) in enumerate(shown):
            spans.extend(parts[row])
            if index < len(shown) - 1:
                spans.append(Span(" " * (cells - line_width(parts[row]) + gap)))
        block.append(cut(tuple(spans), look.width, look.glyphs.ellipsis))
    return block


def cells_of(fact: StripFact, look: Look) -> int:
    """How wide a fact is."""
    return _rows(fact, look.columns >= NOTES_FROM)[0]


def _rows(fact: StripFact, with_notes: bool) -> tuple[int, tuple[Line, ...]]:
    parts = (line(quiet(fact.label)), fact.value, fact.note)
    if not with_notes:
        parts = (parts[0], fact.short or fact.value, ())
    return max(map(line_width, parts)), parts


def _that_fit(
    facts: Sequence[StripFact], rows: list[tuple[int, tuple[Line, ...]]], look: Look
) -> list[tuple[int, tuple[Line, ...]]]:
    kept = [fact for fact in facts if look.width >= 140 or not fact.wide_only]
    pairs = list(zip(kept, rows, strict=True))
    while len(pairs) > 1 and sum(cells for _, (cells, _) in pairs) + 3 * (len(pairs) - 1) > look.width:
        last = max(range(len(pairs)), key=lambda index: (pairs[index][0].rank, index))
        if pairs[last][0].rank == 0:
            break
        del pairs[last]
    return [row for _, row in pairs]


def _gap(shown: list[tuple[int, tuple[Line, ...]]], look: Look) -> int:
    if len(shown) < 2:
        return 0
    left = look.width - sum(cells for cells, _ in shown)
    return max(min(left // (len(shown) - 1), 12), 1)


def _one_line(facts: Sequence[StripFact], look: Look) -> Line:
    """As many whole values as fit, three blanks between."""
    spans: list[Span] = []
    used = 0
    for fact in facts:
        value = fact.alone or fact.value
        size = line_width(value) + (3 if spans else 0)
        if fact.wide_only or used + size > look.width:
            continue
        if spans:
            spans.append(Span("   "))
        spans.extend(value)
        used += size
    return tuple(spans)
