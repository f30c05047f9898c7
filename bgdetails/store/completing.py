"""What may follow in a query that is being typed: keys, and the values that a key can have in this workspace."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from bgdetails.store.query_language import KEYS, WORDS, KeyKind, quoted

MOST = 8
"""Completions that are offered at once."""
_LEAST_OF_A_KEY = 2
"""Letters from which a word is taken for the beginning of a key."""
_TOKEN = re.compile(
    r"""[\s()]+|-?(?:(?P<key>[^\W\d]\w*)(?P<sign>>=|<=|[:<>=]))?(?:"(?P<quoted>(?:[^"]|"")*)"?|(?P<word>[^\s()"]*))"""
)
_TAKES = {
    KeyKind.NAME: "a whole name",
    KeyKind.PART: "any part of a name",
    KeyKind.NUMBER: ">=67   <50   :40..60",
    KeyKind.DAY: "<2026-01-31   >=2026-01-31",
    KeyKind.LACK: "a role",
    KeyKind.ROLE: "a role, and how many: >=2",
}
_VALUES = {
    "stage": "SELECT name FROM stage UNION SELECT stage FROM group_row WHERE day = :day",
    "account": "SELECT DISTINCT account_name FROM group_row WHERE day = :day",
    "interest": "SELECT name FROM solution_interest",
    "template": "SELECT name FROM roles_template",
    "status": "SELECT DISTINCT status FROM group_row WHERE day = :day",
    "owner": "SELECT DISTINCT owner FROM account WHERE NOT hidden",
    "region": "SELECT DISTINCT region FROM account WHERE NOT hidden",
    "industry": "SELECT DISTINCT industry FROM account WHERE NOT hidden",
    "missing": "SELECT DISTINCT role FROM template_role",
    "short": "SELECT DISTINCT role FROM template_role",
    "role": "SELECT DISTINCT role FROM template_role",
}


class Place(Struct, frozen=True):
    """What is being typed at the caret: a key (``key`` is None), or the value of one."""

    start: int
    end: int
    typed: str
    key: str | None = None
    before: str = ""
    """What stands before the value, as it was typed: ``-stage:``."""


class Completion(Struct, frozen=True):
    """Something that may be taken: what is shown, what is told beside it, and what is written from ``start`` on."""

    shown: str
    note: str
    start: int
    written: str


def place_of(text: str, caret: int) -> Place | None:
    """What is being typed before the caret; None where nothing is that could be completed."""
    at, match = 0, None
    before = text[:caret]
    while at < len(before):
        match = _TOKEN.match(before, at)
        if match is None or match.end() == at:
            return None
        at = match.end()
    if match is None or not match[0].strip(" \t()"):
        return None
    start = match.start() + match[0].startswith("-")
    if match["key"] is None:
        word = match["word"]
        return Place(start, caret, word) if word and len(word) >= _LEAST_OF_A_KEY else None
    key = match["key"].casefold()
    value = match["word"] if match["quoted"] is None else match["quoted"].replace('""', '"')
    is_closed = match["quoted"] is not None and before.endswith('"') and match.end("quoted") < caret
    if not (key in _VALUES or key in WORDS) or match["sign"] not in ":=" or is_closed:
        return None
    return Place(start, caret, value, key, match["key"] + match["sign"])


def completions(place: Place, values: Sequence[str]) -> tuple[Completion, ...]:
    """What may be taken there: keys, or those of ``values`` that go on as typed, the nearest first."""
    typed = place.typed.casefold()
    if place.key is None:
        names = [key for key in KEYS if key.startswith(typed)]
        return tuple(Completion(f"{key}:", _TAKES.get(KEYS[key], ""), place.start, _begun(key)) for key in names[:MOST])
    found = sorted((value for value in values if typed in value.casefold()), key=lambda value: _nearness(value, typed))
    if [value.casefold() for value in found] == [typed]:
        return ()
    return tuple(
        Completion(value, "", place.start, f"{place.before}{quoted(value)}{'' if place.key == 'role' else ' '}")
        for value in found[:MOST]
    )


def _begun(key: str) -> str:
    return key + (">=" if KEYS[key] is KeyKind.NUMBER else "<" if KEYS[key] is KeyKind.DAY else ":")


def _nearness(value: str, typed: str) -> tuple[int, str]:
    folded = value.casefold()
    if folded.startswith(typed):
        return 0, folded
    return (1 if f" {typed}" in folded else 2), folded


def values_of(connection: sqlite3.Connection, key: str, day: int) -> list[str]:
    """The values that a key has in the workspace, by name; of an owner also ``me``."""
    if key not in _VALUES:
        return list(WORDS.get(key, ()))
    first: dict[str, str] = {}
    for value in sorted(value for (value,) in connection.execute(_VALUES[key], {"day": day}) if value):
        first.setdefault(value.casefold(), value)
    return [*(["me"] if key == "owner" else []), *(first[folded] for folded in sorted(first))]
