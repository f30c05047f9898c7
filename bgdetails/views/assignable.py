"""The people of a group's account who are not in the group."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import BuyingGroup, Membership, Person, PersonScore
from bgdetails.views.action_values import Assignable
from bgdetails.views.memberships import holds
from bgdetails.views.scoring import by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, table

_person, _units, _group, _member = table(Person), table(PersonScore), table(BuyingGroup), table(Membership)
_PEOPLE = Query(
    select(_person.c.public_id, _person.c.name, _person.c.name_key, _person.c.title, _units.c.units)
    .select_from(
        _group.join(_person, and_(_person.c.account_id == _group.c.account_id, ~_person.c.hidden)).outerjoin(
            _units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)
        )
    )
    .where(
        _group.c.id == SUBJECT,
        _person.c.id.not_in(select(_member.c.person_id).where(_member.c.group_id == SUBJECT, holds())),
    )
)


def load_assignable(session: Session, group_id: int, as_of: date) -> tuple[Assignable, ...]:
    """By score, then name."""
    scoring = scoring_of(session, as_of)
    rows = _PEOPLE.rows(session, subject=group_id, day=scoring.day, end=scoring.end)
    ranked = sorted(rows, key=lambda row: by_score(scoring.person(row[4]), row[2], row[0]))
    return tuple(
        Assignable(public_id, name, title, (score := scoring.person(units)), level(score))
        for public_id, name, _, title, units in ranked
    )
