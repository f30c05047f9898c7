"""Marks the groups that are another than when the reader last looked at them (docs/model.md, what changed)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from bgdetails.rules.engagement import WINDOW_DAYS, score
from bgdetails.rules.what_changed import GroupState, compare
from bgdetails.store.looks import SeenGroup
from bgdetails.store.times import MICROS_PER_DAY, end_of_day

LOOKED_AT = """
FROM view_history h JOIN buying_group b ON b.public_id = h.public_id
{joined}
WHERE h.kind = 'group' AND h.seen IS NOT NULL AND h.day <= :day AND (CAST(:only AS TEXT) IS NULL OR h.public_id = :only)
"""
"""Groups that were looked at, as of the day or of one before it; ``:only``: the public id of one."""

_HOLDS = "(m.added_at IS NULL OR m.added_at <= :end) AND (m.removed_at IS NULL OR m.removed_at > :end)"
_MEMBERS = f"""
JOIN membership m ON m.group_id = b.id AND {_HOLDS}
JOIN person p ON p.id = m.person_id AND NOT p.hidden
"""
NEW_MOMENTS = LOOKED_AT.format(
    joined=f"""{_MEMBERS}
JOIN activity a ON a.person_id = m.person_id AND a.at > (h.day + 1 - {WINDOW_DAYS}) * {MICROS_PER_DAY} - 1
  AND a.at <= :end AND a.type_id = (SELECT id FROM activity_type WHERE name_key = 'interesting moment')
  AND (a.id > CAST(json_extract(h.seen, '$.newest_activity') AS INTEGER) OR a.at >= (h.day + 1) * {MICROS_PER_DAY})
"""
)
"""Interesting moments of members that came in since the look, or lie after the day that was shown then. Those of more
than a window before that day tell nothing new."""

_SEEN = f"""
SELECT b.id, h.seen, g.rank, g.completeness, g.stage
{LOOKED_AT.format(joined="JOIN group_row g ON g.day = :day AND g.group_id = b.id")}
"""
_ROLES = f"SELECT b.id, p.public_id, m.role {LOOKED_AT.format(joined=_MEMBERS)} ORDER BY m.added_at NULLS FIRST, m.id"
_TOLD = f"SELECT DISTINCT b.id {NEW_MOMENTS}"


def mark_news(connection: sqlite3.Connection, day: int, only: str | None = None) -> None:
    """Keep which groups changed since they were last looked at, as of a day whose scores and rows are there.

    Args:
        connection: A connection that may write.
        day: The day.
        only: The public id of the one group to look at; None: all.
    """
    values = {"day": day, "end": end_of_day(day), "only": only}
    (largest,) = connection.execute("SELECT largest_raw FROM score_day WHERE day = ?", (day,)).fetchone()
    roles: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for group_id, person, role in connection.execute(_ROLES, values):
        roles[group_id][person] = role
    news = {group_id for (group_id,) in connection.execute(_TOLD, values)}
    for group_id, seen, rank, completeness, stage in connection.execute(_SEEN, values):
        now = GroupState(score(rank, largest), completeness, stage, roles[group_id])
        if compare(SeenGroup.from_json(seen).state, now).anything:
            news.add(group_id)
    connection.execute(
        "DELETE FROM group_news WHERE day = :day AND (CAST(:only AS TEXT) IS NULL OR group_id IN"
        " (SELECT id FROM buying_group WHERE public_id = :only))",
        values,
    )
    connection.executemany("INSERT INTO group_news (day, group_id) VALUES (?, ?)", [(day, each) for each in news])


def mark_news_of(connection: sqlite3.Connection, public_id: str) -> None:
    """The same for one group on every day that Browse has, after a look at it."""
    days = connection.execute("SELECT day FROM score_day WHERE browsable").fetchall()
    for (day,) in days:
        mark_news(connection, day, public_id)
