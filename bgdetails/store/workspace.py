"""A workspace: one SQLite file that holds everything, or a schema of a server; opened, made and migrated here."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from bgdetails import __version__
from bgdetails.store import tables
from bgdetails.store.engines import PATIENCE, WRITING, engine_on
from bgdetails.store.schema_check import (
    APPLICATION_ID,
    BUSY_TIMEOUT_MS,
    OlderSchemaError,
    WorkspaceError,
    check_file,
    check_schema,
    connect,
    is_server,
    path_of,
)
from bgdetails.store.server_url import shown
from bgdetails.store.shadow import Shadow
from bgdetails.store.unfinished_file import give_name, is_missing_or_empty, said_of, unfinished_file
from bgdetails.store.version import SCHEMA_VERSION

__all__ = ["OpenWorkspace", "WorkspaceError", "can_be_made", "is_missing_or_empty", "new_workspace", "open_workspace"]

_UNFINISHED = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF"
"""Nothing outlives a crash, so that every page is written once, and nothing waits for the disk."""


class OpenWorkspace:
    """An open workspace. Sessions come from a pool of connections, so that any thread may ask for one."""

    def __init__(self, place: Path | str, *, read_only: bool, unfinished: bool = False) -> None:
        """Made by ``open_workspace``, which has checked the place: a file, or the URL of a server.

        ``unfinished``: a file that is thrown away unless it is finished.
        """
        self.place = place
        self._unfinished = unfinished
        # Where it is for its users: not the same while it is being made, and never with a password.
        self.location = str(place)
        self.read_only = read_only
        self.shadow: Shadow | None = None
        if isinstance(place, Path):
            self._engine = engine_on(self.connect)
        else:
            from bgdetails.store.postgres.place import engine_of

            self.location = shown(place)
            self._engine = engine_of(place, WRITING, PATIENCE)

    @property
    def path(self) -> Path:
        """The file of a workspace that is one."""
        assert isinstance(self.place, Path)
        return self.place

    @property
    def is_on_server(self) -> bool:
        """Whether it is no file."""
        return not isinstance(self.place, Path)

    def connect(self) -> sqlite3.Connection:
        """A plain connection that sees what sessions see; the caller closes it."""
        if not isinstance(self.place, Path):
            from bgdetails.store.postgres.opening import plain_connection

            return plain_connection(self.place)
        connection = connect(self.place, read_only=self.read_only)
        if self._unfinished:
            connection.executescript(_UNFINISHED)
        if self.shadow is not None:
            self.shadow.cover(connection)
        return connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the workspace throughout, whatever others write meanwhile."""
        with Session(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, *, patience_ms: int = BUSY_TIMEOUT_MS) -> Iterator[Session]:
        """A session that may write: alone from its first moment, committed at the end, undone on any exception.

        Args:
            patience_ms: How long to wait for another writer, before SQLite says that the workspace is locked.

        Raises:
            WorkspaceError: The workspace is open for reading only.
        """
        self.check_writable()
        engine = self._engine.execution_options(**{WRITING: True, PATIENCE: patience_ms})
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def check_writable(self) -> None:
        """Say now what writing would say.

        Raises:
            WorkspaceError: The workspace is open for reading only.
        """
        if self.read_only and self.is_on_server:
            raise WorkspaceError(
                f"Your role may only read {self.location}: ask for the one that writes (docs/postgresql.md)."
            )
        if self.read_only:
            raise WorkspaceError(f"{self.path} is open for reading only: copy it to a place that can be written.")

    def state(self) -> tables.Workspace:
        """What the file says about itself; the row is detached."""
        with self.reading() as session:
            state = session.get_one(tables.Workspace, 1)
            session.expunge(state)
        return state

    def use_shadow(self, shadow: Shadow) -> None:
        """Let every connection from now on read the scores of a shadow (refresh/days.py)."""
        previous, self.shadow = self.shadow, shadow
        self._engine.dispose()
        if previous is not None and previous is not shadow:
            previous.close()

    def close(self) -> None:
        """Close all connections that are not in use; those that are close when they are given back."""
        self._engine.dispose()
        if self.shadow is not None:
            self.shadow.close()
            self.shadow = None


def driver_connection(session: Session) -> sqlite3.Connection:
    """The driver's own connection of a session: what is done to many rows goes around the ORM.

    That of a server has the methods of SQLite's that the program uses.
    """
    pooled = session.connection().connection
    driver = pooled.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return driver
    from bgdetails.store.postgres.opening import as_sqlite

    return as_sqlite(driver, pooled.info)


def open_workspace(location: str, *, create: bool = False, read_only: bool = False) -> OpenWorkspace:
    """Open the workspace at ``location``; one of an older program is migrated first.

    Args:
        location: A path, a ``sqlite:///`` URL, or one of a server.
        create: Make the workspace where there is no file.
        read_only: Never write to the file. A file that may not be written is always opened so.

    Raises:
        WorkspaceError: It is no workspace, one from a newer program, or cannot be opened.
    """
    if is_server(location):
        from bgdetails.store.postgres.opening import open_place

        return OpenWorkspace(location, read_only=open_place(location, create=create and not read_only) or read_only)
    path = path_of(location)
    if create and not read_only and is_missing_or_empty(path):
        _create(path)
    check_file(path)
    read_only = read_only or not os.access(path, os.W_OK)
    try:
        with closing(connect(path, read_only=read_only)) as connection:
            check_schema(connection, path)
    except OlderSchemaError as older:
        if read_only:
            raise
        from bgdetails.store.migrating import migrate

        migrate(path, older.version)
    return OpenWorkspace(path, read_only=read_only)


@contextmanager
def new_workspace(location: str, *, keep: bool = True) -> Iterator[OpenWorkspace]:
    """A new workspace that stands at ``location`` when the block is done, and not before: whole or not at all.

    Args:
        location: A path or ``sqlite:///`` URL where there is no file, or an empty one.
        keep: False: it is gone after the block, as it is after an exception.

    Raises:
        WorkspaceError: It cannot be made, or another process made one there meanwhile.
    """
    if is_server(location):
        with _new_on_server(location, keep=keep) as workspace:
            yield workspace
        return
    path = path_of(location)
    with _unfinished(path) as file:
        workspace = OpenWorkspace(file, read_only=False, unfinished=True)
        workspace.location = str(path)
        try:
            yield workspace
        finally:
            workspace.close()
        if keep:
            with said_of(path):
                named = give_name(file, path)
            if not named:
                raise WorkspaceError(f"Another process made {path} meanwhile: import again.")


@contextmanager
def _new_on_server(location: str, *, keep: bool) -> Iterator[OpenWorkspace]:
    """The same on a server, where the tables are there meanwhile, empty for everybody else."""
    from bgdetails.store.postgres.place import create, drop_empty

    create(location)
    workspace = OpenWorkspace(location, read_only=False)
    try:
        yield workspace
    except BaseException:
        workspace.close()
        with suppress(WorkspaceError):  # a server that has gone: what happened is said, and not that
            drop_empty(location)
        raise
    else:
        workspace.close()
        if not keep:
            drop_empty(location)


def can_be_made(location: str) -> bool:
    """Whether there is no workspace at ``location`` yet.

    Raises:
        WorkspaceError: The location is none, or its server cannot be reached.
    """
    if not is_server(location):
        return is_missing_or_empty(path_of(location))
    from bgdetails.store.postgres.place import is_missing

    return is_missing(location)


def _create(path: Path) -> None:
    """Make the workspace under another name first: whoever opens ``path`` finds all of it or nothing."""
    with _unfinished(path) as file, said_of(path):
        give_name(file, path)


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """An empty workspace beside ``path``, which is gone after the block if it was given no name."""
    with unfinished_file(path) as file:
        with said_of(path):
            _fill(file)
        yield file


def _fill(path: Path) -> None:
    engine = OpenWorkspace(path, read_only=False, unfinished=True)._engine.execution_options(**{WRITING: True})
    try:
        with engine.begin() as transaction:
            SQLModel.metadata.create_all(transaction)
            first = {"id": 1, "schema_version": SCHEMA_VERSION, "written_by": __version__, "scores_outdated": False}
            transaction.execute(insert(tables.Workspace), first)
            transaction.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        engine.dispose()
