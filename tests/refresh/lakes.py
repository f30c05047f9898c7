"""Lakes for tests: a workspace, the same activities in it or beside it, and what two workspaces must agree on."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pytest
from sqlmodel import select

from bgdetails.cli import main
from bgdetails.refresh.lake import REQUIRED, TEXTS
from bgdetails.store.intent_strengths import LAYOUT
from bgdetails.store.tables import Journey
from bgdetails.store.times import to_day
from bgdetails.store.workspace import open_workspace
from bgdetails.views.journey import load_emails
from bgdetails.views.pages import EmailAsset

AS_OF = date(2026, 6, 30)
COLUMNS = (*REQUIRED, *TEXTS)
Row = dict[str, str | None]
PEOPLE = 9


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
    """A file of these rows, with these columns alone."""
    with duckdb.connect() as connection:
        types = ", ".join(f'"{name}" VARCHAR' for name in columns)
        connection.execute(f"CREATE TABLE rows ({types})")
        # Column by column: row by row takes a hundred times as long.
        texts = ", ".join("unnest(?::VARCHAR[])" for _ in columns)
        connection.execute(f"INSERT INTO rows SELECT {texts}", [[row.get(each) for row in rows] for each in columns])
        replaced = f'* REPLACE ({at} AS "at")' if "at" in columns else "*"
        connection.execute(f"COPY (SELECT {replaced} FROM rows) TO '{file}' (FORMAT parquet)")


L = TypeVar("L", Path, str)


def imported(database: L, folder: Path, *options: str) -> L:
    """The workspace, with what is in a folder."""
    rejects = ("--rejects", str(folder.with_suffix(".rejects")))
    assert main(["--db", str(database), "import", str(folder), "--as-of", str(AS_OF), *rejects, *options]) == 0
    return database


def copied(database: Path, copy: Path) -> Path:
    """An import takes half a second: what many tests start with is imported once."""
    shutil.copyfile(database, copy)
    return copy


def from_lake(database: Path | str, location: str, engine: str = "duckdb") -> int:
    return main(["--db", str(database), "refresh", "--activities", location, "--engine", engine, "--as-of", str(AS_OF)])


def through_the_engine(engine: str, start: Path, activities: Sequence[Row], kind: str, folder: Path) -> Path:
    """A workspace whose activities lie in a lake.

    Args:
        engine: What reads it.
        start: The workspace without activities.
        activities: All rows of the lake.
        kind: Of its files.
        folder: Where all of it is put.
    """
    database = copied(start, folder / f"{engine}.db")
    assert from_lake(database, lake(folder / "lake", activities, kind), engine) == 0
    return database


def rows_of(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


UNITS = "SELECT s.day, p.public_id, s.units FROM person_score s JOIN person p ON p.id = s.person_id ORDER BY 1, 2"
SCALES = "SELECT day, largest_weight_milli, largest_units, stale FROM score_day ORDER BY day"
# Since the first of the twelve months that the dashboard shows.
ROLL_UP = (
    "SELECT d.day, p.public_id, t.name_key, d.n FROM activity_day d JOIN person p ON p.id = d.person_id"
    f" JOIN activity_type t ON t.id = d.type_id WHERE d.day >= {to_day(date(2025, 7, 1))} ORDER BY 1, 2, 3"
)
MOMENTUM = (
    "SELECT s.day, a.public_id, s.units, s.units_before, s.band FROM account_score s"
    " JOIN account a ON a.id = s.account_id ORDER BY 1, 2"
)
LAST = "SELECT day, public_id, last_activity_at FROM group_row ORDER BY 1, 2"
MEMBERS = (
    "SELECT g.public_id, p.public_id, m.role, m.added_at, m.removed_at FROM membership m"
    " JOIN buying_group g ON g.id = m.group_id JOIN person p ON p.id = m.person_id ORDER BY 1, 2, m.id"
)
GROUPS = (
    "SELECT s.day, g.public_id, s.raw, s.completeness FROM group_score s JOIN buying_group g ON g.id = s.group_id"
    " ORDER BY 1, 2"
)
STRENGTHS = "SELECT day, kind, subject_id, strengths FROM intent_strength"
Strengths = dict[tuple[Any, ...], float]


@dataclass(frozen=True, slots=True)
class Kept:
    """What workspaces must agree on."""

    exact: dict[str, list[tuple[Any, ...]]]
    groups: list[tuple[Any, ...]]
    strengths: Strengths
    emails: dict[str, tuple[EmailAsset, ...] | None]
    """Of every journey."""


def kept(database: Path | str) -> Kept:
    """Of a file, or of a workspace on a server."""
    with closing(open_workspace(str(database))) as workspace:
        with closing(workspace.connect()) as connection:
            query: Callable[[str], list[tuple[Any, ...]]] = lambda sql: connection.execute(sql).fetchall()  # noqa: E731
            exact = {sql: query(sql) for sql in (UNITS, SCALES, ROLL_UP, MOMENTUM, LAST, MEMBERS)}
            groups, cells = query(GROUPS), query(STRENGTHS)
        with workspace.reading() as session:
            journeys = session.exec(select(Journey.public_id, Journey.id)).all()
            emails = {key: load_emails(session, int(number or 0), AS_OF) for key, number in journeys}
    return Kept(exact, groups, _unpacked(cells), emails)


def _unpacked(rows: Iterable[tuple[Any, ...]]) -> Strengths:
    return {
        (day, kind, subject, int(record["keyword"])): float(record["strength"])
        for day, kind, subject, cell in rows
        for record in np.frombuffer(cell, np.dtype(list(LAYOUT)))
    }


def strengths(database: Path) -> Strengths:
    return _unpacked(rows_of(database, STRENGTHS))


def assert_equal(one: Path | str, other: Path | str) -> None:
    """People to the last unit, and all that is counted; groups to 1e-9."""
    ours, theirs = kept(one), kept(other)
    for sql, rows in ours.exact.items():
        assert rows == theirs.exact[sql]
    assert [row[:2] for row in ours.groups] == [row[:2] for row in theirs.groups]
    for row, same in zip(ours.groups, theirs.groups, strict=True):
        assert row[2:] == pytest.approx(same[2:], abs=1e-9)
    assert ours.strengths == pytest.approx(theirs.strengths, rel=1e-9)
    assert ours.emails == theirs.emails


def a_few() -> list[Row]:
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


def dump(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute(tables).fetchall()
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}


_DAMAGED = (
    "cannot be read (it is damaged, or not written to its end: write it anew, or leave it out); nothing has changed."
)
_BROKEN = "is no whole JSON object: mend the file, or leave it out); nothing has changed."
_EXPECTED_TIME = "expected a time, or a text such as 2026-11-20T09:30:00Z."
# What stands in the third line of JSON lines, and what is said of it.
_THIRD_LINES = {
    "half a line": ('{"id": "x", "pers', f"cannot be read (line 3 {_BROKEN}"),
    "no object": ("[1, 2]", f"cannot be read (line 3 {_BROKEN}"),
    "nothing": ("null", f"cannot be read (line 3 {_BROKEN}"),
    "two objects": ('{"id": "x"} {"id": "y"}', f"cannot be read (line 3 {_BROKEN}"),
    "a name twice": ('{"id": "x", "id": "y"}', f"cannot be read (line 3 {_BROKEN}"),
    "no letters": (b'{"id": "\xff"}', f"cannot be read (line 3 {_BROKEN}"),
    "a number": ('{"id": 5, "at": "2026-06-01"}', ": column id is a whole number in line 3; expected a text."),
    "a list": ('{"id": "x", "asset": ["y"]}', ": column asset is a list in line 3; expected a text."),
    "a moment": ('{"id": "x", "at": 1782000000}', f": column at is a whole number in line 3; {_EXPECTED_TIME}"),
}
SPOILED = (
    "missing",
    "type",
    "half",
    "without its begin",
    "damaged",
    "empty",
    "none",
    "csv",
    "zst",
    "half gz",
    "no gz",
    *_THIRD_LINES,
)
"""How a lake can be such that it cannot be read."""


def spoil(folder: Path, how: str, activities: list[Row]) -> tuple[str, str]:
    """A lake that cannot be read, and what is said of it."""
    folder.mkdir()
    parquet(folder / "0.parquet", activities)
    if how == "none":
        return str(folder / "*.jsonl"), f"{folder / '*.jsonl'}: there is no file of activities."
    if how in _THIRD_LINES:
        file = folder / "a.jsonl"
        line, said = _THIRD_LINES[how]
        third = line if isinstance(line, bytes) else line.encode()
        file.write_bytes(b"\n".join((json.dumps(activities[0]).encode(), b"", third, b"")))
        return str(folder), f"{file} {said}" if said[0] != ":" else f"{file}{said}"
    name, said = (_spoil_parquet if how in SPOILED[:6] else _spoil_other)(folder, how, activities)
    return str(folder / "*"), f"{folder / name}{said}"


def _spoil_parquet(folder: Path, how: str, activities: list[Row]) -> tuple[str, str]:
    file = folder / "a.parquet"
    if how == "missing":
        parquet(file, activities, columns=["id", "type", "asset"])
        return file.name, " has no column person_id, at: a lake has the columns of activities.csv."
    if how == "type":
        parquet(file, activities, 'epoch(CAST("at" AS TIMESTAMP))')
        return file.name, f": column at is a number; {_EXPECTED_TIME}"
    parquet(file, [{**activities[0], "id": f"y{n}", "asset": f"{n}"} for n in range(2000)])
    whole = file.read_bytes()
    spoiled = {
        "half": whole[:-40],
        "without its begin": whole[40:],
        "damaged": whole[:200] + bytes(each ^ 0x5A for each in whole[200 : len(whole) // 2]) + whole[len(whole) // 2 :],
        "empty": b"",
    }
    file.write_bytes(spoiled[how])
    return file.name, f" {_DAMAGED}"


def _spoil_other(folder: Path, how: str, activities: list[Row]) -> tuple[str, str]:
    if how == "csv":
        (folder / "a.csv").write_text("id\n", "utf-8")
        return "a.csv", " is neither Parquet (.parquet) nor JSON lines (.jsonl, .ndjson, .json, also .gz)."
    if how == "zst":
        (folder / "a.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd")
        return "a.jsonl.zst", " is compressed in a way that not every engine reads: use gzip (.gz)."
    lines = "".join(json.dumps({**activities[0], "id": f"y{n}"}) + "\n" for n in range(3000)).encode()
    if how == "no gz":
        (folder / "a.jsonl.gz").write_bytes(lines)
        return "a.jsonl.gz", " cannot be read (it is not compressed by gzip, as its name says); nothing has changed."
    packed = gzip.compress(lines)
    (folder / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    return "a.jsonl.gz", f" {_DAMAGED}"


def odd(folder: Path) -> str:
    """A lake that is odd, but can be read: see ``ODD_ACTIVITIES``."""
    folder.mkdir()
    named: Row = {"person_id": "p1", "type": "Page Views"}
    for number, at in enumerate(
        (
            "TIMESTAMP '2026-06-01 10:11:12.345678'",
            "TIMESTAMPTZ '2026-06-01 10:11:12.345678+05:30'",
            "DATE '2026-06-01'",
            "TIMESTAMP_MS '1969-12-31 23:59:59.999'",
            "CAST(NULL AS TIMESTAMP)",
        )
    ):
        parquet(folder / f"{number}.parquet", [{"id": f"t{number}", **named}], at)
    # Of one id the first file's counts.
    parquet(folder / "5.parquet", [{"id": "t0", **named, "at": "2026-01-01"}])
    lines: list[Row] = [
        {"id": "j0", **named, "at": "2026-06-01T10:11:12,5+05:30"},
        {"id": None, **named, "at": "2026-06-01"},
        {"id": "", **named, "at": "2026-06-01"},
        {"id": "j1", **named, "at": None},
        {"id": "j2", **named, "at": "2026-06-01T24:00:00"},
        {"id": "j3", **named, "at": "2026-06-01", "person_id": "nobody"},
        {"id": "j4", **named, "at": "2026-06-01", "person_id": None},
        {"id": "j5", **named, "at": "2026-06-01", "ID": "other", "asset": None},
        {"id": "j6", "person_id": "p1", "type": "Page Views"},
    ]
    text = "".join(f"{json.dumps(line)}\r\n\n" for line in lines)
    (folder / "6.jsonl.gz").write_bytes(b"".join(gzip.compress(each.encode()) for each in (text, "\n")))
    (folder / "7.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps({"id": "j7", **named, "at": "2026-06-01"}).encode())
    (folder / "8.jsonl").touch()
    # A folder that is called as partitions are says nothing of what is in it.
    (folder / "type=Email Sent").mkdir()
    parquet(folder / "type=Email Sent" / "0.parquet", [{"id": "p0", **named, "at": "2026-06-02"}])
    return str(folder)


ODD_SAID = (
    "17 activities in the lake, 8 taken; left out: 1 of people that are not known, 7 without id or type, or at no time"
    " that can be read and 1 that were there already."
)
_DAY = 1_780_272_000_000_000
ODD_ACTIVITIES = [
    ("j0", "Page Views", _DAY + 16_872_500_000),
    ("j5", "Page Views", _DAY + 43_200_000_000),
    ("j7", "Page Views", _DAY + 43_200_000_000),
    ("p0", "Page Views", _DAY + 129_600_000_000),
    ("t0", "Page Views", _DAY + 36_672_345_678),
    ("t1", "Page Views", _DAY + 16_872_345_678),
    ("t2", "Page Views", _DAY + 43_200_000_000),
    ("t3", "Page Views", -1000),
]
"""Id, type and time of what is taken."""


def assert_odd_is_read(engine: str, start: Path, folder: Path) -> None:
    """An odd lake gives what is right."""
    database = copied(start, folder / f"{engine}.db")
    assert from_lake(database, odd(folder / "odd"), engine) == 0
    kept = "SELECT a.external_id, t.name, a.at FROM activity a JOIN activity_type t ON t.id = a.type_id ORDER BY 1"
    assert rows_of(database, kept) == ODD_ACTIVITIES
