"""A small workspace that has everything a page shows: a full group, an empty one, a hostile one, a journey."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlmodel import Session

from bgdetails.store import tables
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace
from tests.factory import AS_OF, Factory, days_before, new_workspace
from tests.views.kept import UNITS_OF_100, keep_scores, units

HOSTILE = "[b]x[/b] \x1b[31mred \u202eabc 渡辺"
PEOPLE = (
    ("Amara Quill", "VP Infrastructure", "Decision Maker", 92.0),
    ("Kenji Watabe 渡辺", "Cloud Platform Lead", "Influencer", 88.0),
    ("Jonas Bergqvist", "Chief Information Officer", "Decision Maker", 81.0),
    ("Sofía Marchetto", "Storage Architect", "Champion", 67.0),
    ("Daniel Brandl", "Chief Financial Officer", "Executive Steering Committee", 41.0),
    ("Mirela Popa", "Head of Procurement", "Decision Maker", 34.0),
    ("Leila Haddo", "Security Analyst", "Influencer", 22.0),
    ("Tom Achter", "Project Office", "Other", 8.0),
    ("Ruth Castellano-de la Fuente", None, "Other", 0.0),
)


def write_workspace(folder: Path, name: str = "pages.db") -> Path:
    """The workspace, scored for 20 Nov 2026 and the eleven trend days."""
    path = folder / name
    path.write_bytes(_workspace())
    path.chmod(0o600)
    return path


@cache
def _workspace() -> bytes:
    """Its file; some sixty tests want one of their own."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        fill_workspace(workspace)
        workspace.close()
        return workspace.path.read_bytes()


def fill_workspace(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        make = Factory(session)
        account = make.account(
            "Tallow Maritime", industry="Maritime transport", country="Norway", website="tallow.example"
        )
        make.account("Castor Insurance")
        empty_account = make.account(HOSTILE)
        model = make.stage_model()
        template = make.template()
        interests = [
            make.interest(name, template, stage_model_id=model)
            for name in ("Edge Security", "Cloud Backup", "Data Catalog")
        ]
        people = [_person(make, account, number, *person[:2]) for number, person in enumerate(PEOPLE)]
        groups = [
            _group(make, account, interest, stage)
            for interest, stage in zip(interests, ("Interest", "Evaluation", None), strict=True)
        ]
        for number, (person, told) in enumerate(zip(people, PEOPLE, strict=True)):
            make.member(groups[0], person, told[2], source="system", added_at=days_before(10 + number))
        for person in people[:4]:
            make.member(groups[1], person, "Decision Maker", source="journey", added_at=days_before(9))
        _strangers(make, empty_account, interests[0])
        _activities(make, people)
        _journeys(make, account)
        deal = make.opportunity(
            account,
            "Fleet renewal 2027",
            stage_name="Negotiation",
            amount=298000.0,
            currency="EUR",
            close_day=to_day(AS_OF + timedelta(days=15)),
        )
        for person, role in zip(people, ("Economic Buyer", "Evaluator", None), strict=False):
            make.contact_role(deal, person, role)
        _kept(session, account, deal)
        scores = {person: told[3] for person, told in zip(people, PEOPLE, strict=True)}
        for week in range(11, -1, -1):
            day = AS_OF - timedelta(days=7 * week)
            faded = {person: score * (12 - week) / 12 for person, score in scores.items()}
            if week:
                _past(session, faded, {groups[0]: 78.0 * (12 - week) / 12}, day)
            else:
                keep_scores(
                    session, scores, {groups[0]: 78.0, groups[1]: 100.0}, member_count=9, missing="Practitioner"
                )
        state = session.get_one(tables.Workspace, 1)
        state.refreshed_day = to_day(AS_OF)


def _kept(session: Session, account: int, deal: int) -> None:
    """What a refresh would have kept: momentum, and that three people have a contact role on the deal."""
    day = to_day(AS_OF)
    session.add(
        tables.AccountScore(day=day, account_id=account, units=105, units_before=100, band="Neutral", change=0.05)
    )
    session.add(
        tables.DealScore(
            day=day,
            opportunity_id=deal,
            people=3,
            decision_makers=1,
            engaged_decision_makers=1,
            champions=0,
            engaged_champions=0,
            engaged=3,
            silent=0,
            from_groups=False,
            level=1,
        )
    )


def _past(session: object, people: dict[int, float], groups: dict[int, float], day: object) -> None:
    number = to_day(day)  # type: ignore[arg-type]
    session.add(  # type: ignore[attr-defined]
        tables.ScoreDay(day=number, largest_weight_milli=60_000, largest_units=UNITS_OF_100, largest_raw=100.0)
    )
    for person, score in people.items():
        session.add(tables.PersonScore(day=number, person_id=person, units=units(score)))  # type: ignore[attr-defined]
    for group, score in groups.items():
        row = tables.GroupScore(day=number, group_id=group, raw=(score / 10) ** 2, completeness=50.0)
        session.add(row)  # type: ignore[attr-defined]


def _person(make: Factory, account: int, number: int, name: str, title: str | None) -> int:
    email = f"person.{number}@tallow.example" if number < 8 else None
    return make.person(name, account, title=title, email=email, phone=f"+47 22 55 01 0{number}", city="Oslo")


def _group(make: Factory, account: int, interest: int, stage: str | None) -> int:
    entered = datetime(2026, 10, 28, 9, tzinfo=UTC) if stage else None
    return make.group(account, interest, stage=stage, stage_entered_at=entered)


def _strangers(make: Factory, account: int, interest: int) -> None:
    """A group with a hostile name and hostile members, and one without any."""
    group = make.group(account, interest, HOSTILE)
    make.group(account, interest, "Castor pilot 2027")
    for number in range(2):
        person = make.person(f"{HOSTILE} {number}", account, title=HOSTILE, email=HOSTILE)
        make.member(group, person, HOSTILE)


def _activities(make: Factory, people: list[int]) -> None:
    day = datetime(2026, 11, 19, 10, tzinfo=UTC)
    make.activity(people[2], "Meeting Held", day, subject="Architecture review")
    make.activity(
        people[2],
        "Interesting Moment",
        day - timedelta(days=1),
        moment_type="Milestone",
        description="Asked for a workshop",
    )
    for number, person in enumerate(people[:6]):
        make.activity(person, "Page Views", day - timedelta(days=number), times=3, asset="Zero-trust guide")
        make.activity(person, "Email Clicked", day - timedelta(days=2 * number + 1), asset="Zero-trust guide, part 2")
    make.activity(people[0], "Page Views", day - timedelta(days=3), times=37, asset="pricing")


def _journeys(make: Factory, account: int) -> None:
    journey = make.journey("Autumn security series", status="Live", description="Three emails and one event.")
    make.in_journey(account, journey, days_before(3))
