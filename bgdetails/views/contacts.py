"""Everybody at an account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, distinct, func, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import BuyingGroup, Membership, Person, PersonScore
from bgdetails.views.memberships import holds
from bgdetails.views.pages import Contact
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, Row, table

_person, _units, _member, _group = table(Person), table(PersonScore), table(Membership), table(BuyingGroup)

_PEOPLE = Query(
    select(
        _person.c.id,
        _person.c.public_id,
        _person.c.name,
        _person.c.name_key,
        _person.c.title,
        _person.c.email,
        _person.c.phone,
        _person.c.mobile,
        _units.c.units,
    )
    .select_from(_person.outerjoin(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)))
    .where(_person.c.account_id == SUBJECT, ~_person.c.hidden)
)
_GROUPS = Query(
    select(_member.c.person_id, func.count(distinct(_member.c.group_id)))
    .select_from(
        _person.join(_member, _member.c.person_id == _person.c.id).join(_group, _group.c.id == _member.c.group_id)
    )
    .where(_person.c.account_id == SUBJECT, ~_group.c.hidden, holds())
    .group_by(_member.c.person_id)
)


def load_contacts(session: Session, account_id: int, as_of: date) -> tuple[Contact, ...]:
    """The people of an account by score, then name, with the number of groups that each is in."""
    scoring = scoring_of(session, as_of)
    groups: dict[int, int] = dict(_GROUPS.rows(session, subject=account_id, end=scoring.end))
    ranked = sorted(
        (
            (by_score(scoring.person(row[8]), row[3], row[1]), row)
            for row in _PEOPLE.rows(session, subject=account_id, day=scoring.day)
        ),
        key=lambda pair: pair[0],
    )
    return tuple(_contact(row, groups.get(row[0], 0), scoring) for _, row in ranked)


def _contact(row: Row, groups: int, scoring: Scoring) -> Contact:
    _, public_id, name, _, title, email, phone, mobile, units = row
    engagement = scoring.person(units)
    return Contact(public_id, name, title, email, phone or mobile, engagement, level(engagement), groups)
