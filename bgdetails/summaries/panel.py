"""The summary that a page shows: the stored one while its facts are still so, else a fresh one, computed offline."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlmodel import Session

from bgdetails.store.tables import Summary, SummaryFeedback
from bgdetails.store.times import from_micros, to_day, to_micros
from bgdetails.summaries.facts_account import account_facts
from bgdetails.summaries.facts_group import group_facts
from bgdetails.summaries.facts_person import person_facts
from bgdetails.summaries.kept import changes, content_json, facts_json, facts_key, kept_sheet, read_content
from bgdetails.summaries.model import FactSheet, SummaryText
from bgdetails.summaries.offline import write_offline
from bgdetails.summary_settings import SummarySettings
from bgdetails.views.account_brief import brief_of_page, load_account_brief
from bgdetails.views.group import load_group
from bgdetails.views.member import load_member_details
from bgdetails.views.pages import AccountPage, GroupPage, MemberDetails
from bgdetails.views.statements import SUBJECT, Query, table

KEPT_LOOKED_AT = 10
_summary = table(Summary).c
_STORED = Query(
    select(
        _summary.facts_key,
        _summary.engine,
        _summary.model,
        _summary.generated_at,
        _summary.facts,
        _summary.content,
    )
    .where(_summary.kind == bindparam("kind"), _summary.subject_id == SUBJECT)
    .order_by(_summary.generated_at.desc())
    .limit(KEPT_LOOKED_AT)
)


class _Kept(NamedTuple):
    """A row of stored summaries."""

    facts_key: str
    engine: str
    model: str | None
    generated_at: int
    facts: str
    content: str


def load_summary(session: Session, kind: str, record_id: int, as_of: date) -> SummaryText:
    """The summary of a group, an account or a person."""
    return _shown(session, record_id, _SHEETS[kind](session, record_id, as_of))


def summary_of_group(session: Session, record_id: int, page: GroupPage) -> SummaryText:
    """The summary of a group whose page is at hand."""
    return _shown(session, record_id, group_facts(session, record_id, page))


def summary_of_account(session: Session, record_id: int, page: AccountPage) -> SummaryText:
    """The summary of an account whose page is at hand."""
    return _shown(session, record_id, account_facts(session, brief_of_page(session, record_id, page)))


def summary_of_person(session: Session, record_id: int, details: MemberDetails) -> SummaryText:
    """The summary of a person whose details are at hand."""
    return _shown(session, record_id, person_facts(session, record_id, details))


def store_summary(
    session: Session, record_id: int, summary: SummaryText, settings: SummarySettings | None = None
) -> SummaryText:
    """Keep a summary that was asked for; it is then shown with the time of its writing."""
    generated_at = datetime.now(UTC).replace(microsecond=0)
    session.add(
        Summary(
            kind=summary.kind,
            subject_id=record_id,
            engine=summary.engine,
            model=summary.model,
            day=to_day(summary.as_of),
            language=settings.language if settings is not None else "en",
            facts_key=key_of(summary.sheet, settings),
            facts=facts_json(summary.sheet),
            content=content_json(summary),
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
            facts=facts_json(summary.sheet),
            content=content_json(summary),
            at=to_micros(datetime.now(UTC)),
        )
    )


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
    """The stored summary of these very facts, else what Claude wrote of facts that have changed, else a fresh one.

    Facts are written out and hashed only where something is stored.
    """
    stored = [_Kept(*row) for row in _STORED.rows(session, kind=sheet.kind, subject=record_id)]
    facts = facts_json(sheet) if stored else ""
    key = facts_key(sheet) if stored else ""
    outdated: SummaryText | None = None
    for row in stored:
        if row.facts == facts if row.engine == "claude" else row.facts_key == key:
            return _read(row, sheet)
        if row.engine == "claude" and outdated is None:
            outdated = _read(row, sheet)
    if outdated is None or not outdated.statements:
        return write_offline(sheet)
    return replace(outdated, changed=changes(outdated.sheet, sheet))


def _read(row: _Kept, sheet: FactSheet) -> SummaryText:
    content = json.loads(row.content)
    kept = kept_sheet(sheet, row.facts, content) if row.facts != facts_json(sheet) else sheet
    return SummaryText(
        kind=sheet.kind,
        id=sheet.id,
        engine=row.engine,
        model=row.model,
        as_of=kept.as_of,
        generated_at=from_micros(row.generated_at),
        sheet=kept,
        **read_content(content, kept, checks=row.engine == "claude"),
    )


def load_sheet(session: Session, kind: str, record_id: int, as_of: date) -> FactSheet:
    """The facts of a group, an account or a person."""
    return _SHEETS[kind](session, record_id, as_of)


def kept_summary(
    session: Session, record_id: int, sheet: FactSheet, settings: SummarySettings | None
) -> SummaryText | None:
    """The newest stored summary of these very facts by an engine; ``settings`` None: the offline one."""
    key = key_of(sheet, settings)
    for row in (_Kept(*row) for row in _STORED.rows(session, kind=sheet.kind, subject=record_id)):
        if row.facts_key == key:
            return _read(row, sheet)
    return None


def key_of(sheet: FactSheet, settings: SummarySettings | None) -> str:
    """What a stored summary of an engine is found by; ``settings`` None: of the offline one."""
    if settings is None:
        return facts_key(sheet)
    return facts_key(sheet, model=settings.model, language=settings.language)
