"""The workspace itself, and what the program remembers of its reader."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from bgdetails.store.tables.columns import time_column


class Workspace(SQLModel, table=True):
    """One row: what this file is, and how fresh its scores are."""

    __tablename__ = "workspace"

    id: int = Field(default=1, primary_key=True)
    schema_version: int
    written_by: str
    """Version of the program that made or last migrated the workspace."""
    refreshed_day: int | None = None
    """The day that is shown when none is asked for."""
    refreshed_at: int | None = Field(default=None, sa_column=time_column())
    scores_outdated: bool = False
    """True after an import with ``--no-refresh``."""
    rules_text: str | None = Field(default=None, sa_column=Column(Text))
    """The TOML as it was imported; NULL: the default rules."""
    rules_file: str | None = None
    lake: str | None = Field(default=None, sa_column=Column(Text))
    """Where all activities lie, of which the store has the latest; NULL: the store has them all."""
    lake_engine: str | None = None
    """What the lake is read by."""
    lake_day: int | None = None
    """The day as of which it was read last: e-mails of journeys are known as of that day alone."""


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
    """When a page was last looked at, and of a group what it was then."""

    __tablename__ = "view_history"
    __table_args__ = (Index("view_history_at", "at"),)

    kind: str = Field(primary_key=True)
    public_id: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    times: int = 1
    name: str | None = None
    """What the page was called."""
    day: int | None = None
    """The scoring day that ``seen`` is of."""
    seen: str | None = Field(default=None, sa_column=Column(Text))
    """A group as it was shown, as JSON (``store/looks.py``)."""


class Watched(SQLModel, table=True):
    """A group or an account that the reader watches. The groups of a watched account are watched with it."""

    __tablename__ = "watched"

    kind: str = Field(primary_key=True)
    """group or account."""
    record_id: int = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class SavedView(SQLModel, table=True):
    """A list of groups that a reader keeps by name. The one without a name holds how all groups are shown."""

    __tablename__ = "saved_view"

    name_key: str = Field(primary_key=True)
    name: str
    query: str = ""
    sort: str
    descending: bool
    columns: str = ""
    """Ids of the columns in their order, joined by blanks; empty: as they come."""


class LoggedAction(SQLModel, table=True):
    """Something that was done by hand to a group, to one of its members, or to the notes on a record.

    What was done together has one batch.
    """

    __tablename__ = "logged_action"
    __table_args__ = (Index("logged_action_group", "group_id", "id"), Index("logged_action_batch", "batch"))

    id: int | None = Field(default=None, primary_key=True)
    batch: int
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    day: int
    """The scoring day that was looked at."""
    kind: str
    """stage, assign, remove, role, note or watch."""
    group_id: int | None = Field(default=None, foreign_key="buying_group.id")
    """NULL: done to an account or a person."""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    before: str | None = None
    """The stage, role or text before; NULL: none."""
    after: str | None = None
    moment: int = Field(sa_column=Column(BigInteger, nullable=False))
    """When it holds from, in the records."""
    touched: str = Field(sa_column=Column(Text, nullable=False))
    """The rows that it wrote, as JSON: what undoing needs."""
    undone_at: int | None = Field(default=None, sa_column=time_column())
    account_id: int | None = Field(default=None, foreign_key="account.id")
    """The account that a note is on, or that is watched."""
