"""What an answer of a batch becomes: a checked summary that is kept, a second question, or a failure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from sqlmodel import Session

from bgdetails.store.tables import SummaryBatch, SummaryRequest
from bgdetails.summaries.bulk.under_way import First, Subject, finish, keep_first, requests_of, settings_of, subject_of
from bgdetails.summaries.claude.batches import Answer
from bgdetails.summaries.claude.costs import BATCH_SHARE, added
from bgdetails.summaries.claude.engine import Writing
from bgdetails.summaries.claude.failures import EngineError
from bgdetails.summaries.claude.prompt import again_messages, request
from bgdetails.summaries.kept import asked_sheet
from bgdetails.summaries.model import FactSheet, Failure, SummaryText, Usage
from bgdetails.summaries.panel import store_summary
from bgdetails.summary_settings import SummarySettings

_NO_ANSWER = Failure("interrupted", "The batch ended without an answer for this one. The same command sends it again.")


def first_request(sheet: FactSheet, settings: SummarySettings) -> dict[str, Any]:
    """The request for a subject, the same as the one that is streamed."""
    return request(settings.model, Writing(sheet, settings).first_messages())


def second_request(first: First) -> dict[str, Any]:
    """The request that asks again for what failed of a first answer."""
    work = Writing(first.sheet, first.settings)
    messages = work.first_messages()
    return request(first.settings.model, messages + again_messages(first.reply, work.take(first.reply, attempt=1)))


def take(
    session: Session, batch: int, answers: Iterable[Answer], held: SummarySettings
) -> Iterator[tuple[Subject, SummaryText]]:
    """Check answers of a batch and keep what holds; what is to be asked again is marked so. Unknown ids are passed."""
    rows = requests_of(session, batch)
    for answer in answers:
        row = rows.pop(answer.custom_id, None)
        if row is None:
            continue
        settings = settings_of(row, held)
        summary = _judged(row, answer, settings)
        if summary is None:
            keep_first(row, answer)
        else:
            yield subject_of(row), _kept(session, row, summary, settings)


def close(
    session: Session, batch: SummaryBatch, answers: Iterable[Answer], held: SummarySettings
) -> Iterator[tuple[Subject, SummaryText]]:
    """All answers of a batch were taken: what it cost is known, and who got none."""
    assert batch.id is not None
    left = [Answer(custom_id, "", Usage(requests=1), _NO_ANSWER) for custom_id in requests_of(session, batch.id)]
    yield from take(session, batch.id, left, held)
    session.flush()
    finish(session, batch, answers, held)


def without_second(session: Session, first: First, failed: Failure) -> SummaryText | None:
    """The summary of a first answer alone, where nothing can be asked again; None: another process has it."""
    row = session.get(SummaryRequest, first.row_id)
    if row is None:
        return None
    work = _begun(first.sheet, first.settings, first.reply)
    return _kept(session, row, _ended(work, failed, first.usage), first.settings)


def _judged(row: SummaryRequest, answer: Answer, settings: SummarySettings) -> SummaryText | None:
    """The summary; None where something is to be asked for again."""
    sheet = asked_sheet(row.facts, row.content)
    if row.first is None:
        work = _begun(sheet, settings)
        failed, rejected = _read(work, answer, attempt=1)
        return None if rejected else _ended(work, failed, answer.usage)
    said = json.loads(row.first)
    work = _begun(sheet, settings, said["reply"])
    failed, _ = _read(work, answer, attempt=2)
    return _ended(work, failed, added(Usage(**said["usage"]), answer.usage))


def _begun(sheet: FactSheet, settings: SummarySettings, reply: str | None = None) -> Writing:
    work = Writing(sheet, settings)
    work.first_messages()
    if reply is not None:
        work.take(reply, attempt=1)
    return work


def _read(work: Writing, answer: Answer, attempt: int) -> tuple[Failure | None, bool]:
    """Check a reply: why it cannot be read, and whether something of it failed."""
    if answer.failed is not None:
        return answer.failed, False
    try:
        return None, bool(work.take(answer.reply, attempt))
    except EngineError as error:
        return error.failed, False


def _ended(work: Writing, failed: Failure | None, usage: Usage) -> SummaryText:
    """What passed; a second question that failed takes nothing of the first answer away."""
    if not work.has_anything:
        work.failed = failed
    return work.result(usage, share=BATCH_SHARE)


def _kept(session: Session, row: SummaryRequest, summary: SummaryText, settings: SummarySettings) -> SummaryText:
    session.delete(row)
    if summary.failed is not None:
        return replace(summary, generated_at=datetime.now(UTC).replace(microsecond=0))
    return store_summary(session, row.subject_id, summary, settings)
