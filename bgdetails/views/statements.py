"""Statements of the views: SQLAlchemy selects that are compiled once and run on the session's own cursor.

A page asks some ten small questions. Executing a select through the session costs three times what SQLite needs for
the answer; a statement that is compiled once and handed to the driver costs a fifth more (docs/performance.md).
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple, TypeAlias, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlmodel import Session, SQLModel

from bgdetails.store.tables import Workspace
from bgdetails.store.workspace import driver_connection

Statement: TypeAlias = Select[*tuple[Any, ...]]
Row: TypeAlias = tuple[Any, ...]
"""Columns in the order of the select; truth values are 0 or 1, times and days integers."""

DAY: BindParameter[int] = bindparam("day")
"""The scoring day."""
END: BindParameter[int] = bindparam("end")
"""Its last microsecond."""
SUBJECT: BindParameter[int] = bindparam("subject")
"""Our id of what the page is about."""

# Looked up one by one: joined, SQLite goes through the list once for every row of the table.
WANTED = select(func.json_each(bindparam("wanted")).table_valued(column("value", Integer)).c.value)
"""Our ids, given as a JSON list by the name ``wanted``."""

_KEPT = "bgdetails_driver"


def table(model: type[SQLModel]) -> Table:
    """The table of a model, for its columns."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


IS_REFRESHED = ~select(table(Workspace).c.scores_outdated).scalar_subquery()
"""Whether what a refresh kept is of the records that are there now: else an import came without one."""


def unindexed(of: ColumnElement[int]) -> ColumnElement[int]:
    """A number as a sum, which no index has: else SQLite begins with all rows of one owner to find the few wanted."""
    return of + literal_column("0")


class _Compiled(NamedTuple):
    """A select in one dialect; ``order``: the parameters by place, or None where the driver takes names."""

    sql: str
    constants: dict[str, Any]
    order: tuple[str, ...] | None


class Query:
    """A select with named parameters."""

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, **values: object) -> list[Row]:
        """All rows."""
        dialect, connection = _driver(session)
        sql, constants, order = self._compiled.get(dialect.name) or self._compile(dialect)
        named = {**constants, **values} if constants else values
        cursor = connection.cursor()
        try:
            cursor.execute(sql, named if order is None else [named[name] for name in order])
            return cast(list[Row], cursor.fetchall())
        finally:
            cursor.close()

    def first(self, session: Session, **values: object) -> Row | None:
        """The first row, if there is any."""
        rows = self.rows(session, **values)
        return rows[0] if rows else None

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self._statement.compile(dialect=dialect)
        order = getattr(compiled, "positiontup", None)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        sql = str(compiled)
        if dialect.name == "postgresql":
            from bgdetails.store.postgres.translating import adapted

            sql = adapted(sql)
        entry = _Compiled(sql, constants, None if order is None else tuple(order))
        self._compiled[dialect.name] = entry
        return entry


def sqlite_of(session: Session) -> sqlite3.Connection:
    """The driver's own connection, for reads whose columns are known only when they are asked for."""
    connection = _driver(session)[1]
    return connection if isinstance(connection, sqlite3.Connection) else driver_connection(session)


def _driver(session: Session) -> tuple[Dialect, DBAPIConnection]:
    """The driver's connection of the session, looked up once in a transaction: it takes as long as a small query."""
    kept = session.info.get(_KEPT)
    if kept is not None and kept[0] is session.get_transaction():
        return cast(tuple[Dialect, DBAPIConnection], kept[1])
    connection = session.connection()
    driver = connection.connection.dbapi_connection
    assert driver is not None  # only a connection that was given back has none
    found = (connection.dialect, driver)
    session.info[_KEPT] = (session.get_transaction(), found)
    return found
