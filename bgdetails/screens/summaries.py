"""What ``s``, ``+`` and ``-`` do to the summary that a page or an overlay shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from msgspec.structs import replace
from textual.screen import Screen

from bgdetails.screens.host import Host, host_of
from bgdetails.screens.summary_stream import Watched, client_of, read_sheet
from bgdetails.summaries.model import SummaryText
from bgdetails.widgets.summary_panel import PanelState

_BETWEEN = 0.15
"""Seconds between two pictures of a summary that is being written, and before the first."""
_READ_ONLY = "This workspace is read-only: your answer was not kept."


class Summarised(Protocol):
    """What a page or an overlay shows, a ``Struct``: our id of the subject, its summary, and more."""

    @property
    def record_id(self) -> int:
        """Our id of the subject."""

    @property
    def summary(self) -> SummaryText:
        """Its summary."""


S = TypeVar("S", bound=Summarised)


class SummaryKeys(Generic[S]):
    """The answers that were given while the program runs, and the work behind the three keys."""

    def __init__(self, screen: Screen[Any], shown: Callable[[], S | None], show: Callable[[S], None]) -> None:
        """``shown``: what ``screen`` shows now; ``show``: shows that subject anew."""
        self._screen = screen
        self._shown = shown
        self._show = show
        self._answers: dict[tuple[str, str], bool] = {}
        self._asked: set[tuple[str, str]] = set()
        self._stop = asyncio.Event()
        self._is_choosing = False
        self.is_writing = False
        """Whether Claude is writing."""

    def state(self, summary: SummaryText) -> PanelState:
        """What the panel says besides the summary."""
        return PanelState(
            asks=bool(summary.statements) and not summary.waiting,
            helpful=self._answers.get((summary.kind, summary.id)),
            language=host_of(self._screen.app).settings.summaries.language,
        )

    def write_again(self) -> None:
        """Write the summary from the facts as they are now: with Claude where a key is there, else offline."""
        before = self._shown()
        if before is None or self.is_writing or self._is_choosing:
            return
        from bgdetails.summaries.claude.key import variable_with_key

        self.is_writing = variable_with_key() is not None
        work = self._write_with_claude(before) if self.is_writing else self._write_with_either(before)
        host_of(self._screen.app).later(work, "writing a summary")

    async def _write_with_either(self, before: S) -> None:
        """The system's keyring may take its time to say whether it has a key: it may have to be unlocked first."""
        from bgdetails.summaries.claude.key import key_is_there

        self._is_choosing = True
        try:
            self.is_writing = await asyncio.to_thread(key_is_there)
        finally:
            self._is_choosing = False
        await (self._write_with_claude(before) if self.is_writing else self._write_offline(before))

    def came(self) -> None:
        """A page is shown. Where the settings say so, Claude is asked by itself for what it has not written."""
        before = self._shown()
        if before is None or not host_of(self._screen.app).settings.summaries.auto:
            return
        summary = before.summary
        if (summary.engine != "claude" or summary.changed) and (summary.kind, summary.id) not in self._asked:
            self._asked.add((summary.kind, summary.id))
            self.write_again()

    def stop(self) -> bool:
        """Stop what Claude is writing; False where it writes nothing."""
        if self.is_writing:
            self._stop.set()
        return self.is_writing

    async def _write_offline(self, before: S) -> None:
        summary, host = before.summary, host_of(self._screen.app)
        fresh = await asyncio.to_thread(write_again, host, summary.kind, before.record_id)
        self._answers.pop((summary.kind, summary.id), None)
        self._put(before, fresh)

    async def _write_with_claude(self, before: S) -> None:
        """Show the summary as it is written. Esc, or leaving the page, closes the connection and shows the old one."""
        from bgdetails.summaries.writing import keep, write_with_claude

        host, summary = host_of(self._screen.app), before.summary
        client = client_of(self._screen.app)
        self._stop = asyncio.Event()
        begun, last = monotonic(), replace(summary, statements=(), highlights=(), changed=())
        shown_at, result = begun, summary
        try:
            sheet = await asyncio.to_thread(read_sheet, host, summary.kind, before.record_id)
            async with aclosing(write_with_claude(host.workspace, sheet, client)) as work:
                watched = Watched(work, self._stop, lambda: self._is_shown(before))
                async for step in watched.steps():
                    last = step or last
                    if monotonic() - shown_at >= _BETWEEN:
                        shown_at = monotonic()
                        waiting = last.waiting or f"Summary being written… {shown_at - begun:.0f} s"
                        self._put(before, replace(last, waiting=waiting))
            if watched.finished:
                self._answers.pop((summary.kind, summary.id), None)
                result = await asyncio.to_thread(keep, host.workspace, before.record_id, last, client)
        finally:
            self.is_writing = False
            self._put(before, result)

    def _is_shown(self, before: S) -> bool:
        """Whether the reader is still at the subject."""
        now = self._shown()
        here = now is not None and (now.summary.kind, now.record_id) == (before.summary.kind, before.record_id)
        return here and self._screen in self._screen.app.screen_stack

    def _put(self, before: S, summary: SummaryText) -> None:
        """Show the subject with another summary, where it is still shown."""
        now = self._shown()
        if now is not None and self._is_shown(before):
            self._show(replace(now, summary=summary))  # type: ignore[type-var]

    def answer(self, helpful: bool) -> None:
        """Keep whether the summary helped. There is nothing to say of one without a sentence."""
        before, host = self._shown(), host_of(self._screen.app)
        if before is None or not before.summary.statements:
            return

        async def work() -> None:
            summary = before.summary
            if await asyncio.to_thread(keep_answer, host, before.record_id, summary, helpful):
                self._answers[summary.kind, summary.id] = helpful
                self._put(before, summary)
            else:
                host.say(_READ_ONLY, kind="warning")

        host.later(work(), "keeping your answer")


def write_again(host: Host, kind: str, record_id: int) -> SummaryText:
    """Write the summary anew, and keep it where the workspace may be written; runs in a thread."""
    from bgdetails.summaries.offline import write_offline
    from bgdetails.summaries.panel import store_summary

    fresh = write_offline(read_sheet(host, kind, record_id))
    if host.workspace.read_only:
        return fresh
    with host.workspace.writing() as session:
        return store_summary(session, record_id, fresh)


def keep_answer(host: Host, record_id: int, summary: SummaryText, helpful: bool) -> bool:
    """Keep an answer; False where the workspace may not be written. Runs in a thread."""
    from bgdetails.summaries.panel import store_feedback

    if host.workspace.read_only:
        return False
    with host.workspace.writing() as session:
        store_feedback(session, record_id, summary, helpful=helpful)
    return True
