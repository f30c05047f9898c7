"""What a cell of a file means: times, dates, numbers, truth, words, ids (docs/formats.md, cells).

Every parser takes a cell without outer blanks that is not empty, and returns None for one that it cannot read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from bgdetails.sources.drafts import Reason
from bgdetails.store.times import MICROS_PER_DAY, to_day

Value = str | int | float | bool
NOON = MICROS_PER_DAY // 2

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(
    r"[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?"
    r" ?(?:[Zz]|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?)?"
)
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}")
_TRUTH = dict.fromkeys(("true", "1", "yes", "y", "t"), True) | dict.fromkeys(("false", "0", "no", "n", "f"), False)

_FIRST = to_day(date.min) * MICROS_PER_DAY
_LAST = (to_day(date.max) + 1) * MICROS_PER_DAY - 1
_CACHED = 100_000
"""A day has 86,400 seconds; exports with fractions would fill memory without a bound."""
_days: dict[str, int] = {}
_clocks: dict[str, int] = {"": NOON}


def parse_time(cell: str) -> int | None:
    """Microseconds of an ISO 8601 time; a time without offset is UTC, a day without a time its noon."""
    try:
        # Millions of cells share a few days and at most 86,400 clocks, so both halves come from a table.
        return _days[cell[:10]] + _clocks[cell[10:]]
    except KeyError:
        return _parse_new_time(cell)


def _parse_new_time(cell: str) -> int | None:
    day, clock = _start_of(cell[:10]), _clock_of(cell[10:])
    if day is None or clock is None or not _FIRST <= day + clock <= _LAST:
        return None
    # The first and last day can leave the years 1 to 9999 by their offset, so they are looked at every time.
    if _FIRST + MICROS_PER_DAY < day < _LAST - 2 * MICROS_PER_DAY:
        _remember(_days, cell[:10], day)
        _remember(_clocks, cell[10:], clock)
    return day + clock


def _remember(table: dict[str, int], key: str, value: int) -> None:
    if len(table) >= _CACHED:
        table.clear()
    table[key] = value


def _start_of(text: str) -> int | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return to_day(date(int(match[1]), int(match[2]), int(match[3]))) * MICROS_PER_DAY
    except ValueError:
        return None


def _clock_of(text: str) -> int | None:
    """Microseconds after the start of the day, less the offset."""
    if not text:
        return NOON
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, fraction, sign, offset_hours, offset_minutes = match.groups()
    micros = (int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)) * 1_000_000
    micros += int((fraction or "").ljust(6, "0")[:6])
    offset = (int(offset_hours or 0) * 60 + int(offset_minutes or 0)) * 60_000_000
    return micros + offset if sign == "-" else micros - offset


def parse_day(cell: str) -> str | None:
    """A date as ``YYYY-MM-DD``; of a time, the date as it is written."""
    return cell[:10] if parse_time(cell) is not None else None


def parse_number(cell: str) -> float | None:
    """A number, with thousands commas and a decimal point or without."""
    if _NUMBER.fullmatch(cell) is None:
        return None
    return _finite(float(cell.replace(",", "")))


def parse_machine_number(cell: str) -> float | None:
    """The same, or in the scientific notation that programs write large amounts in (``7.4E8``)."""
    return _finite(float(cell)) if _SCIENTIFIC.fullmatch(cell) else parse_number(cell)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def parse_truth(cell: str) -> bool | None:
    """True or False of one of the ten words."""
    return _TRUTH.get(cell.lower())


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SALESFORCE_ID = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")


def parse_salesforce_id(cell: str) -> str | None:
    """A Salesforce id in its full form of 18 characters; one of 15 is completed.

    The last three characters say which of the first fifteen are capitals, five to a character.
    """
    if _SALESFORCE_ID.fullmatch(cell) is None:
        return None
    if len(cell) == 18:
        return cell
    marks = ("A" <= character <= "Z" for character in cell)
    bits = [sum(1 << place for place in range(5) if next(marks)) for _ in range(3)]
    return cell + "".join(_ALPHABET[number] for number in bits)


class CellType(Struct, frozen=True):
    """How the cells of a column are read, and what to say of one that cannot be."""

    parse: Callable[[str], Value | None]
    reason: Reason = Reason.BAD_VALUE
    expected: str = ""


def _keep(cell: str) -> str:
    return cell


TEXT = CellType(_keep)
TIME = CellType(parse_time, Reason.BAD_DATE, "a time such as 2026-11-20T09:30:00Z, or a date such as 2026-11-20")
DAY = CellType(parse_day, Reason.BAD_DATE, "a date such as 2026-11-20")
NUMBER = CellType(parse_number, Reason.BAD_NUMBER, "a number such as 1250000.50")
MACHINE_NUMBER = CellType(parse_machine_number, Reason.BAD_NUMBER, "a number such as 1250000.50")
TRUTH = CellType(parse_truth, Reason.BAD_VALUE, "true or false")
SALESFORCE_ID = CellType(parse_salesforce_id, Reason.BAD_VALUE, "a Salesforce id of 15 or 18 letters and digits")


def one_of(words: Sequence[str]) -> CellType:
    """One of ``words`` without regard to case, read as it is written there."""
    table = {word.casefold(): word for word in words}
    return CellType(lambda cell: table.get(cell.casefold()), Reason.BAD_VALUE, f"one of {', '.join(words)}")


def at_most(characters: int) -> CellType:
    """A text of at most so many characters."""
    return CellType(
        lambda cell: cell if len(cell) <= characters else None,
        Reason.TOO_LONG,
        f"at most {characters} characters",
    )
