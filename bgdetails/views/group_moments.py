"""What the hand-over brief adds to a group's page: interesting moments of its members, and their ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import func
from sqlmodel import Session, col, select

from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.store.tables import Activity, ActivityType, Person
from bgdetails.store.times import from_micros, to_day
from bgdetails.views.activities import MOMENT_KEY

MOMENTS_SHOWN = 4


class GroupMoment(Struct, frozen=True):
    """An interesting moment of a member."""

    at: datetime
    person: str
    type: str | None
    description: str | None


class GroupMoments(Struct, frozen=True):
    """How many interesting moments there were in the window, and the latest of them, last first."""

    count: int
    latest: tuple[GroupMoment, ...]


def person_ids(session: Session, public_ids: Sequence[str]) -> dict[str, int]:
    """Our ids of people by their public ids."""
    found = session.exec(select(Person.public_id, Person.id).where(col(Person.public_id).in_(public_ids)))
    return {public_id: record for public_id, record in found if record is not None}


def load_group_moments(session: Session, people: Sequence[int], as_of: date) -> GroupMoments:
    """The interesting moments of these people in the window that ends on ``as_of``; ties by id."""
    last = to_day(as_of)
    conditions = (
        col(ActivityType.name_key) == MOMENT_KEY,
        col(Activity.person_id).in_(people),
        col(Activity.day) > last - WINDOW_DAYS,
        col(Activity.day) <= last,
    )
    joined = select(func.count()).select_from(Activity).join(ActivityType).where(*conditions)
    rows = session.exec(
        select(Activity.at, Person.name, Activity.moment_type, Activity.description)
        .select_from(Activity)
        .join(ActivityType)
        .join(Person, col(Person.id) == col(Activity.person_id))
        .where(*conditions)
        .order_by(col(Activity.at).desc(), col(Activity.external_id))
        .limit(MOMENTS_SHOWN)
    )
    latest = tuple(GroupMoment(from_micros(at), name, kind, said) for at, name, kind, said in rows)
    return GroupMoments(session.exec(joined).one(), latest)
