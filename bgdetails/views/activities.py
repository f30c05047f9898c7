"""What a person did lately: the one query for recent activities and the one for the last interesting moment."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, select
from sqlmodel import Session

from bgdetails.store.tables import Activity, ActivityType
from bgdetails.store.times import from_micros
from bgdetails.views.statements import END, SUBJECT, WANTED, Query, Row, Statement, table
from bgdetails.views.values import ActivityLine

MOMENT_KEY = "interesting moment"
_activity, _type = table(Activity), table(ActivityType)


_told = select(
    _type.c.name,
    _activity.c.at,
    _activity.c.asset,
    _activity.c.subject,
    _activity.c.url,
    _activity.c.description,
    _activity.c.moment_type,
    _type.c.name_key,
    _type.c.done_to_person,
).select_from(_activity.join(_type, _type.c.id == _activity.c.type_id))


def _up_to_day(statement: Statement) -> Statement:
    """A person's activities up to the end of the day, latest first, ties by id."""
    return statement.where(_activity.c.person_id == SUBJECT, _activity.c.at <= END).order_by(
        _activity.c.at.desc(), _activity.c.external_id
    )


def _latest() -> Statement:
    return _up_to_day(_told).limit(bindparam("most"))


_types_done_to_person = select(_type.c.id).where(_type.c.done_to_person)
_moment_type = select(_type.c.id).where(_type.c.name_key == MOMENT_KEY).scalar_subquery()


def last_activity_of(person_id: ColumnElement[int]) -> ScalarSelect[int]:
    """In a select over people: when each was last active by the end of the day, without what was done to them."""
    return (
        select(_activity.c.at)
        .where(_activity.c.person_id == person_id, _activity.c.at <= END)
        .where(_activity.c.type_id.not_in(_types_done_to_person))
        .order_by(_activity.c.at.desc())
        .limit(1)
        .correlate_except(_activity)
        .scalar_subquery()
    )


_ALL = Query(_latest())
_IDS = Query(_up_to_day(select(_activity.c.id)))
_WANTED = Query(_told.add_columns(_activity.c.id).where(_activity.c.id.in_(WANTED)))
_BY_PERSON = Query(_latest().where(_activity.c.type_id.not_in(_types_done_to_person)))
_MOMENTS = Query(_latest().where(_activity.c.type_id == _moment_type))


def recent_activities(
    session: Session, person_id: int, end: int, most: int, *, with_done_to_person: bool
) -> tuple[ActivityLine, ...]:
    """The latest activities; what was done to the person is left out unless asked for."""
    query = _ALL if with_done_to_person else _BY_PERSON
    return tuple(_line(row) for row in query.rows(session, subject=person_id, end=end, most=most))


def ids_of_activities(session: Session, person_id: int, end: int) -> array[int]:
    """Our ids of all activities by the end of a day, latest first, what was done to the person among them."""
    return array("q", (id for (id,) in _IDS.rows(session, subject=person_id, end=end)))


def activities_by_id(session: Session, ids: Sequence[int]) -> dict[int, ActivityLine]:
    """Those activities."""
    return {id: _line(tuple(row)) for *row, id in _WANTED.rows(session, wanted=json.dumps(list(ids)))}


def last_moment(session: Session, person_id: int, end: int) -> ActivityLine | None:
    """The last interesting moment."""
    row = _MOMENTS.first(session, subject=person_id, end=end, most=1)
    return None if row is None else _line(row)


def _line(row: Row) -> ActivityLine:
    type_name, at, asset, subject, url, description, moment_type, type_key, done_to = row
    when = from_micros(at)
    assert when is not None  # the column is never NULL
    return ActivityLine(
        type=type_name,
        at=when,
        asset=asset,
        subject=subject,
        url=url,
        description=description,
        moment_type=moment_type,
        is_moment=type_key == MOMENT_KEY,
        done_to_person=bool(done_to),
    )
