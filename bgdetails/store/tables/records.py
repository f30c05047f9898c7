"""Records as sources bring them: accounts, people, opportunities, groups, journeys and what ties them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bgdetails.store.tables.columns import time_column


class ExternalId(SQLModel, table=True):
    """A name by which a source knows a record, and the cells that the source gave for it.

    ``content`` is a JSON object of the record's fields as this source has them (normalised), so that a second import
    can tell changed from unchanged, and a person known to two systems can take each field from the better one.
    """

    __tablename__ = "external_id"
    __table_args__ = (
        UniqueConstraint("kind", "source", "external_id"),
        Index("external_id_record", "kind", "record_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """account, person, opportunity, group, journey."""
    source: str
    """workspace, salesforce, marketo, …, or rules (groups that the rules formed)."""
    external_id: str
    record_id: int
    object_name: str = ""
    """What it was in the source: Contact, Lead, … ('' where the kind says it)."""
    content: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    updated_at: int | None = Field(default=None, sa_column=time_column())
    deleted: bool = False


class JoinKey(SQLModel, table=True):
    """What a source says that a record of its own is another name of, best (lowest ``position``) first.

    It lets a lead find its contact whichever of the two is imported first. ``source`` is '' for an e-mail
    (``key``: casefolded), else ``key`` is an external id of that source.
    """

    __tablename__ = "join_key"
    __table_args__ = (Index("join_key_wanted", "source", "key"), {"sqlite_with_rowid": False})

    external_id_id: int = Field(primary_key=True, foreign_key="external_id.id")
    position: int = Field(primary_key=True)
    source: str
    key: str


class SourceName(SQLModel, table=True):
    """The name behind an id that is no record: a user (owner), a campaign, an activity type."""

    __tablename__ = "source_name"
    __table_args__ = (UniqueConstraint("kind", "source", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """user, campaign, activity_type."""
    source: str
    external_id: str
    name: str


class Account(SQLModel, table=True):
    """A company that is sold to."""

    __tablename__ = "account"
    __table_args__ = (
        Index("account_name", "name_key", "id"),
        Index("account_parent", "parent_id"),
        Index("account_industry", "industry", "hidden"),
        Index("account_region", "region", "hidden"),
        Index("account_hidden", "hidden", sqlite_where=text("hidden = 1")),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    name: str
    name_key: str
    industry: str | None = None
    website: str | None = None
    country: str | None = None
    region: str | None = None
    employees: float | None = None
    annual_revenue: float | None = None
    parent_id: int | None = Field(default=None, foreign_key="account.id")
    owner: str | None = None
    """The owner as shown: a name, or the id where no name is known."""
    owner_ref: str | None = None
    """The source's id of the owner, where the source gives ids."""
    created_at: int | None = Field(default=None, sa_column=time_column())
    updated_at: int | None = Field(default=None, sa_column=time_column())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    """Custom attributes: a JSON object of text, or NULL."""
    deleted: bool = False
    hidden: bool = False


class Person(SQLModel, table=True):
    """Somebody at an account: a contact or a lead."""

    __tablename__ = "person"
    __table_args__ = (
        Index("person_account", "account_id", "hidden", "name_key", "id"),
        Index("person_name", "name_key", "public_id"),
        Index("person_email", "email_key"),
        Index("person_reports_to", "reports_to_id"),
        Index("person_hidden", "hidden", sqlite_where=text("hidden = 1")),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    name: str
    """First and last name joined by one blank."""
    name_key: str
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    email: str | None = None
    email_key: str | None = None
    phone: str | None = None
    mobile: str | None = None
    department: str | None = None
    reports_to_id: int | None = Field(default=None, foreign_key="person.id")
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    lead_source: str | None = None
    unsubscribed: bool | None = None
    email_invalid: bool | None = None
    created_at: int | None = Field(default=None, sa_column=time_column())
    updated_at: int | None = Field(default=None, sa_column=time_column())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    deleted: bool = False
    hidden: bool = False


class Opportunity(SQLModel, table=True):
    """A deal in the CRM. Open: neither ``is_closed`` nor ``is_won`` is true."""

    __tablename__ = "opportunity"
    __table_args__ = (Index("opportunity_account", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id")
    name: str
    name_key: str
    stage: str | None = None
    is_closed: bool | None = None
    is_won: bool | None = None
    amount: float | None = None
    currency: str | None = None
    close_date: str | None = None
    type: str | None = None
    owner: str | None = None
    owner_ref: str | None = None
    created_at: int | None = Field(default=None, sa_column=time_column())
    updated_at: int | None = Field(default=None, sa_column=time_column())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    deleted: bool = False
    hidden: bool = False


class OpportunityContactRole(SQLModel, table=True):
    """A person's role in one opportunity, as the CRM has it."""

    __tablename__ = "opportunity_contact_role"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("contact_role_opportunity", "opportunity_id"),
        Index("contact_role_person", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str
    external_id: str
    """The source's id; a workspace file has none: opportunity, person and role joined by a unit separator."""
    opportunity_id: int = Field(foreign_key="opportunity.id")
    person_id: int = Field(foreign_key="person.id")
    role: str | None = None
    is_primary: bool | None = None
    deleted: bool = False


class BuyingGroup(SQLModel, table=True):
    """The people of one account who decide on one solution interest. ``name`` NULL: made of interest and account."""

    __tablename__ = "buying_group"
    __table_args__ = (
        Index("buying_group_account", "account_id", "hidden", "interest_id"),
        Index("buying_group_interest", "interest_id", "hidden", "stage", "account_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id")
    interest_id: int = Field(foreign_key="solution_interest.id")
    name: str | None = None
    stage: str | None = None
    stage_entered_at: int | None = Field(default=None, sa_column=time_column())
    status: str | None = None
    origin: str = "input"
    """input or rules."""
    created_at: int | None = Field(default=None, sa_column=time_column())
    updated_at: int | None = Field(default=None, sa_column=time_column())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    deleted: bool = False
    hidden: bool = False


class Membership(SQLModel, table=True):
    """A person in a group, for a time. Of rows equal otherwise the later (``id``) one holds.

    Rows are never deleted, but for one whose making is undone.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("membership_group", "group_id", "person_id", "added_at", "removed_at", "role"),
        Index("membership_person", "person_id", "group_id", "added_at", "removed_at", "role"),
    )

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="buying_group.id")
    person_id: int = Field(foreign_key="person.id")
    role: str
    role_key: str
    source: str = "manual"
    """manual, journey or system."""
    added_at: int | None = Field(default=None, sa_column=time_column())
    removed_at: int | None = Field(default=None, sa_column=time_column())
    removed_by: str | None = None
    """manual, journey or system; NULL where unknown or not removed."""
    ordinal: int = 0
    """Tells rows of one group, person and ``added_at`` apart, in the order of the file."""
    as_imported: str | None = Field(default=None, sa_column=Column(Text))
    """What the row said that it was imported from, as JSON: a refresh or a user may have changed the membership since,
    and the same row again must not undo that. NULL: it came from no file."""


class StageChange(SQLModel, table=True):
    """A group's step from one stage to another."""

    __tablename__ = "stage_change"
    __table_args__ = (Index("stage_change_group", "group_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="buying_group.id")
    from_stage: str | None = None
    to_stage: str
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Journey(SQLModel, table=True):
    """An automated marketing programme that accounts are in."""

    __tablename__ = "journey"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    name: str
    name_key: str
    status: str | None = None
    description: str | None = Field(default=None, sa_column=Column(Text))
    published_at: int | None = Field(default=None, sa_column=time_column())
    ends_at: int | None = Field(default=None, sa_column=time_column())
    created_at: int | None = Field(default=None, sa_column=time_column())
    updated_at: int | None = Field(default=None, sa_column=time_column())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    deleted: bool = False
    hidden: bool = False


class AccountJourney(SQLModel, table=True):
    """An account in a journey, for a time."""

    __tablename__ = "account_journey"
    __table_args__ = (
        Index("account_journey_account", "account_id", "entered_at"),
        Index("account_journey_journey", "journey_id", "entered_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    journey_id: int = Field(foreign_key="journey.id")
    entered_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    left_at: int | None = Field(default=None, sa_column=time_column())
    status: str | None = None


class IntentKeyword(SQLModel, table=True):
    """A keyword of the intent taxonomy."""

    __tablename__ = "intent_keyword"
    __table_args__ = (UniqueConstraint("category_key", "product_key", "keyword_key"),)

    id: int | None = Field(default=None, primary_key=True)
    category: str
    category_key: str
    product: str
    product_key: str
    keyword: str
    keyword_key: str


class Note(SQLModel, table=True):
    """A free text on a group, an account or a person."""

    __tablename__ = "note"
    __table_args__ = (UniqueConstraint("source", "external_id"), Index("note_subject", "kind", "subject_id"))

    id: int | None = Field(default=None, primary_key=True)
    source: str = "workspace"
    external_id: str
    kind: str
    subject_id: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    author: str | None = None
    at: int | None = Field(default=None, sa_column=time_column())
