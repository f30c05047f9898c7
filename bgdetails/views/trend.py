"""The twelve weekly scores that end with the scoring day."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session

from bgdetails.rules.engagement import TREND_DAYS, score
from bgdetails.store.tables import GroupScore, PersonScore, ScoreDay
from bgdetails.store.times import from_day
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import SUBJECT, Query, Statement, table
from bgdetails.views.values import TrendPoint

_days, _people, _groups = table(ScoreDay), table(PersonScore), table(GroupScore)
_NAMES = tuple(f"day_{offset}" for offset in TREND_DAYS)


def _of_the_twelve_days(statement: Statement) -> Query:
    days = _days.c.day.in_([bindparam(name) for name in _NAMES])
    return Query(statement.where(days).order_by(_days.c.day))


_PERSON = _of_the_twelve_days(
    select(_days.c.day, _days.c.largest_units, _people.c.units).select_from(
        _days.outerjoin(_people, and_(_people.c.day == _days.c.day, _people.c.person_id == SUBJECT))
    )
)
_GROUP = _of_the_twelve_days(
    select(_days.c.day, _days.c.largest_raw, _groups.c.raw, _groups.c.completeness).select_from(
        _days.outerjoin(_groups, and_(_groups.c.day == _days.c.day, _groups.c.group_id == SUBJECT))
    )
)


def _parameters(subject: int, scoring: Scoring) -> dict[str, int]:
    days = {name: scoring.day - offset for name, offset in zip(_NAMES, TREND_DAYS, strict=True)}
    return {"subject": subject, **days}


def person_trend(session: Session, person_id: int, scoring: Scoring) -> tuple[TrendPoint, ...]:
    """A person's trend, oldest first."""
    rows = _PERSON.rows(session, **_parameters(person_id, scoring))
    return tuple(TrendPoint(from_day(day), score(units or 0, largest)) for day, largest, units in rows)


def group_trend(session: Session, group_id: int, scoring: Scoring) -> tuple[TrendPoint, ...]:
    """A group's trend, oldest first, with its completeness."""
    rows = _GROUP.rows(session, **_parameters(group_id, scoring))
    return tuple(
        TrendPoint(from_day(day), score(raw or 0.0, largest), completeness) for day, largest, raw, completeness in rows
    )
