"""When everybody was last active."""

from __future__ import annotations

import sqlite3

from bgdetails.refresh.columns import Integers, of_people
from bgdetails.store.times import end_of_day

# The index of a person's activities is read from the day backwards until the first that is the person's own: what was
# done to a person is no activity of theirs (docs/formats.md).
_LATEST = """
SELECT person_id, at FROM (
  SELECT p.id AS person_id, (
    SELECT at FROM activity INDEXED BY activity_person
    WHERE activity.person_id = p.id AND at <= :end
    AND type_id NOT IN (SELECT id FROM activity_type WHERE done_to_person) ORDER BY at DESC LIMIT 1
  ) AS at FROM person p
) WHERE at IS NOT NULL
"""


NEVER = -(1 << 62)


def last_activities(connection: sqlite3.Connection, day: int) -> Integers:
    """The latest activity up to the end of ``day``, by our id of the person; ``NEVER`` where there is none."""
    return of_people(connection, ("person_id", "at"), _LATEST, {"end": end_of_day(day)}, NEVER)
