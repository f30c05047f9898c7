"""Whether a condition that fails is nearly held (docs/model.md, who could fill a role)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bgdetails.rules.conditions import INTENT_PREFIX, number_of, pattern_of, text_of
from bgdetails.rules.model import Condition, Operator

LEAST_SHARED = 5
"""Letters with which two words begin alike, at the least, and two thirds of the shorter one."""
NEAR_NUMBER = 0.1
"""By how much of its bound a number may miss it."""
_TEXT = (Operator.IS, Operator.IS_ONE_OF, Operator.STARTS_WITH, Operator.CONTAINS)
_LEVELS = ("low", "medium", "high")
_WORD = re.compile(r"[^\W_]+")
_EXCLUDES = re.compile(r"\(\?<?!")
_CLASSES = re.compile(r"\\.|\[[^\]]*\]|\(\?[a-zA-Z]*[:=>]?")
"""What of a pattern is no text that it looks for."""


def near_value(condition: Condition, value: object) -> str | None:
    """What ``value`` comes near of that the condition asks for; None where it does not, or where nothing is known."""
    if value is None or not text_of(value):
        return None
    operator = condition.operator
    if condition.field.startswith(INTENT_PREFIX):
        return _near_level(condition.values, text_of(value))
    if operator in _TEXT:
        return next((wanted for wanted in condition.values if _has_words(text_of(value), wanted)), None)
    if operator is Operator.MATCHES:
        return next((word for pattern in condition.values if (word := _near_pattern(pattern, text_of(value)))), None)
    if operator in (Operator.GREATER_THAN, Operator.LESS_THAN):
        return next((bound for bound in condition.values if _is_near_number(bound, text_of(value))), None)
    return None


def _near_level(wanted: Iterable[str], value: str) -> str | None:
    """One level below is near."""
    below = {_LEVELS[place + 1]: level for place, level in enumerate(_LEVELS[:-1])}
    return next((level for level in wanted if below.get(level.strip().casefold()) == value.casefold()), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _has_words(value: str, wanted: str) -> bool:
    """Each word that is asked for is there, wherever, or one that begins like it."""
    there, asked = _words(value), _words(wanted)
    return bool(asked) and all(any(_alike(word, other) for other in there) for word in asked)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    shared = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    return shared >= LEAST_SHARED and 3 * shared >= 2 * min(len(word), len(other))


def _is_near_number(bound: str, value: str) -> bool:
    wanted, found = number_of(bound), number_of(value)
    return wanted is not None and found is not None and abs(wanted - found) <= NEAR_NUMBER * abs(wanted)


def _near_pattern(pattern: str, value: str) -> str | None:
    """A word that the pattern names and the value has, or one like it; none where the pattern excludes the value."""
    rest, excluded = _without_exclusions(pattern)
    if any(_finds(part, value) for part in excluded):
        return None
    named = _words(_CLASSES.sub(" ", rest))
    there = _words(value)
    return next((word for word in named if len(word) > 2 and any(_alike(word, other) for other in there)), None)


def _finds(part: str, value: str) -> bool:
    """Whether a part of a pattern, taken alone, finds something; one that refers to the rest is none by itself."""
    try:
        return pattern_of(part).search(value) is not None
    except re.error:
        return False


def _without_exclusions(pattern: str) -> tuple[str, list[str]]:
    """The pattern without what must not stand there (``(?!…)``, ``(?<!…)``), and what that is."""
    rest, excluded = "", []
    while found := _EXCLUDES.search(pattern):
        end = _closing(pattern, found.end())
        rest += pattern[: found.start()]
        excluded.append(pattern[found.end() : end])
        pattern = pattern[end + 1 :]
    return rest + pattern, excluded


def _closing(pattern: str, start: int) -> int:
    """Where the bracket closes that was open before ``start``."""
    depth, place = 1, start
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif letter == "[":
            place = max(pattern.find("]", place + 2), place)
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if not depth:
                return place
        place += 1
    return place
