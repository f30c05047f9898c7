"""Numbers as lengths: bars, sparklines, columns and marks, all as spans."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.text import fit
from bgdetails.widgets.document import Block, Line, Span
from bgdetails.widgets.glyphs import Glyphs


def level_style(level: str) -> str:
    """The style word of a level: ``High`` → ``level-high``."""
    return f"level-{level.lower()}"


def bar(value: float, cells: int, style: str, glyphs: Glyphs) -> Line:
    """``value`` of 100 as a line of ``cells`` cells, in steps of half a cell; above 0 at least half a cell."""
    halves = round(max(0.0, min(value, 100.0)) / 100 * cells * 2)
    if value > 0:
        halves = max(halves, 1)
    if glyphs.is_ascii:
        halves += halves % 2
    full, half = divmod(halves, 2)
    filled = glyphs.bar * full + glyphs.bar_half * half
    rest = glyphs.bar_rest * (cells - full - half)
    return tuple(span for span in (Span(filled, style), Span(rest, "track")) if span.text)


def count_bar(value: float, largest: float, cells: int, glyphs: Glyphs, before: float | None = None) -> Line:
    """A bar that counts, in whole cells; above 0 at least one; ``before``: where it stood."""
    full = _cells(value, largest, cells)
    if before is None or not cells:
        return _stretch(0, cells, full, glyphs)
    at = min(_cells(before, largest, cells), cells - 1)
    mark = Span(glyphs.count_before, "bold")
    return (*_stretch(0, at, full, glyphs), mark, *_stretch(at + 1, cells, full, glyphs))


def _stretch(start: int, end: int, full: int, glyphs: Glyphs) -> Line:
    """The cells of a bar from ``start`` to before ``end``; the first ``full`` of the whole bar are filled."""
    filled = max(0, min(end, full) - start)
    spans = (Span(glyphs.count * filled, "bar-secondary"), Span(" " * (end - start - filled)))
    return tuple(span for span in spans if span.text)


def _cells(value: float, largest: float, cells: int) -> int:
    if value <= 0 or largest <= 0:
        return 0
    return max(1, round(min(1.0, value / largest) * cells))


def sparkline(values: Sequence[float | None], level: str, glyphs: Glyphs) -> Line:
    """Scores of 0–100 over time, the last in its level's colour; 0 is the lowest step, unknown a blank."""
    if not values:
        return ()
    if glyphs.is_ascii:
        said = ["?" if v is None else str(int(v + 0.5)) for v in (values[0], values[-1])]
        return (Span(f"{said[0]} .. {said[1]}", "quiet"),)
    steps = ["" if v is None else glyphs.columns[min(7, int(max(v, 0.0) / 100 * 8))] for v in values]
    drawn = [step or " " for step in steps]
    return (Span("".join(drawn[:-1]), "quiet"), Span(drawn[-1], level_style(level)))


def columns(values: Sequence[float], labels: Sequence[str], height: int, cell: int, glyphs: Glyphs) -> Block:
    """A column chart: one column of ``cell`` cells a value, label and value below; in ASCII the numbers only."""
    largest = max(values, default=0)
    block: Block = []
    gap = max(1, cell // 4)
    if not glyphs.is_ascii and largest > 0:
        for row in range(height - 1, -1, -1):
            text = ""
            for value in values:
                eighths = round(value / largest * height * 8) - row * 8
                sign = " " if eighths <= 0 else glyphs.columns[min(eighths, 8) - 1]
                text += sign * (cell - gap) + " " * gap
            block.append((Span(text, "bar-secondary"),))
    block.append(tuple(Span(fit(label, cell), "quiet") for label in labels))
    return block


def level_mark(level: str, glyphs: Glyphs) -> Span:
    """The level in one cell."""
    return Span(glyphs.level_marks[level], level_style(level))


def score(shown: int, *, cells: int = 3) -> Span:
    """A score as a number of a table: right-aligned, bold from 67 up."""
    return Span(f"{shown:>{cells}}", "bold" if shown >= 67 else "")
