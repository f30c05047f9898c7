"""Whom to assign: the people of the account who are not in the group, found as one types; Tab selects several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.rules.membership import MOST_AT_ONCE
from bgdetails.screens.host import host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.views.action_values import Assignable
from bgdetails.widgets.by_hand_section import assign_document
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.overlay import WIDTH
from bgdetails.widgets.parts import Look
from bgdetails.widgets.typing import TypingOverlay

if TYPE_CHECKING:
    from textual.app import App

NAME = "assigning"


def overlay_of(app: App[object]) -> AssigningOverlay:
    """The overlay, to be filled for where the reader is now."""
    return kept(app, NAME, AssigningOverlay)


class AssigningOverlay(TypingOverlay):
    """The overlay."""

    widest: ClassVar[int] = WIDTH

    def __init__(self) -> None:
        super().__init__()
        self._group = self._account = ""
        self._people: Sequence[Assignable] = ()
        self._chosen: dict[str, Assignable] = {}
        self._choose: Callable[[Sequence[Assignable]], object] | None = None

    def entries(self) -> Sequence[Entry]:
        """Only keys that no letter is."""
        return (
            keys.entry("open", word="choose a role"),
            Entry("Tab", "select", 1),
            Entry("↑ ↓", "move", 2),
            keys.entry("escape", word="close"),
        )

    def ask(
        self, group: str, account: str, people: Sequence[Assignable], choose: Callable[[Sequence[Assignable]], object]
    ) -> None:
        """Open it; ``choose`` is told who was chosen."""
        self._group, self._account, self._people, self._choose = group, account, people, choose
        self._chosen = {}
        self.type("")
        show(self.app, self)

    def type(self, text: str) -> None:
        """Show who goes with another text."""
        self.text = text
        self.fill(self.draw, place=Place())

    def draw(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        chosen = frozenset(self._chosen)
        return assign_document(self._group, self._account, self._people, self.text, chosen, columns, look)

    def action_next_section(self) -> None:
        """Select the person who has the focus, or no more, and go on to the next."""
        spot = self.box.spot
        if spot is None or not isinstance(spot.opens, Action):
            return
        person = spot.opens.value
        if person in self._chosen:
            del self._chosen[person]
        elif len(self._chosen) >= MOST_AT_ONCE:
            host_of(self.app).say(f"{MOST_AT_ONCE} people at once are the most.", kind="warning")
            return
        else:
            self._chosen[person] = next(each for each in self._people if each.id == person)
        self.fill(self.draw)
        self.box.action_down()

    def action_previous_section(self) -> None:
        """Back without selecting."""
        self.box.action_up()

    @on(Canvas.Opened)
    def _go_on(self, message: Canvas.Opened) -> None:
        message.stop()
        opens = message.spot.opens
        if not isinstance(opens, Action):
            return
        focused = next((each for each in self._people if each.id == opens.value), None)
        chosen = tuple(self._chosen.values()) or ((focused,) if focused is not None else ())
        if chosen and self.close() and self._choose is not None:
            self._choose(chosen)
