"""How large everything is: numbers that are asked for, shared out over accounts of very different size."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from msgspec import Struct

from bgdetails.generating.dice import Dice

TEMPERS = ("surging", "steady", "busy", "steady", "cooling", "quiet", "steady", "surging", "cooling", "silent")
"""How the activity of an account runs over time; they take turns, so that each occurs."""
_ACTIVE = {"surging": 14, "steady": 12, "busy": 20, "cooling": 9, "quiet": 4, "silent": 2}
"""Activities of as many people, against each other."""
_MOST = 250.0
"""How many times the smallest account the largest can be."""
_FINE = 1_000


class Sizes(Struct, frozen=True):
    """How many of each there are."""

    accounts: int
    people: int
    groups: int
    activities: int


class Share(Struct, frozen=True):
    """What one account gets of all. ``first_…``: how many the accounts before it have."""

    number: int
    temper: str
    people: int
    first_person: int
    groups: int
    first_group: int
    activities: int
    first_activity: int


class _Weights(Struct, frozen=True):
    people: int
    groups: int
    activities: int


class _Split:
    """A number split by weights, one after the other, so that nothing is left over and nothing is remembered."""

    def __init__(self, number: int, total: int) -> None:
        self._number, self._total = number, max(total, 1)
        self._seen = self.given = 0

    def take(self, weight: int) -> tuple[int, int]:
        """How many were given before, and how many come with this weight."""
        before = self.given
        self._seen += weight
        self.given = self._number * self._seen // self._total
        return before, self.given - before


def shares(sizes: Sizes, seed: int) -> Iterator[Share]:
    """What each account gets: the same for the same sizes and seed."""
    everybody = sum(weights for weights in _people_weights(sizes, seed))
    total_groups = total_activities = 0
    for weights in _weights(sizes, seed, everybody):
        total_groups += weights.groups
        total_activities += weights.activities
    groups, activities = _Split(sizes.groups, total_groups), _Split(sizes.activities, total_activities)
    first_person = 0
    for number, weights in enumerate(_weights(sizes, seed, everybody)):
        first_group, own_groups = groups.take(weights.groups)
        first_activity, own_activities = activities.take(weights.activities)
        yield Share(
            number,
            temper_of(number),
            weights.people,
            first_person,
            own_groups,
            first_group,
            own_activities,
            first_activity,
        )
        first_person += weights.people


def temper_of(number: int) -> str:
    """How the activity of account ``number`` runs."""
    return TEMPERS[number % len(TEMPERS)]


def _people_weights(sizes: Sizes, seed: int) -> Iterator[int]:
    dice = Dice(seed, 1)
    return (int(_FINE * dice.skewed(_MOST)) for _ in range(sizes.accounts))


def _weights(sizes: Sizes, seed: int, everybody: int) -> Iterator[_Weights]:
    """The number of people of each account, and the weights of what depends on it."""
    dice = Dice(seed, 2)
    people = _Split(sizes.people, everybody)
    for number, weight in enumerate(_people_weights(sizes, seed)):
        _, own = people.take(weight)
        # Where there is nobody, nobody does anything; a large company has more groups, but not as many times.
        groups = int(_FINE * sqrt(own + 0.2) * (0.5 + dice.random()))
        yield _Weights(own, groups, int(own * _ACTIVE[temper_of(number)] * (0.4 + 1.2 * dice.random()) * 16))
