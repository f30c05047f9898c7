"""How numbers, dates and levels are said, on screens, in plain output and in summaries alike (docs/wording.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.rules.engagement import shown

if TYPE_CHECKING:
    from bgdetails.rules.deals import DealLevel
    from bgdetails.rules.momentum import Momentum

UNKNOWN = "—"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
whole = shown
"""A number as it is shown: whole, halves up."""
_CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


class Clock(Struct, frozen=True):
    """What "ago" is counted from: the scoring day, the present moment, and the reader's time zone."""

    as_of: date
    now: datetime
    zone: tzinfo | None = None
    """None: the machine's own."""

    @classmethod
    def for_day(cls, as_of: date) -> Clock:
        """The clock of a reader who looks at ``as_of`` now."""
        return cls(as_of, datetime.now(UTC))

    @property
    def today(self) -> date:
        """The reader's date that "today" means: the scoring day, unless that is the present day in UTC."""
        return self.now.astimezone(self.zone).date() if self.as_of == self.now.date() else self.as_of

    @property
    def present(self) -> Clock:
        """The same with today as the scoring day: for what the reader did, whatever day is shown."""
        return replace(self, as_of=self.now.date())

    def local(self, at: datetime) -> datetime:
        """``at`` in the reader's time zone."""
        return at.astimezone(self.zone)


def number(value: float) -> str:
    """``1,204`` or ``1,204.5``."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(value: float | None) -> str:
    """``70 %`` of a share of 100; unknown is a dash."""
    return UNKNOWN if value is None else f"{whole(value)} %"


def amount(value: float | None, currency: str | None) -> str:
    """``€ 412,000``; from a billion on ``€ 1.2 bn``."""
    if value is None:
        return UNKNOWN
    said = f"{value / 1e9:,.1f} bn" if abs(value) >= 1e9 else f"{value:,.0f}"
    return said if not currency else f"{_CURRENCY_SIGNS.get(currency.upper(), currency)} {said}"


def plural(count: int, singular: str, many: str | None = None) -> str:
    """``1 person``, ``3 people``."""
    return f"{number(count)} {singular if count == 1 else many or singular + 's'}"


def listed(items: Sequence[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def day(value: date, clock: Clock) -> str:
    """``18 Nov``, with the year only where it is not this one."""
    said = f"{value.day} {_MONTHS[value.month - 1]}"
    return said if value.year == clock.today.year else f"{said} {value.year}"


def full_day(value: date) -> str:
    """``20 Nov 2026``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(name: str) -> str:
    """``Nov 2026`` of ``2026-11``."""
    return f"{month_name(name)} {name[:-3]}"


def month_name(name: str) -> str:
    """``Nov`` of ``2026-11``."""
    return _MONTHS[int(name[-2:]) - 1]


def ago(at: datetime | None, clock: Clock) -> str:
    """``3 h ago``, ``yesterday``, ``2 days ago``, ``3 weeks ago``; a time to come is ``in 3 days``."""
    if at is None:
        return UNKNOWN
    local = clock.local(at)
    days = (clock.today - local.date()).days
    if days == 0:
        if clock.as_of != clock.now.date():
            return "today"
        hours = int((clock.now - at).total_seconds() // 3600)
        return f"{hours} h ago" if hours >= 1 else "now" if hours == 0 else "today"
    if days < 0:
        return "tomorrow" if days == -1 else f"in {-days} days"
    return _days_ago(days)


def _days_ago(days: int) -> str:
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    if days < 63:
        return f"{days // 7} weeks ago"
    if days < 730:
        return f"{days // 30} months ago"
    return f"{days // 365} years ago"


def moment(at: datetime | None, clock: Clock) -> str:
    """Relative and absolute: ``2 days ago, 18 Nov 15:40``; today is ``today 09:12``."""
    if at is None:
        return UNKNOWN
    local = clock.local(at)
    if local.date() == clock.today:
        return f"today {local:%H:%M}"
    return f"{ago(at, clock)}, {day(local.date(), clock)} {local:%H:%M}"


def deadline(value: date | None, clock: Clock) -> str:
    """The other way round: ``5 Dec in 15 days``, ``1 Nov 19 days ago``."""
    if value is None:
        return UNKNOWN
    days = (value - clock.as_of).days
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days" if days > 1 else _days_ago(-days)
    return f"{day(value, clock)} {when}"


def days_since(at: datetime | None, clock: Clock) -> int | None:
    """Whole days between the local day of ``at`` and today."""
    return None if at is None else (clock.today - clock.local(at).date()).days


def lasting(at: datetime | None, clock: Clock) -> str:
    """``for 23 days``; ``since today``."""
    days = days_since(at, clock)
    if days is None:
        return ""
    return "since today" if days <= 0 else f"for {plural(days, 'day')}"


def signed(value: int) -> str:
    """``+1,204``, ``−44``, ``0``."""
    return f"{value:+,}".replace("-", "−") if value else "0"


def change(value: float) -> str:
    """``+31 %`` of 0.31, whole."""
    percents = whole(abs(value) * 100)
    return f"{signed(percents if value > 0 else -percents)} %"


def momentum(value: Momentum | None) -> str:
    """``+31 %, positive``; ``new, surging``; ``−20 %, at risk``; nothing in either window is a dash."""
    if value is None:
        return UNKNOWN
    return f"{'new' if value.change is None else change(value.change)}, {momentum_band(value)}"


def momentum_band(value: Momentum) -> str:
    """``surging``; ``at risk`` where it is that."""
    return "at risk" if value.at_risk else value.band.value.lower()


def deal_level(level: DealLevel) -> str:
    """A deal's level in words: ``at risk`` is red."""
    return "at risk" if level.word == "red" else level.word


INTENT_COMMAND = "bgdetails import intent_keywords.csv"
LAKE_COMMAND = "bgdetails refresh --as-of DAY"
NO_LAKE_EMAILS = f"— Not known as of this day, for activities lie in a lake. Read it with {LAKE_COMMAND}."


def no_intent(has_keywords: bool | None) -> tuple[str, str, str]:
    """What is not there where no intent is shown, what to do about it, and the command that does it.

    Args:
        has_keywords: Whether there are keywords; None: there are, but nobody looked for them as of this day.
    """
    if has_keywords is None:
        return "— Not known as of this day, for activities lie in a lake.", "Read it with", LAKE_COMMAND
    if has_keywords:
        return "No keyword matches.", "Add more with", INTENT_COMMAND
    return "No intent keywords yet.", "Add them with", INTENT_COMMAND
