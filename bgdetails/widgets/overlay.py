"""What lies on top of a page: a box with a frame in the accent, and its keys over the page's.

An overlay is made once and kept. It does not dim the page (transparent background), is as high as its text, and fills
the page where that is narrow or low.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Region, Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.keys import Entry, bindings
from bgdetails.widgets.canvas import Canvas, Draw, Place
from bgdetails.widgets.drawing import NARROW, SHORT_ROWS, glyphs_of
from bgdetails.widgets.kept_focus import KeptFocus
from bgdetails.widgets.key_line import KeyLine

WIDTH = 84


class OverlayCanvas(Canvas):
    """The box: a canvas on the surface colour, with a margin of two columns of its own."""

    DEFAULT_CSS = """
    OverlayCanvas {
        background: $surface; border: round $accent; border-title-color: $text;
        scrollbar-background: $surface; scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
    }
    OverlayCanvas.plain { border: ascii $accent; }
    OverlayCanvas.whole { border: none; }
    """
    surface: ClassVar[str] = "surface"

    def show(self, draw: Draw, *, place: Place | None = None) -> None:
        """Show what ``draw`` makes; a place told before the box was drawn holds until it is."""
        super().show(draw, place=place or self._wanted)

    @property
    def margin(self) -> int:
        """Two columns inside the frame; one where the box is narrow."""
        return 1 if self.outer_size.width < NARROW else 2

    @property
    def columns(self) -> int:
        """Columns for text."""
        return max(1, self._inner - 2 * self.margin)

    @property
    def _inner(self) -> int:
        return max(0, self.outer_size.width - self.gutter.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """With the frame, which is Textual's."""
        return Widget.render_lines(self, crop)

    def _size_document(self) -> None:
        self.virtual_size = Size(self._inner, len(self.document.lines))


class Overlay(KeptFocus, ModalScreen[None]):
    """A box over the page. Subclasses say what ``draw`` shows and which keys work."""

    BINDINGS = bindings("escape", "back", "leave", "next_section", "previous_section", "jump")
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Overlay { background: transparent; align: center middle; }
    Overlay > .overlay-edge { width: auto; height: auto; padding: 0 1; background: $background; }
    Overlay > .overlay-edge.whole { padding: 0; }
    """
    widest: ClassVar[int] = WIDTH
    above: ClassVar[int] = 0
    """Rows of the page that stay free above the box, where that does not fill the page."""

    def __init__(self, *, id: str | None = None, box: OverlayCanvas | None = None) -> None:
        super().__init__(id=id)
        self.box = box or OverlayCanvas()
        self.edge = Container(self.box, classes="overlay-edge")
        self.key_line = KeyLine()
        self.asked_from: object = None
        """Where the reader was when it was asked for; what it shows may have to be read first."""
        self._draw: Draw | None = None
        self._place: Place | None = None

    def compose(self) -> ComposeResult:
        """The box and its keys."""
        yield self.edge
        yield self.key_line

    def entries(self) -> Sequence[Entry]:
        """The keys that work now."""
        raise NotImplementedError

    def fill(self, draw: Draw, *, place: Place | None = None) -> None:
        """Show what ``draw`` makes of the box's width; ``place`` None keeps focus and scroll."""
        self._draw, self._place = draw, place
        if self.is_mounted:
            self._lay_out()

    def on_mount(self) -> None:
        """Show what was given before the screen was there."""
        self._lay_out()
        self.box.focus(scroll_visible=False)

    def on_screen_suspend(self) -> None:
        """Closed, and not only covered: give back what was drawn. Textual draws all of it anew when it comes back."""
        if self not in self.app.screen_stack:
            self.box.forget()
            for widget in self.walk_children(with_self=True):
                widget.refresh()

    def on_resize(self) -> None:
        """The box follows the page."""
        self._lay_out()

    @property
    def fills_page(self) -> bool:
        """Whether the page is too small for a box on it."""
        size = self.app.size
        return size.width < NARROW or size.height < SHORT_ROWS

    def _lay_out(self) -> None:
        if self._draw is None:
            return
        size, whole = self.app.size, self.fills_page
        self.key_line.show(self.entries())
        self.edge.set_class(whole, "whole")
        self.edge.styles.margin = (0 if whole else self.above, 0, 0, 0)
        self.box.set_class(whole, "whole")
        self.box.set_class(glyphs_of(self.app).is_ascii, "plain")
        width = size.width if whole else min(self.widest, size.width - 2)
        frame = 0 if whole else 2
        most = size.height - 2 - self.above
        margin = 1 if width < NARROW else 2
        rows = size.height - 1 if whole else min(self._height(width - frame - 2 * margin) + frame, most)
        self.box.styles.width, self.box.styles.height = width, max(1, rows)
        place, self._place = self._place, None
        self.box.show(self._draw, place=place)

    def _height(self, columns: int) -> int:
        assert self._draw is not None
        return len(self._draw(max(1, columns)).lines)

    def close(self) -> bool:
        """Go from the page; False where a key before, not yet worked off when this one came, has done it already."""
        if self.app.screen is not self:
            return False
        self.dismiss()
        return True

    def action_escape(self) -> None:
        """Close."""
        self.close()

    def action_back(self) -> None:
        """Close."""
        self.close()

    def action_leave(self) -> None:
        """Close."""
        self.close()

    async def action_jump(self) -> None:
        """A letter for everything in the box that opens."""
        await self.app.run_action("app.jump")

    def action_next_section(self) -> None:
        """Tab stays inside."""
        self.box.step_section(1)

    def action_previous_section(self) -> None:
        """Tab stays inside."""
        self.box.step_section(-1)
