"""Writes the summaries of many subjects with batches, from the plan to the last answer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Iterable, Iterator
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bgdetails.store.tables import SummaryBatch
from bgdetails.summaries.bulk.judging import close, first_request, second_request, take, without_second
from bgdetails.summaries.bulk.plan import Plan, Tell
from bgdetails.summaries.bulk.sending import dispatch, settle_doubtful
from bgdetails.summaries.bulk.under_way import (
    Again,
    Subject,
    claim,
    claim_again,
    first_answers,
    let_go,
    open_batches,
    places,
    requests_of,
)
from bgdetails.summaries.claude import batches
from bgdetails.summaries.claude.client import MAY_PASS, Client
from bgdetails.summaries.claude.failures import EngineError
from bgdetails.summaries.model import Failure, SummaryText
from bgdetails.summaries.offline import write_offline
from bgdetails.summaries.panel import kept_summary

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace

_SHORTEST, _LONGEST, _SHARE = 0.25, 30.0, 8
"""Seconds between two looks at a batch: an eighth of what was waited already, within these."""
_AT_ONCE = 100
"""Answers that are checked in one transaction: another that writes waits no longer."""
_OVER = "Summaries may cost ${limit:.2f} a day, and this one would cost more. "
_MEND = "Raise summaries.max_cost_per_day, or give the command again tomorrow."
_GONE = Failure("interrupted", "Another run took the answer, or it was never asked. The same command sends it again.")


class Bulk:
    """One run of a plan. Whenever it ends, what was sent is in the workspace, and the next run waits for that."""

    def __init__(self, workspace: OpenWorkspace, plan: Plan, client: Client, tell: Tell) -> None:
        self._workspace = workspace
        self._plan = plan
        self._client = client
        self._settings = client.settings
        self._tell = tell
        self._waiting = {subject: record_id for record_id, subject in plan.under_way.items()}
        self._results = {record_id: (summary, True) for record_id, summary in plan.kept.items()}
        self._printed = 0
        self._missed: dict[int, int] = {}
        self._begun = monotonic()

    async def run(self) -> AsyncGenerator[tuple[SummaryText, bool]]:
        """Yield each summary in the order of the plan, as soon as it and all before it are there."""
        for one in self._ready():
            yield one
        try:
            await self._send()
        except EngineError as error:
            self._fail(list(self._waiting), error.failed)
            self._fail([one.subject for one in self._plan.to_send], error.failed)
        since = monotonic()
        while self._waiting:
            for one in self._ready():
                yield one
            if await self._step():
                since = monotonic()
            elif self._waiting:
                await asyncio.sleep(min(max((monotonic() - since) / _SHARE, _SHORTEST), _LONGEST))
        for one in self._ready():
            yield one

    def _ready(self) -> Iterator[tuple[SummaryText, bool]]:
        records = self._plan.records
        while self._printed < len(records) and records[self._printed] in self._results:
            self._printed += 1
            yield self._results.pop(records[self._printed - 1])

    async def _send(self) -> None:
        """Send what is not under way. Batches that an earlier run left behind are taken on the way."""
        with self._workspace.reading() as session:
            left = open_batches(session)
        if left:
            await settle_doubtful(self._workspace, self._client)
        for batch in left:
            await self._take_left_over(batch)
        for part in batches.parts(self._plan.to_send):
            self._tell(f"Sending {len(part):,} requests")
            sent, over, failed = await dispatch(
                self._workspace,
                self._client,
                lambda session, part=part: claim(session, self._plan.kind, part, self._settings),  # type: ignore[misc]
                lambda one: batches.Request(one.custom_id, first_request(one.sheet, self._settings)),
            )
            refused = {one.subject for one in over}
            self._waiting |= {one.subject: one.subject.record_id for one in part if one.subject not in refused}
            self._fail([one.subject for one in over], self._over())
            if failed is not None:
                self._fail([one.subject for one in sent], failed)

    def _over(self) -> Failure:
        return Failure("over_budget", _OVER.format(limit=self._settings.max_cost_per_day or 0.0) + _MEND)

    async def _step(self) -> bool:
        """Go on where something can be done; False: there is nothing but to wait."""
        moved = await self._ask_again()
        with self._workspace.reading() as session:
            at = places(session, self._plan.kind)
            there = {batch.id: batch for batch in open_batches(session)}
        self._give_up_on([subject for subject in self._waiting if subject not in at])
        wanted = {at[subject] for subject in self._waiting if subject in at} - {None}
        for number in sorted(number for number in wanted if number is not None):
            batch = there.get(number)
            if batch is not None:
                subjects = [subject for subject in self._waiting if at.get(subject) == number]
                moved = await self._look(batch, subjects) or moved
        return moved

    async def _ask_again(self) -> bool:
        """Send second questions for first answers of which something failed."""
        with self._workspace.reading() as session:
            firsts = list(first_answers(session, self._plan.kind, self._waiting, self._settings))
        asked = [Again(one, secrets.token_hex(16), batches.size_of(second_request(one))) for one in firsts]
        for part in batches.parts(asked):
            self._tell(f"Asking again for {len(part):,}")
            sent, over, failed = await dispatch(
                self._workspace,
                self._client,
                lambda session, part=part: claim_again(session, part, self._settings),  # type: ignore[misc]
                lambda one: batches.Request(one.custom_id, second_request(one.first)),
            )
            self._end_with_first(over, self._over())
            if failed is not None:
                self._end_with_first(sent, failed)
        return bool(asked)

    def _end_with_first(self, asked: Iterable[Again], failed: Failure) -> None:
        """Nothing can be asked again: what passed of the first answer is the summary."""
        with self._workspace.writing() as session:
            for one in asked:
                summary = without_second(session, one.first, failed)
                if summary is not None:
                    self._put(one.first.subject, summary)

    async def _look(self, batch: SummaryBatch, subjects: list[Subject]) -> bool:
        """Look at a batch that is waited for, and take its answers where it has ended."""
        assert batch.id is not None
        try:
            if not batch.batch_id:
                await settle_doubtful(self._workspace, self._client)
                return False
            progress = await batches.look(self._client, batch.batch_id)
            self._tell(self._said(progress))
            if not progress.ended:
                self._missed.pop(batch.id, None)
                return False
            await self._take(batch, await batches.read(self._client, batch.batch_id))
        except EngineError as error:
            self._miss(batch, subjects, error.failed)
            return False
        return True

    def _said(self, progress: batches.Progress) -> str:
        waited = monotonic() - self._begun
        return f"{progress.done:,} of {progress.requests:,} answered, {waited:.0f} s"

    def _miss(self, batch: SummaryBatch, subjects: list[Subject], failed: Failure) -> None:
        """A batch could not be looked at. What may pass is borne a few times; what the server has lost is let go."""
        assert batch.id is not None
        self._missed[batch.id] = self._missed.get(batch.id, 0) + 1
        if failed.code in MAY_PASS and self._missed[batch.id] <= self._settings.retries:
            return
        if failed.code == "not_found":
            with self._workspace.writing() as session:
                let_go(session, batch.id, was_taken=True)
        self._fail(subjects, failed)

    async def _take_left_over(self, batch: SummaryBatch) -> None:
        """Take the answers of a batch of an earlier run, if it has ended; nobody waits for it."""
        try:
            if batch.batch_id and (await batches.look(self._client, batch.batch_id)).ended:
                await self._take(batch, await batches.read(self._client, batch.batch_id))
        except EngineError:
            return

    async def _take(self, batch: SummaryBatch, answers: list[batches.Answer]) -> None:
        """Check and keep the answers of a batch that has ended."""
        assert batch.id is not None
        self._tell(f"Checking {len(answers):,} answers")
        first: dict[str, batches.Answer] = {}
        for answer in answers:
            first.setdefault(answer.custom_id, answer)
        with self._workspace.reading() as session:
            asked = requests_of(session, batch.id)
        wanted = [first[custom_id] for custom_id in asked if custom_id in first]
        if asked and first and not wanted:
            # Taken for the one that was sent while it was under way, and it is another.
            with self._workspace.writing() as session:
                let_go(session, batch.id)
            return
        for at in range(0, len(wanted), _AT_ONCE):
            with self._workspace.writing() as session:
                for subject, summary in take(session, batch.id, wanted[at : at + _AT_ONCE], self._settings):
                    self._put(subject, summary)
            await asyncio.sleep(0)
        with self._workspace.writing() as session:
            row = session.get(SummaryBatch, batch.id)
            if row is not None:
                for subject, summary in close(session, row, first.values(), self._settings):
                    self._put(subject, summary)

    def _give_up_on(self, subjects: list[Subject]) -> None:
        """Another process has taken their answers, or they were never sent."""
        with self._workspace.reading() as session:
            for subject in subjects:
                record_id = self._waiting[subject]
                kept = kept_summary(session, record_id, self._plan.sheets[record_id], self._settings)
                if kept is None:
                    self._fail([subject], _GONE)
                else:
                    del self._waiting[subject]
                    self._results[record_id] = (kept, True)

    def _put(self, subject: Subject, summary: SummaryText) -> None:
        record_id = self._waiting.pop(subject, None)
        if record_id is not None:
            self._results[record_id] = (summary, False)

    def _fail(self, subjects: Iterable[Subject], failed: Failure) -> None:
        """The offline summary is in its place."""
        at = datetime.now(UTC).replace(microsecond=0)
        for subject in subjects:
            self._waiting.pop(subject, None)
            offline = write_offline(self._plan.sheets[subject.record_id])
            self._results[subject.record_id] = (replace(offline, failed=failed, generated_at=at), False)
