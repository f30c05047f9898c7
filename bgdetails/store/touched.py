"""What an import or somebody touched since the last refresh, so that the next one has to look at nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from bgdetails.rules.engagement import WINDOW_DAYS

EVER = (-(10**6), 10**6)
"""A first and a last day, where all of somebody's days are meant."""

_KEEP = """
ON CONFLICT (kind, record_id) DO UPDATE SET
first_day = CASE WHEN excluded.first_day < touched.first_day THEN excluded.first_day ELSE touched.first_day END,
last_day = CASE WHEN excluded.last_day > touched.last_day THEN excluded.last_day ELSE touched.last_day END
"""
_INTO = "INSERT INTO touched (kind, record_id, first_day, last_day)"
# A day that Browse has tells of all activities: of earlier ones the last, of later ones what is planned.
_MARK = f"""
UPDATE score_day SET stale = 1, partly = 1 WHERE NOT stale AND (
  browsable AND EXISTS (SELECT 1 FROM touched) OR EXISTS (SELECT 1 FROM touched WHERE kind = 'account')
  OR EXISTS (
    SELECT 1 FROM touched WHERE kind = 'person'
    AND first_day <= score_day.day AND last_day > score_day.day - {WINDOW_DAYS}
  )
)
"""


def keeps_scores(connection: sqlite3.Connection) -> bool:
    """Whether any score is kept: where none is, nobody needs to know what was touched."""
    return connection.execute("SELECT 1 FROM score_day LIMIT 1").fetchone() is not None


def touch_people(connection: sqlite3.Connection, query: str, values: tuple[object, ...] = ()) -> None:
    """Say of whom something is another than before.

    Args:
        connection: A connection that may write.
        query: What selects our ids of people, and each one's first and last day of which that is so.
        values: What it is bound to.
    """
    # The condition is for SQLite, which else takes ON CONFLICT for one of a join.
    connection.execute(f"{_INTO} SELECT 'person', found.* FROM ({query}) AS found WHERE 1 = 1 {_KEEP}", values)


def touch_accounts(connection: sqlite3.Connection, query: str, values: tuple[object, ...] = ()) -> None:
    """Say of which accounts a record, a person, a group or a deal is another than before; ``query`` selects our ids."""
    connection.execute(
        f"{_INTO} SELECT DISTINCT 'account', found.*, {EVER[0]}, {EVER[1]} FROM ({query}) AS found WHERE 1 = 1"
        " ON CONFLICT (kind, record_id) DO NOTHING",
        values,
    )


def touch_account(connection: sqlite3.Connection, account_id: int) -> None:
    """The same of one account."""
    touch_accounts(connection, "SELECT id FROM account WHERE id = ?", (account_id,))


def mark_touched_days(connection: sqlite3.Connection) -> None:
    """Say that kept days are older than what was touched, those that it is in."""
    connection.execute(_MARK)


def read_touched(connection: sqlite3.Connection, kind: str) -> Iterable[tuple[int, int, int]]:
    """Our id, first and last day, of all of a kind: ``person`` or ``account``."""
    return connection.execute("SELECT record_id, first_day, last_day FROM touched WHERE kind = ?", (kind,))


def forget_touched(connection: sqlite3.Connection) -> None:
    """A refresh has looked at everything."""
    connection.execute("DELETE FROM touched")
