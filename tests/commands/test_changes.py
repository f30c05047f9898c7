"""``bgdetails changes``, and targets that ``open`` refuses, as their users run them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from bgdetails.sources.pipeline import import_into
from tests.commands.conftest import Run
from tests.commands.test_command_line import one_line

AS_OF = date(2026, 11, 20)
FILES = {
    "accounts.csv": "id,name,owner\na1,Acme,Lena Ortiz\na2,Twin,\na3,TWIN,\n",
    "people.csv": "id,account_id,first_name,last_name\np1,a1,Dana,Moss\np2,a1,Ana,Last\n",
    "buying_groups.csv": (
        "id,account_id,solution_interest,name,stage,stage_entered_at\n"
        "bg1,a1,Cloud Backup,The board,Evaluation,2026-11-18\nbg2,a1,Cloud Backup,Second,,\n"
    ),
    "members.csv": (
        "buying_group_id,person_id,role,added_at,removed_at\n"
        "bg1,p1,Decision Maker,2026-11-18,\nbg1,p2,Champion,2026-01-01,2026-11-19\nbg2,p2,Champion,,\n"
    ),
    "stage_changes.csv": "buying_group_id,from,to,at\nbg1,Interest,Evaluation,2026-11-18\n",
    "opportunities.csv": "id,account_id,name,is_closed,is_won,close_date\no1,a1,Renewal,true,true,2026-11-17\n",
    "activities.csv": "id,person_id,type,at\nx1,p1,Page Views,2026-11-18T15:40:00Z\n",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("changes")
    source = folder / "source"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, "utf-8")
    import_into(str(folder / "changes.db"), [str(source)], as_of=AS_OF, rejects=folder / "rejects.csv")
    return str(folder / "changes.db")


def test_what_moved_since_a_day(run: Run, database: str) -> None:
    ran = run("--db", database, "changes", "--since", "2026-11-17", "--format", "json")
    assert (ran.returncode, ran.stderr) == (0, "")
    found = json.loads(ran.stdout)
    (group,) = found["groups"]
    assert (group["id"], group["owner"], group["stage"]) == ("bg1", "Lena Ortiz", "Evaluation")
    assert group["stage_moves"] == [{"from": "Interest", "to": "Evaluation", "at": "2026-11-18T12:00:00Z"}]
    assert [member["id"] for member in group["members_added"]] == ["p1"]
    assert [member["id"] for member in group["members_removed"]] == ["p2"]
    assert group["engagement_score"] == {"from": 0, "to": 100, "change": 100}
    assert found["opportunities"] == []  # won by the end of 17 Nov
    text = run("--db", database, "changes", "--since", "2026-11-16").stdout
    assert "Lena Ortiz" in text
    assert "Renewal, Acme: won, closed 17 Nov" in text
    markdown = run("--db", database, "changes", "--since", "2026-11-16", "--format", "markdown").stdout
    assert "## Lena Ortiz\n\n### The board\n" in markdown


def test_a_query_says_of_which_groups(run: Run, database: str) -> None:
    ran = run("--db", database, "changes", "--since", "2026-11-10", "second", "--format", "json")
    assert json.loads(ran.stdout)["groups"] == []


def test_only_what_is_watched(run: Run, database: str) -> None:
    def changed(*more: str) -> list[str]:
        ran = run("--db", database, "changes", "--since", "2026-11-16", "--format", "json", *more)
        return [group["id"] for group in json.loads(ran.stdout)["groups"]]

    assert (changed(), changed("--watched")) == (["bg1"], [])
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO watched VALUES ('account', (SELECT id FROM account WHERE name = 'Acme'), 0)")
    assert (changed("--watched"), changed("--watched", "second")) == (["bg1"], [])


def test_from_the_scoring_day_on_nothing_moved(run: Run, database: str) -> None:
    ran = run("--db", database, "changes", "--since", "2026-11-20")
    assert ran.stdout == "What moved from 20 Nov 2026 to 20 Nov 2026\nNothing moved.\n"
    later = run("--db", database, "changes", "--since", "2026-11-21")
    assert (later.returncode, later.stdout) == (2, "")
    assert "--since 2026-11-21 is after the scoring day, 2026-11-20." in later.stderr
    earlier = run("--db", database, "changes", "--since", "2026-11-01", "--as-of", "2026-11-17", "--format", "json")
    assert json.loads(earlier.stdout)["groups"] == []
    missing = run("--db", database, "changes")
    assert (missing.returncode, missing.stdout) == (2, "")


def test_the_groups_that_changed_since_they_were_looked_at(run: Run, database: str) -> None:
    ran = run("--db", database, "groups", "changed:since-last-look", "--format", "json")
    assert (ran.returncode, json.loads(ran.stdout)) == (0, [])
    wrong = run("--db", database, "groups", "changed:yesterday")
    assert wrong.returncode == 2
    assert "changed takes since-last-look, not “yesterday”." in wrong.stderr


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("account/twin", "“twin” fits 2 accounts, say which by its id: a2 (Twin); a3 (TWIN)."),
        ("account/nobody", "There is no account “nobody”"),
        ("person/salesforce:p1", "There is no person “salesforce:p1”"),
    ],
)
def test_a_target_that_is_not_one_subject_is_refused_before_any_screen(
    run: Run, database: str, target: str, said: str
) -> None:
    ran = run("--db", database, "open", target)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert one_line(ran.stderr)
    assert said in ran.stderr


def test_a_target_by_any_of_its_names_only_lacks_the_terminal(run: Run, database: str) -> None:
    for target in ("group/the board", "group/workspace:bg1", "person/dana moss", "interest/cloud backup"):
        ran = run("--db", database, "open", target)
        assert (ran.returncode, ran.stdout) == (2, ""), target
        assert "terminal" in ran.stderr
