"""The group list as a row source: keyset pages over a plain connection, read between two keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bgdetails.store import browse
from bgdetails.store.browse import BrowseQuery, BrowseRow


class GroupSource:
    """Pages of one query."""

    def __init__(self, connection: sqlite3.Connection, query: BrowseQuery) -> None:
        self.connection = connection
        self.query = query

    def first(self, size: int) -> Sequence[BrowseRow]:
        """The first rows."""
        return browse.first_page(self.connection, self.query, size)

    def after(self, row: BrowseRow, size: int) -> Sequence[BrowseRow]:
        """The rows after ``row``."""
        return browse.page_after(self.connection, self.query, row, size)

    def before(self, row: BrowseRow, size: int) -> Sequence[BrowseRow]:
        """The rows before ``row``."""
        return browse.page_before(self.connection, self.query, row, size)

    def last(self, size: int) -> Sequence[BrowseRow]:
        """The last rows."""
        return browse.page_at_end(self.connection, self.query, size)

    def count(self) -> int:
        """How many groups."""
        return browse.count(self.connection, self.query)

    def position(self, row: BrowseRow) -> int:
        """How many groups come before ``row``."""
        return browse.position_of(self.connection, self.query, row)

    def key(self, row: BrowseRow) -> str:
        """The group's id."""
        return row.id
