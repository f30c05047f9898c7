"""Replaces what is kept of a day, touching only rows that differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.refresh.kept_days import drop_counts


def replace_rows(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    rows: Sequence[tuple[object, ...]],
    day: int,
    among: Among,
) -> None:
    """Make ``rows`` the rows of ``table`` for a day and some groups, accounts, journeys or opportunities.

    Args:
        connection: A connection that may write.
        table: A table whose key is a day and the id of a record.
        columns: All of its columns, the day and that id first, in the order of the rows.
        rows: What it shall have, in the order of the ids.
        day: The day.
        among: The ids of the records whose rows these are.
    """
    key = columns.split(", ", 2)[1]
    kept = connection.execute(
        f"SELECT {columns} FROM {table} WHERE day = ? AND {condition(key, among)} ORDER BY {key}",
        (day, *parameters(among)),
    ).fetchall()
    if kept == rows:
        return
    drop_counts(connection, day)
    there, wanted = set(kept), set(rows)
    gone = [row[:2] for row in kept if row not in wanted]
    connection.executemany(f"DELETE FROM {table} WHERE day = ? AND {key} = ?", gone)
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})", [row for row in rows if row not in there]
    )
