"""Handing a group over: its brief in Markdown, as a file or on the clipboard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from bgdetails.keys import Entry, entry
from bgdetails.navigation import Target
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Span, Spot, pad
from bgdetails.widgets.overlay import Overlay

if TYPE_CHECKING:
    from textual.app import App

_SAVE, _COPY = "save", "copy"
_NO_LETTER = re.compile(r"[\W_]+")
_LONGEST = 60


def open_hand_over(app: App[object], group: Target) -> None:
    """Ask what is to become of the brief."""
    overlay = kept(app, "hand-over", HandOver)
    overlay.offer(group)
    show(app, overlay)


def fetch_brief(host: Host, group: Target) -> str:
    """The brief as ``show group --format markdown`` prints it; runs in a thread."""
    from bgdetails.exports.hand_over import load_hand_over
    from bgdetails.screens.reading import read_subject

    zone = host.settings.zone
    return read_subject(host, group, lambda session, record, day: load_hand_over(session, record, day, zone))


def save_brief(text: str, group: Target, folder: Path) -> Path:
    """Write the brief to a new file; one that is there is never replaced.

    Raises:
        OSError: It cannot be written.
    """
    stem = f"hand-over-{_NO_LETTER.sub('-', group.id).strip('-')[:_LONGEST] or 'group'}"
    for number in count(1):
        file = folder / f"{stem}{'' if number == 1 else f'-{number}'}.md"
        try:
            with file.open("x", encoding="utf-8") as out:
                out.write(text)
        except FileExistsError:
            continue
        return file
    raise AssertionError("counting never ends")


def draw_choices(columns: int) -> Document:
    """A row each."""
    block: Block = [(Span("Hand this group over", "bold"),), ()]
    for name, said in ((_SAVE, "Save the brief as a file here"), (_COPY, "Copy the brief")):
        spot = Spot(name, "choices", Action(name), row=True)
        block.append(pad((Span(said, "name", spot),), columns, spot=spot))
    block += [(), (Span("In Markdown: facts, highlights, summary, moments, top members.", "quiet"),)]
    return Document.of(block)


class HandOver(Overlay):
    """The overlay."""

    widest = 68

    def __init__(self) -> None:
        super().__init__()
        self._group: Target | None = None

    def entries(self) -> Sequence[Entry]:
        """Its keys."""
        return (entry("open", word="do it"), Entry("↑ ↓", "choose", 1), entry("escape", word="close"))

    def offer(self, group: Target) -> None:
        """Ask about a group."""
        self._group = group
        self.fill(draw_choices, place=Place())

    @on(Canvas.Opened)
    def _chosen(self, message: Canvas.Opened) -> None:
        message.stop()
        opens, group, host = message.spot.opens, self._group, host_of(self.app)
        if self.close() and group is not None and isinstance(opens, Action):
            host.later(self._do(host, group, opens.name), "writing the brief")

    async def _do(self, host: Host, group: Target, what: str) -> None:
        text = await asyncio.to_thread(fetch_brief, host, group)
        if what == _COPY:
            host.copy(text, "the brief")
            return
        try:
            file = await asyncio.to_thread(save_brief, text, group, Path.cwd())
        except OSError as error:
            host.say(f"No file can be written here: {error.strerror}.", "Copy the brief instead.", kind="error")
            return
        host.say("The brief is saved.", str(file))
