"""Reads the group list: pages at once between two keys, searches and counts in a thread of their own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from bgdetails.screens.group_source import Fault, GroupSource
from bgdetails.screens.listing import Listing
from bgdetails.store import browse
from bgdetails.store.browse_row import BrowseRow
from bgdetails.store.row_details import RowDetails, row_details
from bgdetails.store.thin import noticed_version
from bgdetails.store.times import to_day

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from bgdetails.store.search import Hit

T = TypeVar("T")
Connect = Callable[[], sqlite3.Connection]


class Found(Struct, frozen=True):
    """What was found by name: a few of each kind, how many there are, and what the list shows of the groups."""

    hits: Sequence[Hit]
    counts: dict[str, int]
    groups: dict[str, BrowseRow]


def is_browsable(connection: sqlite3.Connection, as_of: date) -> bool:
    """Whether the workspace keeps the list of that day, and it is not older than the data."""
    row = connection.execute("SELECT browsable AND NOT stale FROM score_day WHERE day = ?", (to_day(as_of),)).fetchone()
    return bool(row and row[0])


class BrowseReader:
    """The list of one day of a workspace.

    Args:
        connect: Opens a connection that only reads.
        as_of: The day.
        owner: Whom ``owner:me`` means.
    """

    def __init__(self, connect: Connect, as_of: date, owner: str | None) -> None:
        self.as_of = as_of
        self._connect = connect
        self._owner = owner
        self._near = connect()
        self._far: sqlite3.Connection | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._version: int | None = None
        self._values: dict[str, list[str]] = {}
        self.fault: Fault | None = None
        """Told of a file that can no longer be read between two keys."""

    def has_changed(self) -> bool:
        """Whether somebody else has written to the workspace since this was asked last."""
        version = self.version()
        if version is None:
            return False  # what is written meanwhile is seen when it can be read again
        before, self._version = self._version, version
        if version != before:
            self._values = {}
        try:
            return before is not None and version != before and self.is_ready()
        except sqlite3.DatabaseError:
            return False

    def version(self) -> int | None:
        """A number that is another as soon as somebody else has written; None where the file cannot be read."""
        try:
            return noticed_version(self._near)
        except sqlite3.DatabaseError:
            return None

    def is_ready(self) -> bool:
        """Whether the list of the day is there."""
        return is_browsable(self._near, self.as_of)

    def source(self, listing: Listing) -> GroupSource:
        """The list, for paging at once.

        Raises:
            QueryError: The text cannot be understood.
        """
        return self._source(self._near, listing, self.fault)

    def _source(self, connection: sqlite3.Connection, listing: Listing, fault: Fault | None = None) -> GroupSource:
        if listing.filters and listing.text.strip():
            # What is typed must stand by itself: a parenthesis of its own closes nothing of the filters'.
            from bgdetails.store.query_language import parse

            parse(listing.text)
        query = browse.browse_query(
            connection,
            self.as_of,
            query=listing.query,
            sort=listing.sort,
            descending=listing.descending,
            owner=self._owner,
        )
        return GroupSource(connection, query, fault)

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """The answer to a small question, at once."""
        return question(self._near)

    def details(self, row: BrowseRow) -> RowDetails:
        """What is told of a row besides; nothing of a file that can no longer be read."""
        try:
            return row_details(self._near, row, to_day(self.as_of))
        except sqlite3.DatabaseError:
            return RowDetails()

    def kept_values(self, key: str) -> list[str] | None:
        """Those values, if they were read already."""
        return self._values.get(key)

    def values_of(self, key: str) -> list[str]:
        """The values that a key of the query language has here; read once, in the thread that asks."""
        from bgdetails.store.completing import values_of

        kept = self._values
        if key not in kept:
            with closing(self._connect()) as connection:
                kept[key] = values_of(connection, key, to_day(self.as_of))
        return kept[key]

    async def first_rows(self, listing: Listing, size: int) -> Sequence[BrowseRow]:
        """The beginning of a list, read beside the keys; a question that a newer one overtakes is broken off.

        Raises:
            QueryError: The text cannot be understood.
            sqlite3.OperationalError: It was broken off.
        """
        return await self._beside(lambda connection: self._source(connection, listing).first(size))

    async def count(self, listing: Listing) -> int:
        """How many groups a list has."""
        return await self._beside(lambda connection: self._source(connection, listing).count())

    async def find(self, text: str, kinds: Sequence[str], limit: int) -> Found:
        """What has ``text`` in its name; where nothing is typed, what was looked at last."""
        from bgdetails.store import search

        day = to_day(self.as_of)

        def look(connection: sqlite3.Connection) -> Found:
            if text.strip():
                hits = search.find(connection, text, day=day, kinds=kinds, limit=limit)
            else:
                hits = search.recent(connection, day=day, kinds=kinds, limit=limit)
            query = self._source(connection, Listing()).query
            rows = [browse.find(connection, query, hit.record_id) for hit in hits if hit.kind == "group"]
            return Found(hits, {}, {row.id: row for row in rows if row is not None})

        return await self._beside(look)

    async def count_found(self, text: str, kinds: Sequence[str]) -> dict[str, int]:
        """How many of each kind have ``text`` in their name; it takes longer than finding the first."""
        from bgdetails.store import search

        day = to_day(self.as_of)
        return await self._beside(
            lambda connection: {kind: search.count(connection, text, day=day, kind=kind) for kind in kinds}
        )

    async def _beside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1, "browse")
        if self._far is not None:
            self._far.interrupt()

        def run() -> T:
            if self._far is None:
                self._far = self._connect()
            return work(self._far)

        return await asyncio.wrap_future(self._thread.submit(run))

    def close(self) -> None:
        """Give the connections back."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
            self._thread = None
        if self._far is not None:
            self._far.close()
            self._far = None
        self._near.close()
