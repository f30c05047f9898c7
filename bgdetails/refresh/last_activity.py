"""When everybody was last active."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from bgdetails.refresh.columns import Integers, of_people
from bgdetails.refresh.row_values import LATEST_ACTIVITY
from bgdetails.store.times import end_of_day

_LATEST = f"""
SELECT person_id, at FROM (SELECT p.id AS person_id, ({LATEST_ACTIVITY}) AS at FROM {{people}} p) WHERE at IS NOT NULL
"""
_SOME = "(SELECT value AS id FROM json_each(:people))"

NEVER = -(1 << 62)


def last_activities(connection: sqlite3.Connection, day: int, people: Collection[int] | None = None) -> Integers:
    """The latest activity of everybody, or of ``people``, up to the end of ``day``, by our id of the person.

    ``NEVER`` where there is none.
    """
    values: dict[str, object] = {"end": end_of_day(day)}
    if people is not None:
        values["people"] = json.dumps(sorted(people))
    query = _LATEST.format(people="person" if people is None else _SOME)
    return of_people(connection, ("person_id", "at"), query, values, NEVER)
