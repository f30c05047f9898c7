"""The people of an account with what they are sorted by: all, or some of them; and who the few are that are shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlmodel import Session

from bgdetails.store.tables import Person, PersonScore
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, SUBJECT, WANTED, Query, table, unindexed

AT_ONCE = 50
"""People that are looked up with one statement."""
_NAMES = tuple(f"person_{place}" for place in range(AT_ONCE))
SOME_PEOPLE: list[BindParameter[int]] = [bindparam(name) for name in _NAMES]

_person, _units = table(Person), table(PersonScore)
_people = (
    select(_person.c.id, _person.c.name_key, _units.c.units)
    .select_from(_person.outerjoin(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)))
    .where(~_person.c.hidden)
)
_ALL = Query(_people.where(_person.c.account_id == SUBJECT))
_SOME = Query(_people.where(_person.c.id.in_(WANTED), unindexed(_person.c.account_id) == SUBJECT))
_UNITS = Query(select(_units.c.person_id, _units.c.units).where(_units.c.day == DAY, _units.c.person_id.in_(WANTED)))
_HEADS = Query(
    select(_person.c.id, _person.c.public_id, _person.c.name, _person.c.title).where(_person.c.id.in_(SOME_PEOPLE))
)


class Somebody(NamedTuple):
    """A person of the account, with what the order goes by."""

    person_id: int
    name_key: str
    units: int | None


class Head(NamedTuple):
    """Who somebody is."""

    public_id: str
    name: str
    title: str | None


def people_of(session: Session, account_id: int, scoring: Scoring) -> list[Somebody]:
    """Everybody at the account, in no order, with the units of the day."""
    return [Somebody(*row) for row in _ALL.rows(session, subject=account_id, day=scoring.day)]


def some_people_of(session: Session, account_id: int, people: Iterable[int], scoring: Scoring) -> list[Somebody]:
    """Those of ``people`` who are at the account, in no order, with the units of the day."""
    rows = _SOME.rows(session, subject=account_id, day=scoring.day, wanted=json.dumps(list(people)))
    return [Somebody(*row) for row in rows]


def units_of(session: Session, people: Iterable[int], day: int) -> dict[int, int]:
    """The units of these people on a day; who has none is left out."""
    return dict(_UNITS.rows(session, wanted=json.dumps(list(people)), day=day))


def heads_of(session: Session, people: Iterable[int]) -> dict[int, Head]:
    """Who these people are."""
    return {
        number: Head(*head)
        for some in in_parts(list(people))
        for number, *head in _HEADS.rows(session, **parameters_of(some))
    }


def in_parts(people: Sequence[int]) -> Iterable[Sequence[int]]:
    """The people in parts that one statement takes."""
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))


def parameters_of(people: Sequence[int]) -> dict[str, int | None]:
    """What ``SOME_PEOPLE`` is bound to; places that are left over name nobody."""
    return {name: people[place] if place < len(people) else None for place, name in enumerate(_NAMES)}
