"""One record out of what its sources say: for each field the best source's value, else the next one's.

Pure functions. What a source says of a record is kept as JSON (``ExternalId.content``), so that the record can be
made again whenever one of its sources changes, with the same outcome whatever came first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bgdetails.sources.drafts import RecordDraft

Value = str | int | float | bool | None
Resolve = Callable[[str, str, str], int | None]
"""(kind, source, external id) -> the record's id, or None."""

SOURCES = ("workspace", "salesforce", "hubspot", "xdm", "marketo")
"""Whose word counts first; also the order in which ids are shown (docs/formats.md, ids)."""
_OBJECTS = {"": 0, "Contact": 0, "Lead": 1}
_UNRESOLVED = ',"unresolved":'

COLUMNS: dict[str, tuple[str, ...]] = {
    "account": (
        "name", "industry", "website", "country", "region", "employees", "annual_revenue", "owner", "owner_ref",
        "created_at", "updated_at",
    ),
    "person": (
        "first_name", "last_name", "title", "email", "phone", "mobile", "department", "city", "state",
        "postal_code", "country", "lead_source", "unsubscribed", "email_invalid", "created_at", "updated_at",
    ),
    "opportunity": (
        "name", "stage", "is_closed", "is_won", "amount", "currency", "close_date", "type", "owner", "owner_ref",
        "created_at", "updated_at",
    ),
    "group": ("name", "stage", "stage_entered_at", "status", "origin", "created_at", "updated_at"),
    "journey": ("name", "status", "description", "published_at", "ends_at", "created_at", "updated_at"),
}  # fmt: skip
"""Columns that come as they are from the sources' fields, by kind."""

REFERENCES: dict[str, tuple[str, ...]] = {
    "account": ("parent_id",),
    "person": ("account_id", "reports_to_id"),
    "opportunity": ("account_id",),
    "group": ("account_id",),
    "journey": (),
}
"""Columns that name another record, by kind."""

SELF_COLUMN = {"account": "parent_id", "person": "reports_to_id"}
"""The one that names a record of the same kind: it may stand further down, so it is set last."""

SELF_REFERENCES = frozenset(SELF_COLUMN.values())


@dataclass(slots=True)
class SourceContent:
    """What one source says of a record."""

    id: int
    source: str
    external_id: str
    object_name: str
    content: str
    deleted: bool
    _said: dict[str, Any] | None = None

    def said(self) -> dict[str, Any]:
        """``content`` as values."""
        if self._said is None:
            parsed: dict[str, Any] = json.loads(self.content)
            self._said = parsed
        return self._said

    def say(self, content: str, said: dict[str, Any] | None = None) -> None:
        """Replace ``content``; ``said`` are its values where they are at hand."""
        self.content, self._said = content, said

    def rank(self) -> tuple[int, int, str]:
        """Smallest is believed first: by source, then contact before lead, then by id."""
        source = SOURCES.index(self.source) if self.source in SOURCES else len(SOURCES)
        return source, _OBJECTS.get(self.object_name, 2), self.external_id


def said_by(draft: RecordDraft) -> dict[str, Any]:
    """Everything that a row says of its record, in an order that is the same whatever the row's was."""
    fields = {name: value for name, value in sorted(draft.fields.items()) if value is not None}
    if draft.updated_at is not None:
        fields.setdefault("updated_at", draft.updated_at)
    said: dict[str, Any] = {"fields": fields}
    if draft.attributes:
        said["attributes"] = dict(sorted(draft.attributes.items()))
    if draft.references:
        said["references"] = {
            column: (reference.kind, reference.source, reference.external_id)
            for column, reference in sorted(draft.references.items())
        }
    if draft.join:
        said["join"] = draft.join
    return said


def content_of(said: dict[str, Any]) -> str:
    """What a row says, as JSON that is equal when the rows are."""
    return _encode(said)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def with_unresolved(content: str, columns: Sequence[str]) -> str:
    """``content`` with a note of the references that named nothing when it was taken."""
    plain = without_unresolved(content)
    if not columns:
        return plain
    return f"{plain[:-1]}{_UNRESOLVED}{json.dumps(sorted(columns), separators=(',', ':'))}}}"


def without_unresolved(content: str) -> str:
    """``content`` as the row said it."""
    plain, mark, _ = content.rpartition(_UNRESOLVED)
    # A value could hold the mark's text, but then the quote in it would be escaped: what follows ends in ]} only here.
    return f"{plain}}}" if mark and content.endswith('"]}') else content


def unresolved_in(content: str) -> list[str]:
    """References that named nothing when ``content`` was taken."""
    if without_unresolved(content) is content:
        return []
    columns: list[str] = json.loads(content).get("unresolved", [])
    return columns


def merge(kind: str, contents: Sequence[SourceContent], resolve: Resolve) -> dict[str, Value]:
    """The columns of a record, without its keys; ``resolve`` finds the records that it names.

    Self references are left None (``SELF_REFERENCES``). ``deleted`` is the best source's mark; what a lesser source
    has marked deleted says nothing any more.
    """
    ranked = sorted(contents, key=SourceContent.rank)
    said = [each.said() for each in ranked if each is ranked[0] or not each.deleted]
    fields: dict[str, Value] = {}
    for each in reversed(said):
        fields.update(each["fields"])
    row: dict[str, Value] = {column: fields.get(column) for column in COLUMNS[kind]}
    for column in REFERENCES[kind]:
        row[column] = None if column in SELF_REFERENCES else first_reference(said, column, resolve)
    row["attributes"] = _attributes(said)
    row["deleted"] = ranked[0].deleted
    _add_keys(kind, row)
    return row


def first_reference(said: Sequence[Mapping[str, Any]], column: str, resolve: Resolve) -> int | None:
    """The record that the best source names in ``column``, passing over those that name nothing."""
    for each in said:
        named = each.get("references", {}).get(column)
        if named is not None and (found := resolve(*named)) is not None:
            return found
    return None


def _attributes(said: Sequence[Mapping[str, Any]]) -> str | None:
    merged: dict[str, str] = {}
    for each in said:
        for name, value in each.get("attributes", {}).items():
            merged.setdefault(name, value)
    return _encode(merged) if merged else None


def _add_keys(kind: str, row: dict[str, Value]) -> None:
    if kind == "person":
        row["name"] = " ".join(str(part) for part in (row["first_name"], row["last_name"]) if part)
        row["email_key"] = str(row["email"]).casefold() if row["email"] else None
    if kind != "group":
        row["name"] = row["name"] or ""
        row["name_key"] = str(row["name"]).casefold()
