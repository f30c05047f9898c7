"""Enter on a cell of the contact coverage: who the people are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bgdetails.keys import Entry, entry
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.searching import SearchedOverlay
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

    def find(needle: str) -> CoverageCell:
        return fetch_cell(host, account_id, interest, role, held_on, needle)

    host.later(overlay.load(find, app), "listing people")


def fetch_cell(
    host: Host, account_id: int, interest: str, role: str, held_on: date | None = None, needle: str = ""
) -> CoverageCell:
    """The people of a cell, best score first; runs in a thread. ``needle``: those with it in name or title first."""
    from bgdetails.views.coverage_people import load_coverage_people

    with host.workspace.reading() as session:
        found = load_coverage_people(session, account_id, interest, role, host.as_of, held_on, needle)
    return CoverageCell(interest, role, *found)


class CoveragePeople(SearchedOverlay):
    """The list, kept and filled anew for each cell."""

    def __init__(self) -> None:
        super().__init__()
        self._cell = CoverageCell("", "", (), 0)
        self._find: Callable[[str], CoverageCell] = lambda _needle: self._cell

    async def load(self, find: Callable[[str], CoverageCell], app: App[object]) -> None:
        """Read the people in a thread and show them."""
        self._find = find
        self._cell = await asyncio.to_thread(find, "")
        self.begin()
        show(app, self)

    def searched(self, needle: str) -> None:
        """Look among those who are not shown, too."""
        if self._cell.count > len(self._cell.people):
            host_of(self.app).later(self._search(needle), "searching people")

    async def _search(self, needle: str) -> None:
        cell = await asyncio.to_thread(self._find, needle)
        if needle == self.needle.strip():
            self._cell = cell
            self.fill_again()

    def draw_all(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        needle = self.needle.strip().casefold()
        people = tuple(each for each in self._cell.people if needle in _text_of(each))
        return coverage_people(replace(self._cell, people=people), columns, look)

    def found(self, columns: int) -> Document:
        """By what is told of people, also where a column finds no room."""
        return self.draw_all(columns)

    def own_entries(self) -> Sequence[Entry]:
        """The keys of its own."""
        return (entry("open", word="person page"),)


def _text_of(person: CoveragePerson) -> str:
    return " ".join((person.name, person.title or "", *(group.name for group in person.groups))).casefold()
