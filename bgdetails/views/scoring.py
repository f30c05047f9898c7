"""The scoring day of a view: what scores of that day are divided by, and the one order by score."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.engagement import WINDOW_DAYS, score
from bgdetails.store.tables import ScoreDay
from bgdetails.store.times import end_of_day, to_day
from bgdetails.views.statements import DAY, Query, table

_days = table(ScoreDay).c
_SCALE = Query(select(_days.largest_units, _days.largest_raw, _days.largest_weight_milli).where(_days.day == DAY))


class Scoring(Struct, frozen=True):
    """A scoring day and the largest values of that day."""

    as_of: date
    day: int
    end: int
    """Its last microsecond."""
    largest_units: int
    largest_raw: float
    largest_weight_milli: int

    @property
    def window_from(self) -> int:
        """The first day of the window."""
        return self.day - WINDOW_DAYS + 1

    def person(self, units: int | None) -> float:
        """A person's engagement score; no row in the store: nothing that counts."""
        return score(units or 0, self.largest_units)

    def group(self, raw: float | None) -> float:
        """A group's engagement score."""
        return score(raw or 0.0, self.largest_raw)


def scoring_of(session: Session, as_of: date) -> Scoring:
    """The scoring day ``as_of``."""
    day = to_day(as_of)
    largest_units, largest_raw, largest_weight = _SCALE.first(session, day=day) or (0, 0.0, 0)
    return Scoring(as_of, day, end_of_day(day), largest_units, largest_raw, largest_weight)


def by_score(score: float, name_key: str, public_id: str) -> tuple[float, str, str]:
    """Sorts by score, highest first, compared as docs/model.md has it; ties by name, then id."""
    return -round(score, 9), name_key, public_id
