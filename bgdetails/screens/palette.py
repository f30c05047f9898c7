"""The palette: one box that finds groups, accounts and people, and runs commands; ``>`` first means commands only."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.screen import Screen

from bgdetails import keys, themes, wording
from bgdetails.keys import Entry
from bgdetails.navigation import Target
from bgdetails.screens.browse_reader import BrowseReader, Found
from bgdetails.screens.help import key_ids
from bgdetails.screens.host import host_of
from bgdetails.screens.overlays import follow
from bgdetails.store.server_faults import server_fault
from bgdetails.text import clip, visible, width
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, line_width, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.matching import marked
from bgdetails.widgets.typing import TypingOverlay, typed_line

_HEADINGS = {
    "group": "Buying groups",
    "account": "Accounts",
    "person": "People",
    "journey": "Account journeys",
    "template": "Roles templates",
    "interest": "Solution interests",
    "stage-model": "Stage models",
}
_VIEWS = "Saved views"
_COMMANDS = "Commands"
_SHOWN = 3
_MOVES = ("up", "down", "left", "right", "page_up", "page_down", "first", "last", "next_section", "previous_section")
_NOT_LISTED = frozenset((*_MOVES, "open", "escape", "palette", "stop"))


class Command(Struct, frozen=True):
    """Something that can be run by name."""

    name: str
    key: str
    run: Callable[[], object]
    heading: str = _COMMANDS


def draw_palette(
    text: str, found: Found | None, commands: Sequence[Command], total: int, columns: int, glyphs: Glyphs
) -> Document:
    """The field, then what was found, a section a kind."""
    block: Block = typed_line(text, columns, glyphs)
    needle = text.removeprefix(">").strip()
    for kind, heading in _HEADINGS.items():
        hits = [hit for hit in found.hits if hit.kind == kind] if found else []
        if not hits:
            continue
        assert found is not None
        counted = "looked at last" if not needle else ""
        if kind in found.counts:
            counted = f"{len(hits)} of {wording.number(max(len(hits), found.counts[kind]))}"
        _head(block, heading, counted, columns)
        for hit in hits:
            spot = Spot(f"{kind}/{hit.id}", heading, Target(kind, hit.id), row=True)
            row = found.groups.get(hit.id) if kind == "group" else None
            if row is not None:
                right: Line = (
                    score(wording.whole(row.engagement_score)),
                    Span(" "),
                    level_mark(row.engagement_level, glyphs),
                    Span(f"   {clip(visible(row.stage or glyphs.unknown), 12, glyphs.ellipsis):<12}", "quiet"),
                )
            else:
                right = (Span(clip(visible(hit.detail or ""), columns // 2, glyphs.ellipsis), "quiet"),)
            block.append(_row(visible(hit.name), hit.marked, right, spot, columns, glyphs))
    for heading in (_VIEWS, _COMMANDS):
        listed = [command for command in commands if command.heading == heading]
        if not listed:
            continue
        _head(block, heading, f"{len(listed)} of {total}" if heading == _COMMANDS else "", columns)
        for command in listed:
            spot = Spot(f"{heading}/{command.name}", heading, Action(heading, command.name), row=True)
            block.append(_row(visible(command.name), needle, (Span(command.key, "key"),), spot, columns, glyphs))
    if len(block) == 2:
        block.append((Span(f"Nothing is called “{visible(needle)}”.", "quiet"),))
    return Document.of(block)


def _head(block: Block, heading: str, counted: str, columns: int) -> None:
    if len(block) > 2:
        block.append(())
    block.append((*pad((Span(heading, "quiet"),), columns - width(counted)), Span(counted, "quiet")))


def _row(name: str, needle: str, right: Line, spot: Spot, columns: int, glyphs: Glyphs) -> Line:
    room = columns - line_width(right) - 2
    left = marked(clip(name, max(4, room), glyphs.ellipsis), needle, "name", spot)
    owned = tuple(Span(span.text, span.style, spot) for span in right)
    return (*pad(left, columns - line_width(right), spot=spot), *owned)


class Palette(TypingOverlay):
    """The overlay."""

    def __init__(self) -> None:
        super().__init__()
        self._reader: BrowseReader | None = None
        self._commands: list[Command] = []
        self._found: Found | None = None
        self._asked = 0

    def entries(self) -> Sequence[Entry]:
        """Only keys that no letter is."""
        return (
            keys.entry("open"),
            keys.entry("escape", word="close"),
            Entry("↑ ↓", "choose", 2),
            Entry("Tab", "next kind", 3),
            Entry(">", "commands only", 4),
        )

    def start(self, below: Screen[Any], reader: BrowseReader, views: Mapping[str, Callable[[], object]]) -> None:
        """Open it over a screen, empty; ``views``: names of saved views, and what opens each."""
        self._reader = reader
        self._commands = [*self._commands_of(below), *(Command(name, "", run, _VIEWS) for name, run in views.items())]
        self.type("")

    def type(self, text: str) -> None:
        """Show what goes with another text."""
        self.text = text
        self._asked += 1
        if text.startswith(">"):
            self._found = None
            self._redraw()
        else:
            host_of(self.app).later(self._search(text, self._asked), "searching")
            # The letter is seen at once; what was found for the text before stays until the new comes.
            self._redraw(keep=True)

    async def _search(self, text: str, asked: int) -> None:
        assert self._reader is not None
        try:
            found = await self._reader.find(text, tuple(_HEADINGS), _SHOWN)
            if asked != self._asked:
                return
            self._found = found
            self._redraw()
            if not text.strip():
                return
            counts = await self._reader.count_found(text, tuple(_HEADINGS))
        except sqlite3.OperationalError as error:
            # A newer letter broke it off; or the server is away.
            if asked == self._asked and server_fault(error) is not None:
                host_of(self.app).fault(error, "searching")
            return
        if asked == self._asked:
            self._found = replace(found, counts=counts)
            self._redraw(keep=True)

    def _redraw(self, *, keep: bool = False) -> None:
        needle = self.text.removeprefix(">").strip().casefold()
        matching = [c for c in self._commands if needle in c.name.casefold() and c.heading == _COMMANDS]
        views = [c for c in self._commands if needle in c.name.casefold() and c.heading == _VIEWS]
        only = self.text.startswith(">")
        shown = [*(matching if only or not needle else matching[:_SHOWN])]
        shown += [] if only else views[: _SHOWN if needle else None]
        text, found, total, glyphs = self.text, self._found, len(matching), glyphs_of(self.app)
        self.fill(
            lambda columns: draw_palette(text, found, shown, total, columns, glyphs),
            place=None if keep else Place(),
        )

    def _commands_of(self, screen: Screen[Any]) -> list[Command]:
        """Everything that can be done on the screen below, and by the app."""
        host = host_of(self.app)
        commands = [self._command_of_key(id, screen) for id in key_ids(screen) if id not in _NOT_LISTED]
        commands += [
            Command(f"Theme: {theme.name}", "", lambda name=theme.name: self._set_theme(name))  # type: ignore[misc]
            for theme in themes.THEMES
        ]
        commands.append(Command("Copy the page's address", "", lambda: host.copy(host.address(), host.address())))
        return commands

    def _command_of_key(self, id: str, screen: Screen[Any]) -> Command:
        key = keys.key(id)

        def run() -> None:
            places = (screen.focused, screen, self.app)
            owner = next((p for p in places if p is not None and hasattr(p, f"action_{id}")), self.app)
            self.app.call_later(owner.run_action, id)

        return Command(key.help, keys.shown(id).split()[0], run)

    def _set_theme(self, name: str) -> None:
        self.app.theme = name

    @on(Canvas.Opened)
    def _run(self, message: Canvas.Opened) -> None:
        chosen = follow(self, message)
        if chosen is not None and self.close():
            command = next((c for c in self._commands if (c.heading, c.name) == (chosen.name, chosen.value)), None)
            if command is not None:
                command.run()
