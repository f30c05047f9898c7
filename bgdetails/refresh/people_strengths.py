"""The strengths of people on a day, read again to be added up for their accounts and groups."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

import numpy as np

from bgdetails.refresh.columns import Integers, Numbers, runs
from bgdetails.refresh.strengths import unpacked
from bgdetails.refresh.taxonomy import Taxonomy

_MOST_BYTES = 32 << 20
"""Of strengths that are read once and kept in memory; more are read as they are asked for."""
_OF_DAY = "FROM intent_strength i WHERE i.day = ? AND i.kind = 'person'"
_ASKED = """
SELECT i.subject_id, i.strengths FROM json_each(?) wanted
CROSS JOIN intent_strength i ON i.day = ? AND i.kind = 'person' AND i.subject_id = wanted.value ORDER BY 1
"""


class _Read(NamedTuple):
    """People by id; how many strengths each has, and all places and strengths one after the other."""

    people: Integers
    sizes: Integers
    places: Integers
    strengths: Numbers


class PeopleStrengths:
    """Those of a day on which they are kept."""

    def __init__(self, connection: sqlite3.Connection, day: int, taxonomy: Taxonomy, *, for_all: bool = True) -> None:
        """Read all of them where that is little, unless only a few will be asked for."""
        self._connection = connection
        self._day = day
        self._taxonomy = taxonomy
        self._all: _Read | None = None
        if for_all and self._bytes() <= _MOST_BYTES:
            self._all = self._read(f"SELECT i.subject_id, i.strengths {_OF_DAY} ORDER BY i.subject_id", (day,))

    def _bytes(self) -> int:
        query = f"SELECT COALESCE(SUM(LENGTH(i.strengths)), 0) {_OF_DAY}"
        return int(self._connection.execute(query, (self._day,)).fetchone()[0])

    def of(self, subjects: Integers, people: Integers) -> tuple[Integers, Integers, Numbers]:
        """For each keyword of each of ``people``: the one of ``subjects`` beside the person, place, strength."""
        read = self._all or self._read(_ASKED, (json.dumps(np.unique(people).tolist()), self._day))
        found = np.flatnonzero(np.isin(people, read.people))
        lengths, taken = runs(read.sizes, np.searchsorted(read.people, people[found]))
        return np.repeat(subjects[found], lengths), read.places[taken], read.strengths[taken]

    def _read(self, query: str, parameters: tuple[object, ...]) -> _Read:
        rows = self._connection.execute(query, parameters).fetchall()
        people = np.fromiter((person for person, _ in rows), np.int64, len(rows))
        return _Read(people, *unpacked([cell for _, cell in rows], self._taxonomy))
