"""The deal check: whether an open opportunity has the people that it needs (docs/model.md, deal check).

Pure, and over counts, so that a refresh can keep them for thousands of opportunities and a page only has to read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Protocol

from msgspec import Struct

from bgdetails.rules.engagement import WINDOW_DAYS

DECISION_MAKER, CHAMPION = "Decision Maker", "Champion"
DECISION_MAKER_KEY, CHAMPION_KEY = DECISION_MAKER.casefold(), CHAMPION.casefold()
SILENT_DAYS = WINDOW_DAYS
"""Somebody is silent who did nothing in so many UTC days, the scoring day included."""
CLOSING_SOON_DAYS = 15
ENOUGH_ENGAGED = 2


CHECKS = (DECISION_MAKER, CHAMPION, "Engaged people", "Silence", "Close date")


class DealLevel(IntEnum):
    """How a check came out; the larger, the worse. At risk is red."""

    GREEN = 0
    AMBER = 1
    RED = 2

    @property
    def word(self) -> str:
        """``green``, ``amber`` or ``red``."""
        return self.name.lower()


class DealPerson(Protocol):
    """Somebody whom the check is over."""

    @property
    def is_decision_maker(self) -> bool: ...  # noqa: D102
    @property
    def is_champion(self) -> bool: ...  # noqa: D102
    @property
    def is_engaged(self) -> bool: ...  # noqa: D102
    @property
    def is_silent(self) -> bool: ...  # noqa: D102


class DealPeople(Struct, frozen=True):
    """How many people a check is over, and how many of them are what. Engaged: with a score above 0."""

    people: int = 0
    decision_makers: int = 0
    engaged_decision_makers: int = 0
    champions: int = 0
    engaged_champions: int = 0
    engaged: int = 0
    silent: int = 0
    """Without any activity of their own for 30 days."""
    from_groups: bool = False
    """Nobody has a contact role on the opportunity: they are members of buying groups."""


class Finding(Struct, frozen=True):
    """One of the five checks, with its reason in words."""

    check: str
    level: DealLevel
    reason: str


class DealCheck(Struct, frozen=True):
    """What the five checks found."""

    findings: tuple[Finding, ...]

    @property
    def level(self) -> DealLevel:
        """The worst of the five."""
        return max(finding.level for finding in self.findings)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reason of each check."""
        return tuple(finding.reason for finding in self.findings)


def count_people(people: Iterable[DealPerson], *, from_groups: bool) -> DealPeople:
    """The counts of some people, each of them once."""
    everybody = list(people)
    decision_makers = [person for person in everybody if person.is_decision_maker]
    champions = [person for person in everybody if person.is_champion]
    return DealPeople(
        people=len(everybody),
        decision_makers=len(decision_makers),
        engaged_decision_makers=sum(person.is_engaged for person in decision_makers),
        champions=len(champions),
        engaged_champions=sum(person.is_engaged for person in champions),
        engaged=sum(person.is_engaged for person in everybody),
        silent=sum(person.is_silent for person in everybody),
        from_groups=from_groups,
    )


def mapped_roles(opportunity_roles: Mapping[str, str]) -> Mapping[str, str]:
    """The role of each CRM role, by the CRM role's key; one that is mapped to nothing is left out."""
    return {crm.strip().casefold(): role.strip() for crm, role in opportunity_roles.items() if role.strip()}


def mapped_role(crm_role: str | None, mapped: Mapping[str, str]) -> str | None:
    """The role that a contact role stands for, by what ``mapped_roles`` made of the rules; None: none."""
    return mapped.get((crm_role or "").strip().casefold())


def check_deal(people: DealPeople, days_to_close: int | None) -> DealCheck:
    """The check of an open opportunity.

    Args:
        people: Whom it is over.
        days_to_close: From the scoring day to the close date; below 0: it is past. None: no close date is known.
    """
    levels = deal_levels(people, days_to_close)
    reasons = (
        _role_reason(DECISION_MAKER, people.decision_makers, people.engaged_decision_makers, people),
        _role_reason(CHAMPION, people.champions, people.engaged_champions, people),
        _engaged_reason(people),
        _silence_reason(people),
        _close_reason(levels[-1], days_to_close),
    )
    return DealCheck(tuple(map(Finding, CHECKS, levels, reasons)))


def deal_levels(people: DealPeople, days_to_close: int | None) -> tuple[DealLevel, ...]:
    """The levels of the five checks, in the order of ``CHECKS``."""
    others = (
        _level(people.engaged_decision_makers > 0, people.decision_makers > 0),
        _level(people.engaged_champions > 0, True),
        _level(people.engaged >= ENOUGH_ENGAGED, people.engaged > 0),
        # Where nobody is known nobody is heard of either.
        _level(bool(people.people) and not people.silent, people.silent < people.people),
    )
    return *others, _close_level(days_to_close, any_red=DealLevel.RED in others)


def _level(is_green: bool, is_amber: bool) -> DealLevel:
    return DealLevel.GREEN if is_green else DealLevel.AMBER if is_amber else DealLevel.RED


def _close_level(days_to_close: int | None, *, any_red: bool) -> DealLevel:
    if days_to_close is None:
        return DealLevel.GREEN
    if days_to_close < 0:
        return DealLevel.RED
    return DealLevel.AMBER if any_red and days_to_close <= CLOSING_SOON_DAYS else DealLevel.GREEN


def _role_reason(role: str, count: int, engaged: int, people: DealPeople) -> str:
    if not count:
        return (
            f"No member of its buying groups is a {role}." if people.from_groups else f"No {role} has a contact role."
        )
    if count == 1:
        return f"The {role} has a score above 0." if engaged else f"The {role} is silent: score 0."
    if not engaged:
        return f"All {count:,} {role}s are silent: score 0."
    return f"{engaged:,} of {count:,} {role}s {'has' if engaged == 1 else 'have'} a score above 0."


def _engaged_reason(people: DealPeople) -> str:
    if not people.people:
        return "Nobody is known: no contact role, and no member of a buying group."
    if people.people == 1:
        return f"The only person has {'a' if people.engaged else 'no'} score above 0."
    if not people.engaged:
        return f"None of {_number(people.people)} has a score above 0."
    return f"{people.engaged:,} of {_number(people.people)} {'has' if people.engaged == 1 else 'have'} a score above 0."


def _silence_reason(people: DealPeople) -> str:
    if not people.people:
        return "Nobody is there who could be active."
    if not people.silent:
        return f"Nobody was without activity for {SILENT_DAYS} days."
    if people.silent == people.people:
        who = "The only person" if people.people == 1 else f"All {_number(people.people)}"
        return f"{who} had no activity for {SILENT_DAYS} days."
    return f"{people.silent:,} of {_number(people.people)} had no activity for {SILENT_DAYS} days."


def _close_reason(level: DealLevel, days_to_close: int | None) -> str:
    if days_to_close is None:
        return "No close date is known."
    if days_to_close < 0:
        return f"The close date is past, {_days(-days_to_close)} ago."
    when = "today" if days_to_close == 0 else f"in {_days(days_to_close)}"
    return f"Closes {when}, while another check is red." if level is DealLevel.AMBER else f"Closes {when}."


def _number(people: int) -> str:
    return f"{people:,} {'person' if people == 1 else 'people'}"


def _days(days: int) -> str:
    return f"{days:,} {'day' if days == 1 else 'days'}"
