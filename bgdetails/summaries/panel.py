"""The summary that a page shows: the stored one while its facts are still so, else a fresh one, computed offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bgdetails.store.tables import Summary, SummaryFeedback
from bgdetails.store.times import from_micros, to_day, to_micros
from bgdetails.summaries.facts_account import account_facts
from bgdetails.summaries.facts_group import group_facts
from bgdetails.summaries.facts_person import person_facts
from bgdetails.summaries.model import FactSheet, Statement, SummaryText
from bgdetails.summaries.offline import write_offline
from bgdetails.views.account_brief import load_account_brief
from bgdetails.views.group import load_group
from bgdetails.views.member import load_member_details
from bgdetails.views.pages import GroupPage, MemberDetails
from bgdetails.views.statements import SUBJECT, Query, table

KEPT_LOOKED_AT = 20
_summary = table(Summary).c
_STORED = Query(
    select(_summary.facts_key, _summary.engine, _summary.model, _summary.generated_at, _summary.content)
    .where(_summary.kind == bindparam("kind"), _summary.subject_id == SUBJECT)
    .order_by(_summary.generated_at.desc())
    .limit(KEPT_LOOKED_AT)
)
OFFLINE_VERSION = "offline-1"
"""Changes when the writer's sentences do, so that stored text is not shown as if it were today's."""


def load_summary(session: Session, kind: str, record_id: int, as_of: date) -> SummaryText:
    """The summary of a group, an account or a person."""
    return _shown(session, record_id, _SHEETS[kind](session, record_id, as_of))


def summary_of_group(session: Session, record_id: int, page: GroupPage) -> SummaryText:
    """The summary of a group whose page is at hand."""
    return _shown(session, record_id, group_facts(session, record_id, page))


def summary_of_person(session: Session, record_id: int, details: MemberDetails) -> SummaryText:
    """The summary of a person whose details are at hand."""
    return _shown(session, record_id, person_facts(session, record_id, details))


def store_summary(session: Session, record_id: int, summary: SummaryText) -> SummaryText:
    """Keep a summary that was asked for; it is then shown with the time of its writing."""
    generated_at = datetime.now(UTC).replace(microsecond=0)
    session.add(
        Summary(
            kind=summary.kind,
            subject_id=record_id,
            engine=summary.engine,
            model=summary.model,
            day=to_day(summary.as_of),
            facts_key=facts_key(summary.sheet),
            facts=_facts_json(summary.sheet),
            content=_content_json(summary),
            generated_at=to_micros(generated_at),
        )
    )
    return replace(summary, generated_at=generated_at)


def store_feedback(session: Session, record_id: int, summary: SummaryText, *, helpful: bool) -> None:
    """Keep what the reader said of a summary, with the facts and the text."""
    session.add(
        SummaryFeedback(
            kind=summary.kind,
            subject_id=record_id,
            helpful=helpful,
            engine=summary.engine,
            model=summary.model,
            day=to_day(summary.as_of),
            facts=_facts_json(summary.sheet),
            content=_content_json(summary),
            at=to_micros(datetime.now(UTC)),
        )
    )


def facts_key(sheet: FactSheet) -> str:
    """A hash that changes with the facts and with the writer."""
    return hashlib.sha256(f"{OFFLINE_VERSION}\n{_facts_json(sheet)}".encode()).hexdigest()


def _group_sheet(session: Session, record_id: int, as_of: date) -> FactSheet:
    return group_facts(session, record_id, load_group(session, record_id, as_of))


def _person_sheet(session: Session, record_id: int, as_of: date) -> FactSheet:
    return person_facts(session, record_id, load_member_details(session, record_id, as_of))


def _account_sheet(session: Session, record_id: int, as_of: date) -> FactSheet:
    return account_facts(session, load_account_brief(session, record_id, as_of))


_SHEETS: dict[str, Callable[[Session, int, date], FactSheet]] = {
    "group": _group_sheet,
    "account": _account_sheet,
    "person": _person_sheet,
}


def _shown(session: Session, record_id: int, sheet: FactSheet) -> SummaryText:
    """The stored summary of these very facts, else a fresh one. Facts are hashed only where something is stored."""
    stored = _STORED.rows(session, kind=sheet.kind, subject=record_id)
    key = facts_key(sheet) if stored else ""
    for facts_key_, engine, model, generated_at, written in stored:
        if facts_key_ != key:
            continue
        content = json.loads(written)
        return SummaryText(
            kind=sheet.kind,
            id=sheet.id,
            engine=engine,
            model=model,
            as_of=sheet.as_of,
            generated_at=from_micros(generated_at),
            statements=_statements(content["statements"]),
            highlights=_statements(content["highlights"]),
            sheet=sheet,
        )
    return write_offline(sheet)


def _statements(rows: list[dict[str, object]]) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            text=str(row["text"]),
            facts=tuple(row["facts"]),  # type: ignore[arg-type]
            label=row["label"],  # type: ignore[arg-type]
            emphasis=tuple((start, end) for start, end in row["emphasis"]),  # type: ignore[attr-defined]
        )
        for row in rows
    )


def _facts_json(sheet: FactSheet) -> str:
    facts = [
        {
            "id": f.id,
            "kind": f.kind,
            "text": f.text,
            "values": {name: asdict(value) for name, value in f.values.items()},
        }
        for f in sheet.facts
    ]
    return json.dumps({"as_of": sheet.as_of.isoformat(), "facts": facts}, ensure_ascii=False, sort_keys=True)


def _content_json(summary: SummaryText) -> str:
    content = {
        "statements": [asdict(statement) for statement in summary.statements],
        "highlights": [asdict(statement) for statement in summary.highlights],
    }
    return json.dumps(content, ensure_ascii=False)
