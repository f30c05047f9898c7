"""The facts of one person that the person's page and the member details share."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.store.tables import Account, Person, PersonScore
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.values import Named, SubjectGone

_person, _account, _units = table(Person), table(Account), table(PersonScore)
_boss = table(Person).alias("boss")

_HEAD = Query(
    select(
        _person.c.public_id,
        _person.c.name,
        _person.c.title,
        _account.c.public_id,
        _account.c.name,
        _person.c.email,
        _person.c.phone,
        _person.c.mobile,
        _units.c.units,
        _person.c.department,
        _person.c.city,
        _person.c.state,
        _person.c.country,
        _person.c.lead_source,
        _boss.c.public_id,
        _boss.c.name,
        _person.c.unsubscribed,
        _person.c.email_invalid,
    )
    .select_from(
        _person.outerjoin(_account, _account.c.id == _person.c.account_id)
        .outerjoin(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id))
        .outerjoin(_boss, and_(_boss.c.id == _person.c.reports_to_id, ~_boss.c.hidden))
    )
    .where(_person.c.id == SUBJECT, ~_person.c.hidden)
)


class PersonHead(Struct, frozen=True):
    """Who it is."""

    id: str
    name: str
    title: str | None
    account: Named | None
    email: str | None
    phone: str | None
    engagement_score: float
    department: str | None
    location: str | None
    lead_source: str | None
    reports_to: Named | None
    unsubscribed: bool | None
    email_invalid: bool | None


def person_head(session: Session, person_id: int, scoring: Scoring) -> PersonHead:
    """Who a person is, and the score of the day."""
    row = _HEAD.first(session, subject=person_id, day=scoring.day)
    if row is None:
        raise SubjectGone("person")
    public_id, name, title, account_id, account, email, phone, mobile, units, department = row[:10]
    city, state, country, lead_source, boss_id, boss, unsubscribed, email_invalid = row[10:]
    return PersonHead(
        id=public_id,
        name=name,
        title=title,
        account=None if account_id is None else Named(account_id, account),
        email=email,
        phone=phone or mobile,
        engagement_score=scoring.person(units),
        department=department,
        location=", ".join(part for part in (city, state, country) if part) or None,
        lead_source=lead_source,
        reports_to=None if boss_id is None else Named(boss_id, boss),
        unsubscribed=_truth(unsubscribed),
        email_invalid=_truth(email_invalid),
    )


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)
