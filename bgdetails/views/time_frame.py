"""The time frame of the dashboard: the day that it compares the scoring day with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FRAMES = (("Last week", 7), ("Last month", 30), ("Last quarter", 90), ("Last year", 365))
"""How many days before the scoring day each one starts."""


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """So many days until the scoring day, or from a day of one's own."""

    days: int = 30
    own: date | None = None

    def start(self, as_of: date) -> date:
        """The day that it starts on."""
        return self.own or as_of - timedelta(days=self.days)


def own_frame(text: str, as_of: date) -> TimeFrame | None:
    """The frame that starts on the day that was typed; None: that is no day before the scoring day."""
    try:
        own = date.fromisoformat(text.strip()) if len(text.strip()) == len("2026-01-31") else as_of
    except ValueError:
        return None
    return TimeFrame(own=own) if date(1970, 1, 1) < own < as_of else None
