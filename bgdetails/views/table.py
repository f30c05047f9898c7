"""A table as plain values: what a chart looks like as one, or the people whom a number counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from bgdetails.navigation import Target

Cell = str | int | float | date | datetime | None
"""A whole number is a count, another one a score of 0–100 or a share of 100 that is shown whole."""


class Over(Struct, frozen=True):
    """What is shown over the page: the check of a deal."""

    what: str
    id: str


class TableRow(Struct, frozen=True):
    """A row, a cell for each column, and what it opens."""

    cells: tuple[Cell, ...]
    opens: Target | Over | None = None


class Table(Struct, frozen=True):
    """Rows of ``total`` that there are; ``noun`` is what a row is, ``empty`` the sentence where there is none."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[TableRow]
    total: int
    noun: tuple[str, str]
    """One, and many."""
    empty: str = ""
    days: tuple[date, ...] = ()
    """The days that it compares, or the one that it is of, where that is not the scoring day."""
