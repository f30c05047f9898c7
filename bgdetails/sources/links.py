"""Taking rows that tie records together or hang on one, a chunk at a time.

Two kinds: those with an id of their own (contact roles, notes), and those that are told apart by what they tie
together and in which order they stand (memberships, stage changes, accounts in journeys).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from bgdetails.sources.drafts import LinkDraft, Reason, Reject
from bgdetails.sources.notes_by_hand import NotesByHand, notes_by_hand
from bgdetails.sources.report import called
from bgdetails.sources.staging import Marks, Staging
from bgdetails.sources.touching import touch_linked

Row = tuple[LinkDraft, Sequence[Reject]]
Values = dict[str, Any]


@dataclass(slots=True)
class Links:
    """The links of an import."""

    staging: Staging
    unmapped_crm_roles: dict[str, int] = field(default_factory=dict)
    _marks: dict[str, Marks] = field(default_factory=dict)
    """Rows that were there before and for which a row of this import was taken, by table."""
    _mapped: frozenset[str] | None = None
    _by_hand: NotesByHand | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """Take a chunk of rows of one table."""
        table = rows[0][0].table
        found = self.staging.find_all(
            (each.kind, each.source, each.external_id) for draft, _ in rows for each in draft.references.values()
        )
        valid = []
        for draft, cells in rows:
            unknown = [
                (column, each)
                for column, each in draft.references.items()
                if (each.kind, each.source, each.external_id) not in found
            ]
            if required := [each for _, each in unknown if each.required]:
                self.staging.reject_row(
                    draft.place, _own_id(draft), Reason.UNKNOWN_ID, column=required[0].column,
                    value=required[0].external_id, expected=f"the id of a known {called(required[0].kind)}",
                )  # fmt: skip
                continue
            values = {
                column: found.get((each.kind, each.source, each.external_id))
                for column, each in draft.references.items()
            }
            valid.append((draft, cells, _COLUMNS[table](draft, values)))
        if table in _KEYED:
            self._take_keyed(table, valid)
        else:
            self._take_ordered(table, valid)

    def _take_keyed(self, table: str, rows: Iterable[tuple[LinkDraft, Sequence[Reject], Values]]) -> None:
        rows = list(rows)
        stored: dict[tuple[str, str], Values] = {}
        columns = ["id", "source", "external_id", *_KEYED[table]]
        for source in {values["source"] for _, _, values in rows}:
            wanted = json.dumps([values["external_id"] for _, _, values in rows if values["source"] == source])
            for row in self.staging.connection.execute(
                f"SELECT {', '.join(columns)} FROM {table} WHERE source = ?"
                " AND external_id IN (SELECT value FROM json_each(?))",
                (source, wanted),
            ):
                stored[row[1], row[2]] = dict(zip(columns, row, strict=True))
        chunk = _Chunk(self.staging, table, self._marks.setdefault(table, Marks()))
        for draft, cells, values in rows:
            key = values["source"], values["external_id"]
            there = stored.get(key)
            if table == "note" and values["text"] in self._texts_before(key):
                # What was changed or removed by hand since the file said it stays so.
                if there is None:
                    chunk.leave(draft, cells)
                    continue
                values["text"] = there["text"]
            if there is not None and chunk.was_taken(there):
                chunk.again(draft, cells, there, values)
                continue
            if there is None:
                stored[key] = chunk.add(draft, cells, values)
            else:
                chunk.compare(draft, cells, there, values)
            if table == "opportunity_contact_role":
                self._count_role(values["role"])
        chunk.write()

    def _texts_before(self, key: tuple[str, str]) -> frozenset[str]:
        if self._by_hand is None:
            self._by_hand = notes_by_hand(self.staging.connection)
        return self._by_hand.get(key, frozenset())

    def _count_role(self, role: str | None) -> None:
        if self._mapped is None:
            self._mapped = frozenset(name.strip().casefold() for name in self.staging.rules.opportunity_roles)
        if role and role.strip().casefold() not in self._mapped:
            self.unmapped_crm_roles[role] = self.unmapped_crm_roles.get(role, 0) + 1

    def _take_ordered(self, table: str, rows: Iterable[tuple[LinkDraft, Sequence[Reject], Values]]) -> None:
        rows = list(rows)
        spec = _ORDERED[table]
        columns = ["id", *rows[0][2]] if rows else ["id"]
        owners = json.dumps(list({values[spec.owner] for _, _, values in rows}))
        stored: dict[tuple[object, ...], list[Values]] = {}
        for row in self.staging.connection.execute(
            f"SELECT {', '.join(columns)} FROM {table}"
            f" WHERE {spec.owner} IN (SELECT value FROM json_each(?)) ORDER BY id",
            (owners,),
        ):
            there = dict(zip(columns, row, strict=True))
            if table == "membership":
                there["as_imported"] = there["as_imported"] or _said(there)
            stored.setdefault(_key(there, spec.key), []).append(there)
        chunk = _Chunk(self.staging, table, self._marks.setdefault(table, Marks()), spec.alike)
        for draft, cells, values in rows:
            candidates = stored.setdefault(_key(values, spec.key), [])
            if any(chunk.was_taken(each) and chunk.same(each, values) for each in candidates):
                chunk.repeat(draft, cells)
                continue
            free = [each for each in candidates if not chunk.was_taken(each)]
            equal = [each for each in free if chunk.same(each, values)]
            match = next(iter(equal or free), None)
            if "ordinal" in values:
                values["ordinal"] = len(candidates) if match is None else match["ordinal"]
            if match is None:
                candidates.append(chunk.add(draft, cells, values))
            else:
                chunk.compare(draft, cells, match, values)
        chunk.write()


@dataclass(slots=True)
class _Chunk:
    """What a chunk of links does to its table."""

    staging: Staging
    table: str
    marks: Marks
    alike: frozenset[str] = frozenset()
    """Columns that do not tell rows apart: how a name is written, or what may have changed since the row came."""
    new: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)

    def was_taken(self, there: Values) -> bool:
        return there["id"] >= self.staging.first_id(self.table) or there["id"] in self.marks

    def same(self, there: Values, values: Values) -> bool:
        return all(there[name] == value for name, value in values.items() if name not in self.alike)

    def repeat(self, draft: LinkDraft, cells: Sequence[Reject]) -> None:
        self.staging.files[draft.place.file].repeated += 1
        self.staging.keep_cells(cells)

    def again(self, draft: LinkDraft, cells: Sequence[Reject], there: Values, values: Values) -> None:
        """A second row of an id: the first holds, as links have no time of change."""
        if self.same(there, values):
            self.repeat(draft, cells)
        else:
            self.staging.reject_row(
                draft.place, _own_id(draft), Reason.REPEATED_ID, expected="each id once, or with the same cells"
            )

    def leave(self, draft: LinkDraft, cells: Sequence[Reject]) -> None:
        """A row of what was removed by hand."""
        self._accept(draft, cells)
        self.staging.count(self.table).unchanged += 1

    def add(self, draft: LinkDraft, cells: Sequence[Reject], values: Values) -> Values:
        self._accept(draft, cells)
        row = {"id": self.staging.new_id(self.table), **values}
        self.new.append(row)
        counts = self.staging.count(self.table)
        if values.get("deleted"):
            counts.deleted += 1
        else:
            counts.new += 1
        return row

    def compare(self, draft: LinkDraft, cells: Sequence[Reject], there: Values, values: Values) -> None:
        self._accept(draft, cells)
        self.marks.add(there["id"])
        counts = self.staging.count(self.table)
        if self.same(there, values):
            counts.unchanged += 1
            return
        if values.get("deleted") and not there.get("deleted"):
            counts.deleted += 1
        else:
            counts.changed += 1
        touch_linked(self.staging, [there])
        there.update(values)
        self.changed.append(there)

    def write(self) -> None:
        self.staging.insert(self.table, self.new)
        self.staging.update(self.table, self.changed)
        touch_linked(self.staging, [*self.new, *self.changed])

    def _accept(self, draft: LinkDraft, cells: Sequence[Reject]) -> None:
        self.staging.files[draft.place.file].taken += 1
        self.staging.keep_cells(cells)


class _Ordered(Struct, frozen=True):
    owner: str
    """The column by which stored rows are looked up."""
    key: tuple[str, ...]
    alike: frozenset[str] = frozenset()


_KEYED = {
    "opportunity_contact_role": ("opportunity_id", "person_id", "role", "is_primary", "deleted"),
    "note": ("kind", "subject_id", "text", "author", "at"),
}
_ORDERED = {
    "membership": _Ordered(
        "group_id",
        ("group_id", "person_id", "added_at"),
        frozenset({"role", "role_key", "source", "removed_at", "removed_by", "ordinal"}),
    ),
    "stage_change": _Ordered(
        "group_id", ("group_id", "from_stage", "to_stage", "at"), frozenset({"from_stage", "to_stage"})
    ),
    "account_journey": _Ordered("account_id", ("account_id", "journey_id", "entered_at")),
}


def _contact_role(draft: LinkDraft, ids: Values) -> Values:
    return {
        "source": draft.source,
        "external_id": draft.external_id,
        "opportunity_id": ids["opportunity_id"],
        "person_id": ids["person_id"],
        "role": draft.fields.get("role"),
        "is_primary": draft.fields.get("is_primary"),
        "deleted": draft.deleted,
    }


def _note(draft: LinkDraft, ids: Values) -> Values:
    return {
        "source": draft.source,
        "external_id": draft.external_id,
        "kind": draft.references["subject_id"].kind,
        "subject_id": ids["subject_id"],
        **{column: draft.fields.get(column) for column in ("text", "author", "at")},
    }


def _membership(draft: LinkDraft, ids: Values) -> Values:
    role = str(draft.fields["role"])
    values: Values = {
        "group_id": ids["group_id"],
        "person_id": ids["person_id"],
        "role": role,
        "role_key": role.casefold(),
        "source": draft.fields.get("source") or "manual",
        **{column: draft.fields.get(column) for column in ("added_at", "removed_at", "removed_by")},
        "ordinal": 0,
    }
    return {**values, "as_imported": _said(values)}


def _said(values: Values) -> str:
    """What a row of members says, as the membership keeps it."""
    return json.dumps([values[column] for column in ("role_key", "source", "removed_at", "removed_by")])


def _stage_change(draft: LinkDraft, ids: Values) -> Values:
    return {"group_id": ids["group_id"], **{name: draft.fields.get(name) for name in ("from_stage", "to_stage", "at")}}


def _account_journey(draft: LinkDraft, ids: Values) -> Values:
    fields = {name: draft.fields.get(name) for name in ("entered_at", "left_at", "status")}
    return {"account_id": ids["account_id"], "journey_id": ids["journey_id"], **fields}


_COLUMNS: dict[str, Callable[[LinkDraft, Values], Values]] = {
    "opportunity_contact_role": _contact_role,
    "note": _note,
    "membership": _membership,
    "stage_change": _stage_change,
    "account_journey": _account_journey,
}


def _key(values: Values, columns: Iterable[str]) -> tuple[object, ...]:
    return tuple(value.casefold() if isinstance(value := values[name], str) else value for name in columns)


def _own_id(draft: LinkDraft) -> str:
    """The id that stands in the row; an id that is made of what the row ties together stands nowhere."""
    return "" if "\x1f" in draft.external_id else draft.external_id
