"""Dates and spans of time as texts write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from bgdetails.summaries.checking.mentions import Marked
from bgdetails.summaries.checking.numbers import NUMBER_WORDS, number_of
from bgdetails.summaries.checking.words import MONTHS, WEEKDAYS

_MONTH = "(" + "|".join(sorted((name.capitalize() for name in MONTHS), key=len, reverse=True)) + r")\b\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(\d{4})"
_ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_DAY_MONTH = re.compile(rf"(?<!\w){_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR}(?!\w))?")
_MONTH_DAY = re.compile(rf"(?<!\w){_MONTH}\s+{_DAY}(?!\w)(?:,?\s+{_YEAR}(?!\w))?")
_NUMERIC = re.compile(r"(?<![\w./])(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})(?![\w/])")
_MONTH_ONLY = re.compile(rf"(?<!\w){_MONTH}(?:\s+{_YEAR}(?!\w))?")
_RELATIVE = re.compile(r"(?<!\w)(today|yesterday|tomorrow)(?!\w)", re.I)
_WEEKDAY = re.compile(rf"(?<!\w)({'|'.join(name.capitalize() for name in WEEKDAYS)})(?!\w)")
_YEAR_ONLY = re.compile(r"(?<![\w.,])((?:19|20)\d{2})(?![\w%]|[.,]\d)")
_SPAN = re.compile(
    r"(?<!\w)(?:(?P<lead>last|past|previous|preceding|prior|recent|this|these|trailing|rolling|next|coming)\s+)?"
    rf"(?:(?P<number>\d+|a|an|{NUMBER_WORDS})(?:\s+|-|–))?"
    r"(?P<unit>days?|weeks?|fortnights?|months?|quarters?|years?)(?!\w)(?P<ago>\s+ago(?!\w))?",
    re.I,
)
_PER = re.compile(r"(?:per|every|each|a)\s+$", re.I)
_DAYS = {"day": (1,), "week": (7,), "fortnight": (14,), "month": (30, 31), "quarter": (90, 91, 92), "year": (365, 366)}


class SaidDate(Struct, frozen=True):
    """A date as far as a text says it."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    other: date | None = None
    """The other reading of ``3/4/2026``."""

    def fits(self, value: date) -> bool:
        """Whether it may be this day."""
        if self.other == value:
            return True
        return all(
            said is None or said == is_
            for said, is_ in (
                (self.year, value.year),
                (self.month, value.month),
                (self.day, value.day),
                (self.weekday, value.weekday()),
            )
        )


class Span(Struct, frozen=True):
    """A span of time: how many days it may be, and how it is said."""

    days: tuple[int, ...]
    lead: bool
    """``the last …``: it must be the window of a fact."""
    ago: bool
    unit: str
    number: int


def take_dates(marked: Marked, as_of: date, known: Iterable[date]) -> None:
    """Take the dates."""
    for match in marked.found(_ISO):
        year, month, day = (int(part) for part in match.groups())
        marked.take(*match.span(), "date", SaidDate(year, month, day))
    for match in marked.found(_DAY_MONTH):
        marked.take(*match.span(), "date", _said(match[1], match[2], match[3]))
    for match in marked.found(_MONTH_DAY):
        marked.take(*match.span(), "date", _said(match[2], match[1], match[3]))
    for match in marked.found(_NUMERIC):
        marked.take(*match.span(), "date", _numeric(match))
    for match in marked.found(_MONTH_ONLY):
        marked.take(*match.span(), "date", _said(None, match[1], match[2]))
    for match in marked.found(_RELATIVE):
        day_ = as_of + timedelta({"today": 0, "yesterday": -1, "tomorrow": 1}[match[1].casefold()])
        marked.take(*match.span(), "date", SaidDate(day_.year, day_.month, day_.day))
    for match in marked.found(_WEEKDAY):
        marked.take(*match.span(), "date", SaidDate(weekday=WEEKDAYS[match[1].casefold()]))
    years = {value.year for value in known}
    for match in marked.found(_YEAR_ONLY):
        if int(match[1]) in years:
            marked.take(*match.span(), "date", SaidDate(year=int(match[1])))


def _said(day: str | None, month: str, year: str | None) -> SaidDate:
    return SaidDate(int(year) if year else None, MONTHS[month.casefold().rstrip(".")], int(day) if day else None)


def _numeric(match: re.Match[str]) -> SaidDate:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 2000 if year < 100 else 0
    try:
        other = date(year, first, second)
    except ValueError:
        other = None
    return SaidDate(year, second, first, other=other if match[2] == "/" else None)


def take_spans(marked: Marked) -> None:
    """Take spans of time: a unit with a number, or with a word such as *last*."""
    for match in marked.found(_SPAN):
        lead, number, unit = match["lead"], match["number"], match["unit"].casefold().rstrip("s")
        if lead is None and number is None:
            continue
        if number is not None and number.casefold() in ("a", "an") and lead is None and not match["ago"]:
            before = marked.rest[: match.start()].rstrip().rsplit(" ", 1)[-1].casefold()
            if before not in ("in", "for", "over", "within", "since"):
                continue
        count = 1 if number is None or number.casefold() in ("a", "an") else number_of(number)
        if count is None or _PER.search(marked.rest[: match.start()]):
            continue
        days = tuple(int(count * size) for size in _DAYS[unit])
        if number is None and (lead or "").casefold() in ("this", "next", "coming"):
            days = ()  # *this month* ends with the month, not with the day of the data
        marked.take(*match.span(), "span", Span(days, lead is not None, bool(match["ago"]), unit, int(count)))
