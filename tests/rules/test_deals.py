"""The deal check: each check at its limits, the worst of them, and the reasons in words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.deals import (
    CHECKS,
    DealLevel,
    DealPeople,
    check_deal,
    count_people,
    deal_levels,
    mapped_role,
    mapped_roles,
)

GREEN, AMBER, RED = DealLevel
FINE = DealPeople(
    people=3, decision_makers=2, engaged_decision_makers=1, champions=1, engaged_champions=1, engaged=2, silent=0
)


@dataclass(frozen=True, slots=True)
class Somebody:
    is_decision_maker: bool = False
    is_champion: bool = False
    is_engaged: bool = False
    is_silent: bool = False


def found(people: DealPeople, check: str, days: int | None = 60) -> tuple[DealLevel, str]:
    return next((f.level, f.reason) for f in check_deal(people, days).findings if f.check == check)


def with_people(**counts: int) -> DealPeople:
    return DealPeople(**{"people": 4, **counts})


def test_a_deal_with_everybody_is_green() -> None:
    check = check_deal(FINE, 41)
    assert check.level is GREEN
    assert [finding.check for finding in check.findings] == list(CHECKS)
    assert check.reasons == (
        "1 of 2 Decision Makers has a score above 0.",
        "The Champion has a score above 0.",
        "2 of 3 people have a score above 0.",
        "Nobody was without activity for 30 days.",
        "Closes in 41 days.",
    )


@pytest.mark.parametrize(
    ("count", "engaged", "level", "reason"),
    [
        (0, 0, RED, "No Decision Maker has a contact role."),
        (1, 0, AMBER, "The Decision Maker is silent: score 0."),
        (2, 0, AMBER, "All 2 Decision Makers are silent: score 0."),
        (1, 1, GREEN, "The Decision Maker has a score above 0."),
        (3, 2, GREEN, "2 of 3 Decision Makers have a score above 0."),
    ],
)
def test_the_decision_maker(count: int, engaged: int, level: DealLevel, reason: str) -> None:
    people = with_people(decision_makers=count, engaged_decision_makers=engaged)
    assert found(people, "Decision Maker") == (level, reason)


@pytest.mark.parametrize(("count", "engaged", "level"), [(0, 0, AMBER), (2, 0, AMBER), (2, 1, GREEN)])
def test_the_champion_is_never_red(count: int, engaged: int, level: DealLevel) -> None:
    assert found(with_people(champions=count, engaged_champions=engaged), "Champion")[0] is level


@pytest.mark.parametrize(
    ("engaged", "level", "reason"),
    [
        (0, RED, "None of 4 people has a score above 0."),
        (1, AMBER, "1 of 4 people has a score above 0."),
        (2, GREEN, "2 of 4 people have a score above 0."),
    ],
)
def test_engaged_people_of_four(engaged: int, level: DealLevel, reason: str) -> None:
    assert found(with_people(engaged=engaged), "Engaged people") == (level, reason)


def test_engaged_people_of_one() -> None:
    assert found(DealPeople(people=1, engaged=1), "Engaged people") == (AMBER, "The only person has a score above 0.")
    assert found(DealPeople(people=1), "Engaged people") == (RED, "The only person has no score above 0.")


@pytest.mark.parametrize(
    ("people", "silent", "level", "reason"),
    [
        (4, 0, GREEN, "Nobody was without activity for 30 days."),
        (4, 3, AMBER, "3 of 4 people had no activity for 30 days."),
        (4, 4, RED, "All 4 people had no activity for 30 days."),
        (1, 1, RED, "The only person had no activity for 30 days."),
        (0, 0, RED, "Nobody is there who could be active."),
    ],
)
def test_silence(people: int, silent: int, level: DealLevel, reason: str) -> None:
    assert found(DealPeople(people=people, silent=silent), "Silence") == (level, reason)


@pytest.mark.parametrize(
    ("days", "with_red", "level", "reason"),
    [
        (None, True, GREEN, "No close date is known."),
        (-1, False, RED, "The close date is past, 1 day ago."),
        (0, False, GREEN, "Closes today."),
        (0, True, AMBER, "Closes today, while another check is red."),
        (15, True, AMBER, "Closes in 15 days, while another check is red."),
        (16, True, GREEN, "Closes in 16 days."),
        (15, False, GREEN, "Closes in 15 days."),
    ],
)
def test_the_close_date(days: int | None, with_red: bool, level: DealLevel, reason: str) -> None:
    people = with_people(engaged=1) if with_red else FINE
    assert found(people, "Close date", days) == (level, reason)


def test_amber_alone_does_not_make_the_close_date_amber() -> None:
    people = with_people(decision_makers=1, engaged_decision_makers=1, engaged=1, silent=3)
    assert deal_levels(people, 3) == (GREEN, AMBER, AMBER, AMBER, GREEN)
    assert check_deal(people, 3).level is AMBER


def test_whom_the_words_are_about() -> None:
    members = with_people()
    assert found(members, "Champion")[1] == "No Champion has a contact role."
    of_groups = DealPeople(people=4, from_groups=True)
    assert found(of_groups, "Champion")[1] == "No member of its buying groups is a Champion."
    nobody = DealPeople(from_groups=True)
    assert check_deal(nobody, None).level is RED
    assert found(nobody, "Engaged people")[1] == ("Nobody is known: no contact role, and no member of a buying group.")


def test_crm_roles_are_mapped_whatever_their_case() -> None:
    mapped = mapped_roles({"Economic Buyer ": "Decision Maker", "Champion": ""})
    assert mapped_role(" economic buyer", mapped) == "Decision Maker"
    assert [mapped_role(role, mapped) for role in ("Champion", "Gatekeeper", "", None)] == [None] * 4


people = st.builds(Somebody, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(st.lists(people, max_size=5), st.none() | st.integers(-3, 20), st.booleans())
def test_the_counts_say_what_the_rule_says_of_people(everybody: list[Somebody], days: int | None, groups: bool) -> None:
    check = check_deal(count_people(everybody, from_groups=groups), days)
    deciding = [person for person in everybody if person.is_decision_maker]
    champions = [person for person in everybody if person.is_champion]
    levels = [finding.level for finding in check.findings]
    assert levels[0] is (GREEN if any(p.is_engaged for p in deciding) else AMBER if deciding else RED)
    assert levels[1] is (GREEN if any(p.is_engaged for p in champions) else AMBER)
    assert levels[2] is (RED, AMBER, GREEN)[min(sum(p.is_engaged for p in everybody), 2)]
    silent = [p.is_silent for p in everybody]
    assert levels[3] is (RED if all(silent) else AMBER if any(silent) else GREEN)
    near = days is not None and 0 <= days <= 15 and RED in levels[:4]
    assert levels[4] is (RED if days is not None and days < 0 else AMBER if near else GREEN)
    assert check.level is max(levels)
    assert all(reason.endswith(".") for reason in check.reasons)
