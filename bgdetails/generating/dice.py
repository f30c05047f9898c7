"""Draws that are the same on every machine and with every Python."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")

_BITS = 40
"""Room that each number of a key has."""


class Chooser(Protocol):
    """What chooses one of several: the dice here, or a ``random.Random``."""

    def choice(self, seq: Sequence[T], /) -> T:
        """One of them."""


class Dice:
    """Draws by ``random()`` alone, whose sequence Python promises to keep.

    What is made of it are sums, products, quotients and roots, which are exact everywhere: the other methods of
    ``random.Random`` may change with a version, and powers and logarithms differ from machine to machine.
    """

    __slots__ = ("random",)

    def __init__(self, *key: int) -> None:
        """Dice of their own for every key."""
        seed = 0
        for part in key:
            seed = (seed << _BITS) + part
        self.random = Random(seed).random

    def below(self, end: int) -> int:
        """A whole number from 0 to ``end``, without that."""
        return int(self.random() * end)

    def between(self, first: int, end: int) -> int:
        """A whole number from ``first`` to ``end``, without that."""
        return first + int(self.random() * (end - first))

    def choice(self, seq: Sequence[T], /) -> T:
        """One of them, each as likely."""
        return seq[int(self.random() * len(seq))]

    def happens(self, chance: float) -> bool:
        """True so often."""
        return self.random() < chance

    def skewed(self, most: float) -> float:
        """From 1 to ``most``: twice as large is half as likely."""
        return min(1 / (1 - self.random()), most)

    def some(self, seq: Sequence[T], number: int) -> list[T]:
        """So many different ones; all, where there are fewer."""
        left = list(seq)
        for place in range(min(number, len(left))):
            other = self.between(place, len(left))
            left[place], left[other] = left[other], left[place]
        return left[:number]

    def some_of(self, seq: Sequence[T], number: int) -> list[T]:
        """The same, quickly where it is a few of very many."""
        if number * 4 > len(seq):
            return self.some(seq, number)
        chosen: dict[int, None] = {}
        while len(chosen) < number:
            chosen[self.below(len(seq))] = None
        return [seq[place] for place in chosen]


class Weighted:
    """Things that are not equally likely."""

    __slots__ = ("_ends", "_things", "_total")

    def __init__(self, weights: Mapping[str, int] | Sequence[tuple[str, int]]) -> None:
        """``weights``: how often each comes, in whole numbers."""
        pairs = list(weights.items()) if isinstance(weights, Mapping) else list(weights)
        self._things = [thing for thing, _ in pairs]
        self._ends = list(accumulate(weight for _, weight in pairs))
        self._total = self._ends[-1]

    def draw(self, dice: Dice) -> str:
        """One of them."""
        return self._things[bisect_right(self._ends, int(dice.random() * self._total))]
