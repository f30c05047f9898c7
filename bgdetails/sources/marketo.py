"""Marketo Engage: bulk extracts of leads and activities (docs/formats.md, Marketo)."""

from __future__ import annotations

from collections.abc import Iterator

from bgdetails.sources.cells import SALESFORCE_ID, TIME, TRUTH
from bgdetails.sources.context import ReadContext, Reader
from bgdetails.sources.csv_rows import Table
from bgdetails.sources.drafts import Draft, RecordDraft, Reject
from bgdetails.sources.layout import Column, Layout, Link, Parsed, RowReader, missing_value
from bgdetails.sources.marketo_activities import COLUMNS as ACTIVITY_COLUMNS
from bgdetails.sources.marketo_activities import EMPTY_WORDS, SOURCE, read_activities
from bgdetails.sources.recognise import Shape

_LEADS = Layout(
    "id",
    (
        Column("firstName", "first_name"),
        Column("lastName", "last_name"),
        Column("title", "title"),
        Column("email", "email"),
        Column("phone", "phone"),
        Column("mobilePhone", "mobile"),
        Column("unsubscribed", "unsubscribed", TRUTH),
        Column("emailInvalid", "email_invalid", TRUTH),
        Column("createdAt", "created_at", TIME),
        Column("updatedAt", "updated_at", TIME),
        Column("sfdcContactId", "contact_id", SALESFORCE_ID),
    ),
    (Link("sfdcAccountId", "account_id", "account", "salesforce", SALESFORCE_ID),),
    empty_words=EMPTY_WORDS,
)


def _read_leads(table: Table, _context: ReadContext) -> Iterator[Draft]:
    for row in RowReader(_LEADS, table.header).rows(table):
        if isinstance(row, Reject):
            yield row
            continue
        fields = row.fields
        if not (fields["first_name"] or fields["last_name"]):
            fields["last_name"] = fields["email"]
        if fields["last_name"] or fields["first_name"]:
            yield from row.problems
            yield _lead(row)
        else:
            yield missing_value(row.place, row.external_id, "lastName")


def _lead(row: Parsed) -> RecordDraft:
    contact, email, updated_at = row.fields.pop("contact_id"), row.fields["email"], row.fields["updated_at"]
    join: list[tuple[str, ...]] = []
    if contact:
        join.append(("id", "salesforce", str(contact)))
    if email:
        join.append(("email", str(email).casefold()))
    return RecordDraft(
        "person",
        SOURCE,
        row.external_id,
        row.place,
        "Lead",
        row.fields,
        row.attributes,
        row.references,
        tuple(join),
        updated_at if isinstance(updated_at, int) else None,
    )


READERS: dict[str, Reader] = {"marketo leads": _read_leads, "marketo activities": read_activities}
"""What reads each kind of file."""

SHAPES = (
    Shape(
        "marketo leads",
        ("id", "email"),
        (("sfdcContactId", "company"),),
        named=(*_LEADS.names(), "company", "leadScore"),
        stem="leads",
    ),
    Shape(
        "marketo activities",
        ("marketoGUID", "leadId", "activityTypeId"),
        named=ACTIVITY_COLUMNS,
        stem="activities",
    ),
)
"""The headers of these files."""
