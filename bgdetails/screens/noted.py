"""Pages on whose subject notes are written, where what was done by hand is undone, and those that can be watched."""

from __future__ import annotations

from typing import TypeVar

from bgdetails.keys import Entry, bindings, entry
from bgdetails.screens.by_hand import ByHand
from bgdetails.screens.page import Page

V = TypeVar("V")


class NotedPage(Page[V]):
    """The page; its renderer shows notes as spots that open ``Action("note", …)``."""

    BINDINGS = bindings("note", "undo")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.by_hand = ByHand(self, self.read_again)

    def undo_entry(self) -> tuple[Entry, ...]:
        """Of the key line: only where something was done from here."""
        return (entry("undo", 2),) if self.by_hand.can_undo(self.target) else ()

    def action_note(self, note: str = "") -> None:
        """Write a note, or show one."""
        if self.target is not None and self.view is not None:
            self.by_hand.open_notes(self.target, self.name_of(self.view), note)

    def action_undo(self) -> None:
        """Undo what was done last to the subject."""
        if self.target is not None and self.view is not None:
            self.by_hand.undo(self.target)


class WatchablePage(NotedPage[V]):
    """The same of a subject that the reader may watch."""

    BINDINGS = bindings("watch")

    def watch_entry(self, rank: int, is_watched: bool) -> Entry:
        """Of the key line."""
        return entry("watch", rank, "unwatch" if is_watched else None)

    def action_watch(self) -> None:
        """Watch the subject, or no more."""
        if self.target is not None and self.view is not None:
            self.by_hand.watch(self.target)
