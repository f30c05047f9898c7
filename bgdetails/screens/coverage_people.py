"""Enter on a cell of the contact coverage: who the people are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bgdetails.keys import Entry, entry
from bgdetails.screens.first_rows import FirstRowsOverlay
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.widgets.coverage_people import CoverageCell, coverage_people
from bgdetails.widgets.document import Document
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.views.pages import CoveragePerson


def open_cell(app: App[object], account_id: int, interest: str, role: str, held_on: date | None = None) -> None:
    """List the people who have ``role`` in the account's groups of that interest."""
    overlay = kept(app, "coverage-people", CoveragePeople)
    host = host_of(app)

    def find(whole: bool) -> CoverageCell:
        return fetch_cell(host, account_id, interest, role, held_on, whole=whole)

    host.later(overlay.load(find, app), "listing people")


def fetch_cell(
    host: Host, account_id: int, interest: str, role: str, held_on: date | None = None, *, whole: bool = False
) -> CoverageCell:
    """The people of a cell, best score first, or the first of them; runs in a thread."""
    from bgdetails.views.coverage_people import LISTED, load_coverage_people

    most = None if whole else LISTED
    with host.workspace.reading() as session:
        found = load_coverage_people(session, account_id, interest, role, host.as_of, held_on, most)
    return CoverageCell(interest, role, *found)


class CoveragePeople(FirstRowsOverlay["CoveragePerson"]):
    """The list, kept and filled anew for each cell."""

    spots = "cell"

    def __init__(self) -> None:
        super().__init__()
        self._cell = CoverageCell("", "", (), 0)

    async def load(self, find: Callable[[bool], CoverageCell], app: App[object]) -> None:
        """Read the people in a thread and show them."""
        self._cell = await asyncio.to_thread(find, False)
        self.list_rows(self._cell.people, self._cell.count, lambda: find(True).people)
        show(app, self)

    def text_of(self, row: CoveragePerson) -> str:
        """Name, title and groups."""
        return " ".join((row.name, row.title or "", *(group.name for group in row.groups))).casefold()

    def draw_rows(self, rows: Sequence[CoveragePerson], left: int, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return coverage_people(replace(self._cell, people=tuple(rows)), columns, look, left)

    def own_entries(self) -> Sequence[Entry]:
        """The keys of its own."""
        return (entry("open", word="person page"),)
