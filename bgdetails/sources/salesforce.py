"""Records of Salesforce: Data Export and Data Loader CSV (docs/formats.md, Salesforce)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bgdetails.sources.cells import DAY, MACHINE_NUMBER, SALESFORCE_ID, TIME, TRUTH, parse_salesforce_id
from bgdetails.sources.context import ReadContext, Reader
from bgdetails.sources.csv_rows import Table, index_columns
from bgdetails.sources.drafts import Draft, LinkDraft, NameDraft, NotUsed, RecordDraft, Reject
from bgdetails.sources.layout import Column, Layout, Link, Parsed, RowReader, missing_value
from bgdetails.sources.recognise import Shape
from bgdetails.sources.salesforce_activities import EMPTY_IDS
from bgdetails.sources.salesforce_activities import READERS as ACTIVITY_READERS
from bgdetails.sources.salesforce_activities import SHAPES as ACTIVITY_SHAPES

SOURCE = "salesforce"


def _layout(columns: Sequence[Column], links: Sequence[Link] = ()) -> Layout:
    marks = (Column("IsDeleted", "deleted", TRUTH), Column("MasterRecordId", "merged_into"))
    return Layout("Id", (*columns, *marks), tuple(links), EMPTY_IDS, SALESFORCE_ID)


def _link(name: str, field: str, kind: str, *, required: bool = False) -> Link:
    return Link(name, field, kind, SOURCE, SALESFORCE_ID, required)


_CREATED = (Column("CreatedDate", "created_at", TIME), Column("LastModifiedDate", "updated_at", TIME))
_OWNER = Column("OwnerId", "owner_ref", SALESFORCE_ID)
_NAMES = (
    Column("FirstName", "first_name"),
    Column("LastName", "last_name"),
    Column("Title", "title"),
    Column("Email", "email"),
    Column("Phone", "phone"),
    Column("MobilePhone", "mobile"),
    Column("Department", "department"),
    Column("LeadSource", "lead_source"),
    Column("HasOptedOutOfEmail", "unsubscribed", TRUTH),
    *_CREATED,
)


def _address(prefix: str) -> tuple[Column, ...]:
    fields = {"City": "city", "State": "state", "PostalCode": "postal_code", "Country": "country"}
    return tuple(Column(prefix + name, field) for name, field in fields.items())


_ACCOUNT = _layout(
    (
        Column("Name", "name", required=True),
        Column("Industry", "industry"),
        Column("Website", "website"),
        Column("BillingCountry", "country"),
        Column("BillingState", "region"),
        Column("NumberOfEmployees", "employees", MACHINE_NUMBER),
        Column("AnnualRevenue", "annual_revenue", MACHINE_NUMBER),
        _OWNER,
        *_CREATED,
    ),
    (_link("ParentId", "parent_id", "account"),),
)
_CONTACT = _layout(
    (*_NAMES, *_address("Mailing")),
    (_link("AccountId", "account_id", "account"), _link("ReportsToId", "reports_to_id", "person")),
)
_LEAD = _layout(
    (*_NAMES, *_address(""), Column("ConvertedContactId", "converted_contact_id", SALESFORCE_ID)),
)
_OPPORTUNITY = _layout(
    (
        Column("Name", "name", required=True),
        Column("StageName", "stage"),
        Column("IsClosed", "is_closed", TRUTH),
        Column("IsWon", "is_won", TRUTH),
        Column("Amount", "amount", MACHINE_NUMBER),
        Column("CurrencyIsoCode", "currency"),
        Column("CloseDate", "close_date", DAY),
        Column("Type", "type"),
        _OWNER,
        *_CREATED,
    ),
    (_link("AccountId", "account_id", "account", required=True),),
)
_ROLE_COLUMNS = (
    Column("Role", "role"),
    Column("IsPrimary", "is_primary", TRUTH),
    Column("IsDeleted", "deleted", TRUTH),
)
_ROLE_LINKS = (
    _link("OpportunityId", "opportunity_id", "opportunity", required=True),
    _link("ContactId", "person_id", "person", required=True),
)


def _read_records(layout: Layout, kind: str, object_name: str) -> Reader:
    def read(table: Table, _context: ReadContext) -> Iterator[Draft]:
        for row in RowReader(layout, table.header).rows(table):
            if isinstance(row, Reject):
                yield row
            elif kind == "person" and not (row.fields["first_name"] or row.fields["last_name"]):
                yield missing_value(row.place, row.external_id, "LastName")
            else:
                yield from row.problems
                yield _record(kind, object_name, row)

    return read


def _record(kind: str, object_name: str, row: Parsed) -> RecordDraft:
    fields = row.fields
    deleted, merged_into = fields.pop("deleted"), fields.pop("merged_into")
    contact = fields.pop("converted_contact_id", None)
    updated_at = fields["updated_at"]
    return RecordDraft(
        kind,
        SOURCE,
        row.external_id,
        row.place,
        object_name,
        fields,
        _with_full_ids(row.attributes),
        row.references,
        join=(("id", SOURCE, str(contact)),) if contact else (),
        updated_at=updated_at if isinstance(updated_at, int) else None,
        deleted=bool(deleted or merged_into),
    )


def _with_full_ids(attributes: dict[str, str]) -> dict[str, str]:
    for name, value in attributes.items():
        if name.endswith("Id") and len(value) == 15:
            attributes[name] = parse_salesforce_id(value) or value
    return attributes


def _read_contact_roles(table: Table, _context: ReadContext) -> Iterator[Draft]:
    own_id = "Id" if "id" in index_columns(table.header) else ""
    layout = Layout(own_id, _ROLE_COLUMNS, _ROLE_LINKS, empty_words=EMPTY_IDS, id_type=SALESFORCE_ID)
    for row in RowReader(layout, table.header).rows(table):
        if isinstance(row, Reject):
            yield row
            continue
        yield from row.problems
        deleted = bool(row.fields.pop("deleted"))
        ids = (row.references["opportunity_id"].external_id, row.references["person_id"].external_id)
        external_id = row.external_id or "\x1f".join((*ids, str(row.fields["role"] or "")))
        yield LinkDraft("opportunity_contact_role", SOURCE, external_id, row.place, row.references, row.fields, deleted)


def _read_names(kind: str, *, required: bool) -> Reader:
    layout = Layout("Id", (Column("Name", "name", required=required),), (), EMPTY_IDS, SALESFORCE_ID)

    def read(table: Table, _context: ReadContext) -> Iterator[Draft]:
        for row in RowReader(layout, table.header).rows(table):
            if isinstance(row, Reject):
                yield row
            else:
                # A campaign without a name is called by its id.
                name = str(row.fields["name"] or row.external_id)
                yield NameDraft(kind, SOURCE, row.external_id, name, row.place)

    return read


def _read_nothing(why: str) -> Reader:
    def read(table: Table, _context: ReadContext) -> Iterator[Draft]:
        for row in table.rows():
            # Not even a ragged row is a reject: nothing would have become of it.
            yield NotUsed(row.place if isinstance(row, Reject) else row, why)

    return read


READERS: dict[str, Reader] = {
    "salesforce User": _read_names("user", required=True),
    "salesforce Campaign": _read_names("campaign", required=False),
    "salesforce Account": _read_records(_ACCOUNT, "account", "Account"),
    "salesforce Contact": _read_records(_CONTACT, "person", "Contact"),
    "salesforce Lead": _read_records(_LEAD, "person", "Lead"),
    "salesforce Opportunity": _read_records(_OPPORTUNITY, "opportunity", "Opportunity"),
    "salesforce OpportunityContactRole": _read_contact_roles,
    "salesforce OpportunityHistory": _read_nothing("history of opportunities"),
    "salesforce OpportunityFieldHistory": _read_nothing("history of opportunities"),
    **ACTIVITY_READERS,
}
"""What reads each kind of file."""


def _shape(
    name: str,
    needs: tuple[str, ...],
    one_of: tuple[str, ...] = (),
    layout: Layout | None = None,
    without: tuple[str, ...] = (),
) -> Shape:
    groups = (one_of,) if one_of else ()
    named = (*needs, *one_of) if layout is None else (*layout.names(), *needs, *one_of)
    return Shape(f"salesforce {name}", needs, groups, without, named, stem=name)


SHAPES = (
    _shape("User", ("Id", "Name", "Email", "IsActive"), without=("StartDate",)),
    _shape("Campaign", ("Id", "Name", "Status", "StartDate")),
    _shape(
        "Account",
        ("Id", "Name"),
        ("Industry", "ParentId", "BillingCountry", "Website", "NumberOfEmployees"),
        _ACCOUNT,
    ),
    _shape("Contact", ("Id", "AccountId", "LastName"), ("Email", "Title", "MailingCountry", "ReportsToId"), _CONTACT),
    _shape("Lead", ("Id", "LastName", "Company", "Status"), layout=_LEAD),
    _shape("Opportunity", ("Id", "AccountId", "StageName", "CloseDate"), layout=_OPPORTUNITY),
    _shape("OpportunityContactRole", ("OpportunityId", "ContactId", "Role")),
    _shape("OpportunityHistory", ("OpportunityId", "StageName", "CreatedDate"), without=("AccountId",)),
    _shape("OpportunityFieldHistory", ("OpportunityId", "Field", "OldValue", "NewValue")),
    *ACTIVITY_SHAPES,
)
"""The headers of these files."""
