"""Who was given a role in a month: the memberships that began in it."""

from __future__ import annotations

import sqlite3

from bgdetails import wording
from bgdetails.navigation import Target
from bgdetails.refresh.groups_on import GroupsOn
from bgdetails.refresh.months import Month
from bgdetails.store.times import from_micros
from bgdetails.views.table import Table, TableRow

_FROM = """
FROM membership m JOIN person p ON p.id = m.person_id AND NOT p.hidden
JOIN {rows} g ON g.group_id = m.group_id
WHERE m.added_at BETWEEN :start AND :end AND {groups}
"""
_ROWS = f"SELECT p.public_id, p.name, m.role, g.name, m.added_at {_FROM} ORDER BY m.added_at DESC, m.id LIMIT :most"
_COLUMNS = ("Name", "Role", "Buying group", "Given")


def given_roles(connection: sqlite3.Connection, groups: GroupsOn, month: Month, limit: int) -> Table:
    """The table, last given first; ``limit``: rows at most, -1: all."""
    of = {"rows": groups.rows, "groups": groups.condition}
    values = {"start": month.start, "end": month.end, **groups.values}
    (total,) = connection.execute(f"SELECT COUNT(*) {_FROM.format(**of)}", values).fetchone()
    rows = connection.execute(_ROWS.format(**of), {**values, "most": limit})
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
