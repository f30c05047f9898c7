"""Sales touches: the last call, meeting or e-mail by our side, and the next one that is planned."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlmodel import Session

from bgdetails.store.identity import salesforce_18
from bgdetails.store.tables import Activity, ActivityDay, ActivityType, Person, SourceName
from bgdetails.store.times import from_micros
from bgdetails.views.account_people import SOME_PEOPLE, in_parts, parameters_of
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, END, SUBJECT, Query, Row, table
from bgdetails.views.values import Touch

_activity, _type, _person, _name = table(Activity), table(ActivityType), table(Person), table(SourceName).c
_touch_types = select(_type.c.id).where(_type.c.sales_touch)
_OWNER_CELLS = ("ownerid", "owner")
"""Where a source's own cells name the owner of a task or an event, whatever their case."""


def _touch_of(one: Select[int]) -> Query:
    return Query(
        select(_type.c.name, _activity.c.at, _activity.c.source, _activity.c.attributes)
        .select_from(_activity.join(_type, _type.c.id == _activity.c.type_id))
        .where(_activity.c.id == one.scalar_subquery())
    )


def _last_and_next(of: ColumnElement[bool]) -> tuple[Query, Query]:
    """The one row is found in an index alone, before any activity is read."""
    at = _activity.c.at
    touches: Select[int] = (
        select(_activity.c.id)
        .select_from(_person.join(_activity, _activity.c.person_id == _person.c.id))
        .where(of, ~_person.c.hidden, _activity.c.type_id.in_(_touch_types))
        .limit(1)
    )
    # Mostly nothing at all is planned: asked once, and not of each person.
    anything_planned = exists().where(table(ActivityDay).c.day > DAY)
    return (
        _touch_of(touches.where(at <= END).order_by(at.desc(), _activity.c.id)),
        _touch_of(touches.where(at > END, anything_planned).order_by(at, _activity.c.id)),
    )


_OF_PERSON = _last_and_next(_person.c.id == SUBJECT)
_OF_ACCOUNT = _last_and_next(_person.c.account_id == SUBJECT)
_OWNER = Query(
    select(_name.name).where(
        _name.kind == "user", _name.source == bindparam("source"), _name.external_id == bindparam("owner")
    )
)


_last_of_one = (
    select(_activity.c.at)
    .where(_activity.c.person_id == _person.c.id, _activity.c.at <= END, _activity.c.type_id.in_(_touch_types))
    .order_by(_activity.c.at.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_OF_SOME = Query(select(_person.c.id, _last_of_one).where(_person.c.id.in_(SOME_PEOPLE)))


def last_touches(session: Session, people: Sequence[int], scoring: Scoring) -> dict[int, int]:
    """When each of these people was touched last, up to the end of the day; who never was is left out."""
    return {
        number: at
        for some in in_parts(people)
        for number, at in _LAST_OF_SOME.rows(session, end=scoring.end, **parameters_of(some))
        if at is not None
    }


def person_touches(session: Session, person_id: int, scoring: Scoring) -> tuple[Touch | None, Touch | None]:
    """The last touch of a person up to the end of the day, and the next one after it."""
    return _found(session, _OF_PERSON, person_id, scoring)


def account_touches(session: Session, account_id: int, scoring: Scoring) -> tuple[Touch | None, Touch | None]:
    """The last touch of an account's people up to the end of the day, and the next one after it."""
    return _found(session, _OF_ACCOUNT, account_id, scoring)


def _found(
    session: Session, queries: tuple[Query, Query], subject: int, scoring: Scoring
) -> tuple[Touch | None, Touch | None]:
    last, planned = (query.first(session, subject=subject, day=scoring.day, end=scoring.end) for query in queries)
    return _touch(session, last), _touch(session, planned)


def _touch(session: Session, row: Row | None) -> Touch | None:
    if row is None:
        return None
    type_name, at, source, attributes = row
    return Touch(type_name, from_micros(at), _owner(session, source, attributes))


def _owner(session: Session, source: str, attributes: str | None) -> str | None:
    """The owner's name, or the id where no name is known."""
    cells = {name.casefold(): cell for name, cell in json.loads(attributes).items()} if attributes else {}
    owner = next((str(cells[cell]) for cell in _OWNER_CELLS if cells.get(cell)), None)
    if owner is None:
        return None
    named = _OWNER.first(
        session, source=source, owner=(salesforce_18(owner) if source == "salesforce" else None) or owner
    )
    return str(owner if named is None else named[0])
