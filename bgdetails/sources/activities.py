"""Taking activities: millions of rows, in chunks, by tuples through the driver.

A chunk of rows that are all new is one ``executemany``. Where some id is known already, the rows are compared one by
one. The roll-up by day is brought up to date at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bgdetails.sources.drafts import ActivityDraft, Reason, Reject
from bgdetails.sources.staging import Marks, Staging
from bgdetails.store.activity_types import key_of, type_ids
from bgdetails.store.times import MICROS_PER_DAY

Row = tuple[ActivityDraft, Sequence[Reject]]
Values = tuple[object, ...]
Key = tuple[str, str]

_COLUMNS = (
    "source", "external_id", "person_id", "type_id", "at", "day", "asset", "url", "subject", "campaign",
    "journey_id", "description", "moment_type", "attributes",
)  # fmt: skip
_PERSON, _DAY = _COLUMNS.index("person_id"), _COLUMNS.index("day")
_INSERT = f"INSERT OR IGNORE INTO activity ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_UPDATE = f"UPDATE activity SET {', '.join(f'{column} = ?' for column in _COLUMNS)} WHERE id = ?"
_STORED = f"""
SELECT id, {", ".join(_COLUMNS)} FROM activity
WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))
"""
_REMOVED = """
SELECT id, external_id FROM external_id
WHERE kind = 'activity' AND source = ? AND external_id IN (SELECT value FROM json_each(?))
"""


@dataclass(slots=True)
class Activities:
    """The activities of an import."""

    staging: Staging
    unknown_types: dict[str, int] = field(default_factory=dict)
    _types: dict[str, int] = field(default_factory=dict)
    """Ids by the name as the files write it."""
    _marks: Marks = field(default_factory=Marks)
    """Activities that were there before and for which a row of this import was taken."""
    _removed_marks: Marks = field(default_factory=Marks)
    _any_removed: bool | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """Take a chunk of rows."""
        self._learn_types(draft.type for draft, _ in rows)
        people = self.staging.find_all(("person", *each) for draft, _ in rows for each in draft.person)
        journeys = self.staging.find_all(
            ("journey", draft.source, draft.journey) for draft, _ in rows if draft.journey is not None
        )
        campaigns = self._campaigns(draft for draft, _ in rows)
        valid: list[tuple[ActivityDraft, Sequence[Reject], Values]] = []
        for draft, cells in rows:
            person = next((people[key] for each in draft.person if (key := ("person", *each)) in people), None)
            if person is None:
                self._reject(draft)
            else:
                valid.append((draft, cells, self._values(draft, person, journeys, campaigns)))
        keys = {(draft.source, draft.external_id) for draft, _, _ in valid}
        if len(keys) == len(valid) and not any(draft.deleted for draft, _, _ in valid) and not self._knows_removed():
            self._take_new(valid, keys, journeys)
        else:
            self._take_each(valid, keys, journeys)

    def _learn_types(self, names: Iterable[str]) -> None:
        unknown = [name for name in dict.fromkeys(names) if name not in self._types]
        if unknown:
            by_key = type_ids(self.staging.session, unknown)
            self._types.update((name, by_key[key_of(name)]) for name in unknown)

    def _campaigns(self, drafts: Iterable[ActivityDraft]) -> Mapping[Key, str]:
        wanted: dict[str, set[str]] = {}
        for draft in drafts:
            if draft.campaign_ref is not None:
                wanted.setdefault(draft.source, set()).add(draft.campaign_ref)
        return {
            (source, external_id): name
            for source, ids in wanted.items()
            for external_id, name in self.staging.connection.execute(
                "SELECT external_id, name FROM source_name WHERE kind = 'campaign' AND source = ?"
                " AND external_id IN (SELECT value FROM json_each(?))",
                (source, json.dumps(list(ids))),
            )
        }

    def _values(
        self,
        draft: ActivityDraft,
        person: int,
        journeys: Mapping[tuple[str, str, str], int],
        campaigns: Mapping[Key, str],
    ) -> Values:
        campaign, asset = draft.campaign, draft.asset
        if draft.campaign_ref is not None:
            campaign = campaigns.get((draft.source, draft.campaign_ref), draft.campaign_ref)
            asset = campaign if asset is None else asset
        return (
            draft.source, draft.external_id, person, self._types[draft.type], draft.at, draft.at // MICROS_PER_DAY,
            asset, draft.url, draft.subject, campaign,
            None if draft.journey is None else journeys.get(("journey", draft.source, draft.journey)),
            draft.description, draft.moment_type, draft.attributes,
        )  # fmt: skip

    def _reject(self, draft: ActivityDraft) -> None:
        self.staging.reject_row(
            draft.place, draft.external_id, Reason.UNKNOWN_ID, column=draft.person_column,
            value=draft.person[0][1] if draft.person else "", expected="the id of a known person",
        )  # fmt: skip

    def _take_new(
        self,
        rows: Sequence[tuple[ActivityDraft, Sequence[Reject], Values]],
        keys: Iterable[Key],
        journeys: Mapping[tuple[str, str, str], int],
    ) -> None:
        """Write rows as if all were new; those that were not are ignored by the database, and compared."""
        connection = self.staging.connection
        before = connection.total_changes
        (largest,) = connection.execute("SELECT coalesce(max(id), 0) FROM activity").fetchone()
        connection.executemany(_INSERT, [values for _, _, values in rows])
        if connection.total_changes - before == len(rows):
            for draft, cells, _ in rows:
                self._accept(draft, cells, journeys)
            self.staging.count("activity").new += len(rows)
            return
        stored = self._stored(keys)
        for draft, cells, values in rows:
            there = stored[draft.source, draft.external_id]
            if there[0] > largest:
                self._accept(draft, cells, journeys)
                self.staging.count("activity").new += 1
            else:
                self._compare(draft, cells, values, there, journeys)

    def _take_each(
        self,
        rows: Sequence[tuple[ActivityDraft, Sequence[Reject], Values]],
        keys: Iterable[Key],
        journeys: Mapping[tuple[str, str, str], int],
    ) -> None:
        """The same one by one: where an id stands twice in the chunk, or something is or was removed."""
        keys = set(keys)
        stored = self._stored(keys)
        removed = self._removed(keys)
        for draft, cells, values in rows:
            key = draft.source, draft.external_id
            if key in removed:
                self._compare_removed(draft, cells, values, removed, stored, journeys)
            elif key in stored:
                there = self._compare(draft, cells, values, stored[key], journeys)
                if there is None:
                    del stored[key]
                    removed[key] = self._bury(draft)
                else:
                    stored[key] = there
            else:
                self._accept(draft, cells, journeys)
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
        journeys: Mapping[tuple[str, str, str], int],
    ) -> Values | None:
        """Take a row whose activity is there; what is there afterwards, None if it was removed."""
        number = int(str(there[0]))
        same = there[1:] == values and not draft.deleted
        if number >= self.staging.first_id("activity") or number in self._marks:
            self._again(draft, cells, same)
            return there
        self._marks.add(number)
        self._accept(draft, cells, journeys)
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
        journeys: Mapping[tuple[str, str, str], int],
    ) -> None:
        """Take a row whose activity was removed: once more, or it is brought back."""
        key = draft.source, draft.external_id
        number = removed[key]
        if number >= self.staging.first_id("external_id") or number in self._removed_marks:
            self._again(draft, cells, same=draft.deleted)
            return
        self._accept(draft, cells, journeys)
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

    def _accept(
        self, draft: ActivityDraft, cells: Sequence[Reject], journeys: Mapping[tuple[str, str, str], int]
    ) -> None:
        self.staging.files[draft.place.file].taken += 1
        if cells:
            self.staging.keep_cells(cells)
        if draft.unnamed_type:
            self.unknown_types[draft.type] = self.unknown_types.get(draft.type, 0) + 1
        if draft.journey is not None and ("journey", draft.source, draft.journey) not in journeys:
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
        self.staging.connection.execute(
            "INSERT OR IGNORE INTO import_day VALUES (?, ?)", (values[_PERSON], values[_DAY])
        )


def roll_up(staging: Staging) -> None:
    """Bring the counts by day up to date: add what is new, count again what was changed or moved."""
    staging.connection.execute(_ADD, (staging.first_id("activity"),))
    staging.connection.execute(_FORGET)
    staging.connection.execute(_COUNT)


_ADD = """
INSERT INTO activity_day (day, person_id, type_id, n)
SELECT day, person_id, type_id, count(*) FROM activity WHERE id >= ? GROUP BY day, person_id, type_id
ON CONFLICT (day, person_id, type_id) DO UPDATE SET n = n + excluded.n
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
