"""The way into a workspace without the ORM: what the first rows are read through while that loads behind."""

from __future__ import annotations

import sqlite3

from bgdetails.store.schema_check import check_file, check_schema, connect, is_server, path_of


def open_thin(location: str) -> sqlite3.Connection:
    """A connection that only reads, after the same checks as ``open_workspace``.

    Args:
        location: A path, a ``sqlite:///`` URL, or one of a server.

    Raises:
        OlderSchemaError: ``open_workspace`` has to migrate it first.
        WorkspaceError: It is no workspace, or one from a newer program.
    """
    if is_server(location):
        from bgdetails.store.postgres.opening import open_connection

        return open_connection(location)
    path = path_of(location)
    check_file(path)
    connection = connect(path, read_only=True)
    try:
        check_schema(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def noticed_version(connection: sqlite3.Connection) -> int:
    """Another number as soon as somebody else has written; a server tells of it by itself and is not asked."""
    if isinstance(connection, sqlite3.Connection):
        return int(connection.execute("PRAGMA data_version").fetchone()[0])
    return int(connection.heard())
