"""What was done by hand outranks refreshes, survives imports, and goes along with the workspace folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bgdetails.actions.acting import Acting, acting
from bgdetails.actions.members import assign, change_role, remove
from bgdetails.actions.notes import change_note, remove_note, write_note
from bgdetails.actions.stages import move_to_stage
from bgdetails.actions.subjects import Subject
from bgdetails.actions.undo import undo_last
from bgdetails.refresh.run import refresh
from bgdetails.sources.pipeline import import_into
from bgdetails.store.identity import resolve
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests.exports.test_workspace_folder import SEEN, assert_same, exported, seen
from tests.factory import AS_OF

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
FILES = {
    "accounts.csv": "id,name\na-1,Acme\n",
    "people.csv": "id,account_id,last_name,title\n"
    "p-1,a-1,Ana,Director of IT\np-2,a-1,Ben,Director of Sales\np-3,a-1,Cleo,Engineer\np-4,a-1,Dan,Poet\n",
    "buying_groups.csv": "id,account_id,solution_interest,name,stage\nbg-1,a-1,Cloud Backup,Deal,Interest\n",
    "members.csv": "buying_group_id,person_id,role,source\n"
    "bg-1,p-1,Decision Maker,system\nbg-1,p-2,Influencer,journey\n",
}
GIVEN = "bg-1"
FORMED = "bg-a-1-new-business"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    import_into(str(tmp_path / "w.db"), [str(folder)], as_of=AS_OF)
    return tmp_path / "w.db"


def do(database: Path, *what: Callable[[Acting, int, Callable[..., list[int]]], object], group: str = GIVEN) -> None:
    workspace = open_workspace(str(database))
    for number, each in enumerate(what):
        with workspace.reading() as session:
            of = resolve(session, "group", group)
            ids = {name: resolve(session, "person", name) for name in ("p-1", "p-2", "p-3", "p-4")}
        with acting(workspace, AS_OF, NOW + timedelta(minutes=number)) as now:
            each(now, of, lambda *names, ids=ids: [ids[name] for name in names])  # type: ignore[misc]
    workspace.close()


def roles(database: Path, group: str) -> dict[str, str]:
    rows = seen(database)["members"]
    return {person: role for of, person, role, *_, removed, _ in rows if of == group and removed is None}


def with_session(database: Path, work: Callable[[Session, OpenWorkspace], object]) -> None:
    workspace = open_workspace(str(database))
    with workspace.writing() as session:
        work(session, workspace)
    workspace.close()


def test_a_refresh_leaves_alone_what_was_done_by_hand(database: Path) -> None:
    assert roles(database, FORMED) == {"p-1": "Decision Maker", "p-2": "Decision Maker", "p-3": "Practitioner"}
    do(
        database,
        lambda now, group, of: remove(now, group, of("p-1")),
        lambda now, group, of: change_role(now, group, of("p-2"), "Champion"),
        lambda now, group, of: assign(now, group, of("p-4"), "Influencer"),
        group=FORMED,
    )
    wanted = {"p-2": "Champion", "p-3": "Practitioner", "p-4": "Influencer"}
    assert roles(database, FORMED) == wanted
    # Ana fits another role now: a removal by hand holds in any.
    with_session(
        database,
        lambda session, _: session.connection().exec_driver_sql(
            "UPDATE person SET title = 'Engineer' WHERE public_id = 'p-1'"
        ),
    )
    for days in (0, 1, 30):
        with_session(database, lambda session, _, days=days: refresh(session, AS_OF + timedelta(days=days)))  # type: ignore[misc]
        assert roles(database, FORMED) == wanted
    do(database, *[lambda now, group, _: undo_last(now, group)] * 3, group=FORMED)
    with_session(database, lambda session, _: refresh(session, AS_OF + timedelta(days=31)))
    assert roles(database, FORMED) == {"p-1": "Practitioner", "p-2": "Decision Maker", "p-3": "Practitioner"}


def test_what_was_undone_is_looked_at_by_the_next_refresh_of_that_day(database: Path, tmp_path: Path) -> None:
    do(database, lambda now, group, of: remove(now, group, of("p-1")), group=FORMED)
    (tmp_path / "in" / "people.csv").write_text("id,account_id,last_name,title\np-1,a-1,Ana,Poet\n", "utf-8")
    import_into(str(database), [str(tmp_path / "in" / "people.csv")], as_of=AS_OF)
    do(database, lambda now, group, _: undo_last(now, group), group=FORMED)
    assert roles(database, FORMED)["p-1"] == "Decision Maker"
    with_session(database, lambda session, _: refresh(session, AS_OF))
    assert roles(database, FORMED) == {"p-2": "Decision Maker", "p-3": "Practitioner"}


def everything(database: Path) -> None:
    do(
        database,
        lambda now, group, _: move_to_stage(now, group, "Evaluation"),
        lambda now, group, of: remove(now, group, of("p-1")),
        lambda now, group, of: change_role(now, group, of("p-2"), "Champion"),
        lambda now, group, of: assign(now, group, of("p-3", "p-4"), "Influencer"),
        lambda now, group, of: change_role(now, group, of("p-4"), "Practitioner"),
        lambda now, group, of: assign(now, group, of("p-1"), "Champion"),
        lambda now, group, of: remove(now, group, of("p-3")),
    )


def test_the_workspace_folder_keeps_it(database: Path, tmp_path: Path) -> None:
    everything(database)
    out = exported(database, tmp_path / "out")
    report = import_into(str(tmp_path / "second.db"), [str(out)], as_of=AS_OF)
    assert report.to_json()["rejects"] == {}
    assert_same(seen(database), seen(tmp_path / "second.db"))


def test_the_same_files_again_undo_nothing(database: Path, tmp_path: Path) -> None:
    everything(database)
    before = seen(database)
    report = import_into(str(database), [str(tmp_path / "in")], as_of=AS_OF).to_json()
    assert {counts["changed"] + counts["new"] for counts in report["records"].values()} == {0}
    after = seen(database)
    assert {name: after[name] for name in SEEN} == before


@pytest.mark.parametrize(
    ("row", "stage"),
    [
        ("bg-1,a-1,Cloud Backup,New name,Interest,", "Evaluation"),
        ("bg-1,a-1,Cloud Backup,New name,interest,2026-11-01", "Evaluation"),
        ("bg-1,a-1,Cloud Backup,New name,,", "Evaluation"),
        ("bg-1,a-1,Cloud Backup,New name,Interest,2026-11-21", "Interest"),
        ("bg-1,a-1,Cloud Backup,New name,Decision,", "Decision"),
    ],
)
def test_a_row_that_says_an_older_stage_does_not_move_it_back(
    database: Path, tmp_path: Path, row: str, stage: str
) -> None:
    do(database, lambda now, group, _: move_to_stage(now, group, "Evaluation"))
    header = "id,account_id,solution_interest,name,stage,stage_entered_at\n"
    (tmp_path / "in" / "buying_groups.csv").write_text(f"{header}{row}\n", "utf-8")
    import_into(str(database), [str(tmp_path / "in")], as_of=AS_OF)
    (group,) = [each for each in seen(database)["groups"] if each[0] == GIVEN]
    assert (group[3], group[4]) == ("New name", stage)


NOTES = "id,kind,subject_id,text,author\nn-1,group,bg-1,First,\nn-2,group,bg-1,Second,\nn-3,group,bg-1,Third,\n"


def test_an_old_file_of_notes_takes_nothing_back_that_was_done_by_hand(database: Path, tmp_path: Path) -> None:
    def bring(text: str) -> dict[str, int]:
        (tmp_path / "notes.csv").write_text(text, "utf-8")
        report = import_into(str(database), [str(tmp_path / "notes.csv")], as_of=AS_OF)
        counts = report.records["note"]
        return {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}

    def texts() -> list[object]:
        with closing(sqlite3.connect(database)) as connection:
            return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY id")]

    assert bring(NOTES)["new"] == 3
    do(
        database,
        lambda now, of, _: write_note(now, Subject("group", of), "By hand", None),
        lambda now, *_: change_note(now, 1, "First, changed", None),
        lambda now, *_: remove_note(now, 2, None),
    )
    kept = ["First, changed", "Third", "By hand"]
    assert (bring(NOTES), texts()) == ({"new": 0, "changed": 0, "unchanged": 3}, kept)
    assert (bring(NOTES), texts()) == ({"new": 0, "changed": 0, "unchanged": 3}, kept)
    # What the file says anew is news.
    news = NOTES.replace("Third", "Third anew").replace("Second", "Second anew")
    assert bring(news)["changed"] == 1
    assert texts() == ["First, changed", "Third anew", "By hand", "Second anew"]
