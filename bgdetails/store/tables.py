"""The tables of a workspace.

Conventions, everywhere in the store:

- ``id`` is ours, an integer that never leaves the program. ``public_id`` is what people and JSON see
  (docs/formats.md, ids); it is unique within a kind.
- A point in time is an integer: microseconds since 1970-01-01T00:00:00Z. A day is an integer: days since
  1970-01-01, UTC. A close date is text, ``YYYY-MM-DD``.
- ``*_key`` columns hold ``str.casefold()`` of the column they are named after: comparing and sorting use them.
- ``deleted`` is the record's own mark; ``hidden`` is what screens and scores obey: the record's own mark or that of
  its account.
- Unknown is NULL, never an empty text.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bgdetails.store.version import SCHEMA_VERSION as SCHEMA_VERSION


def _time() -> Column[int]:
    return Column(BigInteger, nullable=True)


class Workspace(SQLModel, table=True):
    """One row: what this file is, and how fresh its scores are."""

    __tablename__ = "workspace"

    id: int = Field(default=1, primary_key=True)
    schema_version: int
    written_by: str
    """Version of the program that made or last migrated the workspace."""
    refreshed_day: int | None = None
    """The day that is shown when none is asked for."""
    refreshed_at: int | None = Field(default=None, sa_column=_time())
    scores_outdated: bool = False
    """True after an import with ``--no-refresh``."""
    rules_text: str | None = Field(default=None, sa_column=Column(Text))
    """The TOML as it was imported; NULL: the default rules."""
    rules_file: str | None = None


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
    updated_at: int | None = Field(default=None, sa_column=_time())
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
    __table_args__ = (Index("account_name", "name_key", "id"), Index("account_parent", "parent_id"))

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
    created_at: int | None = Field(default=None, sa_column=_time())
    updated_at: int | None = Field(default=None, sa_column=_time())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    """Custom attributes: a JSON object of text, or NULL."""
    deleted: bool = False
    hidden: bool = False


class Person(SQLModel, table=True):
    """Somebody at an account: a contact or a lead."""

    __tablename__ = "person"
    __table_args__ = (
        Index("person_account", "account_id", "hidden", "name_key", "id"),
        Index("person_name", "name_key", "id"),
        Index("person_email", "email_key"),
        Index("person_reports_to", "reports_to_id"),
        Index("person_hidden", "hidden", sqlite_where=text("hidden = 1"), postgresql_where=text("hidden")),
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
    created_at: int | None = Field(default=None, sa_column=_time())
    updated_at: int | None = Field(default=None, sa_column=_time())
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
    created_at: int | None = Field(default=None, sa_column=_time())
    updated_at: int | None = Field(default=None, sa_column=_time())
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


class RolesTemplate(SQLModel, table=True):
    """The roles that a purchase needs."""

    __tablename__ = "roles_template"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    status: str = "Live"


class TemplateRole(SQLModel, table=True):
    """One role of a template."""

    __tablename__ = "template_role"
    __table_args__ = (UniqueConstraint("template_id", "role_key"),)

    id: int | None = Field(default=None, primary_key=True)
    template_id: int = Field(foreign_key="roles_template.id")
    position: int
    """Priority order, from 0."""
    role: str
    role_key: str
    weighting: float
    """1–100."""
    members_required: int = 1
    required_for_completeness: bool = True


class StageModel(SQLModel, table=True):
    """A stage model; what it allows is in its stages and transitions."""

    __tablename__ = "stage_model"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)


class Stage(SQLModel, table=True):
    """One stage of a model."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("stage_model_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    stage_model_id: int = Field(foreign_key="stage_model.id")
    position: int
    name: str
    name_key: str
    is_entry: bool = False
    is_success: bool = False
    is_failure: bool = False


class StageTransition(SQLModel, table=True):
    """An allowed step from one stage to another."""

    __tablename__ = "stage_transition"

    from_stage_id: int = Field(primary_key=True, foreign_key="stage.id")
    to_stage_id: int = Field(primary_key=True, foreign_key="stage.id")


class SolutionInterest(SQLModel, table=True):
    """What is being sold."""

    __tablename__ = "solution_interest"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    template_id: int = Field(foreign_key="roles_template.id")
    stage_model_id: int | None = Field(default=None, foreign_key="stage_model.id")
    update_existing: bool = True
    defined: bool = True
    """False: no rules name it; it came with a group."""


class BuyingGroup(SQLModel, table=True):
    """The people of one account who decide on one solution interest. ``name`` NULL: made of interest and account."""

    __tablename__ = "buying_group"
    __table_args__ = (
        Index("buying_group_account", "account_id", "hidden"),
        Index("buying_group_interest", "interest_id", "hidden", "stage"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id")
    interest_id: int = Field(foreign_key="solution_interest.id")
    name: str | None = None
    stage: str | None = None
    stage_entered_at: int | None = Field(default=None, sa_column=_time())
    status: str | None = None
    origin: str = "input"
    """input or rules."""
    created_at: int | None = Field(default=None, sa_column=_time())
    updated_at: int | None = Field(default=None, sa_column=_time())
    attributes: str | None = Field(default=None, sa_column=Column(Text))
    deleted: bool = False
    hidden: bool = False


class Membership(SQLModel, table=True):
    """A person in a group, for a time. Rows are never deleted; of rows equal otherwise the later (``id``) one holds."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("membership_group", "group_id", "person_id", "added_at", "removed_at", "role"),
        Index("membership_person", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="buying_group.id")
    person_id: int = Field(foreign_key="person.id")
    role: str
    role_key: str
    source: str = "manual"
    """manual, journey or system."""
    added_at: int | None = Field(default=None, sa_column=_time())
    removed_at: int | None = Field(default=None, sa_column=_time())
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
    published_at: int | None = Field(default=None, sa_column=_time())
    ends_at: int | None = Field(default=None, sa_column=_time())
    created_at: int | None = Field(default=None, sa_column=_time())
    updated_at: int | None = Field(default=None, sa_column=_time())
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
    left_at: int | None = Field(default=None, sa_column=_time())
    status: str | None = None


class ActivityType(SQLModel, table=True):
    """A kind of activity, with the weight that the active model gives it (0: never scored)."""

    __tablename__ = "activity_type"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    weight_milli: int = 0
    """Weight × 1000, a whole number."""
    done_to_person: bool = False
    sales_touch: bool = False


class Activity(SQLModel, table=True):
    """One thing that a person did at one time."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("activity_person", "person_id", "at", "type_id"),
        Index("activity_journey", "journey_id", "type_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str
    external_id: str
    person_id: int = Field(foreign_key="person.id")
    type_id: int = Field(foreign_key="activity_type.id")
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    day: int
    asset: str | None = Field(default=None, sa_column=Column(Text))
    url: str | None = Field(default=None, sa_column=Column(Text))
    subject: str | None = Field(default=None, sa_column=Column(Text))
    campaign: str | None = Field(default=None, sa_column=Column(Text))
    journey_id: int | None = Field(default=None, foreign_key="journey.id")
    description: str | None = Field(default=None, sa_column=Column(Text))
    moment_type: str | None = None
    attributes: str | None = Field(default=None, sa_column=Column(Text))


class ActivityDay(SQLModel, table=True):
    """The roll-up that windows and trends read: how many activities of a type a person had on a day."""

    __tablename__ = "activity_day"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    type_id: int = Field(primary_key=True)
    n: int


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
    at: int | None = Field(default=None, sa_column=_time())


class ScoreDay(SQLModel, table=True):
    """A day for which scores are kept, with what they are divided by (docs/model.md, scores)."""

    __tablename__ = "score_day"

    day: int = Field(primary_key=True)
    largest_weight_milli: int = 0
    """Largest weight of the types that count; 0 where none does."""
    largest_units: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    largest_raw: float = 0.0
    browsable: bool = False
    """True where ``group_row`` and ``group_role`` have this day."""
    stale: bool = False
    """Older than the data or the rules: computed anew before it is shown."""


class PersonScore(SQLModel, table=True):
    """A person's activity in the window that ends on a day; no row: nothing that counts.

    ``units`` = sum of capped count x weight in thousandths. Score = 100 x sqrt(units) / sqrt(largest units).
    """

    __tablename__ = "person_score"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    units: int = Field(sa_column=Column(BigInteger, nullable=False))


class GroupScore(SQLModel, table=True):
    """A group on a day. ``raw`` = sum of sqrt(units) x role share. Score = 100 x sqrt(raw) / sqrt(largest raw)."""

    __tablename__ = "group_score"
    __table_args__ = (Index("group_score_group", "group_id", "day"), {"sqlite_with_rowid": False})

    day: int = Field(primary_key=True)
    group_id: int = Field(primary_key=True)
    raw: float = 0.0
    completeness: float | None = None
    member_count: int = 0


class GroupRole(SQLModel, table=True):
    """How a template role of a group is filled, on a browsable day."""

    __tablename__ = "group_role"
    __table_args__ = (Index("group_role_role", "day", "role_key", "group_id"), {"sqlite_with_rowid": False})

    day: int = Field(primary_key=True)
    group_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    role: str
    role_key: str
    assigned: int
    required: int
    required_for_completeness: bool


class GroupRow(SQLModel, table=True):
    """What Browse shows of a group on a browsable day: everything in one row, an index for each sortable column.

    ``rank`` is ``raw`` of the group's score rounded to 9 decimals, so that the order of rows never decides a tie.
    Numbers and times are indexed from the largest down, as they are sorted first: ties go up by name in either case.
    """

    __tablename__ = "group_row"
    __table_args__ = (
        Index("group_row_name", "day", "name_key", "public_id"),
        Index("group_row_rank", "day", text("rank DESC"), "name_key", "public_id"),
        Index("group_row_account", "day", "account_key", "name_key", "public_id"),
        Index("group_row_interest", "day", "interest_key", "name_key", "public_id"),
        Index("group_row_stage", "day", "stage_position", "stage_key", "name_key", "public_id"),
        Index("group_row_completeness", "day", text("completeness DESC"), "name_key", "public_id"),
        Index("group_row_members", "day", text("member_count DESC"), "name_key", "public_id"),
        Index("group_row_gaps", "day", text("gaps DESC"), "name_key", "public_id"),
        Index("group_row_active", "day", text("last_activity_at DESC"), "name_key", "public_id"),
        Index("group_row_updated", "day", text("updated_at DESC"), "name_key", "public_id"),
        Index("group_row_of_account", "day", "account_id"),
        {"sqlite_with_rowid": False},
    )

    day: int = Field(primary_key=True)
    group_id: int = Field(primary_key=True)
    public_id: str
    name: str
    name_key: str
    account_id: int
    account_public_id: str
    account_name: str
    account_key: str
    interest: str
    interest_key: str
    template: str
    template_key: str
    stage: str | None = None
    stage_key: str | None = None
    stage_position: int | None = None
    """Place in the stage model; NULL for no stage or one that the model lacks."""
    status: str | None = None
    status_key: str | None = None
    owner_key: str | None = None
    region_key: str | None = None
    industry_key: str | None = None
    rank: float = 0.0
    completeness: float | None = None
    member_count: int = 0
    missing: str | None = None
    """Missing roles in the template's order, joined by U+001F; NULL: none."""
    short: str | None = None
    """Short roles as ``Champion 1 of 2``, joined by U+001F; NULL: none."""
    gaps: int | None = None
    """Number of missing roles x 1000 + number of short ones; NULL where no role is required."""
    last_activity_at: int | None = Field(default=None, sa_column=_time())
    updated_at: int | None = Field(default=None, sa_column=_time())


class Summary(SQLModel, table=True):
    """A summary that was written and kept."""

    __tablename__ = "summary"
    __table_args__ = (Index("summary_subject", "kind", "subject_id", "generated_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject_id: int
    engine: str
    model: str | None = None
    language: str = "en"
    day: int
    facts_key: str
    """Hash of the facts, the prompt's version, model and language."""
    facts: str = Field(sa_column=Column(Text, nullable=False))
    content: str = Field(sa_column=Column(Text, nullable=False))
    """Statements and highlights as JSON."""
    generated_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class SummaryFeedback(SQLModel, table=True):
    """What a reader said of a summary, with the facts and the text it was said of."""

    __tablename__ = "summary_feedback"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject_id: int
    helpful: bool
    engine: str
    model: str | None = None
    day: int
    facts: str = Field(sa_column=Column(Text, nullable=False))
    content: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class ViewHistory(SQLModel, table=True):
    """When a page was last looked at."""

    __tablename__ = "view_history"
    __table_args__ = (Index("view_history_at", "at"),)

    kind: str = Field(primary_key=True)
    public_id: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    times: int = 1
