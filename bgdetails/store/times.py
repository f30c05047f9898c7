"""Points in time and days as the store keeps them: integers since 1970-01-01, UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import overload

MICROS_PER_DAY = 86_400_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)


def today() -> date:
    """The present day, in UTC."""
    return datetime.now(UTC).date()


def to_micros(at: datetime) -> int:
    """Microseconds since 1970-01-01T00:00:00Z; a time without an offset is UTC."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return (at - _EPOCH) // _MICROSECOND


@overload
def from_micros(micros: int) -> datetime: ...


@overload
def from_micros(micros: None) -> None: ...


def from_micros(micros: int | None) -> datetime | None:
    """The time as an aware UTC datetime; None for an unknown one."""
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)


def to_day(day: date) -> int:
    """Days since 1970-01-01; of a datetime, its own date."""
    return day.toordinal() - _EPOCH_ORDINAL


def from_day(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def day_of(micros: int) -> int:
    """The UTC day on which a point in time lies."""
    return micros // MICROS_PER_DAY


def start_of_day(day: int) -> int:
    """00:00:00Z of the day, in microseconds."""
    return day * MICROS_PER_DAY


def end_of_day(day: int) -> int:
    """The last microsecond of the day."""
    return (day + 1) * MICROS_PER_DAY - 1
