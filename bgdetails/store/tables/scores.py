"""Scores by day, and the rows that Browse reads."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text, false, text
from sqlmodel import Field, SQLModel

from bgdetails.store.tables.columns import time_column


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
    partly: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Of a stale day: only in what ``touched`` names."""
    figures: str | None = None
    """What the velocity and the stagnation of the groups of a browsable day were measured by."""


class Touched(SQLModel, table=True):
    """Somebody or an account that is another than at the last refresh, with all that hangs on it."""

    __tablename__ = "touched"
    __table_args__ = {"sqlite_with_rowid": False}

    kind: str = Field(primary_key=True)
    """person, account."""
    record_id: int = Field(primary_key=True)
    first_day: int
    """Of a person, the first of the days of which something is another; and the last."""
    last_day: int


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
    # By how many have the role, for that is what groups are looked for by; all that a query asks is in the index.
    __table_args__ = (
        Index("group_role_role", "day", "role_key", "assigned", "group_id", "required", "required_for_completeness"),
        {"sqlite_with_rowid": False},
    )

    day: int = Field(primary_key=True)
    group_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    role: str
    role_key: str
    assigned: int
    required: int
    required_for_completeness: bool


class GroupNews(SQLModel, table=True):
    """A group that, on a browsable day, is another than when the reader last looked at it."""

    __tablename__ = "group_news"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    group_id: int = Field(primary_key=True)


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
        Index("group_row_of_account", "day", "account_id", "account_key"),
        # What the list is filtered by most, and no sort goes by.
        Index("group_row_owner", "day", "owner_key"),
        Index("group_row_region", "day", "region_key"),
        Index("group_row_industry", "day", "industry_key"),
        Index("group_row_stage_key", "day", "stage_key"),
        Index("group_row_template", "day", "template_key"),
        Index("group_row_status", "day", "status_key"),
        Index("group_row_velocity", "day", text("velocity DESC"), "name_key", "public_id"),
        Index("group_row_stagnant", "day", "stagnant", "stage_changed_at", "name_key", "public_id"),
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
    last_activity_at: int | None = Field(default=None, sa_column=time_column())
    updated_at: int | None = Field(default=None, sa_column=time_column())
    velocity: int = 0
    """Changes to a later stage in the last 90 days (docs/model.md, stages)."""
    stagnant: bool = False
    """Complete enough to move on, and has not for 60 days."""
    stage_changed_at: int | None = Field(default=None, sa_column=time_column())
    """The last change of stage that is known."""


class AccountScore(SQLModel, table=True):
    """What an account's people did on a browsable day's window and in the 30 days before; no row: nothing that counts.

    ``band`` and ``change`` are those of ``rules.momentum``; ``change`` NULL: there was nothing before.
    """

    __tablename__ = "account_score"
    __table_args__ = (
        Index("account_score_band", "day", "band", "at_risk", "change", "units"),
        {"sqlite_with_rowid": False},
    )

    day: int = Field(primary_key=True)
    account_id: int = Field(primary_key=True)
    units: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Of all its people, as in ``person_score``."""
    units_before: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Of the same people in the window that ends 30 days earlier."""
    band: str
    change: float | None = None
    at_risk: bool = False


class AccountPeople(SQLModel, table=True):
    """What is told of an account's people as a whole, on a browsable day: one row for each account.

    Counted when a page asks, it would be a walk over thousands of people and memberships. ``store/account_people.py``
    reads the cells.
    """

    __tablename__ = "account_people"
    # A journey counts the active people of thousands of accounts, whose rows are long.
    __table_args__ = (Index("account_people_active", "day", "account_id", "active"), {"sqlite_with_rowid": False})

    day: int = Field(primary_key=True)
    account_id: int = Field(primary_key=True)
    active: int
    """People with a score above 0."""
    everybody: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Everybody at the account, by score, then name: the active ones come first."""
    overlap: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The account's own people in two or more of its groups, in the order in which they are listed."""
    coverage: str = Field(sa_column=Column(Text, nullable=False))
    """How many different people have which role in the groups of which interest."""
    last_touch_id: int | None = None
    """The activity that was the last sales touch by the end of the day."""
    next_touch_id: int | None = None
    """The first one after it."""
    marked: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    """Everybody who went quiet or shows High intent in something, and some who nearly do; by id."""


class JourneyScore(SQLModel, table=True):
    """What is told of the accounts in a journey as a whole, on a browsable day: one row where an account entered it.

    Each account counts by its latest entry. Counted when a page asks, it would be a walk over thousands of entries.
    """

    __tablename__ = "journey_score"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    journey_id: int = Field(primary_key=True)
    accounts: int
    completed: int
    in_progress: int
    aborted: int
    durations: int
    """Of how many completed accounts it is known when they left."""
    duration_micros: int = Field(sa_column=Column(BigInteger, nullable=False))
    """How long these took together."""
    accounts_engaged: int
    people_engaged: int
    weeks: str = Field(sa_column=Column(Text, nullable=False))
    """Pairs of a Monday and how many completed in its week, as JSON."""
    first: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The accounts that are listed first (``store/account_people.py``)."""


class InterestCount(SQLModel, table=True):
    """The groups of a solution interest by stage, and the accounts of its audience that have none.

    They are those of the last refresh, with what was done by hand since, whatever day is looked at.
    """

    __tablename__ = "interest_count"

    interest_id: int = Field(primary_key=True)
    stages: str = Field(sa_column=Column(Text, nullable=False))
    """Pairs of a stage (null: none) and how many groups are in it, as JSON."""
    without_group: int
    first_without: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The first of these accounts by name (``store/account_people.py``)."""


class DealScore(SQLModel, table=True):
    """What the check of an open opportunity rests on, on a browsable day: how many people are what (rules.deals)."""

    __tablename__ = "deal_score"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    opportunity_id: int = Field(primary_key=True)
    people: int
    decision_makers: int
    engaged_decision_makers: int
    champions: int
    engaged_champions: int
    engaged: int
    silent: int
    from_groups: bool
    """Nobody has a contact role: the people are members of the account's groups."""
    level: int
    """0 green, 1 amber, 2 red: the worst of the five checks."""
    first: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    """Where they are members of groups, the first people in the order in which they are listed
    (``store/account_people.py``)."""


class GroupAtRisk(SQLModel, table=True):
    """A group of which an open opportunity is red on a browsable day: one of its account and of its interest."""

    __tablename__ = "group_at_risk"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    group_id: int = Field(primary_key=True)


class IntentStrength(SQLModel, table=True):
    """What a person, a group or an account shows intent in, on a browsable day; no row: in nothing.

    ``strengths`` is packed (store/intent_strengths.py): whoever shows a subject needs all of it, and a row for each
    keyword would take ten times the room and the time.
    """

    __tablename__ = "intent_strength"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    """person, group, account."""
    subject_id: int = Field(primary_key=True)
    strongest: float = 0.0
    """The strength of the product in which it is largest."""
    strengths: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class IntentScale(SQLModel, table=True):
    """What the strengths of a kind of subject are divided by: the largest of a keyword, a product and a category."""

    __tablename__ = "intent_scale"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    keyword: float
    product: float
    category: float
