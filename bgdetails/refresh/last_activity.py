"""When a member of a group was last active, without reading everybody's activities."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence

from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.store.times import end_of_day, start_of_day

# What was done to a person is no activity of theirs (docs/formats.md).
_OWN = "type_id NOT IN (SELECT id FROM activity_type WHERE done_to_person)"
_LATEST = f"""
SELECT at FROM activity INDEXED BY activity_person
WHERE person_id = ? AND at BETWEEN ? AND ? AND {_OWN} ORDER BY at DESC LIMIT 1
"""
_ALWAYS = -(1 << 62)


class LastActivity:
    """Finds the latest activity up to the end of a day.

    The roll-up of the window says for most groups on which day it was and whose; only those few people are looked
    up in the activities themselves.
    """

    def __init__(self, connection: sqlite3.Connection, day: int) -> None:
        """Read the last day in the window of everybody who was active in it."""
        self._connection = connection
        self._end = end_of_day(day)
        (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM person").fetchone()
        self._first = day - WINDOW_DAYS + 1
        self._days = array("b", bytes(last + 1))
        rows = connection.execute(
            f"SELECT person_id, MAX(day) FROM activity_day WHERE day BETWEEN ? AND ? AND {_OWN} GROUP BY person_id",
            (self._first, day),
        )
        for person, latest in rows:
            self._days[person] = latest - self._first + 1

    def of(self, people: Sequence[int]) -> int | None:
        """The latest activity of any of ``people``."""
        if not people:
            return None
        days = [self._days[person] for person in people]
        latest = max(days)
        start = start_of_day(self._first + latest - 1) if latest else _ALWAYS
        found = [
            row[0]
            for person, day in zip(people, days, strict=True)
            if day == latest
            for row in self._connection.execute(_LATEST, (person, start, self._end))
        ]
        return max(found, default=None)
