"""Slots: ``{{f1.score}}`` in a statement is filled by the program with that value, as it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from bgdetails.summaries.languages.glossary import Language
from bgdetails.summaries.model import Fact, FactValue
from bgdetails.wording import Clock, day, number

_SLOT = re.compile(r"\{\{\s*(\w+)\.(\w+)\s*\}\}")
_DAYS_FOLLOW = re.compile(r"\s*-?\s*days?\b", re.I)
_PERCENT_FOLLOWS = re.compile(r"\s*(?:%|per\s?cent|prozent|pour\s?cent|por ciento)", re.I)
_QUOTES = "“\"«„‘'"


class SlotError(Exception):
    """A slot that names nothing, or a fact that is not cited."""


def fill(text: str, cited: Mapping[str, Fact], as_of: date, language: Language | None = None) -> str:
    """The text with its slots filled; ``language`` None: as English writes values.

    Raises:
        SlotError: A slot names nothing that the cited facts have.
    """

    def value(match: re.Match[str]) -> str:
        fact = cited.get(match[1])
        if fact is None:
            raise SlotError(f"{match[0]} names {match[1]}, which is not cited")
        found = fact.values.get(match[2])
        if found is None:
            raise SlotError(f"{match[1]} has no {match[2]}")
        quoted = text[: match.start()].rstrip()[-1:] in tuple(_QUOTES)
        return shown(found, as_of, text[match.end() :], quoted=quoted, language=language)

    filled = _SLOT.sub(value, text)
    if "{{" in _SLOT.sub("", text) or "}}" in _SLOT.sub("", text):
        raise SlotError("a slot is broken")
    return filled


def shown(
    value: FactValue, as_of: date, following: str = "", *, quoted: bool = False, language: Language | None = None
) -> str:
    """A value as the screens show it; its unit is left out where it follows."""
    if value.type == "date":
        then = date.fromisoformat(str(value.value))
        if language is not None:
            return language.write_day(then, as_of)
        return day(then, Clock(as_of, datetime.combine(as_of, time(12), UTC), UTC))
    if value.type == "quote":
        return str(value.value) if quoted else f"“{value.value}”"
    if value.type in ("number", "percent", "window"):
        said = number(float(value.value))
        said = said if language is None else language.write_number(said)
        if value.type == "percent":
            return said if _PERCENT_FOLLOWS.match(following) else f"{said} %"
        if value.type == "window":
            days = "days" if language is None else language.days
            follow = _DAYS_FOLLOW.match(following) or re.match(rf"\s*-?\s*{days}", following, re.I)
            return said if follow else f"{said} {days}"
        return said
    return str(value.value)
