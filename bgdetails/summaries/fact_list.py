"""Collects facts in order and numbers them; the ids stay the same while the facts do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from unicodedata import category

from bgdetails.navigation import Target
from bgdetails.summaries.model import Fact, FactValue
from bgdetails.text import visible

WINDOW = FactValue("window", 30)
FOUR_WEEKS = FactValue("window", 28)
_LONGEST_QUOTE = 200
_LINK_OR_ADDRESS = re.compile(
    r"\b(?:https?|ftp|mailto|file|javascript|tel|data)\s*:\S*|\bwww\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+/\S*|"
    r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|co|de|uk|eu|info|biz|dev|app|ai|xyz|ru|cn|fr|test|example)\b",
    re.I,
)
_ADDRESS = re.compile(r"([^\s@]+)@\S+")
_NAMED_LINK = re.compile(
    r"\b(?:https?|ftp|mailto|file|javascript|tel|data)\s*:\S*|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)+/\S*|"
    r"(?<=\s)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|co|de|uk|eu|info|biz|dev|app|ai|xyz|ru|cn|fr|test|example)\b",
    re.I,
)
"""Links in a name; the first word may be a domain, as companies are called (Booking.com)."""
_CALLED = re.compile(r"(?:\+|\b00)\d[\d\s().\-/]{6,}\d|\b(?:\d[\s().\-/]{0,2}){9,}")
_SLOT_MARKS = re.compile(r"\{\{|\}\}")
"""What a reply leaves values to the program with: no text from outside may."""
_LONGEST_NAME = 200
_NUMBER_TO_CALL = re.compile(r"\+?\d[\d\s().\-/]{6,}\d")


class FactList:
    """Facts of one subject as they are found."""

    def __init__(self) -> None:
        self._facts: list[Fact] = []
        self.highlights: list[tuple[str, tuple[str, ...]]] = []

    def add(self, kind: str, text: str, target: Target | None = None, **values: FactValue) -> str:
        """Add a fact and return its id."""
        fact_id = f"f{len(self._facts) + 1}"
        self._facts.append(Fact(fact_id, kind, text, {k.rstrip("_"): v for k, v in values.items()}, target))
        return fact_id

    def highlight(self, label: str, facts: Iterable[str]) -> None:
        """Say which facts a highlight line rests on."""
        self.highlights.append((label, tuple(facts)))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All of them, in order."""
        return tuple(self._facts)


def number(value: float) -> FactValue:
    """A number as it is shown."""
    return FactValue("number", value)


def label(value: str) -> FactValue:
    """A role, stage, product, level or type."""
    return FactValue("label", plain(value))


def day_value(value: date) -> FactValue:
    """A day, ISO."""
    return FactValue("date", value.isoformat())


def quote(text: str | None) -> FactValue | None:
    """Text from a CRM or a user as one line without address, link or number to call; None if nothing is left."""
    if not text:
        return None
    shown = "".join(" " if c.isspace() else c for c in text if c.isspace() or category(c)[0] != "C")
    left = _NUMBER_TO_CALL.sub(" ", _LINK_OR_ADDRESS.sub(" ", _SLOT_MARKS.sub(" ", shown)))
    left = " ".join(left.split())[:_LONGEST_QUOTE].strip()
    return FactValue("quote", left) if any(c.isalnum() for c in left) else None


@lru_cache(maxsize=1024)
def plain(name: str) -> str:
    """A name or label as one line that shows, without links, numbers to call and the host of an address.

    Where a system knows no name of a person, an address may stand in for one: what is before the @ stays.
    """
    shown = visible(name)[:_LONGEST_NAME]
    left = _CALLED.sub(" ", _NAMED_LINK.sub(" ", _ADDRESS.sub(r"\1", _SLOT_MARKS.sub(" ", shown))))
    if left == shown:
        return shown
    return " ".join(left.split()) or "(no name)"


def told_apart(people: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """Names for (id, name, title), with what tells them apart where two people share a name: ``Ana Moss (CFO)``."""
    known = {person: (plain(name), plain(title) if title else None) for person, name, title in people}
    shared = Counter(name.casefold() for name, _ in known.values())
    with_title = Counter(f"{name} ({title})".casefold() for name, title in known.values() if title)
    said: dict[str, str] = {}
    for person, (name, title) in known.items():
        if shared[name.casefold()] == 1:
            said[person] = name
        elif title and with_title[f"{name} ({title})".casefold()] == 1:
            said[person] = f"{name} ({title})"
        else:
            said[person] = f"{name} ({person})"
    return said
