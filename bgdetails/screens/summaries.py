"""What ``s``, ``+`` and ``-`` do to the summary that a page or an overlay shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bgdetails.screens.host import Host
from bgdetails.summaries.model import SummaryText
from bgdetails.widgets.summary_panel import PanelState

_READ_ONLY = "This workspace is read-only: your answer was not kept."


class SummaryKeys:
    """The answers that were given while the program runs, and the work behind the three keys."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], bool] = {}

    def state(self, summary: SummaryText) -> PanelState:
        """What the panel says besides the summary."""
        return PanelState(asks=bool(summary.statements), helpful=self._answers.get((summary.kind, summary.id)))

    def write_again(
        self, host: Host, record_id: int, summary: SummaryText, done: Callable[[SummaryText], None]
    ) -> None:
        """Write a summary from the facts as they are now; ``done`` gets it."""

        async def work() -> None:
            fresh = await asyncio.to_thread(write_again, host, summary.kind, record_id)
            self._answers.pop((summary.kind, summary.id), None)
            done(fresh)

        host.later(work(), "writing a summary")

    def answer(self, host: Host, record_id: int, summary: SummaryText, helpful: bool, done: Callable[[], None]) -> None:
        """Keep whether a summary helped; ``done`` shows it. There is nothing to say of one without a sentence."""
        if not summary.statements:
            return

        async def work() -> None:
            if await asyncio.to_thread(keep_answer, host, record_id, summary, helpful):
                self._answers[summary.kind, summary.id] = helpful
                done()
            else:
                host.say(_READ_ONLY, kind="warning")

        host.later(work(), "keeping your answer")


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
