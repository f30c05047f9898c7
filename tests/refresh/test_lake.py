"""A refresh from a lake: equal to one of the same rows in the store; what cannot be read changes nothing."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bgdetails.cli import main
from bgdetails.refresh.lake import REQUIRED, TEXTS
from bgdetails.store.intent_strengths import LAYOUT

AS_OF = date(2026, 6, 30)
COLUMNS = (*REQUIRED, *TEXTS)
Row = dict[str, str | None]
PEOPLE = 9
# Of whom no row is drawn: what is theirs is always among the latest, which are kept.
QUIET = "p8"


def workspace_folder(folder: Path, activities: Sequence[Row] | None = None) -> Path:
    """Two accounts, nine people, three groups, keywords; with these activities, or with none."""
    folder.mkdir(parents=True)
    tables: dict[str, tuple[str, list[Sequence[str | None]]]] = {
        "accounts": ("id,name", [("a1", "Acme"), ("a2", "Birch")]),
        "people": (
            "id,account_id,last_name,title",
            [(f"p{n}", f"a{n % 2 + 1}", f"Last{n}", "Director") for n in range(PEOPLE)],
        ),
        "buying_groups": (
            "id,account_id,solution_interest",
            [("g1", "a1", "Backup"), ("g2", "a2", "Backup"), ("g3", "a1", "Catalog")],
        ),
        "members": (
            "buying_group_id,person_id,role,added_at",
            [
                (f"g{n % 3 + 1}", f"p{p}", ("Decision Maker", "Influencer", "Practitioner")[(n + p) % 3], "2026-04-15")
                for n in range(3)
                for p in range(n, PEOPLE, 2)
            ],
        ),
        "journeys": ("id,name", [("j1", "Spring")]),
        "intent_keywords": ("category,product,keyword", [("Safe", "Backup", "ransomware"), ("Safe", "Backup", "RPO")]),
    }
    if activities is not None:
        tables["activities"] = (",".join(COLUMNS), [[row.get(name) for name in COLUMNS] for row in activities])
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header.split(","))
            writer.writerows(rows)
    return folder


def lake(folder: Path, rows: Sequence[Row], kind: str = "parquet") -> str:
    """The rows as two files of a lake: Parquet of texts, with real times (``typed``), or JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate((rows[: len(rows) // 2], rows[len(rows) // 2 :])):
        if kind == "jsonl":
            lines = (json.dumps({name: value for name, value in row.items() if value is not None}) for row in part)
            (folder / f"{number}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
        else:
            at = 'CAST("at" AS TIMESTAMP)' if kind == "typed" else '"at"'
            parquet(folder / f"{number}.parquet", part, at)
    return str(folder / ("*.jsonl" if kind == "jsonl" else "*.parquet"))


def parquet(file: Path, rows: Sequence[Row], at: str = '"at"', columns: Sequence[str] = COLUMNS) -> None:
    with duckdb.connect() as connection:
        types = ", ".join(f'"{name}" VARCHAR' for name in columns)
        connection.execute(f"CREATE TABLE rows ({types})")
        if rows:
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO rows VALUES ({marks})", [[row.get(each) for each in columns] for row in rows]
            )
        replaced = f'* REPLACE ({at} AS "at")' if "at" in columns else "*"
        connection.execute(f"COPY (SELECT {replaced} FROM rows) TO '{file}' (FORMAT parquet)")


def imported(database: Path, folder: Path) -> Path:
    assert (
        main(["--db", str(database), "import", str(folder), "--as-of", str(AS_OF), "--rejects", f"{database}.rej"]) == 0
    )
    return database


def from_lake(database: Path, location: str) -> int:
    return main(
        ["--db", str(database), "refresh", "--activities", location, "--engine", "duckdb", "--as-of", str(AS_OF)]
    )


def rows_of(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


UNITS = "SELECT s.day, p.public_id, s.units FROM person_score s JOIN person p ON p.id = s.person_id ORDER BY 1, 2"
SCALES = "SELECT day, largest_weight_milli, largest_units, stale FROM score_day ORDER BY day"
# Since the first of the twelve months that the dashboard shows.
ROLL_UP = (
    "SELECT d.day, p.public_id, t.name_key, d.n FROM activity_day d JOIN person p ON p.id = d.person_id"
    " JOIN activity_type t ON t.id = d.type_id WHERE d.day >= (SELECT unixepoch('2025-07-01') / 86400) ORDER BY 1, 2, 3"
)
MOMENTUM = "SELECT day, account_id, units, units_before, band FROM account_score ORDER BY 1, 2"
LAST = "SELECT day, group_id, last_activity_at FROM group_row ORDER BY 1, 2"
GROUPS = "SELECT day, group_id, raw, completeness FROM group_score ORDER BY 1, 2"


def strengths(database: Path) -> dict[tuple[Any, ...], float]:
    rows = rows_of(database, "SELECT day, kind, subject_id, strengths FROM intent_strength")
    return {
        (day, kind, subject, int(record["keyword"])): float(record["strength"])
        for day, kind, subject, cell in rows
        for record in np.frombuffer(cell, np.dtype(list(LAYOUT)))
    }


def assert_equal(one: Path, other: Path) -> None:
    for exact in (UNITS, SCALES, ROLL_UP, MOMENTUM, LAST):
        assert rows_of(one, exact) == rows_of(other, exact)
    groups, others = rows_of(one, GROUPS), rows_of(other, GROUPS)
    assert [row[:2] for row in groups] == [row[:2] for row in others]
    for row, same in zip(groups, others, strict=True):
        assert row[2:] == pytest.approx(same[2:], abs=1e-9)
    assert strengths(one) == pytest.approx(strengths(other), rel=1e-9)


def a_time(moment: datetime, form: int) -> str:
    """The same moment, or its day, as files write it."""
    east = (moment + timedelta(hours=5, minutes=30)).isoformat(timespec="seconds")
    return (
        moment.isoformat(timespec="seconds"),
        moment.isoformat(timespec="milliseconds") + "Z",
        f"{east}+05:30",
        f"{east.replace('T', ' ')} +0530",
        f"  {(moment - timedelta(hours=8)).isoformat(timespec='microseconds').replace('.', ',')}-08 ",
        moment.date().isoformat(),
    )[form]


TIMES = st.builds(
    a_time,
    st.integers(0, 150 * 24 * 3600).map(
        lambda ago: datetime(2026, 7, 3) - timedelta(seconds=ago, milliseconds=ago % 997)
    ),
    st.integers(0, 5),
)
ROWS = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from([*(f"p{n}" for n in range(PEOPLE - 1)), " p1\t", "nobody"]),
        "type": st.sampled_from(
            [
                "Page Views",
                "page views ",
                "Email Sent",
                "Meeting Held",
                "Interesting Moment",
                "Odd type",
                "Form Filled Out",
            ]
        ),
        "at": TIMES,
        "asset": st.sampled_from([None, "", "Ransomware in practice", 'Price, list "A"', "line\nbreak"]),
        "url": st.sampled_from([None, "https://v.example/rpo"]),
        "subject": st.sampled_from([None, "The RPOs"]),
        "campaign": st.none(),
        "journey_id": st.sampled_from([None, "j1", "none such"]),
        "description": st.sampled_from([None, "Asked for ransomware help"]),
        "moment_type": st.sampled_from([None, "Web"]),
    }
)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(ROWS, max_size=150), st.sampled_from(["parquet", "jsonl"]), st.integers(1, 5))
def test_a_lake_gives_what_an_import_of_the_same_rows_gives(drawn: list[Row], kind: str, burst: int) -> None:
    activities: list[Row] = []
    for number, row in enumerate(drawn):
        # Some stand several times: more than count a day, and once more with an id that was there.
        activities += [{"id": f"x{number}.{again}", **row} for again in range(25 if number % 7 == 0 else burst)]
        if number % 5 == 0:
            activities.append({"id": f" x{number}.0", **row, "at": "2026-06-29"})
    activities += [
        {"id": "bad1", "person_id": "p1", "type": "Page Views", "at": "30/06/2026"},
        {"id": "bad2", "person_id": "p1", "type": " ", "at": "2026-06-29"},
        {"id": "bad3", "person_id": "p1", "type": "Page Views", "at": "2026-06-31T10:00:00Z"},
        {"id": "old", "person_id": QUIET, "type": "Page Views", "at": "1969-12-31T23:59:59Z"},
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = imported(folder / "store.db", workspace_folder(folder / "all", activities))
        lean = imported(folder / "lean.db", workspace_folder(folder / "lean"))
        assert from_lake(lean, lake(folder / "lake", activities, kind)) == 0
        assert_equal(store, lean)
        assert rows_of(lean, "SELECT day, at FROM activity WHERE external_id = 'old'") == [(-1, -1_000_000)]


@pytest.fixture
def activities() -> list[Row]:
    """Sixty page views of one person, each on a day of its own; a few things of others; one from long ago."""
    views: list[Row] = [
        {
            "id": f"v{n}",
            "person_id": "p1",
            "type": "Page Views",
            "at": f"{AS_OF - timedelta(days=n)} 10:00:00",
            "asset": "RPO",
        }
        for n in range(60)
    ]
    others = [
        ("m1", "p1", "Interesting Moment", "2025-01-05 08:00:00"),
        ("c1", "p1", "Call Connected", "2025-01-04 08:00:00"),
        ("f1", "p2", "Form Filled Out", "2026-06-29 12:00:00"),
        ("n1", "p3", "Meeting Held", "2026-07-09 12:00:00"),
    ]
    return views + [{"id": key, "person_id": who, "type": what, "at": when} for key, who, what, when in others]


@pytest.fixture
def lean(tmp_path: Path) -> Path:
    return imported(tmp_path / "lean.db", workspace_folder(tmp_path / "lean"))


@pytest.mark.parametrize("kind", ["parquet", "typed", "jsonl"])
def test_the_store_keeps_the_latest_and_pages_say_the_same(
    tmp_path: Path, lean: Path, activities: list[Row], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert from_lake(lean, lake(tmp_path / "lake", activities, kind)) == 0
    assert "64 activities in the lake, 64 taken." in capsys.readouterr().out
    kept = {key for (key,) in rows_of(lean, "SELECT external_id FROM activity")}
    # Twenty, and of each type four: the rest of the views is only counted.
    assert kept == {*(f"v{n}" for n in range(20)), "m1", "c1", "f1", "n1"}
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", activities))
    assert_equal(store, lean)
    capsys.readouterr()
    for words in (
        ("show", "person", "p1"),
        ("explain", "person", "p1"),
        ("show", "group", "g2"),
        ("show", "account", "a2"),
    ):
        said = []
        for database in (store, lean):
            assert main(["--db", str(database), *words, "--format", "json"]) == 0
            said.append(json.loads(capsys.readouterr().out))
        if words[0] == "show":
            # Which assets somebody looked at most is counted in the activities themselves.
            for each in said:
                each.pop("summary")
        assert said[0] == said[1]


def test_what_the_store_has_already_counts_once(tmp_path: Path, activities: list[Row]) -> None:
    own: list[Row] = [*activities[:10], {"id": "own", "person_id": "p4", "type": "Attend Event", "at": "2026-06-20"}]
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", [*activities, own[-1]]))
    mixed = imported(tmp_path / "mixed.db", workspace_folder(tmp_path / "own", own))
    assert from_lake(mixed, lake(tmp_path / "lake", activities)) == 0
    assert_equal(store, mixed)
    # Again, and through an import, which reads the lake anew.
    assert from_lake(mixed, lake(tmp_path / "lake", activities)) == 0
    assert_equal(store, mixed)
    more = [*activities, {"id": "new", "person_id": "p5", "type": "Attend Event", "at": "2026-06-21"}]
    lake(tmp_path / "lake", more)
    imported(mixed, tmp_path / "own")
    imported(store, workspace_folder(tmp_path / "more", [*more, own[-1]]))
    assert_equal(store, mixed)


def test_back_to_the_store(tmp_path: Path, lean: Path, activities: list[Row]) -> None:
    before = imported(tmp_path / "before.db", tmp_path / "lean")
    assert from_lake(lean, lake(tmp_path / "lake", activities)) == 0
    assert main(["--db", str(lean), "refresh", "--activities", "store", "--as-of", str(AS_OF)]) == 0
    assert_equal(before, lean)
    assert rows_of(lean, "SELECT lake, lake_engine FROM workspace") == [(None, None)]
    assert rows_of(lean, "SELECT count(*) FROM activity") == [(0,)]


def test_intent_of_another_day_is_not_guessed(tmp_path: Path, lean: Path, activities: list[Row]) -> None:
    assert from_lake(lean, lake(tmp_path / "lake", activities)) == 0
    assert strengths(lean)
    earlier = AS_OF - timedelta(days=40)
    assert main(["--db", str(lean), "groups", "--as-of", str(earlier)]) == 0
    days = {day for day, *_ in strengths(lean)}
    assert len(days) == 1
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", activities))
    assert main(["--db", str(store), "groups", "--as-of", str(earlier)]) == 0
    assert rows_of(lean, UNITS) == rows_of(store, UNITS)


def dump(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    return {name: rows_of(database, f"SELECT * FROM {name}") for (name,) in rows_of(database, tables)}


def spoil(folder: Path, how: str, activities: list[Row]) -> tuple[str, str]:
    """A lake that cannot be read, and what is said of it."""
    folder.mkdir()
    file = folder / "a.parquet"
    parquet(folder / "0.parquet", activities)
    if how == "missing":
        parquet(file, activities, columns=["id", "type", "asset"])
        return str(folder), f"{file} has no column person_id, at: a lake has the columns of activities.csv."
    if how == "type":
        parquet(file, activities, 'epoch(CAST("at" AS TIMESTAMP))')
        return str(
            folder / "*"
        ), f"{file}: column at is DOUBLE; expected a time, or a text such as 2026-11-20T09:30:00Z."
    if how == "half":
        parquet(file, activities)
        file.write_bytes(file.read_bytes()[:-40])
        return str(
            folder
        ), f"{file} cannot be read (No magic bytes found at end of file '{file}'); nothing has changed."
    if how == "none":
        return str(folder / "*.jsonl"), f"{folder / '*.jsonl'}: there is no file of activities."
    (folder / "a.csv").write_text("id\n", "utf-8")
    return str(
        folder / "*"
    ), f"{folder / 'a.csv'} is neither Parquet (.parquet) nor JSON lines (.jsonl, .ndjson, .json)."


@pytest.mark.parametrize("how", ["missing", "type", "half", "none", "csv"])
def test_what_cannot_be_read_changes_nothing(
    tmp_path: Path, lean: Path, activities: list[Row], how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    location, said = spoil(tmp_path / "lake", how, activities)
    before = dump(lean)
    capsys.readouterr()
    assert from_lake(lean, location) == 1
    assert capsys.readouterr() == ("", f"bgdetails: {said}\n")
    assert dump(lean) == before


def test_json_lines_that_break_off_change_nothing(
    tmp_path: Path, lean: Path, activities: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    # Far behind what is looked at before everything is read.
    many: list[Row] = [{**activities[0], "id": f"y{n}"} for n in range(60_000)]
    location = lake(tmp_path / "lake", many, "jsonl")
    file = tmp_path / "lake" / "1.jsonl"
    file.write_bytes(file.read_bytes()[:-30])
    before = dump(lean)
    capsys.readouterr()
    assert from_lake(lean, location) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"bgdetails: {location} cannot be read (Malformed JSON")
    assert said.err.endswith("nothing has changed.\n")
    assert said.err.count("\n") == 1
    assert dump(lean) == before


def test_an_import_into_a_workspace_whose_lake_is_gone_changes_nothing(
    tmp_path: Path, lean: Path, activities: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    assert from_lake(lean, lake(tmp_path / "lake", activities)) == 0
    for file in (tmp_path / "lake").iterdir():
        file.unlink()
    (tmp_path / "accounts.csv").write_text("id,name,industry\na9,Ninth,Food\n", "utf-8")
    before = dump(lean)
    capsys.readouterr()
    assert main(["--db", str(lean), "import", str(tmp_path / "accounts.csv"), "--as-of", str(AS_OF)]) == 1
    assert "there is no file of activities" in capsys.readouterr().err
    assert dump(lean) == before
    assert main(["--db", str(lean), "import", str(tmp_path / "accounts.csv"), "--no-refresh"]) == 0


def test_without_duckdb_it_says_how_to_get_it(
    tmp_path: Path, lean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert from_lake(lean, str(tmp_path)) == 1
    assert capsys.readouterr().err == "bgdetails: DuckDB is not installed: pip install 'bgdetails[lake]'.\n"


@pytest.mark.parametrize("words", [("--engine", "duckdb"), ("--engine", "duckdb", "--activities", "store")])
def test_an_engine_alone_is_wrong_usage(lean: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["--db", str(lean), "refresh", *words]) == 2
    assert capsys.readouterr().err == "bgdetails: --engine needs --activities: say where they lie.\n"
