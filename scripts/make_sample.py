"""Write the sample workspace (data/sample): invented, seeded, the same at every run.

What it holds on purpose: groups with every level of engagement, missing and short roles, people in several
groups, accounts that surge and that went quiet, a group with one member and one with none, a day with
more page views than count, names in other scripts, names that look like markup.
"""

from __future__ import annotations

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bgdetails.generating import names
from bgdetails.generating.kinds import AFTER_A_MAIL, KINDS, MAIL, cells_of
from bgdetails.generating.layout import COLUMNS, CRM_ROLES, FAILURE, ROLES, STAGES, TOLD

FOLDER = Path(__file__).parents[1] / "data" / "sample"
LAST_DAY = date(2026, 6, 30)
DAYS = 180
ACTIVITIES = 8_000
"""Occasions: the mails among them bring the activities to some 12,000."""
PEOPLE = 600
TEMPER = ("surging", "steady", "busy", "steady", "cooling", "quiet", "steady", "surging", "cooling", "silent")
FORMED = "Field Service"


def at(rng: random.Random, days_ago: int, *, office: bool = True) -> str:
    """A time on the day that lies ``days_ago`` before the last one, mostly in office hours."""
    hour = rng.choice((8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 20)) if office else rng.randrange(24)
    moment = datetime.combine(LAST_DAY - timedelta(days=days_ago), datetime.min.time(), UTC)
    return (moment + timedelta(hours=hour, minutes=rng.randrange(60), seconds=rng.randrange(60))).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def day(days_ago: int) -> str:
    """The date that lies ``days_ago`` before the last one."""
    return (LAST_DAY - timedelta(days=days_ago)).isoformat()


class Sample:
    """The workspace as it grows: rows by file, and what later rows need to know of earlier ones."""

    def __init__(self) -> None:
        self.rng = random.Random(20260630)
        self.rows: dict[str, list[list[object]]] = {}
        self.people: dict[str, list[tuple[str, str]]] = {}
        """account -> (person, role that the title fits)."""
        self.temper: dict[str, str] = {}
        self.wanted: dict[str, list[str]] = {}
        """person -> interests of their groups."""

    def add(self, file: str, *cells: object) -> None:
        self.rows.setdefault(file, []).append(["" if cell is None else cell for cell in cells])

    def accounts(self) -> None:
        for index, (name, industry, country, region, employees, domain) in enumerate(names.ACCOUNTS):
            account = f"a-{index + 1:02}"
            self.temper[account] = TEMPER[index % len(TEMPER)]
            parent = "a-01" if name == "Fjordline Ferries" else None
            revenue = round(employees * self.rng.uniform(0.12, 0.4), 1) * 1_000_000
            self.add(
                "accounts",
                account,
                name,
                None if index == 31 else industry,
                f"https://www.{domain}",
                country,
                region,
                employees,
                int(revenue),
                parent,
                names.OWNERS[index % len(names.OWNERS)],
                at(self.rng, 900),
                at(self.rng, index % 60),
                self.rng.choice(("Enterprise", "Mid-market")),
            )

    def persons(self) -> None:
        sizes = [self.rng.choice((6, 8, 11, 14, 17, 22, 30)) for _ in names.ACCOUNTS]
        scale = PEOPLE / sum(sizes)
        counts = [max(3, round(size * scale)) for size in sizes]
        counts[0] += PEOPLE - sum(counts)
        number = 0
        for index, count in enumerate(counts):
            account, domain, country = f"a-{index + 1:02}", names.ACCOUNTS[index][5], names.ACCOUNTS[index][2]
            for _ in range(count):
                number += 1
                self.person(f"p-{number:03}", account, domain, country)

    def person(self, person: str, account: str, domain: str, country: str | None) -> None:
        rng = self.rng
        special = {"p-020": 0, "p-077": 1, "p-141": 2}.get(person)
        first, last = (
            (rng.choice(names.FIRST), rng.choice(names.LAST))
            if special is None
            else names.SPECIAL_PEOPLE[special].split(" ", 1)
        )
        role = rng.choices(tuple(names.TITLES), weights=(17, 5, 26, 40, 12))[0]
        title = None if rng.random() < 0.02 else rng.choice(names.TITLES[role])
        mail = f"p{int(person[2:])}@{domain}" if special is not None else f"{first}.{last}@{domain}".lower()
        mail = mail.encode("ascii", "ignore").decode()
        self.people.setdefault(account, []).append((person, role if title else ""))
        self.add(
            "people",
            person,
            account,
            first,
            last,
            title,
            mail if rng.random() < 0.93 else None,
            f"+1 555 01{int(person[2:]) % 100:02}" if rng.random() < 0.7 else None,
            f"+1 555 02{int(person[2:]) % 100:02}" if rng.random() < 0.5 else None,
            rng.choice(names.DEPARTMENTS),
            None,
            None,
            None,
            None,
            country,
            rng.choice(("Web", "Trade show", "Referral", "Partner")),
            "true" if rng.random() < 0.05 else "false",
            "true" if rng.random() < 0.02 else "false",
            at(rng, rng.randrange(200, 700)),
            at(rng, rng.randrange(0, 190)),
        )

    def groups(self) -> None:
        given = [interest for interest in names.INTERESTS if interest != FORMED]
        number = 0
        for index in range(len(names.ACCOUNTS)):
            account = f"a-{index + 1:02}"
            for interest in self.rng.sample(given, k=(3, 2, 3, 2)[index % 4] if index < 38 else 1):
                number += 1
                self.group(f"bg-{number:03}", account, interest, number)

    def group(self, group: str, account: str, interest: str, number: int) -> None:
        rng = self.rng
        reached = rng.choices(range(5), weights=(34, 28, 20, 11, 7))[0]
        path = list(STAGES[: reached + 1])
        if rng.random() < 0.08 and reached < 4:
            path.append(FAILURE)
        days = sorted((rng.randrange(2, 170) for _ in path), reverse=True)
        name = {7: "Nordic renewal board", 31: "Partner pilot 2027", 52: "Fleet renewal steering group"}.get(number)
        entered = at(rng, days[-1])
        self.add(
            "buying_groups",
            group,
            account,
            interest,
            name,
            path[-1],
            entered,
            "on hold" if rng.random() < 0.06 else None,
            "input",
            at(rng, 175),
            at(rng, min(days[-1], rng.randrange(1, 60))),
        )
        for before, (stage, ago) in zip(["", *path], zip(path, days, strict=True), strict=False):
            self.add("stage_changes", group, before, stage, at(rng, ago) if stage != path[-1] else entered)
        self.members(group, account, interest, number)

    def members(self, group: str, account: str, interest: str, number: int) -> None:
        if number == 19:  # a group that nobody has been put into yet
            return
        rng = self.rng
        left_out = set(rng.sample(ROLES, k=rng.choice((0, 1, 1, 2))))
        fitting = [(person, role) for person, role in self.people[account] if role and role not in left_out]
        chosen = fitting[:1] if number == 40 else rng.sample(fitting, k=min(len(fitting), rng.choice((3, 5, 7, 9, 12))))
        for place, (person, role) in enumerate(chosen):
            held = "Champion" if place == 0 and "Champion" not in left_out and number != 40 else role
            source = rng.choices(("system", "journey", "manual"), weights=(6, 2, 3))[0]
            added = rng.choice((rng.randrange(31, 170), rng.randrange(0, 170)))
            removed = at(rng, rng.randrange(0, added)) if added and rng.random() < 0.06 else None
            self.add("members", group, person, held, source, at(rng, added), removed, source if removed else None)
            if not removed:
                self.wanted.setdefault(person, []).append(interest)

    def opportunities(self) -> None:
        rng = self.rng
        number = 0
        for index, (name, *_rest) in enumerate(names.ACCOUNTS):
            for _ in range(rng.choice((0, 1, 2, 2, 3))):
                number += 1
                interest = rng.choice(tuple(names.INTERESTS))
                state = rng.choices(("open", "won", "lost"), weights=(6, 2, 2))[0]
                closes = -rng.randrange(3, 120) if state == "open" and rng.random() < 0.9 else rng.randrange(1, 160)
                stage = {"won": "Closed Won", "lost": "Closed Lost"}.get(state) or rng.choice(
                    ("Qualification", "Negotiation", "Proposal")
                )
                currency = "EUR" if names.ACCOUNTS[index][3] == "Europe" else "USD"
                amount = None if rng.random() < 0.08 else rng.randrange(12, 480) * 1000
                account = f"a-{index + 1:02}"
                self.add(
                    "opportunities",
                    f"o-{number:03}",
                    account,
                    f"{interest} for {name}",
                    stage,
                    "false" if state == "open" else "true",
                    "true" if state == "won" else "false",
                    amount,
                    currency,
                    day(closes),
                    rng.choice(("New business", "Renewal")),
                    names.OWNERS[index % len(names.OWNERS)],
                    at(rng, 170),
                    at(rng, rng.randrange(0, 90)),
                )
                for place, (person, role) in enumerate(
                    rng.sample(self.people[account], k=min(3, len(self.people[account])))
                ):
                    crm = CRM_ROLES.get(role, role or "Other")
                    self.add(
                        "opportunity_contact_roles",
                        f"o-{number:03}",
                        person,
                        crm,
                        "true" if place == 0 else "false",
                    )

    def journeys(self) -> None:
        rng = self.rng
        for journey, name, status, text, published, ends in names.JOURNEYS:
            self.add(
                "journeys",
                journey,
                name,
                status,
                text,
                at(rng, -published) if published else None,
                at(rng, -ends) if ends is not None else None,
                at(rng, 178),
                at(rng, 30),
            )
        for index in range(len(names.ACCOUNTS)):
            for journey, _name, status, _text, published, _ends in rng.sample(
                names.JOURNEYS[:-1], k=rng.choice((1, 2, 3, 4))
            ):
                entered = rng.randrange(1, -published)
                done = rng.random() < (0.9 if status == "Finished" else 0.35) and entered > 3
                state = (
                    "Completed" if done else "Aborted" if status == "Aborted" or rng.random() < 0.08 else "In progress"
                )
                left = None if state == "In progress" else at(rng, rng.randrange(0, entered))
                self.add("account_journeys", f"a-{index + 1:02}", journey, at(rng, entered), left, state)

    def activities(self) -> None:
        """Each person has a pace, bent by the temper of the account; groups decide what they look at."""
        rng = self.rng
        paces: list[tuple[str, str, float]] = []
        for account, people in self.people.items():
            for person, role in people:
                keen = rng.paretovariate(1.3) * (1.0 if role else 0.25) * (1.5 if person in self.wanted else 0.5)
                paces.append((account, person, 0.0 if rng.random() < 0.1 else min(keen, 9.0)))
        weights = [pace for _account, _person, pace in paces]
        entered: dict[str, list[str]] = {}
        for row in self.rows["account_journeys"]:
            entered.setdefault(str(row[0]), []).append(str(row[1]))
        number = 0
        for number in range(1, 38):  # one reader's long day: the cap takes 17 of these
            self.add(
                "activities",
                f"act-{number:05}",
                "p-003",
                "Page Views",
                at(rng, 2),
                "Cloud Backup: RPO",
                *[None] * 6,
            )
        while number < ACTIVITIES:
            account, person, _pace = rng.choices(paces, weights)[0]
            ago = self.day_for(self.temper[account])
            for _ in range(min(rng.choice((1, 1, 2, 3, 5)), ACTIVITIES - number)):  # what one visit or mail brings
                number += 1
                self.activity(f"act-{number:05}", person, ago, entered.get(account, []))

    def day_for(self, temper: str) -> int:
        rng = self.rng
        if temper == "surging" and rng.random() < 0.45:
            return rng.randrange(0, 25)
        if temper == "busy":
            return int(DAYS * rng.random() ** 1.6)
        if temper == "cooling":
            return int(25 + (DAYS - 25) * rng.random()) if rng.random() < 0.93 else rng.randrange(25)
        if temper == "quiet":
            return rng.randrange(26, DAYS) if rng.random() < 0.985 else rng.randrange(26)
        if temper == "silent":
            return rng.randrange(45, DAYS)
        return rng.randrange(DAYS)

    def activity(self, key: str, person: str, ago: int, journeys: list[str]) -> None:
        """One activity, or a mail with what became of it."""
        rng = self.rng
        interest = rng.choice(self.wanted.get(person) or tuple(names.INTERESTS))
        _category, topics, assets = names.INTERESTS[interest]
        topic = rng.choice(topics)
        kind = rng.choices(tuple(KINDS), weights=tuple(KINDS.values()))[0]
        asset = rng.choice(assets)
        if kind == MAIL:
            self.mail(key, person, ago, {"asset": asset, "journey_id": rng.choice(journeys) if journeys else None})
        else:
            self.did(key, person, kind, ago, cells_of(rng, kind, interest, topic, asset))

    def mail(self, key: str, person: str, ago: int, cells: dict[str, str | None]) -> None:
        """A mail, and what became of it."""
        self.did(key, person, MAIL, ago, cells)
        for step, chance in AFTER_A_MAIL:
            if self.rng.random() > chance:
                return
            self.did(f"{key}{step[6].lower()}", person, step, ago, cells)

    def did(self, key: str, person: str, kind: str, ago: int, cells: dict[str, str | None]) -> None:
        """A row of activities."""
        self.add("activities", key, person, kind, at(self.rng, ago), *(cells.get(column) for column in TOLD))

    def keywords(self) -> None:
        for product, (category, topics, _assets) in names.INTERESTS.items():
            for topic in topics:
                self.add("intent_keywords", category, product, topic)

    def notes(self) -> None:
        self.add(
            "notes",
            "n-1",
            "account",
            "a-01",
            "Fleet renewal is decided by the port offices.",
            "Ingrid Dahl",
            at(self.rng, 12),
        )
        self.add(
            "notes",
            "n-2",
            "group",
            "bg-001",
            "Asked for references from shipping.",
            "Ingrid Dahl",
            at(self.rng, 5),
        )


def main() -> None:
    """Make everything and write it."""
    sample = Sample()
    for step in (
        sample.accounts,
        sample.persons,
        sample.groups,
        sample.opportunities,
        sample.journeys,
        sample.activities,
        sample.keywords,
        sample.notes,
    ):
        step()
    sample.rows["activities"].sort(key=lambda row: (row[3], row[0]))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, columns in COLUMNS.items():
        with (FOLDER / f"{file}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(sample.rows[file])
    (FOLDER.parent / "sample_day.txt").write_text(f"{LAST_DAY.isoformat()}\n", encoding="utf-8")
    print(f"{FOLDER.name}: " + ", ".join(f"{len(sample.rows[file]):,} {file.replace('_', ' ')}" for file in COLUMNS))


if __name__ == "__main__":
    main()
