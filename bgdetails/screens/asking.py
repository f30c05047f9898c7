"""A question about the page: a line to type it, and the answer below, whose every statement opens its source."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.navigation import Target
from bgdetails.screens.host import host_of
from bgdetails.screens.overlays import follow, go_from, kept, show
from bgdetails.screens.summary_stream import Watched, client_of
from bgdetails.summaries.model import SummaryText
from bgdetails.summary_settings import LONGEST_QUESTION
from bgdetails.text import visible
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Span, Spot
from bgdetails.widgets.overlay import WIDTH
from bgdetails.widgets.parts import Look, flow, quiet
from bgdetails.widgets.summary_panel import PanelState, citation, summary_panel
from bgdetails.widgets.typing import TypingOverlay, typed_line

if TYPE_CHECKING:
    from textual.app import App

NAME = "asking"
_BETWEEN = 0.15
"""Seconds between two pictures of an answer that is being written, and before the first."""
_HINT = "Ask about what is on this page, as in “who should I call first?”. Only what its facts say is answered."
_NOTHING_ASKED = "Type a question first."


def open_asking(app: App[object], target: Target) -> None:
    """Open the line over a page."""
    overlay = kept(app, NAME, AskOverlay)
    overlay.begin(target)
    show(app, overlay)


def draw_question(text: str, body: Block, columns: int, look: Look) -> Document:
    """The typed line, which Enter sends, and what stands below it."""
    spot = Spot("question", "question", Action("ask"))
    first, rule = typed_line(visible(text), columns, look.glyphs)
    line = tuple(Span(span.text, span.style, spot) for span in first)
    return Document.of([*flow(line, columns), rule, *body])


class AskOverlay(TypingOverlay):
    """The overlay, kept and filled anew."""

    BINDINGS = keys.bindings("number", "ask")
    widest: ClassVar[int] = WIDTH

    def __init__(self) -> None:
        super().__init__()
        self._target = Target("groups")
        self._answer: SummaryText | None = None
        self._sentence = ""
        self._stop = asyncio.Event()
        self.is_writing = False
        """Whether an answer is being written."""

    def entries(self) -> Sequence[Entry]:
        """The keys that work now: letters are text until something was asked."""
        if self.is_writing:
            return (keys.entry("escape", word="stop"),)
        if self.takes_text:
            return (keys.entry("open", word="ask"), keys.entry("escape", word="close"))
        cited = bool(self._answer and self._answer.statements)
        sources = (keys.entry("open"), Entry("1 to 9", "source", 2)) if cited else ()
        return (*sources, keys.entry("ask", word="ask more"), keys.entry("escape", word="close"))

    def begin(self, target: Target) -> None:
        """A new question about a page; where nothing can be asked, that is said before anything is typed."""
        self._target, self._sentence = target, ""
        self.action_ask()
        host_of(self.app).later(self._look_for_key(), "looking for the key")

    async def _look_for_key(self) -> None:
        await self._say_what_lacks()

    async def _say_what_lacks(self) -> bool:
        """Whether a key lacks, which is then said; the system's keyring may take its time."""
        from bgdetails.summaries.asked import lacks_key

        missing = await asyncio.to_thread(lacks_key)
        self._sentence = "" if missing is None else missing.sentence
        if missing is not None:
            self.fill(self.draw)
        return missing is not None

    def type(self, text: str) -> None:
        """Show another text."""
        self.text = text[:LONGEST_QUESTION]
        self.fill(self.draw, place=Place("question"))

    def draw(self, columns: int) -> Document:
        """The line, and below it the hint, what is written, or why nothing is."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        return draw_question(self.text, self._body(columns, look), columns, look)

    def _body(self, columns: int, look: Look) -> Block:
        answer = self._answer
        if answer is not None and answer.failed is None:
            return summary_panel(answer, "answer", columns, look, state=PanelState(language=answer.language))
        said = self._sentence if answer is None or answer.failed is None else answer.failed.sentence
        if said:
            return flow([Span("! ", "warning"), Span(visible(said))], columns)
        return flow([quiet(_HINT)], columns)

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        if follow(self, message) is not None and self.takes_text and not self.is_writing:
            self._ask()

    def _ask(self) -> None:
        if not self.text.strip():
            self._sentence = _NOTHING_ASKED
            self.fill(self.draw)
            return
        self.is_writing, self.takes_text, self._answer = True, False, None
        self._stop = asyncio.Event()
        self._sentence = ""
        self.fill(self.draw)
        host_of(self.app).later(self._write(self.text.strip(), self._stop), "asking Claude")

    async def _write(self, text: str, stop: asyncio.Event) -> None:
        """Show the answer as it is written. Esc, or leaving, closes the connection."""
        from bgdetails.summaries.asked import ask

        host, client = host_of(self.app), client_of(self.app)
        begun = shown_at = monotonic()
        last: SummaryText | None = None
        finished = False
        try:
            if await self._say_what_lacks():
                return
            workspace = await asyncio.to_thread(lambda: host.workspace)
            owner = host.settings.owner
            async with aclosing(ask(workspace, self._target, text, host.as_of, client, owner)) as work:
                watched = Watched(work, stop, lambda: self.is_current or self in self.app.screen_stack)
                async for step in watched.steps():
                    last = step or last
                    if last is not None and monotonic() - shown_at >= _BETWEEN:
                        shown_at = monotonic()
                        waiting = last.waiting or f"Answer being written… {shown_at - begun:.0f} s"
                        self._show(replace(last, waiting=waiting), stop)
            finished = watched.finished
        finally:
            if stop is self._stop:
                self.is_writing = False
                self._answer = None
                if finished and last is not None:
                    self._show(last, stop)
                elif self in self.app.screen_stack:
                    self.action_ask(keep=True)

    def _show(self, answer: SummaryText, stop: asyncio.Event) -> None:
        """Show an answer; every fact of it has a number, those of this very page too."""
        if stop is self._stop:
            self._answer = replace(answer, kind=NAME)
            if self in self.app.screen_stack:
                self.fill(self.draw, place=None if answer.waiting else Place())

    def action_number(self, number: int) -> None:
        """The source of that number."""
        target = citation(self.box.document, number)
        if self.takes_text:
            self.type(f"{self.text}{number}")
        elif target is not None:
            go_from(self, target)

    def action_ask(self, *, keep: bool = False) -> None:
        """Another question."""
        if self.is_writing:
            return
        self.takes_text, self._answer = True, None
        self.type(self.text if keep else "")

    def action_escape(self) -> None:
        """Stop what is being written, else close."""
        if self.is_writing:
            self._stop.set()
        else:
            self.close()

    def on_unmount(self) -> None:
        """The program ends."""
        self._stop.set()
