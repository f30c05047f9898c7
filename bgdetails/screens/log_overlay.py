"""The log, as an overlay: what was done by hand, and where faults are written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.screens.first_rows import FirstRowsOverlay
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.log import where_faults_are
from bgdetails.screens.overlays import kept, show
from bgdetails.text import visible
from bgdetails.views.action_values import ActionLine
from bgdetails.widgets.by_hand_section import done_at, log_document
from bgdetails.widgets.document import Document
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App

NAME = "log"


def open_log(app: App[object]) -> None:
    """Open the overlay."""
    overlay = kept(app, NAME, LogOverlay)
    host_of(app).later(overlay.load(host_of(app)), "reading the log")


class LogOverlay(FirstRowsOverlay[ActionLine]):
    """The overlay."""

    spots = "action"

    def own_entries(self) -> Sequence[Entry]:
        """Its keys."""
        return (keys.entry("open"), Entry("↑ ↓", "move", 1)) if self.rows else ()

    async def load(self, host: Host) -> None:
        """Read what was done in a thread."""
        latest, count = await asyncio.to_thread(_latest, host)
        self.list_rows(latest, count, lambda: _all(host))
        show(self.app, self)

    def text_of(self, row: ActionLine) -> str:
        """What was done, and when."""
        return f"{visible(row.said)} {done_at(row, host_of(self.app).clock)}".casefold()

    def draw_rows(self, rows: Sequence[ActionLine], left: int, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return log_document(rows, where_faults_are(), columns, look, left)


def _latest(host: Host) -> tuple[Sequence[ActionLine], int]:
    from bgdetails.views.actions import count_actions, load_actions

    with host.workspace.reading() as session:
        return load_actions(session), count_actions(session)


def _all(host: Host) -> Sequence[ActionLine]:
    from bgdetails.views.actions import load_actions

    with host.workspace.reading() as session:
        return load_actions(session, None)
