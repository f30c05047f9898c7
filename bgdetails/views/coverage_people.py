"""The people in one cell of an account's contact coverage."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, select, true
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import BuyingGroup, GroupRow, Membership, Person, SolutionInterest
from bgdetails.store.times import end_of_day, from_micros, to_day
from bgdetails.views.account_people import units_of
from bgdetails.views.activities import last_activity_of
from bgdetails.views.memberships import LATEST_LAST, holds
from bgdetails.views.pages import CoveragePerson
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, WANTED, Query, Row, table
from bgdetails.views.values import Named

LISTED = 100
"""People that are listed of a cell."""
_group, _interest, _member = table(BuyingGroup), table(SolutionInterest), table(Membership)
_person, _row = table(Person), table(GroupRow)

# All columns are in one index, and the few hidden people are looked up once.
_MEMBERS = Query(
    select(_member.c.person_id, _member.c.group_id, _member.c.role)
    .select_from(
        _group.join(_interest, _interest.c.id == _group.c.interest_id).join(_member, _member.c.group_id == _group.c.id)
    )
    .where(
        _group.c.account_id == SUBJECT,
        ~_group.c.hidden,
        _interest.c.name_key == bindparam("interest"),
        holds(),
        _member.c.person_id.not_in(select(_person.c.id).where(_person.c.hidden == true())),
    )
    .order_by(*LATEST_LAST)
)
_HEADS = Query(
    select(_person.c.id, _person.c.public_id, _person.c.name, _person.c.name_key, _person.c.title).where(
        _person.c.id.in_(WANTED)
    )
)
_LAST_ACTIVITIES = Query(select(_person.c.id, last_activity_of(_person.c.id)).where(_person.c.id.in_(WANTED)))
_GROUPS = Query(
    select(_row.c.group_id, _row.c.public_id, _row.c.name).where(_row.c.day == DAY, _row.c.group_id.in_(WANTED))
)


def load_coverage_people(
    session: Session,
    account_id: int,
    interest: str,
    role: str,
    as_of: date,
    held_on: date | None = None,
    most: int | None = LISTED,
) -> tuple[tuple[CoveragePerson, ...], int]:
    """Who has the role in the account's groups of the interest, or had it at the end of ``held_on``.

    The first by score, then name, and how many there are in all.
    ``most``: so many at most; None: all.
    """
    scoring = scoring_of(session, as_of)
    end = end_of_day(to_day(held_on)) if held_on else scoring.end
    rows = _MEMBERS.rows(session, subject=account_id, interest=interest.casefold(), end=end)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for (person, group), held in {(person, group): held for person, group, held in rows}.items():
        if held.casefold() == role.casefold():
            groups[person].append(group)
    units = units_of(session, groups, scoring.day)
    first = _first(session, groups, units, scoring, len(groups) if most is None else most)
    names = _named(session, {group for person, *_ in first for group in groups[person]}, scoring)
    wanted = json.dumps([head[0] for head in first])
    last: dict[int, int | None] = dict(_LAST_ACTIVITIES.rows(session, wanted=wanted, end=scoring.end))
    people = tuple(
        _coverage_person(
            head,
            [names[group] for group in groups[head[0]] if group in names],
            units.get(head[0]),
            last[head[0]],
            scoring,
        )
        for head in first
    )
    return people, len(groups)


def _first(
    session: Session,
    people: Mapping[int, object],
    units: Mapping[int, int],
    scoring: Scoring,
    most: int,
) -> Sequence[Row]:
    """Who the first are; names are looked up only of those who may be among them."""
    falling = sorted((units.get(person, 0) for person in people), reverse=True)
    least = falling[most - 1] if len(falling) > most else 0
    wanted = json.dumps([person for person in people if units.get(person, 0) >= least])
    heads = _HEADS.rows(session, wanted=wanted)
    heads.sort(key=lambda head: by_score(scoring.person(units.get(head[0])), head[3], head[1]))
    return heads[:most]


def _named(session: Session, groups: set[int], scoring: Scoring) -> dict[int, Named]:
    rows = _GROUPS.rows(session, wanted=json.dumps(list(groups)), day=scoring.day)
    return {group: Named(public_id, name) for group, public_id, name in rows}


def _coverage_person(
    head: Row, groups: Sequence[Named], units: int | None, last_activity: int | None, scoring: Scoring
) -> CoveragePerson:
    _, public_id, name, _, title = head
    engagement = scoring.person(units)
    return CoveragePerson(
        id=public_id,
        name=name,
        title=title,
        groups=tuple(sorted(groups, key=lambda group: (group.name.casefold(), group.id))),
        engagement_score=engagement,
        engagement_level=level(engagement),
        last_activity_at=from_micros(last_activity),
    )
