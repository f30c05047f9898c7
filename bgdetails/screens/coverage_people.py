"""Enter on a cell of the contact coverage: who the people are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual import on

from bgdetails.keys import Entry, entry
from bgdetails.navigation import Target
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.coverage_people import CoverageCell, coverage_people
from bgdetails.widgets.document import Document
from bgdetails.widgets.overlay import Overlay
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App


def open_cell(app: App[object], account_id: int, interest: str, role: str, held_on: date | None = None) -> None:
    """List the people who have ``role`` in the account's groups of that interest."""
    overlay = kept(app, "coverage-people", CoveragePeople)
    host_of(app).later(overlay.load(account_id, (interest, role), held_on, app), "listing people")


def fetch_cell(host: Host, account_id: int, interest: str, role: str, held_on: date | None = None) -> CoverageCell:
    """The people of a cell, best score first; runs in a thread."""
    from bgdetails.views.coverage_people import load_coverage_people

    with host.workspace.reading() as session:
        found = load_coverage_people(session, account_id, interest, role, host.as_of, held_on)
    return CoverageCell(interest, role, *found)


class CoveragePeople(Overlay):
    """The list, kept and filled anew for each cell."""

    def __init__(self) -> None:
        super().__init__()
        self._cell = CoverageCell("", "", (), 0)

    async def load(self, account_id: int, of: tuple[str, str], held_on: date | None, app: App[object]) -> None:
        """Read the people in a thread and show them."""
        self._cell = await asyncio.to_thread(fetch_cell, host_of(app), account_id, *of, held_on)
        self.fill(self.draw, place=Place())
        show(app, self)

    def draw(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return coverage_people(self._cell, columns, look)

    def entries(self) -> Sequence[Entry]:
        """The keys that work now."""
        return (entry("open", word="person page"), entry("escape", word="close"), entry("help"))

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        message.stop()
        if isinstance(message.spot.opens, Target):
            host_of(self.app).go(message.spot.opens)
