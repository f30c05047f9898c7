"""Taking activities: millions of rows, in chunks, by tuples through the driver.

A chunk of rows that are all new is one ``executemany``. Where some id is known already, the rows are compared one by
one. The roll-up by day is brought up to date at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bgdetails.sources.activity_values import COLUMNS, DAY, PERSON, ActivityValues, Row, Values
from bgdetails.sources.drafts import ActivityDraft, Reason, Reject
from bgdetails.sources.staging import Marks, Staging
from bgdetails.store.indexes import drop_indexes
from bgdetails.store.times import MICROS_PER_DAY

Key = tuple[str, str]
Valued = tuple[ActivityDraft, Sequence[Reject], Values]

_INSERT = f"INSERT OR IGNORE INTO activity ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_UPDATE = f"UPDATE activity SET {', '.join(f'{column} = ?' for column in COLUMNS)} WHERE id = ?"
_STORED = f"""
SELECT id, {", ".join(COLUMNS)} FROM activity
WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))
"""
_REMOVED = """
SELECT id, external_id FROM external_id
WHERE kind = 'activity' AND source = ? AND external_id IN (SELECT value FROM json_each(?))
"""


class Activities:
    """The activities of an import."""

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self.unknown_types: dict[str, int] = {}
        self._values = ActivityValues(staging)
        self._marks = Marks()
        """Activities that were there before and for which a row of this import was taken."""
        self._removed_marks = Marks()
        self._any_removed: bool | None = None
        self._late_indexes: list[str] | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """Take a chunk of rows."""
        self._put_indexes_off()
        self._values.look_up(rows)
        value_of = self._values.of
        valid = [(draft, cells, values) for draft, cells in rows if (values := value_of(draft)) is not None]
        if len(valid) < len(rows):
            for draft, _ in rows:
                if value_of(draft) is None:
                    self._reject(draft)
        keys = {(draft.source, draft.external_id) for draft, _, _ in valid}
        if len(keys) == len(valid) and not any(draft.deleted for draft, _, _ in valid) and not self._knows_removed():
            self._take_new(valid, keys)
        else:
            self._take_each(valid, keys)

    def finish(self) -> None:
        """Bring the roll-up up to date: add what is new, count again what was changed or moved."""
        connection = self.staging.connection
        for sql in self._late_indexes or ():
            connection.execute(sql)
        connection.execute(_ADD, (self.staging.first_id("activity"),))
        connection.execute(_FORGET)
        connection.execute(_COUNT)

    def _put_indexes_off(self) -> None:
        """Make the indexes of a table that was empty when all is in it: sorting once beats a million insertions."""
        if self._late_indexes is not None:
            return
        self._late_indexes = []
        if self.staging.first_id("activity") == 1:
            self._late_indexes = drop_indexes(self.staging.connection, "activity")

    def _reject(self, draft: ActivityDraft) -> None:
        self.staging.reject_row(
            draft.place, draft.external_id, Reason.UNKNOWN_ID, column=draft.person_column,
            value=draft.person[0][1] if draft.person else "", expected="the id of a known person",
        )  # fmt: skip

    def _take_new(self, rows: Sequence[Valued], keys: Iterable[Key]) -> None:
        """Write rows as if all were new; those that were not are ignored by the database, and compared."""
        connection = self.staging.connection
        before = connection.total_changes
        (largest,) = connection.execute("SELECT coalesce(max(id), 0) FROM activity").fetchone()
        connection.executemany(_INSERT, [values for _, _, values in rows])
        if connection.total_changes - before == len(rows):
            for draft, cells, _ in rows:
                self._accept(draft, cells)
            self.staging.count("activity").new += len(rows)
            return
        stored = self._stored(keys)
        for draft, cells, values in rows:
            there = stored[draft.source, draft.external_id]
            if int(str(there[0])) > largest:
                self._accept(draft, cells)
                self.staging.count("activity").new += 1
            else:
                self._compare(draft, cells, values, there)

    def _take_each(
        self,
        rows: Sequence[Valued],
        keys: Iterable[Key],
    ) -> None:
        """The same one by one: where an id stands twice in the chunk, or something is or was removed."""
        keys = set(keys)
        stored = self._stored(keys)
        removed = self._removed(keys)
        for draft, cells, values in rows:
            key = draft.source, draft.external_id
            if key in removed:
                self._compare_removed(draft, cells, values, removed, stored)
            elif key in stored:
                there = self._compare(draft, cells, values, stored[key])
                if there is None:
                    del stored[key]
                    removed[key] = self._bury(draft)
                else:
                    stored[key] = there
            else:
                self._accept(draft, cells)
                if draft.deleted:
                    self.staging.count("activity").deleted += 1
                    removed[key] = self._bury(draft)
                else:
                    self.staging.count("activity").new += 1
                    stored[key] = self._insert(values)

    def _stored(self, keys: Iterable[Key]) -> dict[Key, Values]:
        return {
            (row[1], row[2]): row
            for source, ids in _by_source(keys).items()
            for row in self.staging.connection.execute(_STORED, (source, json.dumps(ids)))
        }

    def _removed(self, keys: Iterable[Key]) -> dict[Key, int]:
        return {
            (source, external_id): number
            for source, ids in _by_source(keys).items()
            for number, external_id in self.staging.connection.execute(_REMOVED, (source, json.dumps(ids)))
        }

    def _compare(
        self,
        draft: ActivityDraft,
        cells: Sequence[Reject],
        values: Values,
        there: Values,
    ) -> Values | None:
        """Take a row whose activity is there; what is there afterwards, None if it was removed."""
        number = int(str(there[0]))
        same = there[1:] == values and not draft.deleted
        if number >= self.staging.first_id("activity") or number in self._marks:
            self._again(draft, cells, same)
            return there
        self._marks.add(number)
        self._accept(draft, cells)
        counts = self.staging.count("activity")
        if same:
            counts.unchanged += 1
            return there
        self._recount(there[1:])
        if draft.deleted:
            counts.deleted += 1
            self.staging.connection.execute("DELETE FROM activity WHERE id = ?", (number,))
            return None
        counts.changed += 1
        self._recount(values)
        self.staging.connection.execute(_UPDATE, (*values, number))
        return (number, *values)

    def _compare_removed(
        self,
        draft: ActivityDraft,
        cells: Sequence[Reject],
        values: Values,
        removed: dict[Key, int],
        stored: dict[Key, Values],
    ) -> None:
        """Take a row whose activity was removed: once more, or it is brought back."""
        key = draft.source, draft.external_id
        number = removed[key]
        if number >= self.staging.first_id("external_id") or number in self._removed_marks:
            self._again(draft, cells, same=draft.deleted)
            return
        self._accept(draft, cells)
        if draft.deleted:
            self._removed_marks.add(number)
            self.staging.count("activity").unchanged += 1
            return
        self.staging.count("activity").changed += 1
        self.staging.connection.execute("DELETE FROM external_id WHERE id = ?", (number,))
        del removed[key]
        stored[key] = self._insert(values)

    def _again(self, draft: ActivityDraft, cells: Sequence[Reject], same: bool) -> None:
        """A second row of an id: the first holds, as activities have no time of change."""
        if same:
            self.staging.files[draft.place.file].repeated += 1
            self.staging.keep_cells(cells)
        else:
            self.staging.reject_row(
                draft.place, draft.external_id, Reason.REPEATED_ID, expected="each id once, or with the same cells"
            )

    def _accept(self, draft: ActivityDraft, cells: Sequence[Reject]) -> None:
        self.staging.files[draft.place.file].taken += 1
        if cells:
            self.staging.keep_cells(cells)
        if draft.unnamed_type:
            self.unknown_types[draft.type] = self.unknown_types.get(draft.type, 0) + 1
        if draft.journey is not None and self._values.lacks_journey(draft):
            self.staging.reject_cell(
                draft.place, draft.external_id, Reason.UNKNOWN_ID, column="journey_id", value=draft.journey,
                expected="the id of a known journey",
            )  # fmt: skip

    def _insert(self, values: Values) -> Values:
        cursor = self.staging.connection.execute(_INSERT, values)
        return (cursor.lastrowid, *values)

    def _bury(self, draft: ActivityDraft) -> int:
        """Remember that an activity was removed, so that the next import finds nothing new in that."""
        number = self.staging.new_id("external_id")
        row = {
            "id": number, "kind": "activity", "source": draft.source, "external_id": draft.external_id,
            "record_id": 0, "object_name": "", "content": "{}", "deleted": True,
        }  # fmt: skip
        self.staging.insert("external_id", [row])
        self._any_removed = True
        return number

    def _knows_removed(self) -> bool:
        if self._any_removed is None:
            some = "SELECT EXISTS (SELECT 1 FROM external_id WHERE kind = 'activity')"
            self._any_removed = bool(self.staging.connection.execute(some).fetchone()[0])
        return self._any_removed

    def _recount(self, values: Values) -> None:
        self.staging.connection.execute("INSERT OR IGNORE INTO import_day VALUES (?, ?)", (values[PERSON], values[DAY]))


_ADD = """
INSERT INTO activity_day (day, person_id, type_id, n)
SELECT day, person_id, type_id, count(*) FROM activity WHERE id >= ? GROUP BY day, person_id, type_id
ON CONFLICT (day, person_id, type_id) DO UPDATE SET n = activity_day.n + excluded.n
"""
_FORGET = "DELETE FROM activity_day WHERE (day, person_id) IN (SELECT day, person_id FROM import_day)"
_COUNT = f"""
INSERT INTO activity_day (day, person_id, type_id, n)
SELECT a.day, a.person_id, a.type_id, count(*) FROM import_day t
JOIN activity a ON a.person_id = t.person_id
  AND a.at >= t.day * {MICROS_PER_DAY} AND a.at < (t.day + 1) * {MICROS_PER_DAY}
GROUP BY a.day, a.person_id, a.type_id
"""


def _by_source(keys: Iterable[Key]) -> dict[str, list[str]]:
    by_source: dict[str, list[str]] = {}
    for source, external_id in keys:
        by_source.setdefault(source, []).append(external_id)
    return by_source
