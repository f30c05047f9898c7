"""Random facts of every kind, with names that are words, names with digits, labels within labels, ties and zeros."""

from __future__ import annotations

import random
from datetime import date, timedelta

from bgdetails.summaries.fact_list import FOUR_WEEKS, WINDOW, FactList, day_value, label, number
from bgdetails.summaries.model import FactSheet, FactValue

AS_OF = date(2026, 11, 20)
FIRST = ("Will", "Mark", "May", "Dana", "Åsa", "Jean-Luc", "Grace", "Art")
LAST = ("Short", "Day", "Young", "Price", "de la Cruz", "O’Hara", "Lund", "Sommer")
ROLES = ("Decision Maker", "Decision", "Practitioner", "Champion", "Influencer", "Legal 2")
STAGES = ("Awareness", "Interest", "Evaluation", "Legal Review", "Purchased")
PRODUCTS = ("Cloud Backup", "Cloud", "Edge 360", "Data Catalog")
ACCOUNTS = ("Acme", "Beta 2000", "Open Level Ltd", "Näs & Co")
TYPES = (("Page Views", "page views"), ("Email Opened", "opened emails"), ("Meeting Held", "meetings"))
DEALS = ("Fleet renewal", "Q4 pilot 7", "Ready to buy")
WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def level_of(score: int) -> str:
    return "High" if score >= 67 else "Medium" if score >= 34 else "Low" if score else "None"


class World:
    """Facts of a random group."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._facts = FactList()
        self.account = dice.choice(ACCOUNTS)
        self.group = f"{dice.choice(PRODUCTS)} for {self.account}"
        first, last = dice.sample(FIRST, 3), dice.sample(LAST, 3)
        self.people = [f"{one} {other}" for one, other in zip(first, last, strict=True)]
        self.scores = sorted(dice.sample(range(1, 101), 2), reverse=True)
        tied = dice.random() < 0.3
        self.scores.append(self.scores[1] if tied else dice.randrange(0, self.scores[1]))
        self.tied = tied
        self.score = [self._score(name, score) for name, score in zip(self.people, self.scores, strict=True)]
        self.group_score = dice.randrange(1, 101)
        self.of_group = self._score(self.group, self.group_score, "group")
        self._counts()
        self._roles()
        self._stages()
        self._rest()
        marked = (("Missing roles", (self.missing,)),)
        self.sheet = FactSheet("group", "bg-1", self.group, AS_OF, self._facts.facts, marked)

    def add(self, kind: str, text: str, **values: FactValue) -> str:
        return self._facts.add(kind, text, None, **values)

    def who(self, index: int) -> FactValue:
        return FactValue("person", self.people[index])

    def _score(self, name: str, score: int, kind: str = "person") -> str:
        level, who = level_of(score), FactValue(kind, name)
        text = f"{name} has an engagement score of {score} ({level}) in the last 30 days."
        return self.add("score", text, who=who, score=number(score), level=label(level), window=WINDOW)

    def _counts(self) -> None:
        self.types = self.dice.sample(TYPES, 2)
        self.counts = self.dice.sample(range(13, 30), 2)
        self.count = [self._count(0, kind, noun, n) for (kind, noun), n in zip(self.types, self.counts, strict=True)]
        self.fewer = self.dice.randrange(0, 12)
        self.count_b = self._count(1, *self.types[0], self.fewer)
        self.whole = self.dice.randrange(31, 40)
        self.part = self.dice.randrange(self.whole // 2 + 1, self.whole)
        text = f"{self.part} of the {self.whole} activities of {self.people[0]} in the last 30 days came by email."
        values = {"what": label("email"), "n": number(self.part), "of": number(self.whole)}
        self.share = self.add("count", text, who=self.who(0), window=WINDOW, **values)

    def _count(self, index: int, kind: str, noun: str, n: int) -> str:
        text = f"{self.people[index]} has {n} {noun} in the last 30 days."
        return self.add("count", text, what=label(kind), n=number(n), who=self.who(index), window=WINDOW)

    def _roles(self) -> None:
        self.roles = self.dice.sample(ROLES, 3)
        self.required = self.dice.randrange(3, 6)
        self.assigned = self.dice.randrange(1, self.required)
        self.missing = self._coverage(self.roles[0], 1, 0)
        self.short = self._coverage(self.roles[1], self.required, self.assigned)
        text = f"{self.people[0]} has the role {self.roles[2]} in {self.group}."
        self.member = self.add("member", text, who=self.who(0), role=label(self.roles[2]))
        self.percent = self.dice.randrange(1, 100)
        text = f"{self.group} is {self.percent} % complete."
        self.complete = self.add("completeness", text, score=FactValue("percent", self.percent))

    def _coverage(self, role: str, required: int, assigned: int) -> str:
        share = int(100 * assigned / required + 0.5)
        people = "1 person" if required == 1 else f"{required} people"
        text = f"The role {role} needs {people} and has {assigned} ({share} %)."
        values = {"role": label(role), "required": number(required), "assigned": number(assigned)}
        return self.add("coverage", text, percent=FactValue("percent", share), **values)

    def _stages(self) -> None:
        self.stages = self.dice.sample(STAGES, 3)
        self.days = self.dice.randrange(2, 28)
        self.since = AS_OF - timedelta(self.days)
        text = f"{self.group} is in the stage {self.stages[1]} since {self.since}, for {self.days} days."
        values = {"stage": label(self.stages[1]), "since": day_value(self.since), "days": number(self.days)}
        self.stage = self.add("stage", text, **values)
        text = f"{self.group} moved from {self.stages[0]} to {self.stages[1]} on {self.since}."
        ends = {"from_": label(self.stages[0]), "to": label(self.stages[1]), "at": day_value(self.since)}
        self.move = self.add("move", text, **ends)
        self.before, self.now = self.dice.sample(range(1, 101), 2)
        self.direction = "up" if self.now > self.before else "down"
        text = f"The engagement score of {self.group} went {self.direction} from {self.before} to {self.now}"
        values = {"direction": label(self.direction), "from_": number(self.before), "to": number(self.now)}
        who = FactValue("group", self.group)
        self.trend = self.add("trend", f"{text} in the last 28 days.", who=who, window=FOUR_WEEKS, **values)

    def _rest(self) -> None:
        self.of = self.dice.randrange(4, 30)
        text = f"{self.people[0]} is number 1 of {self.of} members by engagement score."
        by = {"by": label("engagement score"), "rank": number(1), "of": number(self.of)}
        self.rank = self.add("rank", text, who=self.who(0), **by)
        self.product = self.dice.choice([p for p in PRODUCTS if p not in self.group])
        text = f"{self.group} shows High intent in {self.product}."
        self.topic = self.add("topic", text, product=label(self.product), level=label("High"))
        self.deal, self.closes = self.dice.choice(DEALS), AS_OF + timedelta(self.dice.randrange(8, 26))
        self.amount = self.dice.randrange(1, 900) * 1000
        values = {"name": FactValue("quote", self.deal), "closes": day_value(self.closes)}
        values |= {"amount": number(self.amount), "currency": label("EUR"), "stage": label("Negotiation")}
        text = f"The open opportunity “{self.deal}” closes on {self.closes}."
        self.opportunity = self.add("opportunity", text, **values)
        self.entered = AS_OF - timedelta(self.dice.randrange(2, 20))
        account = FactValue("account", self.account)
        text = f"{self.account} entered the journey Welcome 7 on {self.entered}."
        name = FactValue("journey", "Welcome 7")
        self.journey = self.add("journey", text, name=name, entered=day_value(self.entered), who=account)
        text = f"No phone number of {self.people[2]} is known."
        self.absent = self.add("absent", text, what=label("phone number"), who=self.who(2))
        text = f"The industry of {self.account} is Retail."
        self.attribute = self.add("attribute", text, what=label("industry"), is_=label("Retail"), who=account)
        self.at = AS_OF - timedelta(self.dice.randrange(1, 9))
        text = f"The latest activity of {self.people[1]} is Page Views on {self.at}."
        values = {"who": self.who(1), "type": label("Page Views"), "at": day_value(self.at)}
        self.activity = self.add("activity", text, **values)
        note = {"who": self.who(0), "text_": FactValue("quote", "budget approved, 40 seats")}
        self.quote = self.add("quote", f"Note of {self.people[0]}: “budget approved, 40 seats”.", **note)

    def said(self, value: int) -> str:
        """A number, sometimes as a word."""
        return WORDS[value] if value < len(WORDS) and self.dice.random() < 0.4 else f"{value:,}"

    def day(self, day: date) -> str:
        """A day in some form."""
        forms = (day.isoformat(), f"{day.day} {day:%b}", f"{day:%B} {day.day}, {day.year}", f"{day:%b} {day.day}")
        more = (f"{day.day} {day:%B} {day.year}", f"{day.day}.{day.month}.{day.year}", f"{day:%A}, {day.day} {day:%B}")
        return self.dice.choice((*forms, *more))

    def other(self, *known: int) -> int:
        """Another number."""
        return next(value for value in iter(lambda: self.dice.randrange(1, 100), None) if value not in known)
