"""Brings what is kept of one group up to date, right after somebody changed it.

It gives what a refresh would give; a test holds the two together. No other group is touched: scores are divided by the
day's largest when they are read (docs/architecture.md, decisions).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from bgdetails.refresh.group_roles import write_roles
from bgdetails.refresh.interest_counts import recount_stages
from bgdetails.refresh.replacing import replace_rows
from bgdetails.refresh.row_values import LATEST_ACTIVITY, ROW_COLUMNS, SCORE_COLUMNS, GroupState, RowValues
from bgdetails.refresh.templates import Template, read_templates
from bgdetails.rules.engagement import TIE_DECIMALS, group_raw
from bgdetails.rules.membership import current
from bgdetails.store.times import end_of_day

_TEMPLATE = """
SELECT i.template_id, i.id FROM buying_group g JOIN solution_interest i ON i.id = g.interest_id WHERE g.id = ?
"""
_ROWS = """
SELECT m.person_id, m.role, m.added_at, m.removed_at FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.group_id = ? AND NOT p.hidden ORDER BY m.id
"""
_DAYS = "SELECT day, browsable, largest_raw FROM score_day WHERE day >= ? OR browsable"
_UNITS = """
SELECT person_id, units FROM person_score WHERE day = ? AND person_id IN (SELECT value FROM json_each(?))
"""
_ACTIVE = f"""
SELECT MAX(({LATEST_ACTIVITY})) FROM (SELECT value AS id FROM json_each(:people)) p
"""


class _Row(NamedTuple):
    """A row of membership."""

    person_id: int
    role: str
    added_at: int | None
    removed_at: int | None


def rescore_group(connection: sqlite3.Connection, group_id: int, since: int) -> None:
    """Compute a group anew on every day that is kept, and the days' maxima.

    Args:
        connection: A connection that may write.
        group_id: Our id of the group.
        since: The first day on which its members may be others than before. On earlier days only what Browse shows
            of its records can differ.
    """
    template_id, interest_id = connection.execute(_TEMPLATE, (group_id,)).fetchone()
    template = read_templates(connection)[template_id]
    rows = [_Row(*row) for row in connection.execute(_ROWS, (group_id,))]
    for day, browsable, largest in connection.execute(_DAYS, (since,)).fetchall():
        _rescore(connection, group_id, template, rows, day, bool(browsable), largest)
    recount_stages(connection, interest_id)


def _rescore(
    connection: sqlite3.Connection,
    group_id: int,
    template: Template,
    rows: Sequence[_Row],
    day: int,
    browsable: bool,
    largest: float,
) -> None:
    state = _state(connection, template, rows, day, browsable)
    bounds = group_id, group_id
    found = connection.execute("SELECT raw FROM group_score WHERE day = ? AND group_id = ?", (day, group_id)).fetchone()
    score = day, group_id, state.raw, state.filling.completeness, state.member_count
    replace_rows(connection, "group_score", SCORE_COLUMNS, [score], day, bounds)
    _keep_largest(connection, day, largest, 0.0 if found is None else found[0], state.raw)
    if browsable:
        shown = RowValues(connection, day).rows(bounds, [state])
        replace_rows(connection, "group_row", ROW_COLUMNS, shown, day, bounds)
        write_roles(connection, day, bounds, [(group_id, template, state.filling)])
        _rescore_intent(connection, day, group_id, rows)


def _rescore_intent(connection: sqlite3.Connection, day: int, group_id: int, rows: Sequence[_Row]) -> None:
    if connection.execute("SELECT 1 FROM intent_scale WHERE day = ? AND keyword > 0 LIMIT 1", (day,)).fetchone():
        # Here, for NumPy takes 0.1 s to import, and many a workspace has no intent.
        from bgdetails.refresh.intent import rescore_group_intent

        people = sorted(row.person_id for row in current(rows, end_of_day(day)))
        rescore_group_intent(connection, day, group_id, people)


def _state(
    connection: sqlite3.Connection, template: Template, rows: Sequence[_Row], day: int, browsable: bool
) -> GroupState:
    end = end_of_day(day)
    # By person, as a refresh adds them up: the last bit of a sum depends on the order.
    members = sorted(current(rows, end), key=lambda row: row.person_id)
    people = json.dumps([row.person_id for row in members])
    units = dict(connection.execute(_UNITS, (day, people)))
    places = template.places_of([row.role for row in members])
    filling = template.filling(tuple(places.count(place) for place in range(len(template.roles))))
    raw = group_raw(
        (sqrt(units.get(row.person_id, 0)), filling.shares[place]) for row, place in zip(members, places, strict=True)
    )
    moments = (at for row in rows for at in (row.added_at, row.removed_at) if at is not None and at <= end)
    return GroupState(
        round(raw, TIE_DECIMALS),
        filling,
        len(members),
        connection.execute(_ACTIVE, {"end": end, "people": people}).fetchone()[0] if browsable else None,
        max(moments, default=None),
    )


def _keep_largest(connection: sqlite3.Connection, day: int, largest: float, before: float, after: float) -> None:
    """What scores of groups are divided by: another, if this group has outgrown it or was it."""
    if after < largest and before < largest:
        return
    if after < largest:
        (after,) = connection.execute("SELECT MAX(raw) FROM group_score WHERE day = ?", (day,)).fetchone()
    connection.execute("UPDATE score_day SET largest_raw = ? WHERE day = ?", (after, day))
