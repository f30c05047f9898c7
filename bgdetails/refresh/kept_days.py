"""The days for which scores are kept: which are fresh, and which go."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from bgdetails.rules.engagement import TREND_DAYS

if TYPE_CHECKING:
    from bgdetails.refresh.people import PersonScores

MOST_BROWSABLE = 3
"""Days for which the rows of Browse are kept: they are the largest table and have the most indexes."""


def trend_of(day: int) -> tuple[int, ...]:
    """The twelve days of a trend that ends with ``day``, oldest first."""
    return tuple(day - before for before in TREND_DAYS)


def fresh_days(connection: sqlite3.Connection) -> set[int]:
    """Days whose scores are kept and not older than the data or the rules."""
    return {day for (day,) in connection.execute("SELECT day FROM score_day WHERE NOT stale")}


def is_complete(connection: sqlite3.Connection, day: int) -> bool:
    """Whether ``day`` can be shown as it is: it and its trend are fresh, and Browse has its rows."""
    fresh = fresh_days(connection)
    if not fresh.issuperset(trend_of(day)):
        return False
    (browsable,) = connection.execute("SELECT browsable FROM score_day WHERE day = ?", (day,)).fetchone()
    return bool(browsable)


def keep_scale(connection: sqlite3.Connection, day: int, people: PersonScores) -> None:
    """Keep what the scores of ``day`` are divided by; its groups are not yet done."""
    connection.execute(
        "INSERT INTO score_day (day, largest_weight_milli, largest_units, largest_raw, browsable, stale, partly)"
        " VALUES (?, ?, ?, 0, FALSE, TRUE, FALSE) ON CONFLICT (day) DO UPDATE SET"
        " largest_weight_milli = excluded.largest_weight_milli, largest_units = excluded.largest_units"
        " WHERE (score_day.largest_weight_milli, score_day.largest_units)"
        " <> (excluded.largest_weight_milli, excluded.largest_units)",
        (day, people.largest_weight_milli, people.largest_units),
    )


def finish_day(connection: sqlite3.Connection, day: int) -> None:
    """Say that the scores of ``day`` are whole."""
    (largest,) = connection.execute("SELECT COALESCE(MAX(raw), 0) FROM group_score WHERE day = ?", (day,)).fetchone()
    connection.execute(
        "UPDATE score_day SET largest_raw = :largest, stale = 0, partly = 0"
        " WHERE day = :day AND (largest_raw <> :largest OR stale)",
        {"day": day, "largest": largest},
    )


def make_browsable(connection: sqlite3.Connection, day: int, figures: str) -> None:
    """Say that Browse has the rows of ``day``; of the other days it keeps the fresh ones that are nearest.

    Args:
        connection: A connection that may write.
        day: The day.
        figures: What its rows were measured by.
    """
    connection.execute(
        "UPDATE score_day SET browsable = 1, figures = :figures"
        " WHERE day = :day AND (NOT browsable OR COALESCE(figures, '') <> :figures)",
        {"day": day, "figures": figures},
    )
    rows = connection.execute(
        "SELECT day FROM score_day WHERE browsable AND day <> :day"
        " ORDER BY stale, day <> COALESCE((SELECT refreshed_day FROM workspace), :day), ABS(day - :day)",
        {"day": day},
    ).fetchall()
    for (other,) in rows[MOST_BROWSABLE - 1 :]:
        drop_rows(connection, other)


def drop_groups_after(connection: sqlite3.Connection, day: int, last: int) -> None:
    """Drop what is kept of groups whose ids are beyond ``last``, the last group that there is."""
    for table in ("group_score", "group_row", "group_role"):
        connection.execute(f"DELETE FROM {table} WHERE day = ? AND group_id > ?", (day, last))


def drop_counts(connection: sqlite3.Connection, day: int) -> None:
    """Forget what the dashboard counted of a day: what it counts has changed."""
    connection.execute("DELETE FROM dashboard_count WHERE day = ?", (day,))


def drop_outdated(connection: sqlite3.Connection, day: int) -> None:
    """Drop days that are stale: whoever asks for one again has it computed anew."""
    rows = connection.execute("SELECT day FROM score_day WHERE stale AND day <> ?", (day,)).fetchall()
    for (outdated,) in rows:
        drop_rows(connection, outdated)
        for table in ("person_score", "group_score", "dashboard_count", "score_day"):
            connection.execute(f"DELETE FROM {table} WHERE day = ?", (outdated,))


def drop_rows(connection: sqlite3.Connection, day: int) -> None:
    """Drop the rows of Browse of a day; its scores stay."""
    tables = (
        *("group_row", "group_role", "group_news", "account_score", "account_people"),
        *("journey_score", "deal_score", "group_at_risk", "intent_strength", "intent_scale"),
    )
    for table in tables:
        connection.execute(f"DELETE FROM {table} WHERE day = ?", (day,))
    connection.execute("UPDATE score_day SET browsable = 0, figures = NULL WHERE day = ?", (day,))
