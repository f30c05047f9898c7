"""Engagement scores of people and groups (docs/model.md, engagement)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt

WINDOW_DAYS = 30
DAILY_CAP = 20
TREND_DAYS = tuple(range(77, -1, -7))
"""How many days before the scoring day each point of a trend lies, oldest first."""
HIGH_FROM, MEDIUM_FROM, LOW_FROM = 67, 34, 1
TIE_DECIMALS = 9
"""Scores are compared so rounded, so that neither the order of rows nor the engine decides a tie."""


def shown(score: float) -> int:
    """A score as it is shown: a whole number, halves up."""
    return int(round(score, TIE_DECIMALS) + 0.5)


def level(score: float) -> str:
    """None, Low, Medium or High, of the shown number."""
    number = shown(score)
    if number >= HIGH_FROM:
        return "High"
    if number >= MEDIUM_FROM:
        return "Medium"
    return "Low" if number >= LOW_FROM else "None"


def score(part: float, largest: float) -> float:
    """100 x root of ``part`` ÷ root of ``largest``; 0 where nobody has anything."""
    return 100 * (sqrt(part) / sqrt(largest)) if largest > 0 else 0.0


def counted(number: int) -> int:
    """How many of a day's activities of one type count."""
    return min(number, DAILY_CAP)


def person_units(counts: Mapping[tuple[int, str], int], weights_milli: Mapping[str, int]) -> int:
    """Sum of capped count x weight in thousandths over the (day, type key) of a window; an unknown type adds 0."""
    return sum(counted(number) * weights_milli.get(type_key, 0) for (_day, type_key), number in counts.items())


def role_shares(weightings: Mapping[str, float]) -> dict[str, float]:
    """The weight share of each role, 0–1, from the weightings of the roles that have a member."""
    total = sum(weightings.values())
    return {role: weighting / total for role, weighting in weightings.items()}


def group_raw(members: Iterable[tuple[float, float]]) -> float:
    """Sum of a member's score x the share of the member's role, from (score, share)."""
    return sum(score_ * share for score_, share in members)
