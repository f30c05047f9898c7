"""Who was given a role in a month: the memberships that began in it."""

from __future__ import annotations

import sqlite3

from bgdetails import wording
from bgdetails.navigation import Target
from bgdetails.refresh.months import Month
from bgdetails.refresh.standing import condition, segment_values
from bgdetails.rules.segment import Segment
from bgdetails.store.times import from_micros
from bgdetails.views.table import Table, TableRow

_FROM = """
FROM membership m JOIN person p ON p.id = m.person_id AND NOT p.hidden
JOIN group_row g ON g.day = :day AND g.group_id = m.group_id
WHERE m.added_at BETWEEN :start AND :end AND {segment}
"""
_ROWS = f"SELECT p.public_id, p.name, m.role, g.name, m.added_at {_FROM} ORDER BY m.added_at DESC, m.id LIMIT :most"
_COLUMNS = ("Name", "Role", "Buying group", "Given")


def given_roles(connection: sqlite3.Connection, segment: Segment, month: Month, day: int, limit: int) -> Table:
    """The table, last given first; ``limit``: rows at most, -1: all."""
    where = condition(segment)
    values = {"day": day, "start": month.start, "end": month.end, **segment_values(segment)}
    (total,) = connection.execute(f"SELECT COUNT(*) {_FROM.format(segment=where)}", values).fetchone()
    rows = connection.execute(_ROWS.format(segment=where), {**values, "most": limit})
    return Table(
        title=f"People given a role in {wording.month(month.name)}",
        columns=_COLUMNS,
        rows=[
            TableRow((name, role, group, from_micros(added)), Target("person", public_id))
            for public_id, name, role, group, added in rows
        ],
        total=total,
        noun=("time", "times"),
        empty="Nobody.",
    )
