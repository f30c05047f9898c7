"""``bgdetails show`` and ``explain``: the keys of the JSON, text, what is refused, what is imported."""

from __future__ import annotations

import json
import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bgdetails.sources.pipeline import import_into
from tests.commands.conftest import Run
from tests.commands.test_command_line import loaded, one_line

AS_OF = date(2026, 11, 20)
FILES = {
    "accounts.csv": "id,name,industry\na1,Acme [b]Inc[/b],Technology\na2,Twin,\na3,Twin,\n",
    "people.csv": (
        "id,account_id,first_name,last_name,title,email,phone\n"
        "p1,a1,Dana,Moss,CFO,dana@x.example,+1 555\np2,a1,Ana,Last,,,\n"
    ),
    "buying_groups.csv": (
        "id,account_id,solution_interest,name,stage\nbg1,a1,Cloud Backup,,Interest\nbg2,a1,Cloud Backup,Second,\n"
    ),
    "members.csv": "buying_group_id,person_id,role\nbg1,p1,Decision Maker\nbg1,p2,Guest\nbg2,p1,Influencer\n",
    "notes.csv": (
        "id,kind,subject_id,text,author,at\n"
        'n1,group,bg1,"Ask *Dana*\nfirst.",Lena,2026-11-18T15:40:00Z\nn2,account,a1,Old.,,\n'
    ),
    "journeys.csv": "id,name,status\nj1,Nurture,Live\n",
    "account_journeys.csv": "account_id,journey_id,entered_at,status\na1,j1,2026-11-01,In progress\n",
    "opportunities.csv": "id,account_id,name,close_date,amount\no1,a1,Renewal,2026-12-31,1250.5\n",
    "activities.csv": (
        "id,person_id,type,at,asset,moment_type,description\n"
        "x1,p1,Page Views,2026-11-18T15:40:00Z,pricing,,\n"
        "x2,p1,Interesting Moment,2026-11-10T09:00:00.999Z,,Web,visited\n"
    ),
}
ACCOUNT_KEYS = ["people", "industry", "open_opportunities", "buying_groups", "recent_journeys"]
KEYS = {
    ("group", "bg1"): [
        *("id", "name", "account", "solution_interest", "roles_template", "stage", "status", "member_count"),
        *("engagement_score", "engagement_level", "completeness_score", "roles", "missing_roles", "short_roles"),
        *("updated_at", "as_of", "account_overview", "intent", "decision_makers", "top_engaged_members", "trend"),
        *("summary", "role_candidates", "who_to_reach", "notes"),
    ],
    ("person", "p1"): [
        *("id", "name", "title", "account", "email", "phone", "engagement_score", "engagement_level"),
        *("last_interesting_moment", "recent_activities", "other_buying_groups", "trend", "intent", "summary", "as_of"),
        "notes",
    ],
    ("account", "a1"): [
        *("id", "name", *ACCOUNT_KEYS, "opportunities", "groups", "contact_coverage", "contact_overlap", "intent"),
        *("momentum", "summary", "who_to_reach", "notes", "as_of"),
    ],
    ("journey", "j1"): [
        *("id", "name", "status", "description", "published_at", "ends_at", "accounts", "completion_rate"),
        *("average_days", "emails", "account_list", "as_of", "accounts_engaged", "people_engaged", "completions"),
    ],
    ("template", "Standard purchase"): ["name", "status", "roles", "solution_interests", "groups", "as_of"],
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("show")
    source = folder / "source"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, "utf-8")
    import_into(str(folder / "show.db"), [str(source)], as_of=AS_OF, rejects=folder / "rejects.csv")
    return str(folder / "show.db")


def shown(run: Run, database: str, *words: str) -> dict[str, Any]:
    ran = run("--db", database, *words, "--format", "json")
    assert (ran.returncode, ran.stderr) == (0, "")
    value = json.loads(ran.stdout)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_json_has_its_keys_in_order(run: Run, database: str, kind: str, name: str) -> None:
    assert list(shown(run, database, "show", kind, name)) == KEYS[kind, name]


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_text_is_plain(run: Run, database: str, kind: str, name: str) -> None:
    ran = run("--db", database, "show", kind, name)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not set(ran.stdout) & set("\x1b│─╭")
    assert all(line == line.rstrip() for line in ran.stdout.splitlines())


SECTIONS = {
    ("group", "bg1"): [
        *("Highlights", "Summary", "Interesting moments", "Top members", "Who could fill the gap", "Who to reach"),
        "Notes",
    ],
    ("person", "p1"): ["Highlights", "Summary", "Buying groups", "Activities", "Intent data"],
    ("account", "a1"): [
        *("Highlights", "Summary", "Overview", "Buying groups", "Opportunities", "Deal check", "Contact coverage"),
        *("Contact overlap", "Intent data", "Who to reach", "Notes"),
    ],
    ("journey", "j1"): ["Emails", "Accounts"],
    ("template", "Standard purchase"): ["Roles"],
}


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_markdown_has_its_sections_in_order(run: Run, database: str, kind: str, name: str) -> None:
    ran = run("--db", database, "show", kind, name, "--format", "markdown")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.findall(r"^## (.*)$", ran.stdout, re.MULTILINE) == SECTIONS[kind, name]
    assert ran.stdout.startswith("# ")
    assert "[b]" not in ran.stdout.replace(r"\[", "")


def test_markdown_has_the_tables_of_a_page(run: Run, database: str) -> None:
    account = run("--db", database, "show", "account", "a1", "--format", "markdown").stdout
    assert account.startswith("# Acme \\[b\\]Inc\\[/b\\]\n\n- **Id**: a1\n- **Industry**: Technology\n")
    assert "| Renewal | open | — | 1," in account
    assert re.search(r"^\| Dana Moss \| CFO \| .*Second \(Influencer\)", account, re.MULTILINE)
    person = run("--db", database, "show", "person", "p1", "--format", "markdown").stdout
    assert re.search(r"^\| Second \| Influencer \| — \|", person, re.MULTILINE)
    assert re.search(r"\| Page Views \| pricing \|$", person, re.MULTILINE)
    journey = run("--db", database, "show", "journey", "j1", "--format", "markdown").stdout
    assert "No email of this journey was sent." in journey
    assert "| In progress | " in journey
    template = run("--db", database, "show", "template", "Standard purchase", "--format", "markdown").stdout
    assert re.search(r"^\| Decision Maker \| 100 \| \d+ % \| 2 \| yes \| .*title", template, re.MULTILINE)


def test_a_group(run: Run, database: str) -> None:
    group = shown(run, database, "show", "group", "bg1")
    assert group["name"] == "Cloud Backup for Acme [b]Inc[/b]"
    assert group["roles"][1] == {"role": "Decision Maker", "required": 2, "assigned": 1, "completeness": 50.0}
    assert group["missing_roles"] == ["Influencer", "Practitioner"]
    assert group["short_roles"] == ["Decision Maker"]
    assert [(card["name"], card["role"]) for card in group["decision_makers"]] == [("Dana Moss", "Decision Maker")]
    assert list(group["top_engaged_members"][0]) == [
        *("id", "name", "title", "role", "engagement_score", "engagement_level")
    ]
    assert group["top_engaged_members"][0]["title"] is None
    assert group["account_overview"]["recent_journeys"] == [
        {"id": "j1", "name": "Nurture", "entered_at": "2026-11-01T12:00:00Z"}
    ]
    assert len(group["trend"]) == 12
    assert group["trend"][-1] == {
        "as_of": "2026-11-20",
        "engagement_score": group["engagement_score"],
        "completeness_score": group["completeness_score"],
    }
    assert list(group["summary"]) == ["text", "highlights", "engine", "model", "generated_at"]
    assert (group["summary"]["engine"], group["summary"]["generated_at"]) == ("offline", None)


def test_a_person(run: Run, database: str) -> None:
    person = shown(run, database, "show", "person", "dana moss")
    assert person["last_interesting_moment"] == {"type": "Web", "description": "visited", "at": "2026-11-10T09:00:00Z"}
    assert person["recent_activities"][0] == {
        "type": "Page Views",
        "asset": "pricing",
        "subject": None,
        "url": None,
        "at": "2026-11-18T15:40:00Z",
    }
    assert [group["id"] for group in person["other_buying_groups"]] == ["bg1", "bg-a1-new-business", "bg2"]
    inside = shown(run, database, "show", "person", "p1", "--in-group", "bg1")
    assert [group["id"] for group in inside["other_buying_groups"]] == ["bg-a1-new-business", "bg2"]
    assert list(person["trend"][0]) == ["as_of", "engagement_score"]


def test_an_account(run: Run, database: str) -> None:
    account = shown(run, database, "show", "account", "a1")
    check = account["opportunities"][0].pop("check")
    assert account["opportunities"] == [
        {
            "id": "o1",
            "name": "Renewal",
            "stage": None,
            "is_closed": None,
            "is_won": None,
            "amount": 1250.5,
            "currency": None,
            "close_date": "2026-12-31",
            "owner": None,
        }
    ]
    assert check["level"] == "amber"
    assert check["reasons"] == [
        "The Decision Maker has a score above 0.",
        "No member of its buying groups is a Champion.",
        "1 of 2 people has a score above 0.",
        "1 of 2 people had no activity for 30 days.",
        "Closes in 41 days.",
    ]
    assert check["checks"][1] == {"check": "Champion", "level": "amber", "reason": check["reasons"][1]}
    assert account["momentum"] == {"change": None, "band": "Surging", "at_risk": False}
    assert account["contact_coverage"]["Cloud Backup"]["Decision Maker"] == 1
    assert [person["id"] for person in account["contact_overlap"]] == ["p1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "group", "nothing"), "nothing"),
        (("show", "account", "Twin"), "a3"),
        (("show", "person", "p1", "--in-group", "nothing"), "nothing"),
        (("explain", "person", "nobody"), "nobody"),
        (("show", "template", "nobody"), "nobody"),
    ],
)
def test_unknown_and_ambiguous_are_one_line(run: Run, database: str, words: tuple[str, ...], said: str) -> None:
    ran = run("--db", database, *words, "--format", "json")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert one_line(ran.stderr), ran.stderr
    assert said in ran.stderr


def test_explanations(run: Run, database: str) -> None:
    person = shown(run, database, "explain", "person", "p1")
    assert list(person) == [
        *("kind", "id", "name", "as_of", "window", "engagement_score", "engagement_level", "raw", "root"),
        *("largest_root", "largest_root_person", "largest_weight", "largest_weight_type", "daily_cap", "parts"),
        "not_counted",
    ]
    assert person["window"] == {"from": "2026-10-22", "to": "2026-11-20"}
    assert sum(part["points"] for part in person["parts"]) == pytest.approx(person["engagement_score"], abs=1e-6)
    group = shown(run, database, "explain", "group", "bg1")
    assert list(group) == [
        *("kind", "id", "name", "as_of", "engagement_score", "engagement_level", "raw", "root", "largest_root"),
        *("largest_root_group", "roles", "parts", "completeness", "went_quiet", "who_to_reach"),
    ]
    assert group["completeness"]["would_raise"] == [
        {"role": "Influencer", "people": 1, "score": pytest.approx(50)},
        {"role": "Practitioner", "people": 1, "score": pytest.approx(50)},
        {"role": "Decision Maker", "people": 1, "score": pytest.approx(100 / 3)},
    ]
    assert [part.get("note") for part in group["parts"]] == [None, "role not in the template"]
    for kind, name in (("person", "p1"), ("group", "bg1")):
        ran = run("--db", database, "explain", kind, name)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.startswith("How ")


def test_suggestions(run: Run, database: str) -> None:
    group = shown(run, database, "show", "group", "bg1")
    assert group["role_candidates"] == [
        {"role": role, "people": 1, "fit_count": 0, "candidates": []}
        for role in ("Decision Maker", "Influencer", "Practitioner")
    ]
    dana = {
        "id": "p1",
        "name": "Dana Moss",
        "title": "CFO",
        "role": "Decision Maker",
        "engagement_score": 100.0,
        "engagement_level": "High",
        "last_touch_at": None,
        "points": 3,
        "reasons": [{"kind": "untouched", "points": 3, "text": "engaged at 100, never touched by sales"}],
    }
    assert group["who_to_reach"] == shown(run, database, "explain", "group", "bg1")["who_to_reach"] == [dana]
    second = shown(run, database, "show", "group", "bg2")["role_candidates"][0]
    assert (second["role"], second["people"], second["fit_count"]) == ("Decision Maker", 2, 1)
    assert second["candidates"] == [
        {
            "id": "p1",
            "name": "Dana Moss",
            "title": "CFO",
            "engagement_score": 100.0,
            "engagement_level": "High",
            "fit": "fits",
            "crm_role": None,
            "fails": None,
            "present_role": "Influencer",
            "was_removed": False,
        }
    ]
    at_account = [dana | {"role": None}]
    assert shown(run, database, "show", "account", "a1")["who_to_reach"] == at_account
    explained = shown(run, database, "explain", "account", "a1")
    assert list(explained) == ["kind", "id", "name", "as_of", "who_to_reach"]
    assert explained["who_to_reach"] == at_account
    for words in (
        ("show", "group", "bg2"),
        ("show", "group", "bg2", "--format", "markdown"),
        ("explain", "account", "a1"),
    ):
        assert "never touched by sales" in run("--db", database, *words).stdout
    assert "fits the role; Influencer now" in run("--db", database, "show", "group", "bg2").stdout


def test_another_day_is_computed_also_where_nothing_may_be_written(run: Run, database: str, tmp_path: Path) -> None:
    earlier = str(AS_OF - timedelta(days=15))
    writable = shown(run, database, "--as-of", earlier, "show", "group", "bg1")
    assert writable["as_of"] == earlier
    assert writable["engagement_score"] == 0.0
    listed = run("--db", database, "groups", "--as-of", earlier)
    assert "as of 5 Nov 2026" in listed.stdout
    os.chmod(database, 0o400)
    try:
        assert run("--db", database, "groups").returncode == 0
    finally:
        os.chmod(database, 0o600)


def test_show_needs_neither_textual_nor_anthropic(home: dict[str, str], database: str) -> None:
    for words in (
        ("show", "group", "bg1"),
        ("explain", "person", "p1"),
        ("show", "group", "bg1", "--format", "markdown"),
    ):
        modules = loaded(home, "--db", database, *words)
        assert "sqlmodel" in modules
        assert not modules & {"textual", "anthropic", "alembic", "numpy", "bgdetails.app", "bgdetails.refresh.run"}


def test_notes_are_in_every_form(run: Run, database: str) -> None:
    (note,) = shown(run, database, "show", "group", "bg1")["notes"]
    assert note == {"id": "n1", "text": "Ask *Dana*\nfirst.", "author": "Lena", "at": "2026-11-18T15:40:00Z"}
    assert shown(run, database, "show", "account", "a1")["notes"] == [
        {"id": "n2", "text": "Old.", "author": None, "at": None}
    ]
    assert shown(run, database, "show", "person", "p1")["notes"] == []
    plain = run("--db", database, "show", "group", "bg1").stdout
    assert "\nNotes (1)\n" in plain
    assert "Ask *Dana*\n    first." in plain
    brief = run("--db", database, "show", "group", "bg1", "--format", "markdown").stdout
    assert "## Notes" in brief
    assert r"Ask \*Dana\* first." in brief
    assert "Notes" not in run("--db", database, "show", "person", "p1").stdout
