"""Numbers of the dashboard that take long to count."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class DashboardCount(SQLModel, table=True):
    """A number of the dashboard that takes long to count, kept with the scores of its day until they change.

    ``measure`` says what is counted, ``key`` of what (a stage, a month, a role), ``total`` out of how many.
    """

    __tablename__ = "dashboard_count"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    key: str | None = None
    n: int
    total: int | None = None
    mean: float | None = None
