"""What summaries tell beyond the pages: through what somebody engaged, what moved, who misses whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import BindParameter, and_, bindparam, func, select
from sqlmodel import Session

from bgdetails.rules.engagement import WINDOW_DAYS, level
from bgdetails.store.tables import (
    Activity,
    ActivityDay,
    ActivityType,
    BuyingGroup,
    GroupRow,
    Person,
    PersonScore,
    StageChange,
)
from bgdetails.store.times import end_of_day, from_micros, to_day
from bgdetails.views.kept_people import kept_people
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, END, SUBJECT, WANTED, Query, Row, table

TOP_TOLD = 2
_JOINED_BY = "\x1f"
_LIMIT: BindParameter[int] = bindparam("limit")
_WINDOW = tuple(f"day_{age}" for age in range(WINDOW_DAYS))

_activity, _rolled, _type = table(Activity), table(ActivityDay), table(ActivityType)
_change, _row, _group = table(StageChange).c, table(GroupRow), table(BuyingGroup)
_person, _units = table(Person), table(PersonScore)


class TypeCount(Struct, frozen=True):
    """How many activities of a type that counts a person had in the window."""

    type: str
    count: int


class StageMove(Struct, frozen=True):
    """A group's latest step to another stage; ``from_stage`` None: from none, or unknown."""

    from_stage: str | None
    to_stage: str
    at: datetime


class TopPerson(Struct, frozen=True):
    """A person of an account with a score; ``record_id`` is ours."""

    id: str
    name: str
    title: str | None
    record_id: int
    engagement_score: float
    engagement_level: str


class GroupGap(Struct, frozen=True):
    """A group in which nobody has some required roles."""

    id: str
    name: str
    missing_roles: tuple[str, ...]


# The days are named one by one: the roll-up's key begins with the day, so a range would read everybody's.
_TYPES = Query(
    select(_type.c.name, func.sum(_rolled.c.n).label("total"))
    .select_from(_rolled.join(_type, _type.c.id == _rolled.c.type_id))
    .where(
        _rolled.c.day.in_([bindparam(name) for name in _WINDOW]),
        _rolled.c.person_id == SUBJECT,
        _type.c.weight_milli > 0,
    )
    .group_by(_type.c.id, _type.c.name)
    .order_by(func.sum(_rolled.c.n).desc(), _type.c.name)
)
_ASSETS = Query(
    select(_activity.c.asset, func.count())
    .select_from(_activity.join(_type, _type.c.id == _activity.c.type_id))
    .where(
        _activity.c.person_id == SUBJECT,
        _activity.c.at > bindparam("start"),
        _activity.c.at <= END,
        _activity.c.asset.is_not(None),
        _type.c.weight_milli > 0,
    )
    .group_by(_activity.c.asset)
    .order_by(func.count().desc(), _activity.c.asset)
    .limit(_LIMIT)
)
_MOVE = Query(
    select(_change.from_stage, _change.to_stage, _change.at)
    .where(_change.group_id == SUBJECT, _change.at <= END)
    .order_by(_change.at.desc(), _change.id.desc())
    .limit(1)
)
_PEOPLE = Query(
    select(_person.c.public_id, _person.c.name, _person.c.title, _person.c.id, _units.c.units)
    .select_from(_person.join(_units, and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)))
    .where(_person.c.id.in_(WANTED), ~_person.c.hidden)
)
_MISSING = and_(_row.c.day == DAY, _row.c.group_id == _group.c.id, _row.c.missing.is_not(None))
_RECORD = Query(select(_person.c.id).where(_person.c.public_id == SUBJECT))
_GAPS = Query(
    select(_row.c.public_id, _row.c.name, _row.c.missing)
    .select_from(_group.outerjoin(_row, _MISSING))
    .where(_group.c.account_id == SUBJECT, ~_group.c.hidden)
    .order_by(_row.c.rank.desc().nulls_last(), _row.c.name_key, _row.c.public_id)
    .limit(_LIMIT)
)


def record_of(session: Session, public_id: str) -> int | None:
    """Our id of a person that a page names."""
    row = _RECORD.first(session, subject=public_id)
    return row[0] if row is not None else None


def type_counts(session: Session, person_id: int, as_of: date) -> tuple[TypeCount, ...]:
    """Activities of types with a weight in the window that ends on ``as_of``, most first."""
    last = to_day(as_of)
    days = {name: last - age for age, name in enumerate(_WINDOW)}
    return tuple(TypeCount(name, total) for name, total in _TYPES.rows(session, subject=person_id, **days))


def top_assets(session: Session, person_id: int, as_of: date, limit: int = 2) -> Sequence[tuple[str, int]]:
    """What the person's activities that count were about in the window: (asset, number), most first."""
    last = to_day(as_of)
    start = end_of_day(last - WINDOW_DAYS)
    rows = _ASSETS.rows(session, subject=person_id, start=start, end=end_of_day(last), limit=limit)
    return [(asset, count) for asset, count in rows]


def last_stage_move(session: Session, group_id: int, as_of: date) -> StageMove | None:
    """The latest stage change up to the end of the day, or None."""
    row = _MOVE.first(session, subject=group_id, end=end_of_day(to_day(as_of)))
    at = from_micros(row[2]) if row is not None else None
    return StageMove(row[0], row[1], at) if row is not None and at is not None else None


def top_people(session: Session, account_id: int, scoring: Scoring) -> tuple[TopPerson, ...]:
    """The two of the account's people with the highest scores above 0; ties by name, then id."""
    top = kept_people(session, account_id, scoring).top(TOP_TOLD)
    found = {row[3]: row for row in _PEOPLE.rows(session, wanted=json.dumps(top), day=scoring.day)}
    return tuple(_top_person(found[person], scoring) for person in top if person in found)


def _top_person(row: Row, scoring: Scoring) -> TopPerson:
    public_id, name, title, record_id, units = row
    score = scoring.person(units)
    return TopPerson(public_id, name, title, record_id, score, level(score))


def groups_with_gaps(session: Session, account_id: int, as_of: date, limit: int = 1) -> tuple[GroupGap, ...]:
    """The account's groups that miss a role, most engaged first."""
    rows = _GAPS.rows(session, subject=account_id, day=to_day(as_of), limit=limit)
    return tuple(
        GroupGap(public_id, name, tuple(missing.split(_JOINED_BY))) for public_id, name, missing in rows if missing
    )
