"""What was asked of Claude: what it cost, and the batches whose answers are still to come."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel


class Spending(SQLModel, table=True):
    """What one request or batch cost; while it is under way, what it is reckoned to cost."""

    __tablename__ = "spending"
    __table_args__ = (Index("spending_day", "day", "cost"),)

    id: int | None = Field(default=None, primary_key=True)
    day: int
    """The UTC day on which it was sent."""
    model: str
    requests: int = 1
    cost: float | None = None
    """US dollars; NULL: no price is known."""
    settled: bool = False
    """False: ``cost`` is an estimate, also where the program ended before the answer did."""


class SummaryBatch(SQLModel, table=True):
    """A batch of requests whose answers have not been taken yet, and the settings that it was made with."""

    __tablename__ = "summary_batch"
    # Never an id again: another run may still hold that of a batch whose answers were taken.
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    batch_id: str | None = None
    """What the server calls it; NULL: it is being sent, or nobody knows whether it was."""
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    spending_id: int = Field(foreign_key="spending.id")
    requests: int


class SummaryRequest(SQLModel, table=True):
    """One subject in a batch, with the facts that were sent; it goes when its answer is taken."""

    __tablename__ = "summary_request"
    __table_args__ = (
        Index("summary_request_subject", "kind", "subject_id", "facts_key", unique=True),
        Index("summary_request_batch", "batch"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    batch: int | None = Field(default=None, foreign_key="summary_batch.id")
    """NULL: the first answer is there, and what failed of it is still to be asked for again."""
    custom_id: str
    kind: str
    subject_id: int
    facts_key: str
    settings: str = Field(sa_column=Column(Text, nullable=False))
    """Model, language and the like, as JSON: what the answer is checked with."""
    facts: str = Field(sa_column=Column(Text, nullable=False))
    content: str = Field(sa_column=Column(Text, nullable=False))
    """Where the facts lead, and the highlight lines that were asked for."""
    first: str | None = Field(default=None, sa_column=Column(Text))
    """The first answer and what it took, as JSON, where it is asked for again."""
