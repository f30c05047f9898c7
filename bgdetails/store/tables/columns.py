"""Columns that several tables have."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column


def time_column() -> Column[int]:
    """A point in time, or NULL where it is unknown."""
    return Column(BigInteger, nullable=True)
