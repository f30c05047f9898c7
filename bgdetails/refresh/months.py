"""The months that charts over time show."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from bgdetails.store.times import end_of_day, from_day, start_of_day, to_day

MONTHS = 12


class Month(Struct, frozen=True):
    """A month up to the scoring day: its name (``2026-11``), first and last day."""

    name: str
    first: int
    last: int

    @property
    def start(self) -> int:
        """Its first microsecond."""
        return start_of_day(self.first)

    @property
    def end(self) -> int:
        """The last microsecond of its last day."""
        return end_of_day(self.last)


def months_until(day: int) -> tuple[Month, ...]:
    """The twelve months that end with the one of ``day``, which ends there, oldest first."""
    found = []
    last = day
    for _ in range(MONTHS):
        first = from_day(last).replace(day=1)
        found.append(Month(f"{first:%Y-%m}", to_day(first), last))
        last = to_day(first) - 1
    return tuple(reversed(found))


def month_named(name: str, day: int) -> Month:
    """The month of that name, up to ``day``.

    Raises:
        ValueError: It is no month.
    """
    first = date.fromisoformat(f"{name}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(name, to_day(first), min(to_day(following) - 1, day))
