"""The few rows under a field that say what may be taken; they lie over the page and have no focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.text import clip, fit, visible, width
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.drawing import glyphs_of, styles_of, to_strip

_WIDEST = 56


class Offers(Widget):
    """The rows: a text and a note each, one of them marked. A click calls ``pick``."""

    DEFAULT_CSS = "Offers { layer: above; display: none; background: $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self.pick: Callable[[int], object] = lambda number: None
        self.rows: tuple[tuple[str, str], ...] = ()
        self.chosen = 0

    def show(self, rows: Sequence[tuple[str, str]], chosen: int, x: int, y: int) -> None:
        """Show these rows from a place of the screen on; none: nothing."""
        self.rows, self.chosen = tuple(rows), chosen
        if not rows:
            self.display = False
            return
        most = max(1, self.app.size.width - x)
        wanted = max(width(visible(text)) for text, _ in rows) + max(len(note) for _, note in rows) + 5
        self.styles.width = min(max(24, wanted), _WIDEST, most)
        self.styles.height = len(rows)
        self.styles.offset = (x, y)
        self.display = True
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row."""
        columns, glyphs = self.size.width, glyphs_of(self.app)
        row: Line = ()
        if y < len(self.rows):
            text, note = self.rows[y]
            marked = y == self.chosen
            room = max(1, columns - len(note) - 4) if note else max(1, columns - 3)
            shown = clip(visible(text), room, glyphs.ellipsis)
            row = (
                Span(glyphs.focus if marked else " ", "panel accent"),
                Span(" ", "panel"),
                Span(fit(shown, room), "panel bold" if marked else "panel"),
                Span(f" {note} " if note else " ", "panel quiet"),
            )
        return to_strip(row, columns, styles_of(self.app, "panel"), glyphs)

    def on_click(self, event: events.Click) -> None:
        """Take a row."""
        event.stop()
        self.pick(event.y)
