"""The last places that were looked at: searched by name, and opened again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from bgdetails.keys import Entry, entry
from bgdetails.navigation import Target
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.looks import MOST_PLACES, Looks, PlaceSeen
from bgdetails.screens.overlays import follow, kept, show
from bgdetails.text import clip, visible, width
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Block, Document, Line, Span, Spot, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.typing import TypingOverlay, typed_line
from bgdetails.wording import Clock, ago

if TYPE_CHECKING:
    from textual.app import App

_LEAST_NAME = 22
"""Cells that a name has before what stands beside it is dropped."""
_NONE_YET = "No place yet: every page that you leave is one."
_WORDS = {"group": "buying group", "template": "roles template", "interest": "solution interest"}


def open_places(app: App[object], looks: Looks) -> None:
    """List the places of this run at once, and those of earlier ones as soon as they are read."""
    overlay = kept(app, "places", Places)
    overlay.start(looks.places())
    show(app, overlay)
    host_of(app).later(overlay.add_earlier(host_of(app)), "listing the last places")


def fetch_places(host: Host) -> list[PlaceSeen]:
    """The places that the workspace remembers, the last first; runs in a thread."""
    from bgdetails.views.places import load_places

    with host.workspace.reading() as session:
        return [PlaceSeen(Target(kind, id), name, at) for kind, id, name, at in load_places(session, MOST_PLACES)]


def draw_places(text: str, places: Sequence[PlaceSeen], columns: int, glyphs: Glyphs, clock: Clock) -> Document:
    """The field, then a row a place: its name, what it is, and when it was looked at."""
    block: Block = [*typed_line(visible(text), columns, glyphs), (Span("Last places", "quiet"),)]
    needle = text.strip().casefold()
    shown = [place for place in places if needle in place.name.casefold()]
    block += [_row(place, columns, glyphs, clock) for place in shown]
    if not shown:
        said = f"No place is called “{visible(text.strip())}”." if needle else _NONE_YET
        block.append((Span(said, "quiet"),))
    return Document.of(block)


def _row(place: PlaceSeen, columns: int, glyphs: Glyphs, clock: Clock) -> Line:
    spot = Spot(str(place.target), "places", place.target, row=True)
    kind = _WORDS.get(place.target.kind, place.target.kind.replace("-", " "))
    beside = (f"{kind}, {ago(place.at, clock)}", kind, "")
    right = next((said for said in beside if columns - width(said) - 2 >= _LEAST_NAME), "")
    room = columns - width(right) - 2
    name = Span(clip(visible(place.name), max(room, 1), glyphs.ellipsis), "name", spot)
    return (*pad((name,), columns - width(right), spot=spot), Span(right, "quiet", spot))


class Places(TypingOverlay):
    """The overlay."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[PlaceSeen] = []
        self._opened = 0

    def entries(self) -> Sequence[Entry]:
        """Only keys that no letter is."""
        return (entry("open"), entry("escape", word="close"), Entry("↑ ↓", "choose", 1))

    def start(self, places: list[PlaceSeen]) -> None:
        """Open it with the places of this run."""
        self._places = places
        self._opened += 1
        self.type("")

    async def add_earlier(self, host: Host) -> None:
        """Add what the workspace remembers."""
        opened = self._opened
        earlier = await asyncio.to_thread(fetch_places, host)
        if opened == self._opened:
            known = {place.target for place in self._places}
            self._places = [*self._places, *(place for place in earlier if place.target not in known)][:MOST_PLACES]
            self._draw_again()

    def type(self, text: str) -> None:
        """Show the places whose names have ``text``."""
        self.text = text
        self._draw_again(Place())

    def _draw_again(self, place: Place | None = None) -> None:
        text, places = self.text, self._places
        glyphs, clock = glyphs_of(self.app), host_of(self.app).clock.present
        self.fill(lambda columns: draw_places(text, places, columns, glyphs, clock), place=place)

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        follow(self, message)
