"""What readers said of summaries, with the facts and the text that they saw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from bgdetails.store.tables import Account, BuyingGroup, Person, SummaryFeedback
from bgdetails.store.times import from_day, from_micros
from bgdetails.summaries.kept import kept_sheet, read_content
from bgdetails.summaries.model import FactSheet, SummaryText
from bgdetails.views.statements import table

_RECORDS: dict[str, type[Account | BuyingGroup | Person]] = {"account": Account, "group": BuyingGroup, "person": Person}


class Answer(Struct, frozen=True):
    """Whether a summary was helpful, when that was said, and the summary as it was shown."""

    at: datetime
    helpful: bool
    summary: SummaryText


def load_answers(session: Session) -> Iterator[Answer]:
    """All answers, oldest first. A subject that is there no more has neither id nor name."""
    names = {kind: _names(session, kind) for kind in _RECORDS}
    for row in session.exec(select(SummaryFeedback).order_by(col(SummaryFeedback.at), col(SummaryFeedback.id))):
        public_id, name = names[row.kind].get(row.subject_id, ("", ""))
        content = json.loads(row.content)
        sheet = kept_sheet(FactSheet(row.kind, public_id, name, date.min, ()), row.facts, content)
        summary = SummaryText(
            kind=row.kind,
            id=public_id,
            engine=row.engine,
            model=row.model,
            as_of=from_day(row.day),
            generated_at=None,
            sheet=sheet,
            # As it was shown: today's checks are not those of then.
            **read_content(content, sheet, checks=False),
        )
        yield Answer(from_micros(row.at), row.helpful, summary)


def _names(session: Session, kind: str) -> dict[int, tuple[str, str]]:
    """Public id and name of the subjects of a kind that were answered for."""
    record = table(_RECORDS[kind]).c
    answered = select(SummaryFeedback.subject_id).where(SummaryFeedback.kind == kind)
    rows = session.execute(core_select(record.id, record.public_id, record.name).where(record.id.in_(answered)))
    return {record_id: (public_id, name) for record_id, public_id, name in rows}
