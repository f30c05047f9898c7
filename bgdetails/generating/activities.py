"""Activities: written for tens of millions of rows, so that what can be said beforehand is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from bgdetails.generating.calendar import Calendar
from bgdetails.generating.dice import Dice
from bgdetails.generating.kinds import AFTER_A_MAIL, KINDS, MAIL, cells_of
from bgdetails.generating.layout import TOLD
from bgdetails.generating.more_names import ALL_INTERESTS
from bgdetails.generating.plan import Share
from bgdetails.generating.writing import as_cells

_BURSTS = (1, 1, 1, 2, 2, 3, 5)
"""How many things one visit brings."""
_JOURNEY = TOLD.index("journey_id")
_LONG_DAY = 0.0005
"""How often a visit becomes a day with more page views than count."""
_LONG_DAY_VIEWS = 37
_MOST_KEEN = 40.0

Told = tuple[str, str, str]
"""Kind, and the cells before and after the journey."""


class Active:
    """Somebody at an account, with what they are keen on."""

    __slots__ = ("interests", "number", "pace")

    def __init__(self, number: int, pace: float, interests: Sequence[str]) -> None:
        """``pace``: activities against those of the others; 0: none."""
        self.number, self.pace, self.interests = number, pace, interests


class ActivityLines:
    """Lines of ``activities.csv``."""

    def __init__(self, calendar: Calendar, seed: int) -> None:
        """Say beforehand what can be said."""
        dice = Dice(seed, 4)
        self._calendar = calendar
        self._told = {interest: _ways(dice, interest) for interest in ALL_INTERESTS}
        self._views = {
            interest: [way for way in ways if way[0] == "Page Views"] for interest, ways in self._told.items()
        }
        self._mail_ends = [(kind, chance, kind[6].lower()) for kind, chance in AFTER_A_MAIL]

    def of(self, share: Share, people: Sequence[Active], journeys: Sequence[str], dice: Dice) -> Iterator[str]:
        """As many lines as the account's share has."""
        ends = list(accumulate(each.pace for each in people))
        number, last = share.first_activity, share.first_activity + share.activities
        while number < last:
            person = people[bisect_right(ends, dice.random() * ends[-1], hi=len(ends) - 1)]
            ago = self._calendar.ago(dice, share.temper)
            ways = self._told[dice.choice(person.interests)]
            burst = dice.choice(_BURSTS)
            if dice.random() < _LONG_DAY:
                ways, burst = self._views[person.interests[0]], _LONG_DAY_VIEWS
            for _ in range(burst):
                if number == last:
                    return
                told = ways[int(dice.random() * len(ways))]
                if told[0] == MAIL:
                    for line in self._mail(person, ago, told, journeys, number, last, dice):
                        yield line
                        number += 1
                else:
                    yield self._line(f"x{number + 1}", person, told, "", ago, dice)
                    number += 1

    def _mail(
        self, person: Active, ago: int, told: Told, journeys: Sequence[str], number: int, last: int, dice: Dice
    ) -> Iterator[str]:
        """A mail and what became of it, as far as there is room."""
        journey = dice.choice(journeys) if journeys else ""
        yield self._line(f"x{number + 1}", person, told, journey, ago, dice)
        key, room = number + 1, last - number - 1
        for kind, chance, letter in self._mail_ends:
            if room == 0 or dice.random() > chance:
                return
            room -= 1
            yield self._line(f"x{key}{letter}", person, (kind, told[1], told[2]), journey, ago, dice)

    def _line(self, key: str, person: Active, told: Told, journey: str, ago: int, dice: Dice) -> str:
        days, clocks = self._calendar.times()
        clock = clocks[int(dice.random() * len(clocks))]
        kind, before, after = told
        return f"{key},p{person.number},{kind},{days[ago]}T{clock}Z,{before},{journey},{after}\n"


def _ways(dice: Dice, interest: str) -> list[Told]:
    """Everything that can be told of an interest, each as often as its kind comes."""
    _category, topics, assets = ALL_INTERESTS[interest]
    ways: list[Told] = []
    for topic in topics:
        for asset in assets:
            for kind, often in KINDS.items():
                ways += [_told(dice, kind, interest, topic, asset) for _ in range(often)]
    return ways


def _told(dice: Dice, kind: str, interest: str, topic: str, asset: str) -> Told:
    cells = cells_of(dice, kind, interest, topic, asset)
    told = [cells.get(column) for column in TOLD]
    return kind, as_cells(told[:_JOURNEY]), as_cells(told[_JOURNEY + 1 :])
