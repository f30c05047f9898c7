"""Writes a seeded workspace folder of a given number of groups: what the measurements are taken on."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

LAST_DAY = date(2026, 6, 30)
INTERESTS = ("Cloud Backup", "Data Catalog", "Edge Security", "Field Service")
PEOPLE_OF_AN_ACCOUNT = 20
ACTIVITIES_OF_A_PERSON = 10
MEMBERS_OF_A_GROUP = 8
TITLES = (
    "CFO",
    "VP Operations",
    "Head of IT",
    "IT Manager",
    "Principal Architect",
    "Data Engineer",
    "Business Analyst",
)
ROLES = (
    "Decision Maker",
    "Decision Maker",
    "Decision Maker",
    "Influencer",
    "Influencer",
    "Practitioner",
    "Practitioner",
)
TYPES = (
    "Page Views",
    "Page Views",
    "Email Opened",
    "Email Sent",
    "Meeting Held",
    "Form Filled Out",
    "Interesting Moment",
)
WORDS = (
    "Amber",
    "Birch",
    "Cobalt",
    "Delta",
    "Ember",
    "Fjord",
    "Granite",
    "Harbor",
    "Iris",
    "Juniper",
    "Kestrel",
    "Lumen",
)


def write_folder(folder: Path, groups: int) -> int:
    """Write the folder and return the number of activities."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(groups)
    accounts = groups // len(INTERESTS)
    _write(
        folder / "accounts.csv", "id,name,industry,region,employees,owner", (_account(rng, a) for a in range(accounts))
    )
    people = accounts * PEOPLE_OF_AN_ACCOUNT
    header = "id,account_id,first_name,last_name,title,email,phone,created_at"
    _write(folder / "people.csv", header, (_person(rng, p) for p in range(people)))
    _write(
        folder / "buying_groups.csv", "id,account_id,solution_interest,stage", (_group(rng, g) for g in range(groups))
    )
    _write(
        folder / "members.csv", "buying_group_id,person_id,role", (m for g in range(groups) for m in _members(rng, g))
    )
    count = people * ACTIVITIES_OF_A_PERSON
    header = "id,person_id,type,at,asset,url,subject"
    _write(folder / "activities.csv", header, (_activity(rng, n, people) for n in range(count)))
    interests = "".join(
        f'[[solution_interest]]\nname = "{i}"\nroles_template = "Standard purchase"\n' for i in INTERESTS
    )
    (folder / "workspace.toml").write_text(interests, encoding="utf-8")
    return count


def _write(file: Path, header: str, rows: object) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(header + "\n")
        out.writelines(rows)  # type: ignore[arg-type]


def _account(rng: random.Random, number: int) -> str:
    name = f"{rng.choice(WORDS)} {rng.choice(WORDS)} {number}"
    return f"a{number},{name},Industry {number % 12},Europe,{rng.randrange(10, 9000)},Owner {number % 9}\n"


def _person(rng: random.Random, number: int) -> str:
    account, place = divmod(number, PEOPLE_OF_AN_ACCOUNT)
    title = TITLES[place % len(TITLES)]
    first, last = rng.choice(WORDS), f"{rng.choice(WORDS)}son{number}"
    return (
        f"p{number},a{account},{first},{last},{title},p{number}@x{account}.example,+1 555 0100,2026-01-05T09:00:00Z\n"
    )


def _group(rng: random.Random, number: int) -> str:
    account, place = divmod(number, len(INTERESTS))
    return f"g{number},a{account},{INTERESTS[place]},{rng.choice(('Awareness', 'Interest', 'Evaluation'))}\n"


def _members(rng: random.Random, group: int) -> list[str]:
    first = group // len(INTERESTS) * PEOPLE_OF_AN_ACCOUNT
    chosen = rng.sample(range(PEOPLE_OF_AN_ACCOUNT), MEMBERS_OF_A_GROUP)
    return [f"g{group},p{first + place},{ROLES[place % len(ROLES)]}\n" for place in chosen]


def _activity(rng: random.Random, number: int, people: int) -> str:
    person = int(people * rng.random() ** 2)
    day = LAST_DAY - timedelta(days=int(150 * rng.random()))
    at = f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z"
    return f"x{number},p{person},{rng.choice(TYPES)},{at},Asset {number % 40},https://v.example/{number % 90},\n"
