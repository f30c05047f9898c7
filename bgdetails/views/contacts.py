"""Everybody at an account: all at once, or in their order and then a few at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, distinct, func, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.account_people import unpack_people
from bgdetails.store.tables import AccountPeople, BuyingGroup, Membership, Person, PersonScore
from bgdetails.store.times import to_day
from bgdetails.views.memberships import holds
from bgdetails.views.pages import Contact
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, IS_REFRESHED, SUBJECT, WANTED, Query, Row, table

_person, _units, _member, _group = table(Person), table(PersonScore), table(Membership), table(BuyingGroup)
_kept = table(AccountPeople).c

_who = select(
    _person.c.id,
    _person.c.public_id,
    _person.c.name,
    _person.c.name_key,
    _person.c.title,
    _person.c.email,
    _person.c.phone,
    _person.c.mobile,
    _units.c.units,
).select_from(_person.outerjoin(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)))
_PEOPLE = Query(_who.where(_person.c.account_id == SUBJECT, ~_person.c.hidden))
_SOME_PEOPLE = Query(_who.where(_person.c.id.in_(WANTED), ~_person.c.hidden))
_memberships = (
    select(_member.c.person_id, func.count(distinct(_member.c.group_id)))
    .where(~_group.c.hidden, holds())
    .group_by(_member.c.person_id)
)
_GROUPS = Query(
    _memberships.select_from(
        _person.join(_member, _member.c.person_id == _person.c.id).join(_group, _group.c.id == _member.c.group_id)
    ).where(_person.c.account_id == SUBJECT)
)
_SOME_GROUPS = Query(
    _memberships.select_from(_member.join(_group, _group.c.id == _member.c.group_id)).where(
        _member.c.person_id.in_(WANTED)
    )
)
_ORDER = Query(select(_kept.everybody).where(_kept.day == DAY, _kept.account_id == SUBJECT, IS_REFRESHED))


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


def contact_order(session: Session, account_id: int, as_of: date) -> tuple[int, ...] | None:
    """Our ids of the people of an account in the order of ``load_contacts``; None: that is not kept."""
    row = _ORDER.first(session, subject=account_id, day=to_day(as_of))
    return None if row is None else unpack_people(row[0])


def some_contacts(session: Session, people: Sequence[int], as_of: date) -> tuple[Contact, ...]:
    """Some of them, by our ids, in the order in which they are given."""
    scoring, wanted = scoring_of(session, as_of), json.dumps(people)
    groups: dict[int, int] = dict(_SOME_GROUPS.rows(session, wanted=wanted, end=scoring.end))
    rows = {row[0]: row for row in _SOME_PEOPLE.rows(session, wanted=wanted, day=scoring.day)}
    return tuple(_contact(rows[person], groups.get(person, 0), scoring) for person in people if person in rows)


def _contact(row: Row, groups: int, scoring: Scoring) -> Contact:
    _, public_id, name, _, title, email, phone, mobile, units = row
    engagement = scoring.person(units)
    return Contact(public_id, name, title, email, phone or mobile, engagement, level(engagement), groups)
