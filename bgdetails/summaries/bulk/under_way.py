"""Batches that are under way, as the workspace keeps them: what was sent, and whose answers are still to come.

Whatever is sent is written down before, in a transaction of its own, so that a program that ends at any moment finds
it again, and two that run side by side never send the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlmodel import Session, col, delete, select, update

from bgdetails.store.tables import Spending, SummaryBatch, SummaryRequest
from bgdetails.store.times import to_micros
from bgdetails.summaries.claude.batches import Answer, S
from bgdetails.summaries.claude.costs import BATCH_SHARE, cost_of, estimated_of
from bgdetails.summaries.kept import asked_json, asked_sheet, facts_json
from bgdetails.summaries.model import FactSheet, Usage
from bgdetails.summaries.spending import enter, settle, spent_on, utc_day
from bgdetails.summary_settings import SummarySettings

DOUBTFUL = ""
"""The ``batch_id`` of a batch of which its sender could not tell whether it was taken."""
_KEPT_SETTINGS = ("model", "language", "max_words", "pseudonymize")


class Subject(NamedTuple):
    """Whose summary is meant, of which facts: our id, and the key of ``facts_key``."""

    record_id: int
    facts_key: str


class Outgoing(Struct, frozen=True):
    """A request that is about to be sent."""

    subject: Subject
    sheet: FactSheet
    custom_id: str
    size: int


class First(Struct, frozen=True):
    """A first answer of which something failed."""

    row_id: int
    subject: Subject
    settings: SummarySettings
    sheet: FactSheet
    reply: str
    usage: Usage


class Again(Struct, frozen=True, eq=False):
    """A second question that is about to be sent."""

    first: First
    custom_id: str
    size: int


def now() -> int:
    """The present, as the store has it."""
    return to_micros(datetime.now(UTC))


def open_batches(session: Session) -> list[SummaryBatch]:
    """All batches whose answers were not taken, oldest first."""
    return list(session.exec(select(SummaryBatch).order_by(col(SummaryBatch.id))).all())


def places(session: Session, kind: str) -> dict[Subject, int | None]:
    """In which batch each open request is; None: it is to be asked again."""
    columns = select(SummaryRequest.subject_id, SummaryRequest.facts_key, SummaryRequest.batch)
    rows = session.exec(columns.where(SummaryRequest.kind == kind))
    return {Subject(record_id, key): batch for record_id, key, batch in rows}


def claim(
    session: Session, kind: str, requests: Iterable[Outgoing], settings: SummarySettings
) -> tuple[int | None, list[Outgoing], list[Outgoing]]:
    """Write down a batch that is about to be sent.

    Returns:
        Our id of it (None: nothing is to be sent), what it holds, and what the day's ceiling leaves no room for.
        What is open already is in neither.
    """
    there = places(session, kind)
    fresh = [one for one in requests if one.subject not in there]
    taken, over, cost = _within(session, fresh, settings)
    if not taken:
        return None, [], over
    batch = _new_batch(session, settings, len(taken), cost)
    kept = json.dumps({name: getattr(settings, name) for name in _KEPT_SETTINGS})
    for one in taken:
        session.add(
            SummaryRequest(
                batch=batch,
                custom_id=one.custom_id,
                kind=kind,
                subject_id=one.subject.record_id,
                facts_key=one.subject.facts_key,
                settings=kept,
                facts=facts_json(one.sheet),
                content=asked_json(one.sheet),
            )
        )
    return batch, taken, over


def claim_again(
    session: Session, requests: Iterable[Again], settings: SummarySettings
) -> tuple[int | None, list[Again], list[Again]]:
    """The same for second questions."""
    rows = ((one, session.get(SummaryRequest, one.first.row_id)) for one in requests)
    waiting = {one: row for one, row in rows if row is not None and row.batch is None}
    taken, over, cost = _within(session, list(waiting), settings)
    if not taken:
        return None, [], over
    batch = _new_batch(session, settings, len(taken), cost)
    for one in taken:
        waiting[one].batch, waiting[one].custom_id = batch, one.custom_id
    return batch, taken, over


def _within(
    session: Session, requests: Iterable[S], settings: SummarySettings
) -> tuple[list[S], list[S], float | None]:
    """What the day's ceiling has room for, what it has not, and what the first is reckoned to cost."""
    limit = settings.max_cost_per_day
    spent = spent_on(session, utc_day()) if limit is not None else 0.0
    taken: list[S] = []
    over: list[S] = []
    total = 0.0
    known = settings.model in settings.prices
    for one in requests:
        cost = cost_of(estimated_of(one.size, settings), settings, share=BATCH_SHARE) or 0.0
        if limit is not None and (spent >= limit or spent + total + cost > limit):
            over.append(one)
        else:
            taken.append(one)
            total += cost
    return taken, over, total if known else None


def _new_batch(session: Session, settings: SummarySettings, requests: int, cost: float | None) -> int:
    spending = enter(session, settings, cost, requests)
    batch = SummaryBatch(created_at=now(), spending_id=spending, requests=requests)
    session.add(batch)
    session.flush()
    assert batch.id is not None
    return batch.id


def was_sent(session: Session, batch: int, batch_id: str) -> None:
    """The server took it and calls it so; ``DOUBTFUL``: nobody knows."""
    session.exec(update(SummaryBatch).where(col(SummaryBatch.id) == batch).values(batch_id=batch_id))


def let_go(session: Session, batch: int, *, was_taken: bool = False) -> None:
    """Its requests are as they were before it. It cost nothing, unless the server had taken it and lost it."""
    row = session.get(SummaryBatch, batch)
    if row is None:
        return
    inside = col(SummaryRequest.batch) == batch
    session.exec(delete(SummaryRequest).where(inside, col(SummaryRequest.first).is_(None)))
    session.exec(update(SummaryRequest).where(inside).values(batch=None))
    if not was_taken:
        settle(session, row.spending_id, 0.0)
    session.delete(row)


def requests_of(session: Session, batch: int) -> dict[str, SummaryRequest]:
    """The open requests of a batch, by custom id."""
    rows = session.exec(select(SummaryRequest).where(SummaryRequest.batch == batch).order_by(col(SummaryRequest.id)))
    return {row.custom_id: row for row in rows}


def first_answers(session: Session, kind: str, wanted: Iterable[Subject], held: SummarySettings) -> Iterator[First]:
    """The first answers, of those ``wanted``, of which something is still to be asked again."""
    subjects = frozenset(wanted)
    rows = select(SummaryRequest).where(SummaryRequest.kind == kind, col(SummaryRequest.batch).is_(None))
    for row in session.exec(rows.order_by(col(SummaryRequest.id))):
        if subject_of(row) in subjects and row.id is not None:
            said = json.loads(row.first or "{}")
            sheet, usage = asked_sheet(row.facts, row.content), Usage(**said["usage"])
            yield First(row.id, subject_of(row), settings_of(row, held), sheet, said["reply"], usage)


def keep_first(row: SummaryRequest, answer: Answer) -> None:
    """Something of a first answer failed: it waits to be asked again."""
    row.first = json.dumps({"reply": answer.reply, "usage": asdict(answer.usage)}, ensure_ascii=False)
    row.batch = None


def finish(session: Session, batch: SummaryBatch, answers: Iterable[Answer], held: SummarySettings) -> None:
    """All answers of a batch were taken: what it cost is known."""
    spending = session.get_one(Spending, batch.spending_id)
    priced = replace(held, model=spending.model)
    costs = [cost_of(answer.usage, priced, share=BATCH_SHARE) for answer in answers]
    settle(session, batch.spending_id, sum(cost or 0.0 for cost in costs) if spending.model in held.prices else None)
    session.delete(batch)


def subject_of(row: SummaryRequest) -> Subject:
    """Whose summary it is."""
    return Subject(row.subject_id, row.facts_key)


def settings_of(row: SummaryRequest, held: SummarySettings) -> SummarySettings:
    """The settings that a request was made with; prices and the like are those of now."""
    return replace(held, **json.loads(row.settings))
