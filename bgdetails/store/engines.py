"""What sessions of a workspace in a file run on: its connections, and the statements that are compiled already."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import cast

from sqlalchemy import Connection, create_engine, event, make_url, pool
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import LRUCache

from bgdetails.store.schema_check import BUSY_TIMEOUT_MS

WRITING = "bgdetails_writing"
"""The option of a transaction that writes."""
PATIENCE = "bgdetails_patience"
"""The option that says for how many milliseconds it waits for another that writes."""

# Half of what it takes to write a few rows is the compiling of statements: they are kept for all workspaces of the
# process, as the dialect is, which they belong to.
_compiled = LRUCache[object, object](1000)


def engine_on(make_connection: Callable[[], sqlite3.Connection]) -> Engine:
    """Sessions on the connections that the function makes."""
    # Last in, first out: the connection with the warm cache is taken again, and most stay unmade.
    creator = cast("Callable[[], DBAPIConnection]", make_connection)
    connections = pool.QueuePool(creator, pool_size=4, max_overflow=28, use_lifo=True, dialect=_dialect())
    engine = Engine(
        connections,
        _dialect(),
        make_url("sqlite://"),
        query_cache_size=0,
        execution_options={"compiled_cache": _compiled},
    )
    event.listen(engine, "begin", _begin)
    return engine


@cache
def _dialect() -> Dialect:
    """SQLite's, as it finds the library: the same for every file."""
    first = create_engine("sqlite://")
    with first.connect():
        pass  # it looks at its first connection
    first.dispose()
    return first.dialect


def _begin(connection: Connection) -> None:
    # The driver's own transactions are switched off (isolation_level None): it would start them too late for
    # a steady view, and never as IMMEDIATE, without which two writers can each hold what the other waits for.
    options = connection.get_execution_options()
    patience = options.get(PATIENCE, BUSY_TIMEOUT_MS)
    if patience != BUSY_TIMEOUT_MS:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")
    finally:
        if patience != BUSY_TIMEOUT_MS:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
