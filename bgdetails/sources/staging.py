"""What an import keeps in hand while it runs: its connection, its scratch tables, its counts, its lookups.

Everything that grows with the input lies in scratch tables of the database, not in memory. The scratch tables are
TEMP: other processes never see them, and they go with the transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from sqlmodel import Session

from bgdetails.rules.model import RuleSet
from bgdetails.sources.drafts import Place, Reason, Reject
from bgdetails.sources.rejects import RejectFile
from bgdetails.sources.report import FileReport, RecordCounts
from bgdetails.store.touched import keeps_scores

T = TypeVar("T")

TABLES = {
    "account": "account",
    "person": "person",
    "opportunity": "opportunity",
    "group": "buying_group",
    "journey": "journey",
}
"""Table of each kind that has external ids."""

_SCRATCH = {
    # A row that was taken, by the external_id row that it fills, with what stood there before this import.
    "import_taken": "ext_id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, cells TEXT,"
    " before TEXT, was_deleted BOOLEAN",
    # A record that has to be made again after everything is read, for it names one of its own kind.
    "import_pending": "kind TEXT, record_id INTEGER, PRIMARY KEY (kind, record_id)",
    # Records that were there before this import and were written anew, with their own mark until then.
    "import_touched": "kind TEXT, record_id INTEGER, was_deleted BOOLEAN, PRIMARY KEY (kind, record_id)",
    # Days of the roll-up that have to be counted again.
    "import_day": "person_id INTEGER, day INTEGER, PRIMARY KEY (person_id, day)",
    # Ids behind which another name stands now.
    "import_renamed": "kind TEXT, source TEXT, external_id TEXT, name TEXT, PRIMARY KEY (kind, source, external_id)",
}


class Marks:
    """A set of row ids that stays small for millions: one bit each."""

    __slots__ = ("_bits",)

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Put ``number`` in."""
        byte = number >> 3
        if byte >= len(self._bits):
            self._bits.extend(bytes(max(4096, byte + 1 - len(self._bits))))
        self._bits[byte] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        byte = number >> 3
        return byte < len(self._bits) and bool(self._bits[byte] >> (number & 7) & 1)


@dataclass(slots=True)
class Staging:
    """One running import."""

    session: Session
    connection: sqlite3.Connection
    """The driver's own connection under ``session``: for rows by the thousand."""
    rules: RuleSet
    rejects: RejectFile
    files: list[FileReport] = field(default_factory=list)
    counts: dict[str, RecordCounts] = field(default_factory=dict)
    next_ids: dict[str, int] = field(default_factory=dict)
    first_ids: dict[str, int] = field(default_factory=dict)
    """The next id of each table when the import began: rows from there on are this import's."""
    written: dict[str, int] = field(default_factory=dict)
    """The largest id of each kind that is written already."""
    interests: dict[str, int] = field(default_factory=dict)
    """Solution interests by name, casefolded."""
    keeps_scores: bool = False
    """Whether scores are kept, so that a refresh wants to know what is touched."""
    touches_all: bool = False
    """Whether that is more than it wants to be told one by one."""
    known: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """A bounded cache of (kind, source, external id) -> record id."""

    def prepare(self) -> None:
        """Make the scratch tables, empty."""
        self.drop()
        self.keeps_scores = keeps_scores(self.connection)
        for name, columns in _SCRATCH.items():
            self.connection.execute(f"CREATE TEMP TABLE {name} ({columns})")
        for table in ("external_id", "activity", *TABLES.values()):
            self.first_id(table)

    def drop(self) -> None:
        """Take the scratch tables away; the connection goes back to a pool."""
        for name in _SCRATCH:
            self.connection.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def count(self, kind: str) -> RecordCounts:
        """The counts of ``kind``, made when first asked for."""
        return self.counts.setdefault(kind, RecordCounts())

    def new_id(self, table: str) -> int:
        """The id of a row that is about to be written."""
        if table not in self.next_ids:
            self.first_id(table)
        number = self.next_ids[table]
        self.next_ids[table] = number + 1
        return number

    def new_record(self, kind: str) -> int:
        """The id of a record that is about to be written."""
        return self.new_id(TABLES[kind])

    def first_id(self, table: str) -> int:
        """The first id in ``table`` that is this import's."""
        if table not in self.first_ids:
            (largest,) = self.connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
            self.first_ids[table] = self.next_ids[table] = largest + 1
        return self.first_ids[table]

    def reject_row(
        self, place: Place, external_id: str, reason: Reason, column: str = "", value: str = "", expected: str = ""
    ) -> None:
        """Say that a row was not taken."""
        self.files[place.file].rejected += 1
        reject = Reject(place, external_id, reason, column, value, expected)
        self.rejects.write(reject, self.files[place.file])

    def reject_cell(
        self, place: Place, external_id: str, reason: Reason, column: str, value: str, expected: str
    ) -> None:
        """Say that a cell was left empty."""
        self.keep_cells([Reject(place, external_id, reason, column, value, expected, cell=True)])

    def keep_cells(self, cells: Iterable[Reject]) -> None:
        """Tell of the cells that were left empty in a row that was taken, or repeated one."""
        for reject in cells:
            file = self.files[reject.place.file]
            file.cells_rejected += 1
            self.rejects.write(reject, file)

    def find(self, kind: str, source: str, external_ids: Iterable[str]) -> dict[str, int]:
        """Record ids behind ``external_ids``; those that name nothing are left out."""
        wanted = set(external_ids)
        known = self.known
        found = {each: known[key] for each in wanted if (key := (kind, source, each)) in known}
        missing = [each for each in wanted if each not in found]
        if missing:
            if len(known) > _CACHE:
                known.clear()
            for name, record_id in self.connection.execute(_FIND, (kind, source, json.dumps(missing))):
                found[name] = known[kind, source, name] = record_id
        return found

    def find_all(self, named: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
        """The same for ids of several kinds and sources."""
        wanted: dict[tuple[str, str], set[str]] = {}
        for kind, source, external_id in named:
            wanted.setdefault((kind, source), set()).add(external_id)
        return {
            (kind, source, external_id): record_id
            for (kind, source), external_ids in wanted.items()
            for external_id, record_id in self.find(kind, source, external_ids).items()
        }

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows that all have the columns of the first."""
        if rows:
            columns = list(rows[0])
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
            self.connection.executemany(sql, [tuple(row.values()) for row in rows])

    def update(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Write anew rows that all have the columns of the first, ``id`` among them."""
        if rows:
            columns = [column for column in rows[0] if column != "id"]
            sql = f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?"
            self.connection.executemany(sql, [(*(row[c] for c in columns), row["id"]) for row in rows])


_CACHE = 100_000
_FIND = (
    "SELECT external_id, record_id FROM external_id"
    " WHERE kind = ? AND source = ? AND external_id IN (SELECT value FROM json_each(?))"
)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
