"""Connections to a server, and what its faults are called."""

from __future__ import annotations

import sqlite3
from typing import Any, NoReturn, TypeAlias

from bgdetails.store.postgres.extra import psycopg
from bgdetails.store.schema_check import WorkspaceError
from bgdetails.store.server_faults import server_fault
from bgdetails.store.server_url import conninfo, shown

Driver: TypeAlias = "psycopg.Connection[Any]"

READ_TIMEOUT_MS = 60_000
"""No question that a reader asks takes longer: the server ends it, whatever became of who asked."""
IDLE_TIMEOUT_MS = 600_000
"""A transaction whose program does nothing for so long is ended by the server, with the lock that it may hold."""
_UNLESS_GIVEN: dict[str, Any] = {
    "application_name": "bgdetails",
    "connect_timeout": 5,
    # A way that is cut is noticed in a quarter of a minute, and not when the system gives up.
    "keepalives_idle": 10,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""What a connection is made with where the URL does not say otherwise."""
LEAST_VERSION = 150_000
_NOT_LET_IN = ("password", "authentication", "pg_hba.conf", 'FATAL: role "', "permission denied for database")
_UNREADABLE = ("URI", "connection option", "percent", "port number", "sslmode", "integer value")
_BUSY = ("too many clients", "too many connections", "connection slots")


class _IntegerDumper(psycopg.adapt.Dumper):
    """A whole number of a type that the place decides where it is put, as in SQLite: it may become a truth value."""

    oid = 0

    def dump(self, obj: int) -> psycopg.adapt.Buffer:
        return str(int(obj)).encode()


class _NumericLoader(psycopg.adapt.Loader):
    """Sums and means as the numbers that Python adds."""

    def load(self, data: psycopg.adapt.Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or "N" in text else int(text)


def connect(location: str, *, timeout_ms: int = READ_TIMEOUT_MS) -> Driver:
    """A connection that begins transactions only where it is told to.

    Raises:
        WorkspaceError: The server cannot be reached, or refuses.
    """
    try:
        given = psycopg.conninfo.conninfo_to_dict(conninfo(location))
        connection = psycopg.connect(autocommit=True, **{**_UNLESS_GIVEN, **given})
    except psycopg.Error as error:
        raise refused(error, location) from None
    if connection.info.server_version < LEAST_VERSION:
        version = connection.info.server_version // 10_000
        connection.close()
        raise WorkspaceError(
            f"{shown(location)} is PostgreSQL {version}: bgdetails needs {LEAST_VERSION // 10_000} or newer."
        )
    connection.adapters.register_dumper(int, _IntegerDumper)
    connection.adapters.register_loader("numeric", _NumericLoader)
    connection.execute(
        f"SET statement_timeout = {timeout_ms}; SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS};"
        " SET client_min_messages = 'warning'; SET jit = off;"
        # What is joined to columns comes in one order, whichever statement asks.
        " SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0"
    )
    return connection


def connect_again(location: str) -> Driver:
    """A connection to a server that was there already.

    Raises:
        ServerGoneError: It is away.
    """
    try:
        return connect(location)
    except WorkspaceError as error:
        raise ServerGoneError(str(error)) from error


def has_workspace(driver: Driver) -> bool:
    """Whether the schema that the connection works in has a table of that name."""
    row = driver.execute("SELECT to_regclass(quote_ident(current_schema()) || '.workspace') IS NOT NULL").fetchone()
    return bool(row and row[0])


def refused(error: psycopg.Error, location: str) -> WorkspaceError:
    """Why a server cannot be used, in a sentence that has no password."""
    said = " ".join(str(error).split())
    where = shown(location)
    if any(each in said for each in _NOT_LET_IN):
        return WorkspaceError(
            f"The server of {where} did not let you in: name user and password in the URL,"
            " in PGPASSWORD or in ~/.pgpass."
        )
    if 'database "' in said and "does not exist" in said:
        return WorkspaceError(f"There is no database at {where}: have it made, or name another with --db.")
    if "invalid" in said and any(each in said for each in _UNREADABLE):
        return WorkspaceError(
            "The URL of the workspace cannot be read: it is postgresql+psycopg://USER@HOST:PORT/DATABASE."
        )
    if "SSL" in said:
        return WorkspaceError(
            f"The way to the server of {where} cannot be made safe as sslmode asks: see what the server offers."
        )
    if any(each in said for each in _BUSY):
        return WorkspaceError(f"The server of {where} takes no more connections now: try again when others are done.")
    _, fatal, reason = said.rpartition("FATAL: ")
    if fatal:
        reason = reason.strip().rstrip(".")
        return WorkspaceError(f"The server of {where} answers, but refuses ({reason}): mend that, or try again later.")
    return WorkspaceError(
        f"The server of {where} cannot be reached: see whether it runs and the URL is right, and try again."
    )


class ServerGoneError(sqlite3.OperationalError):
    """The server was stopped, or the way to it is cut."""


class ServerGaveUpError(sqlite3.OperationalError):
    """The server ended a question that took too long."""


def say_as_sqlite(error: psycopg.Error) -> NoReturn:
    """Raise a server's fault under the name that the program knows its kind by, for it asks SQLite as well."""
    raise fault_of(error) from error


def fault_of(error: psycopg.Error) -> sqlite3.Error:
    """A server's fault as one of SQLite's."""
    said = " ".join(str(error).split())
    if isinstance(error, psycopg.errors.QueryCanceled):
        return (
            sqlite3.OperationalError("interrupted")
            if "user request" in said
            else ServerGaveUpError(f"the server gave up: {said}")
        )
    if isinstance(error, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)):
        return sqlite3.OperationalError("database is locked")
    if isinstance(error, (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
        return sqlite3.OperationalError(f"attempt to write a readonly database: {said}")
    if isinstance(error, psycopg.IntegrityError):
        return sqlite3.IntegrityError(said)
    if isinstance(error, psycopg.errors.DiskFull):
        return sqlite3.OperationalError(f"database or disk is full: {said}")
    if isinstance(error, psycopg.InterfaceError) or server_fault(error) == "gone":
        return ServerGoneError(said)
    return sqlite3.DatabaseError(said)
