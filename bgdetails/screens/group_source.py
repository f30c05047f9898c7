"""The group list as a row source: keyset pages over a plain connection, read between two keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from bgdetails.store import browse
from bgdetails.store.browse import BrowseQuery
from bgdetails.store.browse_row import BrowseRow

T = TypeVar("T")
Fault = Callable[[Exception], None]


class GroupSource:
    """Pages of one query. A file that can no longer be read is told once, and has no more rows."""

    def __init__(self, connection: sqlite3.Connection, query: BrowseQuery, fault: Fault | None = None) -> None:
        """``fault`` is told of what the database cannot read; without it, that is raised."""
        self.connection = connection
        self.query = query
        self._fault = fault

    def first(self, size: int) -> Sequence[BrowseRow]:
        """The first rows."""
        return self._read(lambda: browse.first_page(self.connection, self.query, size), ())

    def after(self, row: BrowseRow, size: int) -> Sequence[BrowseRow]:
        """The rows after ``row``."""
        return self._read(lambda: browse.page_after(self.connection, self.query, row, size), ())

    def before(self, row: BrowseRow, size: int) -> Sequence[BrowseRow]:
        """The rows before ``row``."""
        return self._read(lambda: browse.page_before(self.connection, self.query, row, size), ())

    def last(self, size: int) -> Sequence[BrowseRow]:
        """The last rows."""
        return self._read(lambda: browse.page_at_end(self.connection, self.query, size), ())

    def count(self) -> int:
        """How many groups."""
        return self._read(lambda: browse.count(self.connection, self.query), 0)

    def position(self, row: BrowseRow) -> int:
        """How many groups come before ``row``."""
        return self._read(lambda: browse.position_of(self.connection, self.query, row), 0)

    def find(self, group_id: int) -> BrowseRow | None:
        """The row of a group as it is now; None where it is not listed any more."""
        return self._read(lambda: browse.find(self.connection, self.query, group_id), None)

    def key(self, row: BrowseRow) -> str:
        """The group's id."""
        return row.id

    def _read(self, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except sqlite3.DatabaseError as error:
            if self._fault is None:
                raise
            self._fault(error)
            return otherwise
