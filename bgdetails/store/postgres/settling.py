"""What a server is told after many rows were written: it plans by counts, and finds by indexes, that are behind else.

It does so of its own accord, but minutes later, and until then the first who search wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from bgdetails.store.postgres.driver import Driver, connect
from bgdetails.store.postgres.extra import psycopg
from bgdetails.store.schema_check import WorkspaceError

_MANY = 1_000
_SHARE = 0.05
_WRITTEN = f"""
SELECT t.relid::regclass::text FROM pg_stat_xact_user_tables t JOIN pg_class c ON c.oid = t.relid
WHERE t.schemaname = current_schema()
  AND t.n_tup_ins + t.n_tup_upd + t.n_tup_del >= greatest({_MANY}, {_SHARE} * c.reltuples)
ORDER BY t.relid
"""
"""Tables of which the transaction has written so many rows that what is known of them is wrong."""


def much_written(driver: Driver) -> list[str]:
    """The tables, their names quoted, that the transaction has written much to."""
    return [str(name) for (name,) in driver.execute(_WRITTEN.encode())]


def count_anew(driver: Driver) -> None:
    """Within a transaction: let what it goes on with be planned by what it wrote."""
    if names := much_written(driver):
        driver.execute(f"ANALYZE {', '.join(names)}".encode())


def settle(location: str, names: Sequence[str]) -> None:
    """After the transaction: count rows, put new words where they are found at once, note what everybody sees."""
    try:
        with closing(connect(location, timeout_ms=0)) as driver:
            # One that is worked on by the server itself is left to it.
            driver.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {', '.join(names)}".encode())
    except (psycopg.Error, WorkspaceError, KeyboardInterrupt):
        pass  # what was written is there all the same, also for who will not wait for this
