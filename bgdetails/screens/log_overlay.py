"""The log, as an overlay: what was done by hand, and where faults are written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.log import where_faults_are
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.views.action_values import LINES_SHOWN, ActionLine
from bgdetails.widgets.by_hand_section import log_document
from bgdetails.widgets.document import Document
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App

NAME = "log"
MOST_LINES = 5_000
"""Lines that are searched."""


def open_log(app: App[object]) -> None:
    """Open the overlay."""
    overlay = kept(app, NAME, LogOverlay)
    host_of(app).later(overlay.load(host_of(app)), "reading the log")


class LogOverlay(SearchedOverlay):
    """The overlay."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ActionLine, ...] = ()
        self._latest: tuple[ActionLine, ...] = ()

    def own_entries(self) -> Sequence[Entry]:
        """Its keys."""
        return (keys.entry("open"), Entry("↑ ↓", "move", 1)) if self._lines else ()

    async def load(self, host: Host) -> None:
        """Read what was done in a thread."""
        self._latest = self._lines = await asyncio.to_thread(_read, host, LINES_SHOWN)
        self.begin()
        show(self.app, self)

    def searched(self, needle: str) -> None:
        """Look among all that was done, not only the latest."""
        if needle and self._lines is self._latest and len(self._latest) == LINES_SHOWN:
            host_of(self.app).later(self._read_all(), "reading the log")
        elif not needle:
            self._lines = self._latest

    async def _read_all(self) -> None:
        lines = await asyncio.to_thread(_read, host_of(self.app), MOST_LINES)
        if self.needle:
            self._lines = lines
            self.fill_again()

    def draw_all(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return log_document(self._lines, where_faults_are(), columns, look)


def _read(host: Host, limit: int) -> tuple[ActionLine, ...]:
    from bgdetails.views.actions import load_actions

    with host.workspace.reading() as session:
        return load_actions(session, limit)
