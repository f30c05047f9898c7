"""When things happen: days before the last one, with surges, gaps and weekends, and clocks of an office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bgdetails.generating.dice import Dice

DAYS = 180
"""Of history."""
_LONG_AGO = 1_100
_RECENT = 26
_HOURS = (8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 20)
_CLOCKS = 4_096
_CAMPAIGNS = 6
_QUIET_DAYS, _CATCHING_UP = 9, 40
"""A holiday, and before it the days on which what would have been in it was."""
_SATURDAY = 5


class Calendar:
    """The days before the last one, and what was on when."""

    def __init__(self, last_day: date, seed: int) -> None:
        """Choose the days of campaigns, and a holiday on which nearly nothing happens."""
        dice = Dice(seed, 3)
        self._days = [(last_day - timedelta(days=ago)).isoformat() for ago in range(_LONG_AGO)]
        self._weekend = [
            (last_day - timedelta(days=ago)).weekday() >= _SATURDAY for ago in range(DAYS + _QUIET_DAYS + 2)
        ]
        self._campaigns = [dice.between(3, DAYS - 4) for _ in range(_CAMPAIGNS)]
        self._holiday = dice.between(60, 120)
        self._clocks = [f"{dice.choice(_HOURS):02}:{dice.below(60):02}:{dice.below(60):02}" for _ in range(_CLOCKS)]

    def day(self, ago: int) -> str:
        """The date so many days before the last one; one that lies ahead where it is below 0."""
        if ago < 0:
            return (date.fromisoformat(self._days[0]) + timedelta(days=-ago)).isoformat()
        return self._days[ago]

    def at(self, dice: Dice, ago: int) -> str:
        """A time on that day, mostly in office hours."""
        return f"{self.day(ago)}T{self._clocks[int(dice.random() * _CLOCKS)]}Z"

    def times(self) -> tuple[Sequence[str], Sequence[str]]:
        """Days by how long they are ago, and clocks to choose from: for who writes millions of times."""
        return self._days, self._clocks

    def ago(self, dice: Dice, temper: str) -> int:
        """How many days before the last one something happened at an account of that temper."""
        ago = _by_temper(dice, temper)
        if temper in ("surging", "steady", "busy") and dice.random() < 0.12:
            ago = self._campaigns[dice.below(_CAMPAIGNS)] + dice.below(3)
        if self._weekend[ago] and dice.random() < 0.75:
            ago += 2
        if 0 <= ago - self._holiday < _QUIET_DAYS and dice.random() < 0.85:
            ago += _QUIET_DAYS + dice.below(_CATCHING_UP)
        return min(ago, DAYS - 1)


def _by_temper(dice: Dice, temper: str) -> int:
    chance = dice.random()
    if temper == "surging" and chance < 0.45:
        return dice.below(_RECENT)
    if temper == "busy":
        return int(DAYS * dice.random() * (0.4 + 0.6 * dice.random()))
    if temper == "cooling":
        return dice.between(_RECENT, DAYS) if chance < 0.93 else dice.below(_RECENT)
    if temper == "quiet":
        return dice.between(_RECENT, DAYS) if chance < 0.985 else dice.below(_RECENT)
    if temper == "silent":
        return dice.between(45, DAYS)
    return dice.below(DAYS)
