"""Who was given a role in a month: the memberships that began in it."""

from __future__ import annotations

import sqlite3

from bgdetails import wording
from bgdetails.refresh.groups_on import GroupsOn
from bgdetails.refresh.months import Month
from bgdetails.store.times import from_micros
from bgdetails.views.counted_rows import GIVEN, Listed

_FROM = """
FROM membership m JOIN person p ON p.id = m.person_id AND NOT p.hidden
JOIN {rows} g ON g.group_id = m.group_id
WHERE m.added_at BETWEEN :start AND :end AND {groups}
"""
_IDS = f"SELECT m.id {_FROM} ORDER BY m.id"


def given_roles(connection: sqlite3.Connection, groups: GroupsOn, month: Month) -> Listed:
    """The list, last given first."""
    values = {"start": month.start, "end": month.end, **groups.values}
    rows = connection.execute(_IDS.format(rows=groups.rows, groups=groups.condition), values)
    return Listed(
        title=f"People given a role in {wording.month(month.name)}",
        kind="person",
        columns=GIVEN,
        ids=[id for (id,) in rows],
        noun=("time", "times"),
        empty="Nobody.",
        day=groups.counted,
        rows=groups.rows,
        cells=lambda cells: (*cells[:-1], from_micros(cells[-1])),
    )
