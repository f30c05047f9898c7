"""Contact overlap of an account: people who are in two or more of its groups."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import Membership, Person, PersonScore
from bgdetails.store.times import to_day
from bgdetails.views.brief import record_of
from bgdetails.views.intent import products_of_people
from bgdetails.views.memberships import LATEST_LAST, holds
from bgdetails.views.overlap_values import OverlapDetails, OverlapGroup, OverlapPerson
from bgdetails.views.pages import GroupCard
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, WANTED, Query, Row, table
from bgdetails.views.values import SubjectGone

_person, _units, _member = table(Person), table(PersonScore), table(Membership)
_PEOPLE = Query(
    select(_person.c.id, _person.c.public_id, _person.c.name, _person.c.title, _units.c.units)
    .select_from(_person.outerjoin(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)))
    .where(_person.c.id.in_(WANTED), ~_person.c.hidden)
)
_MEMBERSHIPS = Query(
    select(_member.c.person_id, _member.c.group_id, _member.c.role)
    .where(_member.c.person_id.in_(WANTED), holds())
    .order_by(*LATEST_LAST)
)


def contact_overlap(
    session: Session, people: Sequence[int], groups: Mapping[int, GroupCard], scoring: Scoring
) -> tuple[OverlapPerson, ...]:
    """The people of an account's overlap, by our ids in their order; groups as they are listed."""
    wanted = json.dumps(list(people))
    found = {row[0]: row for row in _PEOPLE.rows(session, wanted=wanted, day=scoring.day)}
    roles: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for person_id, group_id, role in _MEMBERSHIPS.rows(session, wanted=wanted, end=scoring.end):
        roles[person_id][group_id] = role
    place = {group_id: number for number, group_id in enumerate(groups)}
    return tuple(
        _overlap_person(
            found[person],
            [
                OverlapGroup(card.id, card.name, roles[person][group], card.solution_interest)
                for group in sorted(roles[person].keys() & place.keys(), key=place.__getitem__)
                for card in (groups[group],)
            ],
            scoring,
        )
        for person in people
        if person in found
    )


def load_overlap_details(session: Session, person: OverlapPerson, as_of: date) -> OverlapDetails:
    """What is told of a person of the overlap beyond the account's page."""
    record_id = record_of(session, person.id)
    if record_id is None:
        raise SubjectGone("person")
    products = products_of_people(session, [record_id], to_day(as_of))
    return OverlapDetails(person, products.get(record_id, ()))


def _overlap_person(row: Row, groups: Sequence[OverlapGroup], scoring: Scoring) -> OverlapPerson:
    _, public_id, name, title, units = row
    engagement = scoring.person(units)
    return OverlapPerson(
        id=public_id,
        name=name,
        title=title,
        engagement_score=engagement,
        engagement_level=level(engagement),
        groups=tuple(groups),
    )
