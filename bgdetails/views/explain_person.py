"""How a person's engagement score came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import sqrt

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bgdetails.rules.engagement import DAILY_CAP, WINDOW_DAYS, counted, level
from bgdetails.store.tables import ActivityDay, ActivityType, Person, PersonScore
from bgdetails.store.times import from_day
from bgdetails.views.explanations import NotCounted, PersonExplanation, ScorePart
from bgdetails.views.people import person_head
from bgdetails.views.scoring import Scoring, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, Row, table
from bgdetails.views.values import Named

_count, _type, _person, _units = table(ActivityDay), table(ActivityType), table(Person), table(PersonScore)
_DAYS = tuple(f"day_{offset}" for offset in range(WINDOW_DAYS))

# The days one by one: the roll-up's key begins with the day.
_WINDOW = Query(
    select(_count.c.day, _type.c.name, _type.c.name_key, _type.c.weight_milli, _count.c.n)
    .select_from(_count.join(_type, _type.c.id == _count.c.type_id))
    .where(_count.c.person_id == SUBJECT, _count.c.day.in_([bindparam(name) for name in _DAYS]))
)
_LARGEST_PERSON = Query(
    select(_person.c.public_id, _person.c.name)
    .select_from(_units.join(_person, _person.c.id == _units.c.person_id))
    .where(_units.c.day == DAY, _units.c.units == bindparam("units"), ~_person.c.hidden)
    .order_by(_person.c.name_key, _person.c.public_id)
    .limit(1)
)
_LARGEST_TYPES = Query(
    select(_type.c.id, _type.c.name)
    .where(_type.c.weight_milli == bindparam("weight"), _type.c.weight_milli > 0)
    .order_by(_type.c.name_key)
)
_SEEN = Query(
    select(_count.c.n)
    .select_from(_count.join(_person, _person.c.id == _count.c.person_id))
    .where(_count.c.day.between(bindparam("first"), DAY), _count.c.type_id == bindparam("type"), ~_person.c.hidden)
    .limit(1)
)


def explain_person(session: Session, person_id: int, as_of: date) -> PersonExplanation:
    """The parts of a person's score as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    head = person_head(session, person_id, scoring)
    days = {name: scoring.day - offset for offset, name in enumerate(_DAYS)}
    rows = sorted(_WINDOW.rows(session, subject=person_id, **days), key=lambda row: (row[0], row[2]))
    weighted = [row for row in rows if row[3]]
    raw = _raw(sum(counted(row[4]) * row[3] for row in weighted), scoring)
    largest_raw = _raw(scoring.largest_units, scoring)
    return PersonExplanation(
        id=head.id,
        name=head.name,
        as_of=as_of,
        window_from=from_day(scoring.window_from),
        engagement_score=head.engagement_score,
        engagement_level=level(head.engagement_score),
        raw=raw,
        root=sqrt(raw),
        largest_root=sqrt(largest_raw),
        largest_root_person=_largest_person(session, scoring),
        largest_weight=scoring.largest_weight_milli / 1000,
        largest_weight_type=_largest_type(session, scoring),
        daily_cap=DAILY_CAP,
        parts=tuple(_part(row, scoring, head.engagement_score / raw) for row in weighted),
        not_counted=_not_counted(rows),
    )


def _raw(units: int, scoring: Scoring) -> float:
    return units / scoring.largest_weight_milli if scoring.largest_weight_milli else 0.0


def _part(row: Row, scoring: Scoring, points_of_one: float) -> ScorePart:
    day, type_name, _, weight_milli, count = row
    capped_count = counted(count)
    normalised = weight_milli / scoring.largest_weight_milli
    return ScorePart(
        day=from_day(day),
        type=type_name,
        weight=weight_milli / 1000,
        normalised_weight=normalised,
        count=count,
        counted=capped_count,
        capped=count - capped_count,
        raw=capped_count * normalised,
        points=capped_count * normalised * points_of_one,
    )


def _not_counted(rows: Sequence[Row]) -> tuple[NotCounted, ...]:
    seen: Counter[str] = Counter()
    for _, type_name, _, weight_milli, count in rows:
        if not weight_milli:
            seen[type_name] += count
    ordered = sorted(seen.items(), key=lambda item: (item[0].casefold(), item[0]))
    return tuple(NotCounted(type_name, count, "weight 0") for type_name, count in ordered)


def _largest_person(session: Session, scoring: Scoring) -> Named | None:
    """Whose root the scores are divided by; of several the first by name, then id."""
    if not scoring.largest_units:
        return None
    row = _LARGEST_PERSON.first(session, day=scoring.day, units=scoring.largest_units)
    return None if row is None else Named(*row)


def _largest_type(session: Session, scoring: Scoring) -> str | None:
    """The type with the largest weight of those that count; of several the first by name."""
    types = _LARGEST_TYPES.rows(session, weight=scoring.largest_weight_milli)
    for type_id, name in types:
        if len(types) == 1 or _SEEN.first(session, type=type_id, first=scoring.window_from, day=scoring.day):
            return str(name)
    return None
