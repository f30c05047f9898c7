"""A connection to a server with the methods of SQLite's that the program uses: one way of asking for both."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any

from bgdetails.store.postgres.driver import Driver, ServerGoneError, say_as_sqlite
from bgdetails.store.postgres.extra import psycopg
from bgdetails.store.postgres.translating import translated
from bgdetails.store.schema_check import BUSY_TIMEOUT_MS, WorkspaceError

Parameters = Sequence[object] | Mapping[str, object]
_INSERT = re.compile(
    r"\s*INSERT\s+(?P<ignore>OR\s+IGNORE\s+)?INTO\s+(?P<table>[\w.\"]+)\s*(?:\((?P<columns>[^()]*)\))?\s*"
    r"VALUES\s*\((?:\s*\?\s*,?)+\)\s*(?P<conflict>ON\s+CONFLICT.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_INSERTED = re.compile(r"\s*INSERT\s+(?:OR\s+\w+\s+)?INTO\s+(\w+)", re.IGNORECASE)
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|WITH)", re.IGNORECASE)
_COPY_FROM = 20
"""Rows from which copying is quicker than single statements."""
_RETRY_AFTER = 3.0
"""Seconds between two attempts to reach a server that has gone."""
_WAIT_FOR_IT = 0.25
"""Seconds that a question waits for a connection to one that is back; the next question goes on waiting."""
_SILENT_WRITER_MS = 3_600_000
"""Whoever writes may compute for so long without a word to the server, before it gives the lock to others."""
WRITER_LOCK = 0x62676474
"""The lock of whoever writes: one at a time, as in a file."""
STEADY = "BEGIN ISOLATION LEVEL REPEATABLE READ"
ALONE = f"SELECT pg_advisory_xact_lock({WRITER_LOCK}, hashtext(current_schema())), pg_notify(%s, '')"


class ServerCursor(psycopg.Cursor[Any]):
    """The rows of a statement."""

    table: str | None = None

    @property
    def lastrowid(self) -> int | None:
        """Our id of the row that was inserted last; whoever writes is alone."""
        if self.table is None:
            return None
        row = self.connection.execute(f"SELECT max(id) FROM {self.table}").fetchone()
        return int(row[0]) if row and row[0] is not None else None


class ServerConnection:
    """A connection of psycopg as the program asks SQLite's.

    Args:
        driver: The connection; or None, to be made at once.
        renew: Makes a new one where the server has gone and come back; None: a pool does that.
    """

    def __init__(self, driver: Driver | None, renew: Callable[[], Driver] | None = None) -> None:
        self.total_changes = 0
        self._renew = renew
        self._driver = driver if driver is not None else self._made()
        self._coming: Future[Driver] | None = None
        self._own = 0
        self._heard: int | None = None
        self._retry_at = 0.0
        self._writes = False

    @property
    def driver(self) -> Driver:
        """Psycopg's own, which may be another after the server was away."""
        if self._driver.closed and self._renew is not None:
            self._driver = self._made_beside()
            if self._heard is not None:
                self._heard = self._listen(self._heard + 1)  # nobody knows what was written meanwhile
        return self._driver

    def _made_beside(self) -> Driver:
        """A new connection, made in a thread of its own: who asks may be the loop, and a network may take its time."""
        if self._coming is None:
            now = time.monotonic()
            if now < self._retry_at:
                raise ServerGoneError("the server has gone")
            self._retry_at = now + _RETRY_AFTER
            self._coming = Future()
            Thread(target=_fulfil, args=(self._coming, self._made), daemon=True).start()
        try:
            made = self._coming.result(_WAIT_FOR_IT)
        except TimeoutError:
            raise ServerGoneError("the server does not answer yet") from None
        except BaseException:
            self._coming = None
            raise
        self._coming = None
        return made

    def _made(self) -> Driver:
        assert self._renew is not None
        try:
            return self._renew()
        except WorkspaceError as error:
            raise ServerGoneError(str(error)) from error

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun."""
        return self._driver.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def cursor(self) -> psycopg.Cursor[Any]:
        """Psycopg's own cursor."""
        return self.driver.cursor()

    def execute(self, sql: str, parameters: Parameters = ()) -> ServerCursor:
        """Run a statement in SQLite's words."""
        first = sql.lstrip()[:6].upper()
        try:
            if first == "PRAGMA":
                return self._pragma(sql)
            if first.startswith("BEGIN"):
                return self._begin(sql)
            if first in ("COMMIT", "ROLLBA"):
                self._own += self._writes and first == "COMMIT"
                self._writes = False
                return self._run(sql, None)
            cursor = self._run(translated(sql), parameters)
            if _WRITES.match(sql):
                self.total_changes += max(cursor.rowcount, 0)
                found = _INSERTED.match(sql)
                cursor.table = found[1] if found else None
        except psycopg.Error as error:
            say_as_sqlite(error)
        return cursor

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run a statement for each row; rows that are only added are copied."""
        rows = rows if isinstance(rows, list) else list(rows)
        if not rows:
            return
        plain = _INSERT.match(sql)
        try:
            if plain is not None and len(rows) >= _COPY_FROM:
                self.total_changes += self._copy(plain, rows)
                return
            with self.driver.cursor() as cursor:
                cursor.executemany(translated(sql), rows)
                self.total_changes += max(cursor.rowcount, 0)
        except psycopg.Error as error:
            say_as_sqlite(error)

    def _copy(self, plain: re.Match[str], rows: Sequence[Parameters]) -> int:
        table, columns = plain["table"], plain["columns"]
        named = f"({columns})" if columns else ""
        with self.driver.cursor() as cursor:
            into = f"{table} {named}"
            conflict = "ON CONFLICT DO NOTHING" if plain["ignore"] else plain["conflict"]
            if conflict:
                # Copying knows no conflicts: they are met on the way from here.
                cursor.execute(
                    f"CREATE TEMP TABLE bgdetails_copied ON COMMIT DROP AS SELECT {columns or '*'} FROM {table} LIMIT 0"
                )
                into = "bgdetails_copied"
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)  # type: ignore[arg-type]
            if not conflict:
                return cursor.rowcount
            cursor.execute(f"INSERT INTO {table} {named} SELECT * FROM bgdetails_copied {conflict}")
            number = cursor.rowcount
            cursor.execute("DROP TABLE bgdetails_copied")
            return number

    def _run(self, sql: str, parameters: Parameters | None) -> ServerCursor:
        cursor = ServerCursor(self.driver)
        cursor.execute(sql, parameters)
        return cursor

    def _begin(self, sql: str) -> ServerCursor:
        if "IMMEDIATE" not in sql.upper():
            return self._run(STEADY, None)
        cursor = self._run("BEGIN", None)
        try:
            be_alone(cursor, patience_ms=BUSY_TIMEOUT_MS)
            count_write(cursor)
        except BaseException:
            self.rollback()
            raise
        self._writes = True
        return cursor

    def _pragma(self, sql: str) -> ServerCursor:
        if "data_version" not in sql:
            return ServerCursor(self.driver)  # what only SQLite is told
        return self._run("SELECT n - %s FROM bgdetails_writes", (self._own,))

    def heard(self) -> int:
        """Another number once somebody has written and the server has told so: without asking it."""
        driver = self.driver
        try:
            if self._heard is None:
                self._heard = self._listen(0)
            else:
                own = driver.info.backend_pid
                self._heard += sum(note.pid != own for note in driver.notifies(timeout=0))
        except psycopg.Error as error:
            say_as_sqlite(error)
        return self._heard

    def _listen(self, heard: int) -> int:
        self._driver.execute(f'LISTEN "{channel_of(self._driver)}"')
        return heard

    def commit(self) -> None:
        """Keep what was written."""
        self._driver.commit()

    def rollback(self) -> None:
        """Undo what was written."""
        if not self._driver.closed:
            self._driver.rollback()

    def interrupt(self) -> None:
        """Break off what runs; from another thread."""
        if not self._driver.closed and self._driver.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
            self._driver.cancel_safe(timeout=1.0)

    def close(self) -> None:
        """Give the connection back to the server."""
        self._driver.close()

    def set_progress_handler(self, _handler: object, _steps: int) -> None:
        """A server is not asked between its steps: whoever stops breaks off the statement."""


def _fulfil(coming: Future[Driver], make: Callable[[], Driver]) -> None:
    try:
        coming.set_result(make())
    except BaseException as error:
        coming.set_exception(error)


def channel_of(driver: Driver) -> str:
    """What is told on when a workspace was written to."""
    row = driver.execute("SELECT 'bgdetails_' || current_schema()").fetchone()
    assert row is not None
    return str(row[0])


def be_alone(cursor: psycopg.Cursor[Any], *, patience_ms: int) -> None:
    """Wait for whoever writes, and tell the others of the transaction when it is done."""
    channel = channel_of(cursor.connection)
    cursor.execute(
        f"SET LOCAL lock_timeout = {patience_ms}; SET LOCAL statement_timeout = 0;"
        f" SET LOCAL idle_in_transaction_session_timeout = {_SILENT_WRITER_MS}"
    )
    cursor.execute(ALONE, (channel,))
    cursor.execute("SET LOCAL lock_timeout = 0")


def count_write(cursor: psycopg.Cursor[Any]) -> None:
    """Make a new number of the state of the workspace, from the end of the transaction on."""
    cursor.execute("UPDATE bgdetails_writes SET n = n + 1")
