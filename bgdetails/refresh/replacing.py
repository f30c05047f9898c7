"""Replaces what is kept of a day, touching only rows that differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def replace_rows(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    rows: Sequence[tuple[object, ...]],
    bounds: tuple[int, int, int],
) -> None:
    """Make ``rows`` the rows of ``table`` for a day and a range of groups.

    Args:
        connection: A connection that may write.
        table: A table whose key is a day and a group.
        columns: All of its columns, the day and the group first, in the order of the rows.
        rows: What it shall have, in the order of the groups.
        bounds: Day, first and last group.
    """
    kept = connection.execute(
        f"SELECT {columns} FROM {table} WHERE day = ? AND group_id BETWEEN ? AND ? ORDER BY group_id", bounds
    ).fetchall()
    if kept == rows:
        return
    there, wanted = set(kept), set(rows)
    gone = [row[:2] for row in kept if row not in wanted]
    connection.executemany(f"DELETE FROM {table} WHERE day = ? AND group_id = ?", gone)
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})", [row for row in rows if row not in there]
    )
