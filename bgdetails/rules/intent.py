"""Strength, score and level of intent (docs/model.md, intent)."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

HALF_LIFE_DAYS = 14
LOW_UP_TO, MEDIUM_UP_TO = 0.2, 0.6
MOST_KEYWORDS = 150
"""Of one product."""
KEYWORDS_SHOWN = 5
"""Of one product, the strongest."""
MOMENT_TYPE = "interesting moment"
"""Key of the type of activity whose description is matched, too."""
TIE_DECIMALS = 6
"""Of a strength in thousandths of weight: closer ones are equal, so that the order of rows never decides a tie."""
_SCORE_DECIMALS = 9
_ABOUT = 1e-6


def decay(age: int) -> float:
    """What is left after so many whole UTC days: half of it after two weeks."""
    return float(0.5 ** (age / HALF_LIFE_DAYS))


def strength(activities: Iterable[tuple[int, float]]) -> float:
    """Of one keyword, from (age, normalised weight) of the activities in the window that speak of it."""
    return sum(weight * decay(age) for age, weight in activities)


def score(strength: float, largest: float) -> float:
    """0–1: the root of a strength's share of the largest one for that kind of subject; 0 where nobody has any."""
    return sqrt(strength / largest) if largest > 0 else 0.0


def least_for_high(largest: float) -> float:
    """A strength below it is not High, whatever rounding does to it."""
    return largest * (MEDIUM_UP_TO - _ABOUT) ** 2


def level(score: float) -> str:
    """Low, Medium or High; what is not there has none."""
    exact = round(score, _SCORE_DECIMALS)
    if exact <= LOW_UP_TO:
        return "Low"
    return "Medium" if exact <= MEDIUM_UP_TO else "High"


def by_strength(strength: float, name: str) -> tuple[float, str, str]:
    """Sorts rows of one list by their strength in thousandths of weight, largest first; ties by name."""
    return -round(strength, TIE_DECIMALS), name.casefold(), name
