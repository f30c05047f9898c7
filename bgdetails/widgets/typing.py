"""An overlay into which one types: letters go into its text, and only arrows, pages and Enter move."""

from __future__ import annotations

from typing import ClassVar

from textual import events

from bgdetails.keys import bindings
from bgdetails.widgets.document import Block, Span
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.overlay import Overlay, OverlayCanvas


def typed_line(text: str, columns: int, glyphs: Glyphs, before: str = "") -> Block:
    """What is typed, with its caret, and the rule below it; ``before`` is what it goes on from."""
    return [
        (
            Span(f"{glyphs.path} ", "accent"),
            *([Span(f"{before} ", "quiet")] if before else []),
            Span(text),
            Span(glyphs.caret, "accent"),
        ),
        (Span(glyphs.rule * columns, "hairline"),),
    ]


class TypingCanvas(OverlayCanvas, inherit_bindings=False):
    """The box of a ``TypingOverlay``."""

    BINDINGS = bindings("open", "first", "last")

    async def _on_key(self, event: events.Key) -> None:
        overlay = self.screen
        assert isinstance(overlay, TypingOverlay)
        moves = {"up": self.action_up, "down": self.action_down, "pageup": self.action_page_up}
        moves["pagedown"] = self.action_page_down
        if event.key in moves:
            moves[event.key]()
        elif event.is_printable and event.character and overlay.takes_text:
            overlay.type(overlay.text + event.character)
        elif event.key == "backspace" and overlay.takes_text:
            overlay.erase()
        elif event.key == "ctrl+u" and overlay.takes_text:
            overlay.type("")
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        overlay = self.screen
        assert isinstance(overlay, TypingOverlay)
        if overlay.takes_text:
            overlay.type(overlay.text + " ".join(event.text.split()))
        event.stop()


class TypingOverlay(Overlay, inherit_bindings=False):
    """The overlay. ``type`` is told every text; while ``takes_text`` is false letters are keys."""

    BINDINGS = bindings("escape", "next_section", "previous_section")
    DEFAULT_CSS = "TypingOverlay { align: center top; }"
    above = 3
    takes_text: bool = True
    widest: ClassVar[int] = 88

    def __init__(self) -> None:
        super().__init__(box=TypingCanvas())
        self.text = ""

    def type(self, text: str) -> None:
        """Show what goes with another text."""
        raise NotImplementedError

    def erase(self) -> None:
        """Backspace."""
        self.type(self.text[:-1])
