"""Indexes that are made when all rows are in: sorting once beats a million insertions."""

from __future__ import annotations

import sqlite3

_OF_TABLE = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"


def drop_indexes(connection: sqlite3.Connection, table: str) -> list[str]:
    """Take the indexes of a table away; the statements that make them again.

    On a server they stay: to drop one would lock out everybody who reads until the import is done.
    """
    if not isinstance(connection, sqlite3.Connection):
        return []
    indexes = connection.execute(_OF_TABLE, (table,)).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in indexes]
