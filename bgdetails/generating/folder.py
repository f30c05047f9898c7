"""Makes a whole workspace folder: account after account, so that memory stays flat at any size."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from bgdetails.generating import names
from bgdetails.generating.activities import Active, ActivityLines
from bgdetails.generating.calendar import DAYS, Calendar
from bgdetails.generating.dice import Dice
from bgdetails.generating.groups import GroupMaker
from bgdetails.generating.more_names import ALL_INTERESTS
from bgdetails.generating.people import PeopleMaker, Person
from bgdetails.generating.plan import Share, Sizes, shares
from bgdetails.generating.writing import FolderWriter

Progress = Callable[[int], None]
"""Told how many accounts are done."""

RULES_FILE = "workspace.toml"
_MOST_KEEN = 40.0
_PASSED_BY = 0.1
"""How many never do anything."""
_EVERY = 50
"""Accounts between two tellings."""


def generate_folder(
    folder: Path, sizes: Sizes, *, seed: int, last_day: date, progress: Progress | None = None
) -> dict[str, int]:
    """Write a workspace folder; the same for the same sizes, seed and day, on any machine.

    Args:
        folder: Where to; it is there, and files of these names are replaced.
        sizes: How many of what.
        seed: Another one makes another workspace.
        last_day: The day on which activities end.
        progress: Told now and then.

    Returns:
        The number of rows by file.
    """
    calendar = Calendar(last_day, seed)
    with FolderWriter(folder) as writer:
        journeys = _journeys(writer, calendar, Dice(seed, 5))
        people, groups = PeopleMaker(writer, calendar), GroupMaker(writer, calendar)
        lines = ActivityLines(calendar, seed)
        for share in shares(sizes, seed):
            dice = Dice(seed, 6, share.number)
            account = people.account(share, dice)
            groups.of(share, account, dice)
            entered = _enter(writer, calendar, account.key, journeys, dice)
            active = _active(account.people, dice)
            writer.add_lines("activities", lines.of(share, active, entered, dice), share.activities)
            if share.number % 25 == 0:
                _note(writer, calendar, share, dice)
            if progress is not None and share.number % _EVERY == _EVERY - 1:
                progress(share.number + 1)
        for interest in _in_order(groups.interests):
            category, keywords, _assets = ALL_INTERESTS[interest]
            for keyword in keywords:
                writer.add("intent_keywords", category, interest, keyword)
    (folder / RULES_FILE).write_text(_rules(_in_order(groups.interests), seed), "utf-8", newline="\n")
    return writer.rows


def _active(people: Sequence[Person], dice: Dice) -> list[Active]:
    """How keen everybody is: a few do most, some nothing, whoever is in a group more."""
    anything = tuple(ALL_INTERESTS)
    active = []
    for person in people:
        pace = dice.skewed(_MOST_KEEN) * (1.0 if person.role else 0.25) * (1.5 if person.interests else 0.5)
        active.append(
            Active(person.number, 0.0 if dice.happens(_PASSED_BY) else pace, person.interests or dice.some(anything, 2))
        )
    if active and not any(each.pace for each in active):
        active[0].pace = 1.0
    return active


def _journeys(writer: FolderWriter, calendar: Calendar, dice: Dice) -> list[tuple[str, str, int]]:
    """Write the journeys; of each that accounts enter: its id, status, and how many days ago it began."""
    begun = []
    for journey, name, status, text, published, ends in names.JOURNEYS:
        writer.add(
            "journeys",
            journey,
            name,
            status,
            text,
            calendar.at(dice, -published) if published else None,
            None if ends is None else calendar.at(dice, -ends),
            calendar.at(dice, 178),
            calendar.at(dice, 30),
        )
        if published:
            begun.append((journey, status, -published))
    return begun


def _enter(
    writer: FolderWriter, calendar: Calendar, account: str, journeys: Sequence[tuple[str, str, int]], dice: Dice
) -> list[str]:
    """Write the journeys that an account is or was in; their ids."""
    entered = dice.some(journeys, dice.below(5))
    for journey, status, began in entered:
        ago = dice.between(1, began)
        done = ago > 3 and dice.happens(0.9 if status == "Finished" else 0.35)
        stopped = status == "Aborted" or dice.happens(0.08)
        state = "Completed" if done else "Aborted" if stopped else "In progress"
        left = None if state == "In progress" else calendar.at(dice, dice.below(ago))
        writer.add("account_journeys", account, journey, calendar.at(dice, ago), left, state)
    return [journey for journey, _, _ in entered]


def _note(writer: FolderWriter, calendar: Calendar, share: Share, dice: Dice) -> None:
    owner = dice.choice(names.OWNERS)
    text = f"{dice.choice(names.FIRST)} is the one to ask about the budget."
    at = calendar.at(dice, dice.below(DAYS))
    writer.add("notes", f"n{share.number + 1}", "account", f"a{share.number + 1}", text, owner, at)


def _in_order(interests: Collection[str]) -> list[str]:
    return [interest for interest in ALL_INTERESTS if interest in interests]


def _rules(interests: Sequence[str], seed: int) -> str:
    said = (
        f"# Made by bgdetails generate --seed {seed}. Every company, person and number beside this file is invented.\n"
        '\n[scoring]\nweights = { "Webinar Poll Answered" = "Minor" }\n'
    )
    parts = (f'\n[[solution_interest]]\nname = "{each}"\nroles_template = "Standard purchase"\n' for each in interests)
    return "".join(chain((said,), parts))
