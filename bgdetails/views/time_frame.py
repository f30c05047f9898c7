"""The time frame of the dashboard: the day that is counted, and an earlier one that it is compared with."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

FRAMES = (("Last week", 7), ("Last month", 30), ("Last quarter", 90), ("Last year", 365))
"""How many days before the scoring day each one starts."""
_FIRST = date(1970, 1, 1)
_OWN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:(?:\s*\.\.\s*|\s+to\s+|\s+)(\d{4}-\d{2}-\d{2}))?", re.ASCII | re.IGNORECASE)
"""A day, or two: ``2026-01-31 to 2026-03-31``, ``2026-01-31..2026-03-31``."""


class TimeFrame(Struct, frozen=True):
    """So many days until the scoring day, or from a day of one's own, until an ``end`` of one's own if one is told."""

    days: int = 30
    own: date | None = None
    end: date | None = None

    def start(self, as_of: date) -> date:
        """The day that it starts on."""
        return self.own or as_of - timedelta(days=self.days)


def own_frame(text: str, as_of: date) -> TimeFrame | None:
    """The frame that was typed: from a day, or from one to another, the scoring day at the latest; None: it is none."""
    found = _OWN.fullmatch(text.strip())
    try:
        days = [date.fromisoformat(day) for day in found.groups() if day] if found else []
    except ValueError:
        return None
    if not days:
        return None
    own, end = days[0], days[-1] if len(days) > 1 else as_of
    return TimeFrame(own=own, end=None if end == as_of else end) if _FIRST < own < end <= as_of else None
