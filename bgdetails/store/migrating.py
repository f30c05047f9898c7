"""Brings a workspace of an older program up to date. Alembic is imported here, so only when that is due."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, pool, text

from bgdetails import __version__
from bgdetails.store.schema_check import WorkspaceError, connect, schema_version_of
from bgdetails.store.version import SCHEMA_VERSION

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(path: Path, version: int, *, to_version: int = SCHEMA_VERSION, scripts: Path = SCRIPTS) -> Path:
    """Migrate the workspace in one transaction, after a copy of it was made beside it.

    Args:
        path: The workspace's file.
        version: The schema version that it has.
        to_version: The version that it gets.
        scripts: The folder of Alembic scripts; revision ``0002`` leads from version 1 to 2.

    Returns:
        The copy.

    Raises:
        WorkspaceError: There is no way between the versions, or no place for the copy.
    """
    steps = _steps(scripts, version, to_version, path)
    copy = path.with_name(f"{path.name}.before-{to_version}")
    _copy(path, copy)
    engine = create_engine("sqlite://", creator=lambda: _connect_for_migration(path), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # Another process may have done it while we waited.
            if _version_of(connection) == version:
                _run(connection, steps, to_version)
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()
    return copy


def _steps(scripts: Path, version: int, to_version: int, path: Path) -> list[object]:
    directory = ScriptDirectory(str(scripts))
    known = {script.revision: script.module for script in directory.walk_revisions()}
    wanted = [f"{number:04d}" for number in range(version + 1, to_version + 1)]
    if any(name not in known for name in wanted):
        raise WorkspaceError(
            f"{path} has schema {version}, from which this bgdetails knows no way to {to_version}:"
            " import the data into a new workspace."
        )
    return [known[name] for name in wanted]


def _run(connection: Connection, steps: list[object], to_version: int) -> None:
    context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
    with Operations.context(context):
        for step in steps:
            step.upgrade()  # type: ignore[attr-defined]
    connection.execute(
        text("UPDATE workspace SET schema_version = :version, written_by = :program"),
        {"version": to_version, "program": __version__},
    )
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise WorkspaceError(f"The migration left {len(broken)} rows that point nowhere; nothing was changed.")


def _version_of(connection: Connection) -> int:
    return int(connection.execute(text("SELECT schema_version FROM workspace")).scalar_one())


def _connect_for_migration(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    # A table that is made anew under its old name would take its references with it.
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def _copy(path: Path, copy: Path) -> None:
    """A copy by SQLite's own backup, which knows what is still in the journal."""
    unfinished = copy.with_name(f"{copy.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with closing(connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
            schema_version_of(target, unfinished)
        unfinished.replace(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise WorkspaceError(
            f"{path} has to be migrated, and no copy of it can be made first ({error}): make room beside it."
        ) from None
