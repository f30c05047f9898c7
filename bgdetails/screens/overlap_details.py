"""Enter on a person of the contact overlap: group, role, interest, product intent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bgdetails.keys import Entry, entry
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.widgets.canvas import Place
from bgdetails.widgets.document import Document
from bgdetails.widgets.overlap_details import first_focus, overlap_details
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.views.overlap_values import OverlapDetails, OverlapPerson


def open_overlap(app: App[object], person: OverlapPerson) -> None:
    """Tell more of a person of the overlap."""
    overlay = kept(app, "overlap-details", OverlapOverlay)
    host_of(app).later(overlay.load(person, app), "reading a person's groups")


def _fetch(host: Host, person: OverlapPerson) -> OverlapDetails:
    """Runs in a thread."""
    from bgdetails.views.overlap import load_overlap_details

    with host.workspace.reading() as session:
        return load_overlap_details(session, person, host.as_of)


class OverlapOverlay(SearchedOverlay):
    """The groups of one person, kept and filled anew for each."""

    def __init__(self) -> None:
        super().__init__()
        self._details: OverlapDetails | None = None

    async def load(self, person: OverlapPerson, app: App[object]) -> None:
        """Read in a thread and show."""
        self._details = details = await asyncio.to_thread(_fetch, host_of(app), person)
        self.begin(Place(first_focus(details)))
        show(app, self)

    def draw_all(self, columns: int) -> Document:
        """The text for a width."""
        assert self._details is not None
        host, size = host_of(self.app), self.app.size
        return overlap_details(self._details, columns, Look(size.width, size.height, host.glyphs, host.clock))

    def own_entries(self) -> Sequence[Entry]:
        """The keys of its own."""
        return (entry("open"),)
