"""A filter, step by step: a field, how it is tested, a value; together they are a part of a query."""

from __future__ import annotations

from msgspec import Struct

from bgdetails.store.query_language import KEYS, KeyKind, QueryError, parse, quoted
from bgdetails.store.query_words import label, say

_TESTS: dict[KeyKind, tuple[tuple[str, str], ...]] = {
    KeyKind.PART: (("contains", "{key}:{value}"), ("does not contain", "-{key}:{value}")),
    KeyKind.LACK: (("is", "{key}:{value}"), ("is not", "-{key}:{value}")),
    KeyKind.NUMBER: (
        ("is at least", "{key}>={value}"),
        ("is at most", "{key}<={value}"),
        ("is", "{key}={value}"),
        ("is between, as 40..60", "{key}:{value}"),
    ),
    KeyKind.DAY: (
        ("is on or after", "{key}>={value}"),
        ("is before", "{key}<{value}"),
        ("is on", "{key}={value}"),
        ("is between, as 2026-01-01..2026-01-31", "{key}:{value}"),
    ),
    KeyKind.ROLE: (
        ("has at least", "{key}:{value}>={number}"),
        ("has at most", "{key}:{value}<={number}"),
    ),
}
_NAMES = (("is", "{key}:{value}"), ("is not", "-{key}:{value}"))
_TITLES = {"missing": "missing role", "short": "short role", "role": "people in a role"}


class Filter(Struct, frozen=True):
    """What was chosen so far."""

    key: str = ""
    test: str = ""
    template: str = ""
    value: str = ""

    @property
    def takes_number(self) -> bool:
        """Whether a number, or a day, is typed now, rather than a value chosen."""
        kind = KEYS.get(self.key)
        return kind in (KeyKind.NUMBER, KeyKind.DAY) or (kind is KeyKind.ROLE and bool(self.value))

    @property
    def words(self) -> str:
        """What was chosen, to go on from."""
        return " ".join(part for part in (title(self.key) if self.key else "", self.value, self.test) if part)

    def back(self) -> Filter | None:
        """Without the last step; None where there was none."""
        if self.value:
            return Filter(self.key, self.test, self.template)
        if self.test:
            return Filter(self.key)
        return Filter() if self.key else None

    def part(self, value: str) -> str:
        """The part of a query that it is with a value."""
        if KEYS[self.key] is KeyKind.ROLE:
            return self.template.format(key=self.key, value=quoted(self.value), number=value)
        written = value if self.takes_number else quoted(value)
        return self.template.format(key=self.key, value=written)


def title(key: str) -> str:
    """What a field is called where one chooses it."""
    return _TITLES.get(key, label(key))


def fields() -> list[str]:
    """The keys, by what they are called."""
    return sorted(KEYS, key=title)


def tests(key: str) -> tuple[tuple[str, str], ...]:
    """How a field can be tested: in words, and as a part of a query."""
    return _TESTS.get(KEYS[key], _NAMES)


def said(part: str) -> tuple[str, bool]:
    """A part of a query in words, and whether it can be understood; else why not."""
    try:
        node = parse(part)
    except QueryError as error:
        return str(error), False
    return (say(node), True) if node is not None else ("", False)
