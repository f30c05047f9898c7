"""Random workspaces, and the activities that lie in them or in a lake beside them. A seed says all of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from tests import databases
from tests.refresh.lakes import AS_OF, COLUMNS, L, Row, assert_equal, from_lake, imported, lake
from tests.sources.import_help import sf

Line = Sequence[str | None]
_ROLES = ("Decision Maker", "Champion", "Practitioner", "Gardener")
_TYPES = (
    *("Page Views", "page views ", "PAGE VIEWS", "Email Sent", "email opened", "Email Delivered", "Email Clicked"),
    *("Meeting Held", "Interesting Moment", "Interesting moment", "Form Filled Out", "Webinar", "webinar", "Odd type"),
)
# First and last days of the windows that scores, momentum, the trend and the dashboard have, and those beside them.
_AGES = (-8, -1, 0, 0, 1, 6, 7, 28, 29, 30, 31, 36, 37, 59, 60, 77, 83, 84, 106, 107, 113, 334, 335, 400)
_CLOCKS = (time(0), time(0, 0, 0, 1), time(12), time(23, 59, 59, 999_999))
_BURSTS = (1, 1, 1, 2, 3, 19, 20, 21, 25)
"""How often a row stands there: more than count a day, too."""
_ASSETS = (None, "", "Ransomware in practice", 'Price, list "A"', "line\nbreak", "Größe der RPOs", "勒索 ransomware")
_CONDITIONS = (
    "",
    '{ field = "title", op = "contains", value = "Engineer" }',
    '{ field = "engagement_score", op = "greater than", value = 40 }',
    '{ field = "intent:Backup", op = "is", value = "High" }',
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A workspace."""

    tables: dict[str, tuple[str, list[Line]]]
    rules: str
    activities: list[Row]
    kind: str
    """What the files of the lake are."""
    lies_on_server: bool
    """The workspace that a lake is refreshed into; otherwise one whose activities are imported lies there."""

    def folder(self, place: Path, *, activities: bool) -> Path:
        """The workspace as a folder, with its activities or without."""
        place.mkdir(parents=True)
        rows: list[Line] = [[row.get(name) for name in COLUMNS] for row in self.activities]
        tables = self.tables | ({"activities": (",".join(COLUMNS), rows)} if activities else {})
        for name, (header, lines) in tables.items():
            with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerows([header.split(","), *lines])
        (place / "workspace.toml").write_text(self.rules, "utf-8")
        return place


def drawn_workspace(seed: int, most: int = 1) -> Drawn:
    """Some accounts of two systems, their people, groups given and formed, and what people did.

    Args:
        seed: Says what is drawn.
        most: Where an engine takes long however little there is, draw up to so many times as much at once.
    """
    draw = Random(seed)
    accounts = [f"a{number}" for number in range(draw.randint(1, 4 * most))]
    people = [f"p{number}" for number in range(draw.randint(1, 12 * most))]
    groups = [f"g{number}" for number in range(draw.randint(1, 5 * most))]
    contacts = [sf("003", number) for number in range(draw.randint(0, 4 * most))]
    title: Callable[[], str] = lambda: draw.choice(("Director", "Engineer", "Gardener", ""))  # noqa: E731
    day: Callable[[], str] = lambda: _a_day(draw).isoformat()  # noqa: E731
    tables: dict[str, tuple[str, list[Line]]] = {
        "accounts": ("id,name,industry", [(key, key, draw.choice(("Banks", "Farms"))) for key in accounts]),
        "people": (
            "id,account_id,last_name,title,created_at",
            [(key, draw.choice(["", *accounts]), key, title(), draw.choice(("", day()))) for key in people],
        ),
        "Account": ("Id,Name,Industry,IsDeleted", [(sf("001", 1), "Birch", "Banks", "false")]),
        "Contact": (
            "Id,AccountId,LastName,Title,CreatedDate,IsDeleted",
            [(key, sf("001", 1), "Moss", title(), day(), draw.choice(("false", "false", "true"))) for key in contacts],
        ),
        "buying_groups": ("id,account_id,solution_interest", [(key, draw.choice(accounts), "Given") for key in groups]),
        "members": (
            "buying_group_id,person_id,role,source,added_at,removed_at",
            [
                (group, person, draw.choice((*_ROLES, "Guest")), "manual", day(), draw.choice(("", "", day())))
                for group in groups
                for person in draw.sample(people, draw.randint(0, min(len(people), 12)))
            ],
        ),
        "journeys": ("id,name", [("j1", "Spring"), ("j2", "Autumn")]),
        "intent_keywords": (
            "category,product,keyword",
            [("Safe", "Backup", "ransomware"), ("Safe", "Backup", "RPO"), ("Data", "Catalog", "price list")],
        ),
    }
    known = [*people, *contacts, f" {people[0]}\t", people[0].upper(), "nobody"]
    return Drawn(
        tables,
        _rules(draw),
        _activities(draw, known, 80 * most),
        draw.choice(("parquet", "jsonl")),
        draw.random() < 0.5,
    )


def _rules(draw: Random) -> str:
    weights = {name: round(draw.uniform(0, 100), 3) for name in draw.sample(("Page Views", "Webinar", "Email Sent"), 2)}
    roles = "".join(
        f'[[roles_template.role]]\nrole = "{role}"\nmembers_required = {draw.randint(1, 3)}\n'
        f"weighting = {round(draw.uniform(1, 100), 2)}\nconditions = [{draw.choice(_CONDITIONS)}]\n"
        for role in draw.sample(_ROLES, draw.randint(1, len(_ROLES)))
    )
    listed = ", ".join(f'"{name}" = {weight}' for name, weight in weights.items())
    interests = "".join(
        f'[[solution_interest]]\nname = "{name}"\nroles_template = "Drawn"\n' for name in ("Given", "Formed")
    )
    return f'[scoring]\nweights = {{ {listed} }}\n[[roles_template]]\nname = "Drawn"\n{roles}{interests}'


def _activities(draw: Random, people: Sequence[str], most: int) -> list[Row]:
    """Some with an id that was there; some bad; one from before 1970."""
    activities: list[Row] = []
    for number in range(draw.randint(0, most)):
        row: Row = {
            "person_id": draw.choice(people),
            "type": draw.choice(_TYPES),
            "at": _a_time(draw),
            "asset": draw.choice(_ASSETS),
            "url": draw.choice((None, "https://v.example/rpo")),
            "subject": draw.choice((None, "The RPOs")),
            "journey_id": draw.choice((None, "j1", "j2", "none such")),
            "description": draw.choice((None, "Asked for ransomware help")),
            "moment_type": draw.choice((None, "Web")),
        }
        activities += [{"id": f"x{number}.{again}", **row} for again in range(draw.choice(_BURSTS))]
        if draw.random() < 0.2:
            earlier = draw.choice(activities)["id"]
            activities.append({**row, "id": f" {earlier}", "at": _a_time(draw)})
    bad: tuple[tuple[str, str, str], ...] = (
        ("bad1", "Page Views", "30/06/2026"),
        ("bad2", " ", "2026-06-29"),
        ("bad3", "Page Views", "2026-06-31T10:00:00Z"),
        ("bad4", "Page Views", "0000-06-30"),
        ("old", "Page Views", "1969-12-31T23:59:59Z"),
    )
    for key, what, at in draw.sample(bad, draw.randint(0, len(bad))):
        activities.append({"id": key, "person_id": draw.choice(people), "type": what, "at": at})
    return activities


def _a_day(draw: Random) -> date:
    return AS_OF - timedelta(days=draw.choice((draw.randint(-3, 150), draw.choice(_AGES))))


def _a_time(draw: Random) -> str:
    """A moment, or its day, as files write it: also where it is another day."""
    clock = draw.choice((*_CLOCKS, time(draw.randrange(24), draw.randrange(60), draw.randrange(60), 997_000)))
    moment = datetime.combine(_a_day(draw), clock)
    east = (moment + timedelta(hours=5, minutes=30)).isoformat(timespec="microseconds")
    west = (moment - timedelta(hours=8)).isoformat(timespec="microseconds").replace(".", ",")
    return draw.choice(
        (
            moment.isoformat(timespec="microseconds") + "Z",
            moment.isoformat(timespec="milliseconds"),
            f"{east}+05:30",
            f"{east.replace('T', ' ')} +0530",
            f"  {west}-08 ",
            moment.date().isoformat(),
        )
    )


def assert_engines_agree(folder: Path, drawn: Drawn, engine: str) -> None:
    """Of a lake an engine gives what an import of the same rows gives; so does either on a server.

    Args:
        folder: Where workspaces and the lake are made.
        drawn: What is in them.
        engine: What reads the lake.
    """
    whole, lean = drawn.folder(folder / "whole", activities=True), drawn.folder(folder / "lean", activities=False)
    location = lake(folder / "lake", drawn.activities, drawn.kind)
    store = imported(folder / "store.db", whole)
    assert_equal(store, _through(engine, folder / "lean.db", lean, location))
    server = databases.empty_workspace()
    other = _through(engine, server, lean, location) if drawn.lies_on_server else imported(server, whole)
    assert_equal(store, other)


def _through(engine: str, place: L, folder: Path, location: str) -> L:
    imported(place, folder, "--no-refresh")
    assert from_lake(place, location, engine) == 0
    return place
