"""What ``s``, ``+`` and ``-`` do to the summary that a page or an overlay shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from textual.screen import Screen

from bgdetails.screens.host import Host, host_of
from bgdetails.summaries.model import SummaryText
from bgdetails.widgets.summary_panel import PanelState

_READ_ONLY = "This workspace is read-only: your answer was not kept."


class Summarised(Protocol):
    """What a page or an overlay shows, a frozen dataclass: our id of the subject, its summary, and more."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

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

    def state(self, summary: SummaryText) -> PanelState:
        """What the panel says besides the summary."""
        return PanelState(asks=bool(summary.statements), helpful=self._answers.get((summary.kind, summary.id)))

    def write_again(self) -> None:
        """Write the summary from the facts as they are now."""
        before, host = self._shown(), host_of(self._screen.app)
        if before is None:
            return

        async def work() -> None:
            summary = before.summary
            fresh = await asyncio.to_thread(write_again, host, summary.kind, before.record_id)
            self._answers.pop((summary.kind, summary.id), None)
            self._show_again(before, replace(before, summary=fresh))

        host.later(work(), "writing a summary")

    def answer(self, helpful: bool) -> None:
        """Keep whether the summary helped. There is nothing to say of one without a sentence."""
        before, host = self._shown(), host_of(self._screen.app)
        if before is None or not before.summary.statements:
            return

        async def work() -> None:
            summary = before.summary
            if await asyncio.to_thread(keep_answer, host, before.record_id, summary, helpful):
                self._answers[summary.kind, summary.id] = helpful
                self._show_again(before, before)
            else:
                host.say(_READ_ONLY, kind="warning")

        host.later(work(), "keeping your answer")

    def _show_again(self, before: S, now: S) -> None:
        """Show the subject anew where it lies, unless the reader has gone on."""
        if self._shown() is before:
            self._show(now)


def write_again(host: Host, kind: str, record_id: int) -> SummaryText:
    """Write the summary anew, and keep it where the workspace may be written; runs in a thread."""
    from bgdetails.summaries.offline import write_offline
    from bgdetails.summaries.panel import load_summary, store_summary

    with host.workspace.reading() as session:
        fresh = write_offline(load_summary(session, kind, record_id, host.as_of).sheet)
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
