"""All rows of a workspace to and from a server, by COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, TypeVar

from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table

from bgdetails.store.postgres.driver import Driver, connect
from bgdetails.store.postgres.extra import psycopg
from bgdetails.store.postgres.place import fill
from bgdetails.store.schema_check import WorkspaceError
from bgdetails.store.server_url import shown

Row = tuple[Any, ...]
S = TypeVar("S")


def rows_out(driver: Driver, table: Table) -> Iterator[Row]:
    """The rows of a table, streamed."""
    with driver.cursor() as cursor, cursor.copy(_copy("COPY {} ({}) TO STDOUT", table)) as copy:
        copy.set_types([_type(column.type) for column in table.columns])
        yield from copy.rows()


def fill_with(
    location: str,
    tables: Sequence[Table],
    source: Callable[[Table], tuple[S, Iterator[Row]]],
    check: Callable[[Table, S, Iterable[Row]], None],
) -> None:
    """Make a workspace of rows, in one transaction.

    Args:
        location: The server's URL.
        tables: Each after those that it refers to.
        source: The rows of a table, and what is counted of them on the way.
        check: Told of what was counted and of the rows that are there then.

    Raises:
        WorkspaceError: Nothing was made.
    """

    def between(driver: Driver) -> None:
        sent: dict[str, S] = {}
        for table in tables:
            sent[table.name], rows = source(table)
            _rows_in(driver, table, rows)
        for table in tables:
            check(table, sent[table.name], rows_out(driver, table))

    with closing(connect(location, timeout_ms=0)) as driver:
        try:
            made = fill(driver, location, between)
        except psycopg.DataError as error:
            said = " ".join(str(error).split())
            raise WorkspaceError(
                f"{shown(location)} cannot keep a value of the workspace ({said}): nothing was copied."
            ) from None
        if not made:
            raise WorkspaceError(f"Another program made a workspace at {shown(location)}: nothing was copied.")
        # What is counted from an index alone is looked up row by row until it is known which rows everybody sees.
        driver.execute("VACUUM (ANALYZE)")


def _rows_in(driver: Driver, table: Table, rows: Iterator[Row]) -> None:
    with driver.cursor() as cursor, cursor.copy(_copy("COPY {} ({}) FROM STDIN", table)) as copy:
        for row in rows:
            copy.write_row(row)


def _copy(statement: str, table: Table) -> psycopg.sql.Composed:
    columns = psycopg.sql.SQL(", ").join(psycopg.sql.Identifier(column.name) for column in table.columns)
    return psycopg.sql.SQL(statement).format(psycopg.sql.Identifier(table.name), columns)


def _type(type_: object) -> str:
    kinds = ((Boolean, "bool"), (Float, "float8"), (LargeBinary, "bytea"), (Integer, "int8"))
    return next((name for kind, name in kinds if isinstance(type_, kind)), "text")
