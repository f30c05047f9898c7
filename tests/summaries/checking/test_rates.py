"""How often the checker is right, over thousands of made statements: true ones in many wordings, and altered ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bgdetails.summaries.checking.check import check
from bgdetails.summaries.fact_list import FOUR_WEEKS, WINDOW, FactList, day_value, label, number
from bgdetails.summaries.model import FactSheet, FactValue

AS_OF = date(2026, 11, 20)
CASES = 5000
FIRST = ("Dana", "Ana", "Leo", "Zoë", "Kenji", "Mary-Ann", "Björn", "Irina")
LAST = ("Moss", "Ruiz", "Sato", "van der Berg", "O’Neil", "Duarte", "Lindqvist")
ROLES = ("Decision Maker", "Influencer", "Practitioner", "Champion", "Budget Owner")
STAGES = ("Awareness", "Interest", "Evaluation", "Purchased", "Legal Review")
PRODUCTS = ("Cloud Backup", "Edge Security", "Data Catalog", "Field Service")
TYPES = (("Page Views", "page views"), ("Email Opened", "opened emails"), ("Meeting Held", "meetings"))
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass(frozen=True)
class Made:
    """A statement: how it is written, and what it cites."""

    text: str
    facts: tuple[str, ...]


class World:
    """Facts of a random group: two people of different names, sometimes a namesake by last name, ties and zeros."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        facts = FactList()
        first = dice.sample(FIRST, 3)
        last = dice.sample(LAST, 2)
        self.people = [f"{first[0]} {last[0]}", f"{first[1]} {last[1]}", f"{first[2]} {last[dice.randrange(2)]}"]
        self.group = f"{dice.choice(PRODUCTS)} for Acme"
        self.scores = dice.sample(range(101), 3)
        self.score_ids = []
        for name, score in zip(self.people, self.scores, strict=True):
            level = "High" if score >= 67 else "Medium" if score >= 34 else "Low" if score else "None"
            text = f"{name} has an engagement score of {score} ({level}) in the last 30 days."
            who = FactValue("person", name)
            values = {"who": who, "score": number(score), "level": label(level), "window": WINDOW}
            self.score_ids.append(facts.add("score", text, None, **values))
        self.types = dice.sample(TYPES, 2)
        self.counts = dice.sample(range(2, 30), 2)
        self.count_ids = []
        for (kind, noun), count in zip(self.types, self.counts, strict=True):
            text = f"{self.people[0]} has {count} {noun} in the last 30 days."
            who = FactValue("person", self.people[0])
            values = {"what": label(kind), "n": number(count), "who": who, "window": WINDOW}
            self.count_ids.append(facts.add("count", text, None, **values))
        self.roles = dice.sample(ROLES, 3)
        self.required = dice.randrange(2, 5)
        self.assigned = dice.randrange(1, self.required)
        self.missing = self._coverage(facts, self.roles[0], 1, 0)
        self.short = self._coverage(facts, self.roles[1], self.required, self.assigned)
        text = f"{self.people[0]} has the role {self.roles[2]} in {self.group}."
        who = FactValue("person", self.people[0])
        self.member = facts.add("member", text, None, who=who, role=label(self.roles[2]))
        self.stages = dice.sample(STAGES, 2)
        self.days = dice.randrange(2, 40)
        self.since = AS_OF - timedelta(self.days)
        text = f"{self.group} is in the stage {self.stages[1]} since {self.since}, for {self.days} days."
        values = {"stage": label(self.stages[1]), "since": day_value(self.since), "days": number(self.days)}
        self.stage = facts.add("stage", text, None, **values)
        text = f"{self.group} moved from {self.stages[0]} to {self.stages[1]} on {self.since}."
        ends = {"from_": label(self.stages[0]), "to": label(self.stages[1]), "at": day_value(self.since)}
        self.move = facts.add("move", text, None, **ends)
        self.before, self.now = dice.sample(range(1, 101), 2)
        self.direction = "up" if self.now > self.before else "down"
        text = f"The engagement score of {self.group} went {self.direction} from {self.before} to {self.now}"
        values = {"direction": label(self.direction), "from_": number(self.before), "to": number(self.now)}
        group = FactValue("group", self.group)
        text += " in the last 28 days."
        self.trend = facts.add("trend", text, None, who=group, window=FOUR_WEEKS, **values)
        silent = FactValue("person", self.people[2])
        text = f"No phone number of {self.people[2]} is known."
        self.absent = facts.add("absent", text, None, what=label("phone number"), who=silent)
        self.sheet = FactSheet("group", "bg-1", self.group, AS_OF, facts.facts)

    def _coverage(self, facts: FactList, role: str, required: int, assigned: int) -> str:
        share = int(100 * assigned / required + 0.5)
        needs = "1 person" if required == 1 else f"{required} people"
        text = f"The role {role} needs {needs} and has {assigned} ({share} %)."
        values = {"role": label(role), "required": number(required), "assigned": number(assigned)}
        return facts.add("coverage", text, None, percent=FactValue("percent", share), **values)

    def name(self, index: int = 0) -> str:
        """A full name, or the first one alone where nobody shares it."""
        return self.dice.choice((self.people[index], self.people[index].split()[0]))

    def said(self, value: int) -> str:
        """A number, sometimes as a word."""
        return WORDS[value] if value < len(WORDS) and self.dice.random() < 0.3 else str(value)

    def day(self) -> str:
        """The day of the last move, in some form."""
        day = self.since
        return self.dice.choice(
            (
                day.isoformat(),
                f"{day.day} {day:%b}",
                f"{day.day} {day:%B} {day.year}",
                f"{day:%B} {day.day}",
                f"the {day.day}th of {day:%B}",
                f"{day.day:02}.{day.month:02}.{day.year}",
            )
        )


def true_statement(world: World) -> Made:
    """A statement that holds."""
    dice, a, b = world.dice, world.name(0), world.name(1)
    s = [world.said(score) for score in world.scores]
    window = dice.choice(("", " in the last 30 days", " over the past 30 days", " within the 30-day window"))
    rising = dice.choice(("rose", "grew", "climbed", "increased") if world.direction == "up" else ("fell", "dropped"))
    count, noun = world.said(world.counts[0]), world.types[0][1]
    made: list[tuple[str, str]] = [
        (f"{a} scores {s[0]}{window}.", world.score_ids[0]),
        (f"The engagement score of {b} stands at {s[1]}{window}.", world.score_ids[1]),
        (f"{a} has {count} {noun}{window}.", world.count_ids[0]),
        (f"{a} shows {s[0]} points, with {count} {noun}.", f"{world.score_ids[0]} {world.count_ids[0]}"),
        (f"{a} scores {s[0]} and {b} {s[1]}.", f"{world.score_ids[0]} {world.score_ids[1]}"),
        (f"{a} is at {s[0]}; {b} follows at {s[1]}.", f"{world.score_ids[0]} {world.score_ids[1]}"),
        (f"Nobody is {world.roles[0]} yet.", world.missing),
        (f"The role {world.roles[0]} is missing.", world.missing),
        (f"{world.roles[1]} has {world.said(world.assigned)} of {world.said(world.required)}.", world.short),
        (f"No {world.roles[0]} is assigned, and {world.roles[1]} has {world.assigned} of {world.required}.",
         f"{world.missing} {world.short}"),
        (f"{a} holds the role {world.roles[2]}.", world.member),
        (f"{a} ({world.roles[2]}) scores {s[0]}.", f"{world.member} {world.score_ids[0]}"),
        (f"The group has been in {world.stages[1]} since {world.day()}.", world.stage),
        (f"It entered the stage {world.stages[1]} {world.days} days ago.", world.stage),
        (f"The group moved from {world.stages[0]} to {world.stages[1]} on {world.day()}.", world.move),
        (f"The score {rising} from {world.before} to {world.now} in four weeks.", world.trend),
        (f"{world.group} {rising} to {world.now}.", world.trend),
        (f"No phone number is known for {world.people[2]}.", world.absent),
        (f"{world.people[2]} has no phone number.", world.absent),
    ]  # fmt: skip
    if world.scores[0] != world.scores[1]:
        ahead = "ahead of" if world.scores[0] > world.scores[1] else "behind"
        made.append((f"{world.people[0]} is {ahead} {world.people[1]}.", f"{world.score_ids[0]} {world.score_ids[1]}"))
    text, facts = dice.choice(made)
    return Made(text, tuple(facts.split()))


def _other(world: World, *known: int) -> int:
    return next(value for value in iter(lambda: world.dice.randrange(1, 100), None) if value not in known)


def _number(world: World) -> Made:
    return Made(f"{world.name()} scores {_other(world, world.scores[0])}.", (world.score_ids[0],))


def _name(world: World) -> Made:
    return Made(f"{world.people[1]} scores {world.scores[0]}.", (world.score_ids[0],))


def _swapped(world: World) -> Made:
    text = f"{world.people[0]} scores {world.scores[1]} and {world.people[1]} {world.scores[0]}."
    return Made(text, (world.score_ids[0], world.score_ids[1]))


def _direction(world: World) -> Made:
    verb = "fell" if world.direction == "up" else "rose"
    return Made(f"The score {verb} from {world.before} to {world.now}.", (world.trend,))


def _negation(world: World) -> Made:
    text, fact = world.dice.choice(
        (
            (f"{world.name()} does not score {world.scores[0] or 5}.", world.score_ids[0]),
            (f"{world.name()} never had {world.counts[0]} {world.types[0][1]}.", world.count_ids[0]),
            (f"{world.name()} has no role {world.roles[2]}.", world.member),
            (f"Nobody is {world.roles[1]}.", world.short),
            (f"The group is not in {world.stages[1]}.", world.stage),
        )
    )
    return Made(text, (fact,))


def _dropped_negation(world: World) -> Made:
    text, fact = world.dice.choice(
        (
            (f"The role {world.roles[0]} is filled.", world.missing),
            (f"The phone number of {world.people[2]} is known.", world.absent),
            ("No roles are missing.", world.missing),
        )
    )
    return Made(text, (fact,))


def _role(world: World) -> Made:
    role = world.dice.choice((world.roles[0], world.roles[1], "Chief Wizard"))
    return Made(f"{world.name()} is {role}.", (world.member, world.score_ids[0]))


def _event(world: World) -> Made:
    did = world.dice.choice(
        (
            "signed the contract",
            "plans to expand",
            "will buy",
            "is excited",
            "asked for a discount",
            "should be called",
            "attended the summit",
        )
    )
    return Made(f"{world.name()} scores {world.scores[0]} and {did}.", (world.score_ids[0],))


def _window(world: World) -> Made:
    window = world.dice.choice(("week", "7 days", "90 days", "year", "two weeks", "quarter"))
    return Made(f"{world.name()} scores {world.scores[0]} in the last {window}.", (world.score_ids[0],))


def _uncited(world: World) -> Made:
    return Made(true_statement(world).text, ())


def _wrongly_cited(world: World) -> Made:
    return Made(f"{world.name()} scores {world.scores[0]}.", (world.dice.choice((world.stage, world.absent)),))


def _superlative(world: World) -> Made:
    word = world.dice.choice(("has the highest score", "is the most engaged", "is the only member"))
    return Made(f"{world.people[1]} {word}.", (world.score_ids[1],))


def _comparison(world: World) -> Made:
    ahead = "behind" if world.scores[0] > world.scores[1] else "ahead of"
    return Made(f"{world.people[0]} is {ahead} {world.people[1]}.", (world.score_ids[0], world.score_ids[1]))


def _stage(world: World) -> Made:
    return Made(f"The group moved from {world.stages[1]} to {world.stages[0]}.", (world.move,))


def _role_of_number(world: World) -> Made:
    return Made(f"{world.name()} has {world.scores[0]} {world.types[0][1]}.", (world.score_ids[0], world.count_ids[0]))


ALTERED: tuple[Callable[[World], Made], ...] = (
    _number, _name, _swapped, _direction, _negation, _dropped_negation, _role, _event, _window, _uncited,
    _wrongly_cited, _superlative, _comparison, _stage, _role_of_number,
)  # fmt: skip


def test_true_statements_pass_and_altered_ones_are_caught() -> None:
    dice = random.Random(20261120)
    refused: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for case in range(CASES):
        world = World(dice)
        made = true_statement(world)
        verdict = check(world.sheet, made.text, made.facts)
        if not verdict.supported:
            refused[f"{verdict.reason}: {made.text} {verdict.detail}"] += 1
        alter = ALTERED[case % len(ALTERED)]
        made = alter(world)
        if check(world.sheet, made.text, made.facts).supported and not _is_true_by_chance(world, alter):
            passed[f"{alter.__name__}: {made.text} {made.facts}"] += 1
    true_rate, caught_rate = 1 - refused.total() / CASES, 1 - passed.total() / CASES
    print(f"{true_rate:.2%} of {CASES} true statements pass, {caught_rate:.2%} of {CASES} altered ones are caught")
    assert true_rate >= 0.99, refused.most_common(10)
    assert caught_rate >= 0.995, passed.most_common(10)


def _is_true_by_chance(world: World, alter: Callable[[World], Made]) -> bool:
    """An alteration that changes nothing: a count that equals the score."""
    return alter is _role_of_number and world.scores[0] == world.counts[0]
