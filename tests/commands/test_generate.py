"""``bgdetails generate``: a folder, or a workspace at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.cli import main

FEW = ("--accounts", "3", "--people", "40", "--groups", "9", "--activities", "300", "--as-of", "2026-06-30")
_COUNTED = ("account", "person", "buying_group", "membership", "activity", "person_score", "group_score")


def counts(database: Path) -> dict[str, object]:
    with closing(sqlite3.connect(database)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in _COUNTED}


def test_a_workspace_at_once_is_what_its_folder_makes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    once, folder, imported = tmp_path / "new" / "once.db", tmp_path / "folder", tmp_path / "imported.db"
    assert main(["generate", "--db", str(once), *FEW]) == 0
    assert "300 activities" in capsys.readouterr().out
    assert list(once.parent.glob(".*")) == []
    assert main(["generate", str(folder), *FEW]) == 0
    assert main(["--db", str(imported), "import", str(folder), "--as-of", "2026-06-30"]) == 0
    assert counts(once) == counts(imported)


def test_nothing_that_is_there_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept.csv").write_text("id\n", "utf-8")
    assert main(["generate", str(tmp_path), *FEW]) == 1
    assert main(["generate", str(tmp_path / "kept.csv"), *FEW]) == 1
    assert main(["generate", "--db", str(tmp_path / "kept.csv"), *FEW]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"bgdetails: {tmp_path} is not empty: name a folder that is, or a new one.",
        f"bgdetails: {tmp_path / 'kept.csv'} is not empty: name a folder that is, or a new one.",
        f"bgdetails: {tmp_path / 'kept.csv'} is there already: what is made up goes into a new workspace.",
    ]
    assert (tmp_path / "kept.csv").read_text("utf-8") == "id\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--accounts", "5"), "Name a folder to write, or with --db a new workspace to make."),
        (("there", "--accounts", "0", "--people", "5"), "People need accounts: ask for at least one."),
        (("there", "--accounts", "0", "--groups", "5"), "Groups need accounts: ask for at least one."),
        (("there", "--people", "0", "--activities", "5"), "Activities need people: ask for at least one."),
    ],
)
def test_wrong_usage_is_said(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate", *words]) == 2
    assert capsys.readouterr().err == f"bgdetails: {said}\n"
    assert list(tmp_path.iterdir()) == []
