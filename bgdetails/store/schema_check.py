"""Whether a file is a workspace that this program can read; imports only sqlite3, for the first screen waits."""

from __future__ import annotations

import os
import sqlite3
from math import sqrt
from pathlib import Path
from urllib.parse import quote

from bgdetails.store.server_url import SERVER_PREFIX
from bgdetails.store.server_url import shown as _shown_of_server
from bgdetails.store.version import SCHEMA_VERSION

APPLICATION_ID = 0x62676474
"""``bgdt``: what tells a workspace from any other SQLite file."""

BUSY_TIMEOUT_MS = 10_000
_SQLITE_MAGIC = b"SQLite format 3\x00"
_URL_PREFIX = "sqlite:///"


class WorkspaceError(Exception):
    """A workspace cannot be used; the text is one sentence that says what to do."""


class OlderSchemaError(WorkspaceError):
    """The workspace was written by an older program and has to be migrated first."""

    def __init__(self, path: Path | str, version: int) -> None:
        super().__init__(
            f"{path} was written by an older bgdetails (schema {version}): bgdetails db upgrade brings it up to date."
        )
        self.version = version


def is_server(location: str) -> bool:
    """Whether the workspace is on a server, and no file."""
    return location.startswith(SERVER_PREFIX)


def shown(location: str) -> str:
    """The location as it may be shown and logged: without the password of a server's URL."""
    return _shown_of_server(location) if is_server(location) else location


def may_be_there(location: str) -> bool:
    """Whether opening has a point: the file is there, or a server is to be asked.

    Raises:
        WorkspaceError: The location is none.
    """
    return is_server(location) or path_of(location).exists()


def path_of(location: str) -> Path:
    """The file that ``location`` names: a path, or a URL of SQLite.

    Raises:
        WorkspaceError: It names a database of another kind.
    """
    if location.startswith(_URL_PREFIX):
        location = location.removeprefix(_URL_PREFIX)
    elif "://" in location:
        scheme = location.partition("://")[0]
        raise WorkspaceError(
            f"A workspace is a SQLite file or on PostgreSQL, not a database of {scheme}: name a file, sqlite:///FILE,"
            f" or {SERVER_PREFIX}USER@HOST/DATABASE."
        )
    if not location or location == ":memory:":
        raise WorkspaceError("A workspace needs a file: name one with --db.")
    return Path(location).expanduser()


def check_file(path: Path) -> None:
    """Refuse what cannot be a workspace, before SQLite touches it.

    Raises:
        WorkspaceError: The file is missing, unreadable, or no SQLite file.
    """
    if path.is_dir():
        raise WorkspaceError(f"{path} is a folder, not a workspace: name a file in it, or import it.")
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE_MAGIC))
    except FileNotFoundError:
        raise WorkspaceError(f"There is no workspace at {path}: bgdetails --db {path} import PATH makes one.") from None
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be read ({error.strerror}): allow it, or name another with --db."
        ) from None
    if not start:
        raise WorkspaceError(f"{path} is empty, not a workspace: remove it, or name another with --db.")
    if start != _SQLITE_MAGIC:
        raise _no_workspace(path)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection to a SQLite file as the program uses it everywhere: foreign keys, patience, explicit transactions.

    Raises:
        WorkspaceError: SQLite cannot open the file.
    """
    try:
        return _connect(path, "ro" if read_only else "rw", read_only)
    except sqlite3.OperationalError as error:
        if read_only and not _has_journal(path):
            # In a folder that cannot be written SQLite cannot make the index of its journal; there is none to read.
            try:
                return _connect(path, "ro&immutable=1", read_only)
            except sqlite3.OperationalError:
                pass
        raise WorkspaceError(
            f"{path} cannot be opened ({error}): see whether its folder may be written, or copy it elsewhere."
        ) from None
    except sqlite3.DatabaseError:
        raise _no_workspace(path) from None


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that is no workspace of this version.

    Raises:
        OlderSchemaError: It has to be migrated.
        WorkspaceError: It is newer, or no workspace.
    """
    check_version(schema_version_of(connection, path), path)


def check_version(version: int, path: Path | str) -> None:
    """Refuse a workspace whose tables are those of another program.

    Raises:
        OlderSchemaError: It has to be migrated.
        WorkspaceError: It is newer.
    """
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            f"{path} was written by a newer bgdetails (schema {version}, this one knows {SCHEMA_VERSION}):"
            " update bgdetails, or name another workspace with --db."
        )
    if version < SCHEMA_VERSION:
        raise OlderSchemaError(path, version)


def schema_version_of(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version that a workspace says it has.

    Raises:
        WorkspaceError: It is no workspace.
    """
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise _no_workspace(path)
        row = connection.execute("SELECT schema_version FROM workspace WHERE id = 1").fetchone()
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise _no_workspace(path) from None
        raise
    except sqlite3.DatabaseError:
        raise _no_workspace(path) from None
    if row is None:
        raise _no_workspace(path)
    return int(row[0])


def _connect(path: Path, mode: str, read_only: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -4000")
        if not read_only:
            connection.execute("PRAGMA synchronous = NORMAL")
        # Reads the file: what cannot be opened fails here and not in the middle of a page.
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        _have_sqrt(connection)
        # SQLite's own lower() knows only the letters of ASCII.
        connection.create_function("casefold", 1, str.casefold, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _have_sqrt(connection: sqlite3.Connection) -> None:
    """Scores are ranked by roots; SQLite has them only where it was built with its mathematical functions."""
    try:
        connection.execute("SELECT sqrt(1)")
    except sqlite3.OperationalError:
        connection.create_function("sqrt", 1, _sqrt, deterministic=True)


def _sqrt(number: float | None) -> float | None:
    return None if number is None or number < 0 else sqrt(number)


def _has_journal(path: Path) -> bool:
    try:
        return os.path.getsize(f"{path}-wal") > 0
    except OSError:
        return False


def _no_workspace(path: Path) -> WorkspaceError:
    return WorkspaceError(f"{path} is no workspace of bgdetails: name another file with --db.")
