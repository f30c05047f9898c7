"""When everybody was last active."""

from __future__ import annotations

import sqlite3

from bgdetails.refresh.columns import Integers, of_people
from bgdetails.refresh.row_values import LATEST_ACTIVITY
from bgdetails.store.times import end_of_day

_LATEST = f"""
SELECT person_id, at FROM (SELECT p.id AS person_id, ({LATEST_ACTIVITY}) AS at FROM person p) WHERE at IS NOT NULL
"""


NEVER = -(1 << 62)


def last_activities(connection: sqlite3.Connection, day: int) -> Integers:
    """The latest activity up to the end of ``day``, by our id of the person; ``NEVER`` where there is none."""
    return of_people(connection, ("person_id", "at"), _LATEST, {"end": end_of_day(day)}, NEVER)
