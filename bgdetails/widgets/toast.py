"""A toast: what was done or went wrong, at the bottom right above the keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from bgdetails.text import clip, visible, width, wrap
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.drawing import glyphs_of, margin_of, styles_of, to_strip

_WIDEST = 66
_LINES = 3
SUCCESS_SECONDS = 4.0
_STYLES = {"done": "success", "warning": "warning", "error": "error"}


class Toast(Widget):
    """Up to three lines, the first bold. A success goes by itself, anything else at the next key."""

    DEFAULT_CSS = "Toast { layer: _toastrack; dock: bottom; background: $panel; }"

    def __init__(self, lines: Sequence[str], kind: str) -> None:
        super().__init__(classes=kind)
        self.lines = [visible(text) for text in lines[:_LINES]]
        self._shown = self.lines
        self.kind = kind

    def on_mount(self) -> None:
        """Take the room that the text needs."""
        self.place()
        if self.kind == "done":
            self.set_timer(SUCCESS_SECONDS, self.remove)

    def place(self) -> None:
        """Stand at the bottom right, one row above the keys."""
        size = self.app.size
        most = min(_WIDEST, max(6, size.width - 2))
        self._shown = [text for line in self.lines for text in wrap(line, most - 5)][:_LINES]
        columns = min(max(map(width, self._shown), default=0) + 5, most)
        self.styles.width, self.styles.height = columns, len(self._shown)
        self.styles.offset = (max(0, size.width - columns - margin_of(size.width)), -2)

    def render_line(self, y: int) -> Strip:
        """One line: edge, mark, text."""
        styles, glyphs = styles_of(self.app, "panel"), glyphs_of(self.app)
        colour = _STYLES[self.kind]
        mark = {"done": glyphs.done, "warning": glyphs.attention, "error": glyphs.error}[self.kind] if y == 0 else " "
        text = clip(self._shown[y], self.size.width - 5, glyphs.ellipsis) if y < len(self._shown) else ""
        line: Line = (Span(glyphs.focus, colour), Span(f" {mark} ", colour), Span(text, "bold" if y == 0 else ""))
        return to_strip(line, self.size.width, styles, glyphs)
