"""Sales touches: the last call, meeting or e-mail by our side, and the next one that is planned."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlmodel import Session

from bgdetails.store.identity import salesforce_18
from bgdetails.store.tables import Activity, ActivityType, Person, SourceName
from bgdetails.store.times import from_micros
from bgdetails.views.account_people import SOME_PEOPLE, in_parts, parameters_of
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import END, SUBJECT, Query, Row, table
from bgdetails.views.values import Touch

_activity, _type, _person, _name = table(Activity), table(ActivityType), table(Person), table(SourceName).c
_touch_types = select(_type.c.id).where(_type.c.sales_touch)
_OWNER_CELLS = ("ownerid", "owner")
"""Where a source's own cells name the owner of a task or an event, whatever their case."""


def _touch_of(activity_id: ColumnElement[int]) -> Query:
    return Query(
        select(_type.c.name, _activity.c.at, _activity.c.source, _activity.c.attributes)
        .select_from(_activity.join(_type, _type.c.id == _activity.c.type_id))
        .where(_activity.c.id == activity_id)
    )


# The one row is found in an index alone, before any activity is read.
_of_person: Select[int] = (
    select(_activity.c.id).where(_activity.c.person_id == SUBJECT, _activity.c.type_id.in_(_touch_types)).limit(1)
)
_at = _activity.c.at
_LAST = _touch_of(_of_person.where(_at <= END).order_by(_at.desc(), _activity.c.id).scalar_subquery())
_PLANNED = _touch_of(_of_person.where(_at > END).order_by(_at, _activity.c.id).scalar_subquery())
_TOUCH = _touch_of(SUBJECT)
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
    last, planned = (query.first(session, subject=person_id, end=scoring.end) for query in (_LAST, _PLANNED))
    return _touch(session, last), _touch(session, planned)


def touch(session: Session, activity_id: int | None) -> Touch | None:
    """The touch that an activity is; None: there is none."""
    return None if activity_id is None else _touch(session, _TOUCH.first(session, subject=activity_id))


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
