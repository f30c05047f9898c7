"""Copies a workspace from a file to a server, back, or from server to server: whole and verified, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Table

from bgdetails.store.schema_check import WorkspaceError, is_server, shown
from bgdetails.store.search_tables import follow_groups, rebuild
from bgdetails.store.tables import Workspace
from bgdetails.store.thin import open_thin
from bgdetails.store.workspace import can_be_made, driver_connection, new_workspace

Row = tuple[Any, ...]
Progress = Callable[[str, int], None]
"""Told of each table, and how many of its rows are copied; again with -1 when it is verified."""

_TOLD_EVERY = 50_000
_MASK = (1 << 64) - 1
VERIFIED = -1


@dataclass(slots=True)
class Sum:
    """How many rows a table has, and a number that is another as soon as one of them is, in whatever order."""

    rows: int = 0
    check: int = 0

    def add(self, row: Row) -> Row:
        """Count a row."""
        self.rows += 1
        self.check = (self.check + hash(repr(row))) & _MASK
        return row


def copy_workspace(source: str, target: str, progress: Progress) -> dict[str, int]:
    """Copy all tables; how many rows each has.

    Raises:
        WorkspaceError: Nothing was copied; the text says why.
    """
    if not is_server(source) and not is_server(target):
        raise WorkspaceError("Both are files: bgdetails db backup copies one.")
    with closing(open_thin(source)) as connection:
        if not can_be_made(target):
            raise WorkspaceError(f"{shown(target)} is not empty: name a place where there is no workspace yet.")
        connection.execute("BEGIN")
        if is_server(target):
            return _to_server(connection, target, progress)
        return _to_file(connection, target, progress)


def model_tables() -> list[Table]:
    """All tables, each after those that it refers to."""
    return list(Workspace.metadata.sorted_tables)


def counted(rows: Iterable[Row], table: Table, into: Sum, told: Callable[[int], None]) -> Iterator[Row]:
    """The rows with truth values as such, counted on the way."""
    truths = [place for place, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
    for row in rows:
        if truths:
            cells = list(row)
            for place in truths:
                if cells[place] is not None:
                    cells[place] = bool(cells[place])
            row = tuple(cells)
        yield into.add(row)
        if not into.rows % _TOLD_EVERY:
            told(into.rows)


def verify(table: Table, sent: Sum, rows: Iterable[Row]) -> None:
    """Compare what was sent with what is there now.

    Raises:
        WorkspaceError: They differ.
    """
    there = Sum()
    for _ in counted(rows, table, there, lambda _: None):
        pass
    if there != sent:
        raise WorkspaceError(
            f"The copy of {table.name} is another than what was sent ({there.rows} of {sent.rows} rows):"
            " nothing was copied. Try again."
        )


def _rows(connection: sqlite3.Connection, table: Table) -> Iterator[Row]:
    # With the table's name: a column that is not there would be a text of its name.
    columns = ", ".join(f'{table.name}."{column.name}"' for column in table.columns)
    if isinstance(connection, sqlite3.Connection):
        return iter(connection.execute(f"SELECT {columns} FROM {table.name}"))
    from bgdetails.store.postgres.moving import rows_out

    return rows_out(connection.driver, table)


def _counted_source(connection: sqlite3.Connection, table: Table, progress: Progress) -> tuple[Sum, Iterator[Row]]:
    sent = Sum()

    def told(done: int) -> None:
        progress(table.name, done)

    return sent, counted(_rows(connection, table), table, sent, told)


def _to_server(connection: sqlite3.Connection, target: str, progress: Progress) -> dict[str, int]:
    from bgdetails.store.postgres.moving import fill_with

    numbers: dict[str, int] = {}

    def source(table: Table) -> tuple[Sum, Iterator[Row]]:
        return _counted_source(connection, table, progress)

    def check(table: Table, sent: Sum, rows: Iterable[Row]) -> None:
        verify(table, sent, rows)
        progress(table.name, VERIFIED)
        numbers[table.name] = sent.rows

    fill_with(target, model_tables(), source, check)
    return numbers


def _to_file(connection: sqlite3.Connection, target: str, progress: Progress) -> dict[str, int]:
    numbers: dict[str, int] = {}
    with new_workspace(target) as workspace, workspace.writing() as session:
        file = driver_connection(session)
        # A person may report to somebody who comes later.
        file.execute("PRAGMA defer_foreign_keys = ON")
        file.execute("DELETE FROM workspace")
        for table in model_tables():
            sent, rows = _counted_source(connection, table, progress)
            _insert(file, table, rows)
            verify(table, sent, _rows(file, table))
            progress(table.name, VERIFIED)
            numbers[table.name] = sent.rows
        session.expire_all()
        rebuild(session)
        (day,) = file.execute("SELECT refreshed_day FROM workspace").fetchone()
        if day is not None:
            follow_groups(file, day)
    return numbers


def _insert(file: sqlite3.Connection, table: Table, rows: Iterator[Row]) -> None:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    marks: Sequence[str] = "?" * len(table.columns)
    file.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join(marks)})", rows)
