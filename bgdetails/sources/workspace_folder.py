"""The program's own format: a folder of CSV files (docs/formats.md, a workspace folder)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec.structs import replace

from bgdetails.sources.cells import DAY, NUMBER, TIME, TRUTH, at_most, one_of
from bgdetails.sources.context import ReadContext, Reader
from bgdetails.sources.csv_rows import Table
from bgdetails.sources.drafts import Draft, KeywordDraft, LinkDraft, RecordDraft, Reference, Reject
from bgdetails.sources.layout import Column, Layout, Link, Parsed, RowReader, missing_value, read_object
from bgdetails.sources.recognise import Shape
from bgdetails.sources.workspace_activities import COLUMNS as ACTIVITY_COLUMNS
from bgdetails.sources.workspace_activities import read_activities

SOURCE = "workspace"
JOURNEY_STATUSES = ("Draft", "Live", "Closed to new entries", "Aborted", "Finished")
ENTRY_STATUSES = ("In progress", "Completed", "Aborted")
MEMBER_SOURCES = ("manual", "journey", "system")
NOTE_KINDS = ("group", "account", "person")
ATTRIBUTES = "attributes"
"""A column of this name may hold a JSON object of custom attributes, for those whose names are no column names."""

_CREATED = (Column("created_at", "created_at", TIME), Column("updated_at", "updated_at", TIME))


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, name) for name in names)


def _link(name: str, kind: str, *, required: bool = False, field: str = "") -> Link:
    return Link(name, field or name, kind, SOURCE, required=required)


_ACCOUNTS = Layout(
    "id",
    (
        Column("name", "name", required=True),
        *_texts("industry", "website", "country", "region", "owner"),
        Column("employees", "employees", NUMBER),
        Column("annual_revenue", "annual_revenue", NUMBER),
        *_CREATED,
    ),
    (_link("parent_id", "account"),),
)
_PEOPLE = Layout(
    "id",
    (
        *_texts("first_name", "last_name", "title", "email", "phone", "mobile", "department"),
        *_texts("city", "state", "postal_code", "country", "lead_source"),
        Column("unsubscribed", "unsubscribed", TRUTH),
        Column("email_invalid", "email_invalid", TRUTH),
        *_CREATED,
    ),
    (_link("account_id", "account"), _link("reports_to_id", "person")),
)
_OPPORTUNITIES = Layout(
    "id",
    (
        Column("name", "name", required=True),
        *_texts("stage", "currency", "type", "owner"),
        Column("is_closed", "is_closed", TRUTH),
        Column("is_won", "is_won", TRUTH),
        Column("amount", "amount", NUMBER),
        Column("close_date", "close_date", DAY),
        *_CREATED,
    ),
    (_link("account_id", "account", required=True),),
)
_GROUPS = Layout(
    "id",
    (
        Column("solution_interest", "solution_interest", required=True),
        *_texts("name", "stage"),
        Column("stage_entered_at", "stage_entered_at", TIME),
        Column("status", "status", at_most(50)),
        Column("origin", "origin", one_of(("input", "rules"))),
        *_CREATED,
    ),
    (_link("account_id", "account", required=True),),
)
_JOURNEYS = Layout(
    "id",
    (
        Column("name", "name", required=True),
        Column("status", "status", one_of(JOURNEY_STATUSES)),
        Column("description", "description"),
        Column("published_at", "published_at", TIME),
        Column("ends_at", "ends_at", TIME),
        *_CREATED,
    ),
)
_CONTACT_ROLES = Layout(
    "",
    (Column("role", "role"), Column("is_primary", "is_primary", TRUTH)),
    (_link("opportunity_id", "opportunity", required=True), _link("person_id", "person", required=True)),
)
_MEMBERS = Layout(
    "",
    (
        Column("role", "role", required=True),
        Column("source", "source", one_of(MEMBER_SOURCES)),
        Column("added_at", "added_at", TIME),
        Column("removed_at", "removed_at", TIME),
        Column("removed_by", "removed_by", one_of(MEMBER_SOURCES)),
    ),
    (
        _link("buying_group_id", "group", required=True, field="group_id"),
        _link("person_id", "person", required=True),
    ),
)
_STAGE_CHANGES = Layout(
    "",
    (Column("from", "from_stage"), Column("to", "to_stage", required=True), Column("at", "at", TIME, required=True)),
    (_link("buying_group_id", "group", required=True, field="group_id"),),
)
_ACCOUNT_JOURNEYS = Layout(
    "",
    (
        Column("entered_at", "entered_at", TIME, required=True),
        Column("left_at", "left_at", TIME),
        Column("status", "status", one_of(ENTRY_STATUSES)),
    ),
    (_link("account_id", "account", required=True), _link("journey_id", "journey", required=True)),
)
_NOTES = Layout(
    "id",
    (
        Column("kind", "kind", one_of(NOTE_KINDS), required=True),
        Column("subject_id", "subject_id", required=True),
        Column("text", "text", required=True),
        Column("author", "author"),
        Column("at", "at", TIME),
    ),
)


def _read_records(layout: Layout, kind: str) -> Reader:
    def read(table: Table, _context: ReadContext) -> Iterator[Draft]:
        for row in RowReader(layout, table.header).rows(table):
            if isinstance(row, Reject):
                yield row
            elif kind == "person" and not (row.fields["first_name"] or row.fields["last_name"]):
                yield missing_value(row.place, row.external_id, "last_name")
            else:
                yield from row.problems
                yield _record(kind, row)

    return read


def _record(kind: str, row: Parsed) -> RecordDraft:
    if kind == "group":
        row.fields["origin"] = row.fields["origin"] or "input"
    updated_at = row.fields["updated_at"]
    return RecordDraft(
        kind,
        SOURCE,
        row.external_id,
        row.place,
        fields=row.fields,
        attributes=_custom_attributes(row.attributes),
        references=row.references,
        updated_at=updated_at if isinstance(updated_at, int) else None,
    )


def _custom_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """The custom columns, and what a column ``attributes`` holds as a JSON object."""
    packed = read_object(attributes.get(ATTRIBUTES, ""))
    if packed is None:
        return attributes
    unpacked = {name: value for name, value in attributes.items() if name != ATTRIBUTES}
    for name, value in packed.items():
        if value is not None:
            unpacked[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return unpacked


def _read_links(layout: Layout, table_name: str) -> Reader:
    def read(table: Table, _context: ReadContext) -> Iterator[Draft]:
        for row in RowReader(layout, table.header).rows(table):
            if isinstance(row, Reject):
                yield row
            else:
                yield from row.problems
                yield _link_draft(table_name, row)

    return read


def _link_draft(table_name: str, row: Parsed) -> LinkDraft:
    fields, references, external_id = row.fields, row.references, row.external_id
    if table_name == "membership":
        fields["source"] = fields["source"] or "manual"
    elif table_name == "note":
        kind, subject = str(fields["kind"]), str(fields.pop("subject_id"))
        references["subject_id"] = Reference(kind, SOURCE, subject, "subject_id", required=True)
    elif table_name == "opportunity_contact_role":
        ids = (references["opportunity_id"].external_id, references["person_id"].external_id)
        external_id = "\x1f".join((*ids, str(fields["role"] or "")))
    return LinkDraft(table_name, SOURCE, external_id, row.place, references, fields)


def read_keywords(table: Table, _context: ReadContext) -> Iterator[Draft]:
    """The rows of ``intent_keywords.csv``."""
    for row in RowReader(_KEYWORDS, table.header).rows(table):
        if isinstance(row, Reject):
            yield row
        else:
            category, product, keyword = (str(row.fields[name]) for name in ("category", "product", "keyword"))
            yield KeywordDraft(category, product, keyword, row.place)


_KEYWORDS = Layout("", tuple(Column(name, name, required=True) for name in ("category", "product", "keyword")))

READERS: dict[str, Reader] = {
    "workspace accounts": _read_records(_ACCOUNTS, "account"),
    "workspace people": _read_records(_PEOPLE, "person"),
    "workspace opportunities": _read_records(_OPPORTUNITIES, "opportunity"),
    "workspace opportunity_contact_roles": _read_links(_CONTACT_ROLES, "opportunity_contact_role"),
    "workspace buying_groups": _read_records(_GROUPS, "group"),
    "workspace members": _read_links(_MEMBERS, "membership"),
    "workspace stage_changes": _read_links(_STAGE_CHANGES, "stage_change"),
    "workspace journeys": _read_records(_JOURNEYS, "journey"),
    "workspace account_journeys": _read_links(_ACCOUNT_JOURNEYS, "account_journey"),
    "workspace activities": read_activities,
    "workspace intent_keywords": read_keywords,
    "workspace notes": _read_links(_NOTES, "note"),
}
"""What reads each kind of file."""


def _shape(stem: str, layout: Layout, *, by_stem: bool = False, one_of: tuple[str, ...] = ()) -> Shape:
    required = [column.name for column in layout.columns if column.required]
    required += [link.name for link in layout.links if link.required]
    needs = (layout.id_column, *required) if layout.id_column else tuple(required)
    groups = (one_of,) if one_of else ()
    names = layout.names()
    return Shape(f"workspace {stem}", needs, groups, named=names, stem=stem, telling=names, by_stem=by_stem)


SHAPES = (
    _shape("accounts", _ACCOUNTS, by_stem=True),
    _shape("people", _PEOPLE, by_stem=True, one_of=("first_name", "last_name")),
    _shape("opportunities", _OPPORTUNITIES, by_stem=True),
    _shape("opportunity_contact_roles", _CONTACT_ROLES),
    _shape("buying_groups", _GROUPS),
    _shape("members", _MEMBERS),
    _shape("stage_changes", _STAGE_CHANGES),
    _shape("journeys", _JOURNEYS, by_stem=True),
    _shape("account_journeys", _ACCOUNT_JOURNEYS),
    Shape(
        "workspace activities",
        ("id", "person_id", "type", "at"),
        named=ACTIVITY_COLUMNS,
        stem="activities",
    ),
    replace(_shape("intent_keywords", _KEYWORDS), everywhere=True),
    _shape("notes", _NOTES),
)
"""The headers of these files."""
