"""Who is in which group on a day: the one query for a group's members and the one for a person's groups."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import Membership, Person, PersonScore
from bgdetails.store.times import from_micros
from bgdetails.views.group_cards import COLUMNS, GROUP, ListedGroup, listed_group
from bgdetails.views.pages import MemberCard
from bgdetails.views.scoring import Scoring, by_score
from bgdetails.views.statements import DAY, END, SUBJECT, Query, table

_member, _person, _units = table(Membership), table(Person), table(PersonScore)


def holds() -> ColumnElement[bool]:
    """The membership row holds at the end of the scoring day (docs/model.md, membership)."""
    added, removed = _member.c.added_at, _member.c.removed_at
    return and_(or_(added.is_(None), added <= END), or_(removed.is_(None), removed > END))


# Of the rows of one group and person that hold, the one that was added last (unknown first, then the later row) is
# the membership: in this order it is the last one met.
LATEST_LAST = (_member.c.added_at.asc().nulls_first(), _member.c.id)

_MEMBERS = Query(
    select(
        _person.c.id,
        _person.c.public_id,
        _person.c.name,
        _person.c.name_key,
        _person.c.title,
        _member.c.role,
        _units.c.units,
        _person.c.email,
        _person.c.phone,
        _person.c.mobile,
        _member.c.source,
        _member.c.added_at,
    )
    .select_from(
        _member.join(_person, _person.c.id == _member.c.person_id).outerjoin(
            _units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)
        )
    )
    .where(_member.c.group_id == SUBJECT, holds(), ~_person.c.hidden)
    .order_by(*LATEST_LAST)
)

_GROUPS = Query(
    select(*COLUMNS, _member.c.role, _member.c.added_at)
    .select_from(_member.join(GROUP, and_(GROUP.c.day == DAY, GROUP.c.group_id == _member.c.group_id)))
    .where(_member.c.person_id == SUBJECT, holds())
    .order_by(*LATEST_LAST)
)


class Member(NamedTuple):
    """A row of a group's members, which is cheaper than a card: a page counts hundreds and shows six."""

    person_id: int
    public_id: str
    name: str
    name_key: str
    title: str | None
    role: str
    units: int | None
    email: str | None
    phone: str | None
    mobile: str | None
    source: str
    added_at: int | None


def members_of(session: Session, group_id: int, scoring: Scoring) -> list[Member]:
    """The members of a group, by score, then name, then id."""
    rows = _MEMBERS.rows(session, subject=group_id, day=scoring.day, end=scoring.end)
    members = [Member(*row) for row in {row[0]: row for row in rows}.values()]
    members.sort(key=lambda member: by_score(scoring.person(member.units), member.name_key, member.public_id))
    return members


def member_card(member: Member, scoring: Scoring, template_roles: frozenset[str]) -> MemberCard:
    """A member as a card or a row shows it; ``template_roles`` are case-folded."""
    engagement = scoring.person(member.units)
    return MemberCard(
        id=member.public_id,
        name=member.name,
        title=member.title,
        role=member.role,
        engagement_score=engagement,
        engagement_level=level(engagement),
        email=member.email,
        phone=member.phone or member.mobile,
        source=member.source,
        added_at=from_micros(member.added_at),
        in_template=member.role.casefold() in template_roles,
    )


def groups_of(session: Session, person_id: int, scoring: Scoring) -> list[ListedGroup]:
    """The groups that a person is in on the scoring day, in no order."""
    rows = _GROUPS.rows(session, subject=person_id, day=scoring.day, end=scoring.end)
    return [
        listed_group(columns, scoring, role=role, added_at=added_at)
        for *columns, role, added_at in {row[0]: row for row in rows}.values()
    ]
