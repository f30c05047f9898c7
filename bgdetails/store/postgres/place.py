"""A server as the place of a workspace: its connections, its sessions, and whether there is a workspace at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event, make_url, pool
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.util import LRUCache

from bgdetails import __version__
from bgdetails.store.postgres.connection import STEADY, be_alone, count_write
from bgdetails.store.postgres.driver import Driver, connect, connect_again, has_workspace, refused, say_as_sqlite
from bgdetails.store.postgres.extra import psycopg
from bgdetails.store.postgres.schema import server_tables, tables_of, ties_of
from bgdetails.store.postgres.translating import adapted
from bgdetails.store.schema_check import BUSY_TIMEOUT_MS, WorkspaceError
from bgdetails.store.server_url import shown
from bgdetails.store.version import SCHEMA_VERSION

_POOL = 4
_KIND = "postgresql+psycopg://"
# As of a file (store/engines.py): what a dialect knows of a server, and what is compiled for it, is known to the next
# that opens the same place.
_dialects: dict[str, Dialect] = {}
_compiled = LRUCache[object, object](1000)
_FIRST = (
    "INSERT INTO workspace (id, schema_version, written_by, scores_outdated) VALUES (1, %s, %s, false)"
    " ON CONFLICT DO NOTHING"
)


def engine_of(location: str, writing: str, patience: str) -> Engine:
    """Sessions from a pool that notices when the server was away.

    Args:
        location: The server's URL.
        writing: The execution option of a transaction that writes.
        patience: That of how long it waits for another.
    """
    engine = _engine(location)

    def begin(connection: Connection) -> None:
        _dialects.setdefault(location, connection.dialect)  # it has looked at the server by now
        options = connection.get_execution_options()
        if not options.get(writing):
            connection.exec_driver_sql(STEADY)
            return
        connection.exec_driver_sql("BEGIN")
        driver = cast(Driver, connection.connection.driver_connection)
        try:
            with driver.cursor() as cursor:
                be_alone(cursor, patience_ms=options.get(patience, BUSY_TIMEOUT_MS))
                count_write(cursor)
        except psycopg.Error as error:
            say_as_sqlite(error)

    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", _adapt, retval=True)
    return engine


def _engine(location: str) -> Engine:
    dialect = _dialects.get(location)
    connections = pool.QueuePool(
        lambda: cast(DBAPIConnection, connect_again(location)),
        pool_size=_POOL,
        max_overflow=28,
        use_lifo=True,
        pre_ping=True,
        dialect=dialect,
    )
    options = {"compiled_cache": _compiled}
    if dialect is None:
        return create_engine(_KIND, pool=connections, query_cache_size=0, execution_options=options)
    return Engine(connections, dialect, make_url(_KIND), query_cache_size=0, execution_options=options)


def _adapt(
    _connection: Connection, _cursor: DBAPICursor, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    return adapted(statement), parameters


def is_missing(location: str) -> bool:
    """Whether a workspace can be made at ``location``.

    Raises:
        WorkspaceError: The server cannot be reached.
    """
    with closing(connect(location)) as driver:
        return not has_workspace(driver)


def create(location: str) -> None:
    """Make an empty workspace where there is none; another that does the same meanwhile is no fault.

    Raises:
        WorkspaceError: The role may not, or the server cannot be reached.
    """
    with closing(connect(location)) as driver:
        if has_workspace(driver):
            return
        fill(driver, location, lambda _driver: None)


def fill(driver: Driver, location: str, between: Callable[[Driver], None]) -> bool:
    """Make the tables, put rows into them and tie them together, in one transaction; False: they are there already.

    Raises:
        WorkspaceError: The role may not make tables.
    """
    try:
        with driver.transaction(), driver.cursor() as cursor:
            be_alone(cursor, patience_ms=BUSY_TIMEOUT_MS)
            if has_workspace(driver):
                return False
            schema = schema_of(driver, location)
            for statement in tables_of(schema, driver.info.server_version):
                cursor.execute(statement.encode())
            between(driver)
            cursor.execute(_FIRST, (SCHEMA_VERSION, __version__))
            for statement in ties_of(schema):
                cursor.execute(statement.encode())
        return True
    except psycopg.errors.InsufficientPrivilege:
        raise WorkspaceError(
            f"Your role may not make tables at {shown(location)}: have CREATE granted on the schema, or name another."
        ) from None
    except psycopg.errors.LockNotAvailable:
        raise WorkspaceError(f"Another program is writing to {shown(location)}: try again when it is done.") from None
    except psycopg.OperationalError as error:
        raise refused(error, location) from None


def schema_of(driver: Driver, location: str) -> str:
    """The schema that the connection works in, quoted.

    Raises:
        WorkspaceError: It has none.
    """
    row = driver.execute("SELECT quote_ident(current_schema())").fetchone()
    if row is None or row[0] is None:
        raise WorkspaceError(f"Your role may use no schema of {shown(location)}: have USAGE granted on one.")
    return str(row[0])


def drop_empty(location: str) -> None:
    """Take a workspace away into which nothing was imported."""
    with closing(connect(location)) as driver, driver.transaction(), driver.cursor() as cursor:
        be_alone(cursor, patience_ms=BUSY_TIMEOUT_MS)
        if not has_workspace(driver) or cursor.execute("SELECT 1 FROM external_id LIMIT 1").fetchone():
            return
        names = ", ".join(f'"{table.name}"' for table in server_tables())
        cursor.execute(f"DROP TABLE IF EXISTS search_word, bgdetails_writes, {names} CASCADE".encode())
        cursor.execute(
            "DO $$ DECLARE each record; BEGIN FOR each IN SELECT oid::regprocedure AS name FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'bgdetails\\_%' LOOP"
            " EXECUTE 'DROP FUNCTION ' || each.name; END LOOP; END $$"
        )
