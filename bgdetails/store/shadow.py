"""Scores beside a workspace that cannot be written: a file of our own that covers the workspace's score tables.

Connections that read are given TEMP views by the names of the score tables, so that no query has to know. The
connection that computes has the file as its main database and the workspace beside it: what it writes lands in the
file, what it reads and the file lacks is the workspace's.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bgdetails.store.schema_check import connect

SCORE_TABLES = (
    *("score_day", "person_score", "group_score", "group_role", "group_row", "group_news"),
    *("account_score", "account_people", "journey_score", "deal_score", "group_at_risk"),
    *("dashboard_count", "intent_strength", "intent_scale"),
)


class Shadow:
    """The score tables of a workspace that is read only, in a temporary file."""

    def __init__(self, workspace: Path) -> None:
        """Make the file with empty score tables shaped like those of the workspace."""
        self._workspace = workspace
        handle, name = tempfile.mkstemp(prefix="bgdetails-", suffix=".scores")
        os.close(handle)
        self.path = Path(name)
        with closing(connect(self.path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN")
            for statement in self._table_definitions():
                connection.execute(statement)
            connection.execute("COMMIT")

    def connect(self) -> sqlite3.Connection:
        """A connection that writes scores into the shadow and reads everything else from the workspace."""
        connection = connect(self.path)
        # Foreign keys would look for their tables in the file that has none of them.
        connection.execute("PRAGMA foreign_keys = OFF")
        _attach(connection, self._workspace, "workspace_file", _read_only_mode(self._workspace))
        return connection

    def cover(self, connection: sqlite3.Connection) -> None:
        """Let a connection to the workspace read scores from the shadow."""
        _attach(connection, self.path, "shadow", "mode=ro")
        for table in SCORE_TABLES:
            connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM shadow.{table}")

    def close(self) -> None:
        """Remove the file. A connection that still has it open keeps reading it."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def _table_definitions(self) -> list[str]:
        marks = ",".join("?" * len(SCORE_TABLES))
        with closing(connect(self._workspace, read_only=True)) as connection:
            rows = connection.execute(
                f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ({marks}) ORDER BY type DESC",
                SCORE_TABLES,
            )
            return [sql for (sql,) in rows]


def _attach(connection: sqlite3.Connection, path: Path, schema: str, mode: str) -> None:
    connection.execute(f"ATTACH ? AS {schema}", (f"file:{quote(str(path.absolute()))}?{mode}",))


def _read_only_mode(path: Path) -> str:
    journal = Path(f"{path}-wal")
    if not os.access(path.parent, os.W_OK) and not journal.exists():
        return "mode=ro&immutable=1"
    return "mode=ro"
