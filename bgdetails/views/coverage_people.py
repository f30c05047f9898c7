"""The people in one cell of an account's contact coverage."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import BuyingGroup, GroupRow, Membership, Person, PersonScore, SolutionInterest
from bgdetails.store.times import from_micros
from bgdetails.views.activities import last_activity_of
from bgdetails.views.memberships import LATEST_LAST, holds
from bgdetails.views.pages import CoveragePerson
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, Row, table
from bgdetails.views.values import Named

_group, _interest, _member = table(BuyingGroup), table(SolutionInterest), table(Membership)
_person, _units, _row = table(Person), table(PersonScore), table(GroupRow)

_PEOPLE = Query(
    select(
        _member.c.person_id,
        _member.c.group_id,
        _member.c.role_key,
        _row.c.public_id,
        _row.c.name,
        _person.c.public_id,
        _person.c.name,
        _person.c.name_key,
        _person.c.title,
        _units.c.units,
        last_activity_of(_person.c.id),
    )
    .select_from(
        _group.join(_interest, _interest.c.id == _group.c.interest_id)
        .join(_member, _member.c.group_id == _group.c.id)
        .join(_person, _person.c.id == _member.c.person_id)
        .outerjoin(_row, and_(_row.c.day == DAY, _row.c.group_id == _group.c.id))
        .outerjoin(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id))
    )
    .where(
        _group.c.account_id == SUBJECT,
        ~_group.c.hidden,
        ~_person.c.hidden,
        _interest.c.name_key == bindparam("interest"),
        holds(),
    )
    .order_by(*LATEST_LAST)
)


def load_coverage_people(
    session: Session, account_id: int, interest: str, role: str, as_of: date
) -> tuple[CoveragePerson, ...]:
    """Who has the role in the account's groups of the interest: by score, then name."""
    scoring = scoring_of(session, as_of)
    rows = _PEOPLE.rows(session, subject=account_id, interest=interest.casefold(), day=scoring.day, end=scoring.end)
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in {row[:2]: row for row in rows}.values():
        if row[2] == role.casefold():
            found[row[0]].append(row)
    ranked = sorted(found.values(), key=lambda of: by_score(scoring.person(of[0][9]), of[0][7], of[0][5]))
    return tuple(_coverage_person(of_person, scoring) for of_person in ranked)


def _coverage_person(rows: list[Row], scoring: Scoring) -> CoveragePerson:
    *_, public_id, name, _, title, units, last_activity = rows[0]
    engagement = scoring.person(units)
    groups = sorted(rows, key=lambda row: (row[4].casefold(), row[3]))
    return CoveragePerson(
        id=public_id,
        name=name,
        title=title,
        groups=tuple(Named(row[3], row[4]) for row in groups),
        engagement_score=engagement,
        engagement_level=level(engagement),
        last_activity_at=from_micros(last_activity),
    )
