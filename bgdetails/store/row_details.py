"""What is told of the group under the cursor of the list besides its row: three look-ups by index."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec import Struct

from bgdetails.rules.engagement import score
from bgdetails.store.browse_row import BrowseRow
from bgdetails.store.times import from_micros, to_micros

FOUR_WEEKS = 28


class RowDetails(Struct, frozen=True):
    """Since when the group is in its stage, its score four weeks ago, and who did the last activity."""

    stage_entered_at: datetime | None = None
    engagement_before: float | None = None
    active_person: str | None = None


def row_details(connection: sqlite3.Connection, row: BrowseRow, day: int) -> RowDetails:
    """The details of a row of the list of ``day``."""
    entered = connection.execute("SELECT stage_entered_at FROM buying_group WHERE id = ?", (row.group_id,)).fetchone()
    before = connection.execute(
        "SELECT s.raw, d.largest_raw FROM group_score s JOIN score_day d ON d.day = s.day"
        " WHERE s.day = ? AND s.group_id = ?",
        (day - FOUR_WEEKS, row.group_id),
    ).fetchone()
    who = None
    if row.last_activity_at is not None:
        who = connection.execute(
            "SELECT p.name FROM membership m CROSS JOIN activity a ON a.person_id = m.person_id AND a.at = ?"
            " CROSS JOIN person p ON p.id = m.person_id WHERE m.group_id = ? ORDER BY p.name_key LIMIT 1",
            (to_micros(row.last_activity_at), row.group_id),
        ).fetchone()
    return RowDetails(
        from_micros(entered[0]) if entered else None,
        score(*before) if before else None,
        who[0] if who else None,
    )
