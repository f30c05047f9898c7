"""An overlay in which one thing is chosen, and with that done: a stage, a role, whether to remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.screens.host import host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.widgets.by_hand_section import REFUSED
from bgdetails.widgets.canvas import Draw, Place
from bgdetails.widgets.document import Action, Document

if TYPE_CHECKING:
    from textual.app import App

NAME = "choosing"


def overlay_of(app: App[object]) -> ChoosingOverlay:
    """The overlay, to be filled for where the reader is now."""
    return kept(app, NAME, ChoosingOverlay)


class ChoosingOverlay(SearchedOverlay):
    """The overlay."""

    def __init__(self) -> None:
        super().__init__()
        self._word = ""
        self._all: Draw | None = None
        self._choose: Callable[[str], object] | None = None

    def own_entries(self) -> Sequence[Entry]:
        """Its keys."""
        return (keys.entry("open", word=self._word), Entry("↑ ↓", "choose", 1))

    def draw_all(self, columns: int) -> Document:
        """What is offered."""
        assert self._all is not None
        return self._all(columns)

    def ask(self, draw: Draw, choose: Callable[[str], object], word: str, first: str | None = None) -> None:
        """Open it.

        Args:
            draw: What it shows; spots with an ``Action`` are what can be chosen.
            choose: Told the value of the one that is.
            word: What Enter does.
            first: The spot that has the focus.
        """
        self._choose, self._word, self._all = choose, word, draw
        self.begin(Place(first))
        show(self.app, self)

    def acted(self, action: Action) -> None:
        """Something was chosen, or what cannot be: it says why."""
        if action.name == REFUSED:
            host_of(self.app).say(action.value, kind="warning")
        elif self.close() and self._choose is not None:
            self._choose(action.value)
