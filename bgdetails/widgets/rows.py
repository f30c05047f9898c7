"""A few fixed rows that a screen draws."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.widgets.document import Line
from bgdetails.widgets.drawing import glyphs_of, margin_of, styles_of, to_strip


class Rows(Widget):
    """Lines of spans, one a row."""

    DEFAULT_CSS = "Rows { height: 1; width: 1fr; background: $background; }"

    def __init__(self, rows: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[Line, ...] = ()
        self.styles.height = rows

    def show(self, *lines: Line) -> None:
        """Show these lines; only those that changed are painted."""
        before, self.lines = self.lines, lines
        for y in range(max(len(before), len(lines))):
            if before[y : y + 1] != lines[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One row."""
        columns = self.size.width
        line = self.lines[y] if y < len(self.lines) else ()
        return to_strip(line, columns, styles_of(self.app), glyphs_of(self.app), margin=margin_of(columns))
