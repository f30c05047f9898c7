"""Something always has the focus, so that keys are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

    _Screen = Screen[None]
else:
    _Screen = object  # beside Textual's screen as a base: what is styled by its class stays so


class KeptFocus(_Screen):
    """A screen on which a click where nothing is, or is any more after a resize, takes the focus from nothing."""

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Move the focus; it is let go only by what can have it no more."""
        if widget is None and self.focused is not None and self.focused.focusable:
            return
        super().set_focus(widget, scroll_visible, from_app_focus)
