"""Activities, their types, and the roll-up that windows and trends read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


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


class JourneyEmail(SQLModel, table=True):
    """An e-mail of a journey as a lake has it, and to how many people what happened: as of ``workspace.lake_day``."""

    __tablename__ = "journey_email"
    __table_args__ = {"sqlite_with_rowid": False}

    journey_id: int = Field(primary_key=True)
    asset: str = Field(sa_column=Column(Text, primary_key=True))
    sent: int
    delivered: int
    opened: int
    clicked: int
