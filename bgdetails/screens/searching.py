"""Overlays whose rows are searched: ``/``, then what is typed narrows them; Esc shows all again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from bgdetails import keys
from bgdetails.keys import Entry, bindings
from bgdetails.screens.overlays import follow
from bgdetails.text import visible
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.narrowing import narrowed
from bgdetails.widgets.text_overlay import TextCanvas, TextOverlay
from bgdetails.widgets.typing import typed_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_ON = frozenset({"enter", "down", "tab"})
"""Keys that lead from what is typed to the rows."""
_ERASING = frozenset({"backspace", "ctrl+u"})


class SearchedOverlay(TextOverlay):
    """The overlay. Subclasses say what ``draw_all`` shows, and which keys work where nothing is searched."""

    BINDINGS = bindings("search")
    editing = _ON | _ERASING

    def __init__(self, box: TextCanvas | None = None) -> None:
        super().__init__(box)
        self.needle = ""
        self.is_typing = False

    @property
    def takes_text(self) -> bool:
        """While one types what to search for."""
        return self.is_typing

    def draw_all(self, columns: int) -> Document:
        """All rows, for a width."""
        raise NotImplementedError

    def found(self, columns: int) -> Document:
        """The rows that have what is typed."""
        return narrowed(self.draw_all(columns), self.needle)

    def own_entries(self) -> Sequence[Entry]:
        """The keys that work where nothing is typed, but for those of searching and closing."""
        raise NotImplementedError

    def searched(self, needle: str) -> None:
        """Another text is searched; for overlays that show the first rows of many."""

    def acted(self, action: Action) -> None:
        """A spot was opened that is no link; nothing, but for overlays that have such spots."""

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        action = follow(self, message)
        if action is not None:
            self.acted(action)

    def begin(self, place: Place | None = None) -> None:
        """Show everything."""
        self.needle, self.is_typing = "", False
        self.fill(self.draw, place=place or Place())

    def draw(self, columns: int) -> Document:
        """What is typed, and the rows that have it; all rows where nothing is."""
        if not self.needle and not self.is_typing:
            return self.draw_all(columns)
        found = self.found(columns)
        head = typed_line(visible(self.needle), columns, glyphs_of(self.app))
        rows = {name: row + len(head) for name, row in found.section_rows.items()}
        return Document.of([*head, *found.lines], rows)

    def entries(self) -> Sequence[Entry]:
        """The keys that work now."""
        if self.is_typing:
            return (keys.entry("open", word="to the rows"), keys.entry("escape", word="show all"))
        search = (keys.entry("search", 3),) if self.box.document.spots or self.needle else ()
        closes = keys.entry("escape", word="show all" if self.needle else "close")
        return (*self.own_entries(), *search, closes)

    def takes(self, event: events.Key) -> bool:
        """Whether a key was text."""
        if not self.is_typing:
            return False
        if event.is_printable and event.character:
            self.search(self.needle + event.character)
        elif event.key in _ERASING:
            self.search(self.needle[:-1] if event.key == "backspace" else "")
        elif event.key in _ON:
            self.is_typing = False
            self.fill_again()
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Search for that too."""
        if self.is_typing:
            self.search(self.needle + " ".join(text.split()))

    def search(self, needle: str) -> None:
        """Narrow the rows to those with a text."""
        self.needle = needle
        self.searched(needle.strip())
        self.fill_again()

    def _lay_out(self) -> None:
        super()._lay_out()
        self.call_after_refresh(self._show_keys)  # which keys work depends on what is drawn

    def fill_again(self) -> None:
        """Show the rows as they are now, from their beginning."""
        self.fill(self.draw, place=Place())

    def _show_keys(self) -> None:
        self.key_line.show(self.entries())

    def action_search(self) -> None:
        """Type what to search for."""
        self.is_typing = True
        self.fill_again()

    def action_escape(self) -> None:
        """All rows again where some were searched, else close."""
        if not self.needle and not self.is_typing:
            self.close()
            return
        had, self.is_typing = self.needle, False
        self.needle = ""
        if had:
            self.searched("")
        self.fill_again()
