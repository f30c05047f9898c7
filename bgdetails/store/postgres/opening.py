"""The way into a workspace on a server, without the ORM where only the list is read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any, cast

from bgdetails.store.postgres.connection import ServerConnection
from bgdetails.store.postgres.driver import Driver, connect, has_workspace, refused
from bgdetails.store.postgres.extra import psycopg
from bgdetails.store.schema_check import WorkspaceError, check_version
from bgdetails.store.server_url import shown

_KEPT = "bgdetails_connection"


def open_connection(location: str) -> sqlite3.Connection:
    """A connection for reading, after the same checks as ``open_workspace``.

    Raises:
        OlderSchemaError: ``open_workspace`` has to migrate it first.
        WorkspaceError: It is no workspace, or one from a newer program.
    """
    driver = connect(location)
    try:
        check_version(version_of(driver, location), shown(location))
    except BaseException:
        driver.close()
        raise
    return _as_sqlite(ServerConnection(driver, lambda: connect(location)))


def plain_connection(location: str) -> sqlite3.Connection:
    """A connection to a workspace that was checked already."""
    return _as_sqlite(ServerConnection(None, lambda: connect(location)))


def open_place(location: str, *, create: bool) -> bool:
    """Check the workspace, or make it; whether it can only be read.

    Raises:
        WorkspaceError: It cannot be opened.
    """
    if create:
        from bgdetails.store.postgres.place import create as make

        make(location)
    with closing(connect(location)) as driver:
        check_version(version_of(driver, location), shown(location))
        return not may_write(driver)


def may_write(driver: Driver) -> bool:
    """Whether the role may write to the workspace, and the server lets anybody."""
    row = driver.execute(
        "SELECT has_table_privilege('workspace', 'UPDATE') AND has_table_privilege('activity', 'INSERT')"
        " AND NOT pg_is_in_recovery() AND NOT current_setting('default_transaction_read_only')::boolean"
    ).fetchone()
    return bool(row and row[0])


def version_of(driver: Driver, location: str) -> int:
    """The schema version of the workspace.

    Raises:
        WorkspaceError: There is none, or it is not to be read.
    """
    where = shown(location)
    try:
        if not has_workspace(driver):
            raise WorkspaceError(
                f"There is no workspace at {where}: import makes one there, and bgdetails db copy FILE URL copies one."
            )
        row = driver.execute("SELECT schema_version FROM workspace WHERE id = 1").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        raise WorkspaceError(
            f"Your role may not read the workspace at {where}: have it granted (docs/postgresql.md)."
        ) from None
    except psycopg.errors.UndefinedColumn:
        row = None
    except psycopg.OperationalError as error:
        raise refused(error, location) from None
    if row is None:
        raise WorkspaceError(f"{where} has tables that are no workspace of bgdetails: name another schema.")
    return int(row[0])


def as_sqlite(driver: Driver | Any, info: dict[Any, Any]) -> sqlite3.Connection:
    """The connection of a pool; ``info`` is what the pool remembers of it."""
    kept = info.get(_KEPT)
    if kept is None or kept.driver is not driver:
        kept = info[_KEPT] = ServerConnection(driver)
    return _as_sqlite(kept)


def _as_sqlite(connection: ServerConnection) -> sqlite3.Connection:
    # It has the methods of SQLite's that the program uses; what asks need not know which of the two it is.
    return cast(sqlite3.Connection, connection)
