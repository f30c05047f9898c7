"""The log, as an overlay: what was done by hand, and where faults are written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.navigation import Target
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.log import where_faults_are
from bgdetails.screens.overlays import kept, show
from bgdetails.views.action_values import ActionLine
from bgdetails.widgets.by_hand_section import log_document
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Document
from bgdetails.widgets.overlay import Overlay
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from textual.app import App

NAME = "log"


def open_log(app: App[object]) -> None:
    """Open the overlay."""
    overlay = kept(app, NAME, LogOverlay)
    host_of(app).later(overlay.load(host_of(app)), "reading the log")


class LogOverlay(Overlay):
    """The overlay."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ActionLine, ...] = ()

    def entries(self) -> Sequence[Entry]:
        """Its keys."""
        opens = (keys.entry("open", word="open"), Entry("↑ ↓", "move", 1)) if self._lines else ()
        return (*opens, keys.entry("escape", word="close"))

    async def load(self, host: Host) -> None:
        """Read what was done in a thread."""
        self._lines = await asyncio.to_thread(_read, host)
        self.fill(self.draw, place=Place())
        show(self.app, self)

    def draw(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return log_document(self._lines, where_faults_are(), columns, look)

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        message.stop()
        opens = message.spot.opens
        if isinstance(opens, Target) and self.close():
            host_of(self.app).go(opens)


def _read(host: Host) -> tuple[ActionLine, ...]:
    from bgdetails.views.actions import load_actions

    with host.workspace.reading() as session:
        return load_actions(session)
