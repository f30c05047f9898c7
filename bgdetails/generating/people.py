"""Accounts and the people who work there."""

from __future__ import annotations

from msgspec import Struct, field

from bgdetails.generating import names
from bgdetails.generating.calendar import Calendar
from bgdetails.generating.dice import Dice, Weighted
from bgdetails.generating.more_names import (
    OTHER_PEOPLE,
    OTHER_SCRIPTS,
    PEOPLE_FIRST,
    PEOPLE_LAST,
    REGIONS,
    account_name,
    industry_of,
)
from bgdetails.generating.plan import Share
from bgdetails.generating.writing import FolderWriter

_FITTING = Weighted(
    {"Decision Maker": 17, "Executive Steering Committee": 5, "Influencer": 26, "Practitioner": 40, "": 12}
)
"""Which role a title fits, and how often; "" is none."""
_SEGMENTS = ("Enterprise", "Mid-market")
_LEAD_SOURCES = ("Web", "Trade show", "Referral", "Partner")
_CREATED = 1_000
"""Days before the last one since when accounts are known."""


class Person(Struct, frozen=True):
    """Somebody: the number in their id, and the role that the title fits ("": none)."""

    number: int
    role: str
    interests: list[str] = field(default_factory=list)
    """Of the groups that they are in."""


class Account(Struct, frozen=True):
    """An account as far as what belongs to it needs to know."""

    key: str
    name: str
    owner: str
    currency: str
    people: tuple[Person, ...]


class PeopleMaker:
    """Writes accounts and their people."""

    def __init__(self, writer: FolderWriter, calendar: Calendar) -> None:
        self._writer, self._calendar = writer, calendar

    def account(self, share: Share, dice: Dice) -> Account:
        """Write an account and everybody who works there."""
        number, calendar = share.number, self._calendar
        key, name = f"a{number + 1}", account_name(number)
        industry = industry_of(number)
        country, region = dice.choice(REGIONS)
        if dice.happens(0.03):
            first, second, country, region = dice.choice(OTHER_SCRIPTS)
            name = f"{dice.choice(first)}{dice.choice(second)} {number + 1}"
        domain = f"company{number + 1}.example"
        employees = share.people * dice.between(8, 60) + dice.between(5, 50)
        owner = names.OWNERS[number % len(names.OWNERS)]
        parent = f"a{dice.below(number) + 1}" if number and dice.happens(0.04) else None
        self._writer.add(
            "accounts",
            key,
            name,
            None if dice.happens(0.02) else industry,
            f"https://www.{domain}",
            country,
            region,
            employees,
            employees * dice.between(110, 400) * 1_000,
            parent,
            owner,
            calendar.at(dice, dice.between(700, _CREATED)),
            calendar.at(dice, dice.below(60)),
            dice.choice(_SEGMENTS),
        )
        people = tuple(
            self._person(share.first_person + place, key, domain, country, dice) for place in range(share.people)
        )
        return Account(key, name, owner, "EUR" if region == "Europe" else "USD", people)

    def _person(self, number: int, account: str, domain: str, country: str, dice: Dice) -> Person:
        calendar = self._calendar
        first, last = _name(dice)
        role = _FITTING.draw(dice)
        title = None if dice.happens(0.02) else dice.choice(names.TITLES[role])
        mail = f"{first}.{last}{number + 1}@{domain}" if (first + last).isascii() and first.isalpha() else None
        self._writer.add(
            "people",
            f"p{number + 1}",
            account,
            first,
            last,
            title,
            None if dice.happens(0.07) else (mail or f"p{number + 1}@{domain}").lower().replace(" ", "."),
            f"+1 555 01{number % 100:02}" if dice.happens(0.7) else None,
            f"+1 555 02{number % 100:02}" if dice.happens(0.5) else None,
            dice.choice(names.DEPARTMENTS),
            None,
            None,
            None,
            None,
            country,
            dice.choice(_LEAD_SOURCES),
            "true" if dice.happens(0.05) else "false",
            "true" if dice.happens(0.02) else "false",
            calendar.at(dice, dice.between(200, 700)),
            calendar.at(dice, dice.below(190)),
        )
        return Person(number + 1, role if title else "")


def _name(dice: Dice) -> tuple[str, str]:
    chance = dice.random()
    if chance < 0.0005:
        first, _, last = dice.choice(names.SPECIAL_PEOPLE).partition(" ")
        return first, last
    if chance < 0.02:
        return dice.choice(OTHER_PEOPLE)
    return dice.choice(PEOPLE_FIRST), dice.choice(PEOPLE_LAST)
