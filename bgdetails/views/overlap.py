"""Contact overlap of an account: people who are in two or more of its groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, distinct, func, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import Person, PersonScore
from bgdetails.store.times import to_day
from bgdetails.views.account_members import memberships_in_account
from bgdetails.views.brief import record_of
from bgdetails.views.intent import products_of_people
from bgdetails.views.overlap_values import OverlapDetails, OverlapGroup, OverlapPerson
from bgdetails.views.pages import GroupCard
from bgdetails.views.scoring import Scoring, by_score
from bgdetails.views.statements import DAY, SUBJECT, Query, Row, table
from bgdetails.views.values import SubjectGone

_person, _units = table(Person), table(PersonScore)
_memberships = memberships_in_account().subquery()
_shared = (
    select(_memberships.c.person_id)
    .group_by(_memberships.c.person_id)
    .having(func.count(distinct(_memberships.c.group_id)) > 1)
    .subquery()
)
_PEOPLE = Query(
    select(
        _person.c.id,
        _person.c.public_id,
        _person.c.name,
        _person.c.name_key,
        _person.c.title,
        _units.c.units,
    )
    .select_from(
        _shared.join(_person, _person.c.id == _shared.c.person_id).outerjoin(
            _units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)
        )
    )
    .where(_person.c.account_id == SUBJECT)
)


def contact_overlap(
    session: Session,
    account_id: int,
    groups: Mapping[int, GroupCard],
    members: Mapping[tuple[int, int], str],
    scoring: Scoring,
) -> tuple[OverlapPerson, ...]:
    """The account's own people in two or more groups: by number of groups, score, name; groups as they are listed."""
    people = _PEOPLE.rows(session, subject=account_id, day=scoring.day, end=scoring.end)
    roles: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (group_id, person_id), role in members.items():
        roles[person_id][group_id] = role

    def order(row: Row) -> tuple[int, tuple[float, str, str]]:
        person_id, public_id, _, name_key, _, units = row
        return -len(roles[person_id]), by_score(scoring.person(units), name_key, public_id)

    return tuple(_overlap_person(row, roles[row[0]], groups, scoring) for row in sorted(people, key=order))


def load_overlap_details(session: Session, person: OverlapPerson, as_of: date) -> OverlapDetails:
    """What is told of a person of the overlap beyond the account's page."""
    record_id = record_of(session, person.id)
    if record_id is None:
        raise SubjectGone("person")
    products = products_of_people(session, [record_id], to_day(as_of))
    return OverlapDetails(person, products.get(record_id, ()))


def _overlap_person(
    row: Row, roles: Mapping[int, str], groups: Mapping[int, GroupCard], scoring: Scoring
) -> OverlapPerson:
    _, public_id, name, _, title, units = row
    engagement = scoring.person(units)
    return OverlapPerson(
        id=public_id,
        name=name,
        title=title,
        engagement_score=engagement,
        engagement_level=level(engagement),
        groups=tuple(
            OverlapGroup(card.id, card.name, roles[group_id], card.solution_interest)
            for group_id, card in groups.items()
            if group_id in roles
        ),
    )
