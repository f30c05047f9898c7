"""Enter on an opportunity: its check, and the people behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bgdetails.keys import Entry, bindings, entry
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.widgets.deal_section import deal_document
from bgdetails.widgets.document import Document
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.views.deal_page import DealDetails


def open_deal(app: App[object], deal: str) -> None:
    """Show the check of an opportunity."""
    overlay = kept(app, "deal-check", DealCheckOverlay)
    host_of(app).later(overlay.load(deal, app), "checking a deal")


def fetch_deal(host: Host, deal: str) -> DealDetails:
    """An opportunity with its check; runs in a thread."""
    from bgdetails.views.deal import load_deal

    with host.workspace.reading() as session:
        return load_deal(session, deal, host.as_of)


class DealCheckOverlay(SearchedOverlay):
    """The check, kept and filled anew for each opportunity."""

    BINDINGS = bindings("copy")

    def __init__(self) -> None:
        super().__init__()
        self.deal: DealDetails | None = None

    async def load(self, deal: str, app: App[object]) -> None:
        """Read the check in a thread and show it."""
        self.deal = await asyncio.to_thread(fetch_deal, host_of(app), deal)
        self.begin()
        show(app, self)

    def draw_all(self, columns: int) -> Document:
        """The text for a width."""
        assert self.deal is not None
        host, size = host_of(self.app), self.app.size
        return deal_document(self.deal, columns, Look(size.width, size.height, host.glyphs, host.clock))

    def own_entries(self) -> Sequence[Entry]:
        """The keys of its own."""
        first = [entry("open", word="person page")] if self.deal is not None and self.deal.people else []
        return [*first, entry("copy", 2)]

    def action_copy(self) -> None:
        """Copy the text."""
        lines = ["".join(span.text for span in line).rstrip() for line in self.box.document.lines]
        host_of(self.app).copy("\n".join(lines), "the deal check")
