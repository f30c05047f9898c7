"""An overlay in which what is typed is text for a while, and keys otherwise."""

from __future__ import annotations

from typing import ClassVar

from textual import events

from bgdetails.widgets.overlay import Overlay, OverlayCanvas


class TextCanvas(OverlayCanvas):
    """The box of a ``TextOverlay``."""

    async def _on_key(self, event: events.Key) -> None:
        if self._overlay.takes(event):
            event.stop()
            event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are no keys while they are text."""
        is_text = character is not None and character.isprintable()
        return self._overlay.takes_text and (is_text or key in self._overlay.editing)

    def _on_paste(self, event: events.Paste) -> None:
        self._overlay.paste(event.text)
        event.stop()

    @property
    def _overlay(self) -> TextOverlay:
        overlay = self.screen
        assert isinstance(overlay, TextOverlay)
        return overlay


class TextOverlay(Overlay):
    """The overlay. Subclasses say when they take text, and what becomes of it."""

    editing: ClassVar[frozenset[str]]
    """Keys beside letters that are part of typing."""

    def __init__(self, box: TextCanvas | None = None) -> None:
        super().__init__(box=box or TextCanvas())

    @property
    def takes_text(self) -> bool:
        """Whether what is typed is text."""
        raise NotImplementedError

    def takes(self, event: events.Key) -> bool:
        """Whether a key was text, or edited it."""
        raise NotImplementedError

    def paste(self, text: str) -> None:
        """Put a text in; nothing where none is taken."""
        raise NotImplementedError
