"""Enter on a cell of the contact coverage: who the people are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from bgdetails.keys import Entry, entry
from bgdetails.navigation import Target
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.reading import record_of
from bgdetails.views.pages import GroupCard
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.coverage_people import CellPerson, coverage_people
from bgdetails.widgets.document import Document
from bgdetails.widgets.overlay import Overlay
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App


def open_cell(app: App[object], interest: str, role: str, groups: Sequence[GroupCard]) -> None:
    """List the people who have ``role`` in the groups of that interest."""
    overlay = kept(app, "coverage-people", CoveragePeople)
    wanted = [group for group in groups if group.solution_interest == interest]
    host_of(app).later(overlay.load(interest, role, wanted, app), "listing people")


def fetch_cell(host: Host, role: str, groups: Sequence[GroupCard]) -> list[CellPerson]:
    """The members with a role, best score first; runs in a thread."""
    from bgdetails.views.members import load_members

    found: list[CellPerson] = []
    with host.workspace.reading() as session:
        for group in groups:
            members = load_members(session, record_of(session, Target("group", group.id)), host.as_of)
            found += [CellPerson(m, group.name) for m in members if m.role.casefold() == role.casefold()]
    return sorted(found, key=lambda person: (-round(person.member.engagement_score, 9), person.member.name.casefold()))


class CoveragePeople(Overlay):
    """The list, kept and filled anew for each cell."""

    def __init__(self) -> None:
        super().__init__()
        self._cell = ("", "")
        self._people: list[CellPerson] = []

    async def load(self, interest: str, role: str, groups: Sequence[GroupCard], app: App[object]) -> None:
        """Read the people in a thread and show them."""
        self._people = await asyncio.to_thread(fetch_cell, host_of(app), role, groups)
        self._cell = (interest, role)
        self.fill(self.draw, place=Place())
        show(app, self)

    def draw(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return coverage_people(*self._cell, self._people, columns, look)

    def entries(self) -> Sequence[Entry]:
        """The keys that work now."""
        return (entry("open", word="person page"), entry("escape", word="close"), entry("help"))

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        message.stop()
        if isinstance(message.spot.opens, Target):
            host_of(self.app).go(message.spot.opens)
