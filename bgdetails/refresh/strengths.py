"""Strengths of many subjects at once: summed by keyword, product and category, packed and kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.refresh.columns import Integers, Numbers
from bgdetails.refresh.taxonomy import Taxonomy
from bgdetails.store.intent_strengths import LAYOUT

_RECORD = np.dtype(list(LAYOUT))
_KEPT = "SELECT subject_id, strengths FROM intent_strength WHERE day = ? AND kind = ? AND {subjects}"
_KEEP = (
    "INSERT INTO intent_strength (day, kind, subject_id, strongest, strengths) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (day, kind, subject_id) DO UPDATE SET strongest = excluded.strongest, strengths = excluded.strengths"
)
_LAST = "SELECT COALESCE(MAX(subject_id), 0) FROM intent_strength WHERE day = ? AND kind = ?"
_SUBJECTS_AT_ONCE = 50_000
_SCALE = "SELECT keyword, product, category FROM intent_scale WHERE day = ? AND kind = ?"
_KEEP_SCALE = (
    "INSERT INTO intent_scale (day, kind, keyword, product, category) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (day, kind) DO UPDATE SET"
    " keyword = excluded.keyword, product = excluded.product, category = excluded.category"
    " WHERE (intent_scale.keyword, intent_scale.product, intent_scale.category)"
    " <> (excluded.keyword, excluded.product, excluded.category)"
)


class Strengths(Struct, frozen=True, eq=False):
    """The strength of every keyword for every subject that has any: by subject, then by the keyword's place."""

    subjects: Integers
    places: Integers
    strengths: Numbers

    def packed(self, taxonomy: Taxonomy) -> dict[int, tuple[float, bytes]]:
        """Of each subject the strength of its strongest product, and the cell."""
        records = np.zeros(len(self.places), _RECORD)
        records["product"] = taxonomy.products[self.places]
        records["keyword"] = taxonomy.keywords[self.places]
        records["strength"] = self.strengths
        joined = records.tobytes()
        starts = _starts(self.subjects)
        ends = [int(start) * _RECORD.itemsize for start in (*starts, len(records))]
        cells = [joined[start:end] for start, end in pairwise(ends)]
        strongest = self._strongest(taxonomy).tolist()
        return dict(zip(self.subjects[starts].tolist(), zip(strongest, cells, strict=True), strict=True))

    def _strongest(self, taxonomy: Taxonomy) -> Numbers:
        starts = self._starts_of(taxonomy.product_numbers)
        if not len(starts):
            return np.zeros(0)
        return np.maximum.reduceat(np.add.reduceat(self.strengths, starts), _starts(self.subjects[starts]))

    def _starts_of(self, numbers: Integers) -> Integers:
        """Where each subject's runs of one product or category begin."""
        return _starts(self.subjects * (int(numbers.max(initial=0)) + 1) + numbers[self.places])

    def largest(self, taxonomy: Taxonomy) -> Numbers:
        """The largest strength of a keyword, of a product and of a category for any of the subjects."""
        sums = [self.strengths]
        for numbers in (taxonomy.product_numbers, taxonomy.category_numbers):
            starts = self._starts_of(numbers)
            sums.append(np.add.reduceat(self.strengths, starts) if len(starts) else self.strengths)
        return np.array([each.max(initial=0.0) for each in sums])


def summed(subjects: Integers, places: Integers, parts: Numbers, taxonomy: Taxonomy) -> Strengths:
    """Add up the parts of strengths."""
    keys = subjects * max(len(taxonomy.keywords), 1) + places
    order = np.argsort(keys, kind="stable")
    keys, parts = keys[order], parts[order]
    starts = _starts(keys)
    totals = np.add.reduceat(parts, starts) if len(starts) else parts
    return Strengths(subjects[order][starts], places[order][starts], totals)


def unpacked(cells: Sequence[bytes], taxonomy: Taxonomy) -> tuple[Integers, Integers, Numbers]:
    """How many records each cell has, and of all records the places and the strengths."""
    records = np.frombuffer(b"".join(cells), _RECORD)
    sizes = np.fromiter(map(len, cells), np.int64, len(cells)) // _RECORD.itemsize
    return sizes, taxonomy.places_of(records["keyword"].astype(np.int64)), records["strength"]


def _starts(keys: Integers) -> Integers:
    """Where each run of equal keys begins."""
    if not len(keys):
        return np.zeros(0, np.int64)
    return np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1])


class KeptStrengths:
    """The rows of one kind of subject on one day. Only those that differ from what is kept are written."""

    def __init__(self, connection: sqlite3.Connection, day: int, kind: str, taxonomy: Taxonomy) -> None:
        """Nothing is written yet."""
        self._connection = connection
        self._key = day, kind
        self._taxonomy = taxonomy
        self._largest, self._before = np.zeros(3), np.zeros(3)

    def write(self, subjects: Among, strengths: Strengths) -> None:
        """Make these the rows of ``subjects``."""
        self._largest = np.maximum(self._largest, strengths.largest(self._taxonomy))
        kept = dict(self._kept(subjects))
        wanted = strengths.packed(self._taxonomy)
        self._connection.executemany(
            "DELETE FROM intent_strength WHERE day = ? AND kind = ? AND subject_id = ?",
            [(*self._key, subject) for subject in kept.keys() - wanted.keys()],
        )
        self._connection.executemany(
            _KEEP, [(*self._key, subject, *cells) for subject, cells in wanted.items() if kept.get(subject) != cells[1]]
        )

    def write_some(self, subjects: Among, strengths: Strengths) -> None:
        """The same, where the rows of all others are there and stay."""
        self._before = np.maximum(self._before, self._read(subjects).largest(self._taxonomy))
        self.write(subjects, strengths)

    def finish_some(self) -> None:
        """Keep what the strengths are divided by: another, if those written have outgrown that or one was it."""
        scale = np.array(self._connection.execute(_SCALE, self._key).fetchone() or (0.0, 0.0, 0.0))
        fell = (self._before >= scale) & (self._largest < scale)
        largest = self._largest_of_all() if fell.any() else np.maximum(scale, self._largest)
        self._connection.execute(_KEEP_SCALE, (*self._key, *largest.tolist()))

    def _largest_of_all(self) -> Numbers:
        (last,) = self._connection.execute(_LAST, self._key).fetchone()
        found = np.zeros(3)
        for first in range(0, last + 1, _SUBJECTS_AT_ONCE):
            part = self._read((first, first + _SUBJECTS_AT_ONCE - 1))
            found = np.maximum(found, part.largest(self._taxonomy))
        return found

    def _kept(self, subjects: Among) -> list[tuple[int, bytes]]:
        query = _KEPT.format(subjects=condition("subject_id", subjects))
        return self._connection.execute(query, (*self._key, *parameters(subjects))).fetchall()

    def _read(self, among: Among) -> Strengths:
        rows = self._kept(among)
        sizes, places, strengths = unpacked([cell for _, cell in rows], self._taxonomy)
        subjects = np.fromiter((subject for subject, _ in rows), np.int64, len(rows))
        return Strengths(np.repeat(subjects, sizes), places, strengths)

    def finish(self, last: int) -> None:
        """Keep what the strengths are divided by; beyond ``last`` there is no subject."""
        self._connection.execute(
            "DELETE FROM intent_strength WHERE day = ? AND kind = ? AND subject_id > ?", (*self._key, last)
        )
        self._connection.execute(_KEEP_SCALE, (*self._key, *self._largest.tolist()))
