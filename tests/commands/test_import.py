from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A workspace folder with one bad row."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "accounts.csv").write_text("id,name\na1,Acme\na2,\n", "utf-8")
    (folder / "people.csv").write_text("id,account_id,last_name,title\np1,a1,Moss,CFO\n", "utf-8")
    return folder


def test_it_imports_refreshes_and_reports(run: Run, files: Path) -> None:
    done = run("import", "files", "--db", "w.db", "--as-of", "2026-11-20", "--rejects", "rejects.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "workspace people" in done.stdout
    assert "Refreshed as of 20 Nov 2026: 1 buying group formed, 1 member added" in done.stdout
    assert "rejects.csv" in done.stdout
    assert "missing value" in (files.parent / "rejects.csv").read_text("utf-8")


def test_json_for_programs(run: Run, files: Path) -> None:
    words = ("--db", "w.db", "import", "files", "--report", "json", "--as-of", "2026-11-20")
    first, second = (json.loads(run(*words).stdout) for _ in range(2))
    assert first["records"]["person"] == {"new": 1, "changed": 0, "unchanged": 0, "deleted": 0}
    assert first["groups"] == {"formed": 1, "members_added": 1, "members_removed": 0, "roles_changed": 0}
    assert first["rejects"] == {"missing value": 1}
    assert Path(first["rejects_file"]).is_relative_to(files.parent / "home")
    assert second["records"]["person"] == {"new": 0, "changed": 0, "unchanged": 1, "deleted": 0}
    assert set(second["groups"].values()) == {0}


def test_a_dry_run_leaves_no_workspace(run: Run, files: Path) -> None:
    done = run("import", "files", "--db", "w.db", "--dry-run", "--report", "json")
    assert json.loads(done.stdout)["dry_run"] is True
    assert done.returncode == 0
    assert not list(files.parent.glob("w.db*"))


def test_without_refresh_the_refresh_comes_later(run: Run, files: Path) -> None:
    done = run("import", "files", "--db", "w.db", "--no-refresh")
    assert "Not refreshed" in done.stdout
    done = run("refresh", "--db", "w.db", "--as-of", "2026-11-20")
    assert done.stdout == (
        "Refreshed as of 20 Nov 2026: 1 buying group formed, 1 member added, 0 removed and 0 roles changed.\n"
    )


@pytest.mark.parametrize(
    "words, said",
    [
        (("missing.csv",), "missing.csv"),
        (("w.zip",), "w.zip"),
        (("files", "--rejects", "files"), "is a folder"),
    ],
)
def test_what_is_refused_is_told_in_one_line(run: Run, files: Path, words: tuple[str, ...], said: str) -> None:
    (files.parent / "w.zip").write_bytes(b"PK\x03\x04 broken")
    done = run("import", *words, "--db", "w.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(files.parent.glob("w.db*"))


@pytest.mark.parametrize("words", [(), ("files", "--report", "xml"), ("files", "--format", "hubcap")])
def test_wrong_usage(run: Run, files: Path, words: tuple[str, ...]) -> None:
    assert run("import", *words, "--db", "w.db").returncode == 2


def test_a_refresh_needs_a_workspace(run: Run) -> None:
    done = run("refresh", "--db", "none.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1


def test_ctrl_c_leaves_nothing_half_done(home: dict[str, str], files: Path) -> None:
    with (files / "activities.csv").open("w", encoding="utf-8") as stream:
        stream.write("id,person_id,type,at\n")
        stream.writelines(f"x{i},p1,Page Views,2026-11-01T10:00:00Z\n" for i in range(300_000))
    command = [sys.executable, "-m", "bgdetails", "import", "files", "--db", "w.db"]
    process = subprocess.Popen(
        command, cwd=files.parent, env=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    waited = 0.0
    while not any(file.stat().st_size for file in files.parent.glob(".w.db.*")) and waited < 30:
        time.sleep(0.02)
        waited += 0.02
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "bgdetails: The import was stopped; nothing has changed.\n")
    assert not list(files.parent.glob("w.db*"))


def test_start_up_does_not_wait_for_screens(started: Run, files: Path) -> None:
    done = started("import", "files", "--db", "w.db", env={"PYTHONPROFILEIMPORTTIME": "1"})
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "sqlmodel" in imported
    assert not {"textual", "anthropic", "alembic"} & imported


def test_without_refresh_lists_lose_what_is_gone_and_take_new_names(run: Run, tmp_path: Path) -> None:
    header = "Id,Name,Industry,IsDeleted\n"
    first, second = "001000000000001AAA", "001000000000002AAA"
    (tmp_path / "Account.csv").write_text(f"{header}{first},Acme,x,false\n{second},Beta,x,false\n", "utf-8")
    (tmp_path / "Contact.csv").write_text(
        f"Id,AccountId,LastName,Title,Email\n003000000000001AAA,{first},Moss,CFO,\n003000000000002AAA,{second},Low,CFO,\n",
        "utf-8",
    )
    words = ("--db", "w.db", "--as-of", "2026-11-20")
    run("import", "Account.csv", "Contact.csv", *words)
    before = json.loads(run("groups", "--db", "w.db", "--format", "json").stdout)
    assert [group["account"]["name"] for group in before] == ["Acme", "Beta"]
    (tmp_path / "Account.csv").write_text(f"{header}{first},Acme,x,true\n{second},Älter,x,false\n", "utf-8")
    run("import", "Account.csv", "--no-refresh", *words)
    (group,) = json.loads(run("groups", "älter", "--db", "w.db", "--format", "json").stdout)
    assert (group["account"]["name"], group["name"]) == ("Älter", "New business for Älter")
    assert group["engagement_score"] == before[1]["engagement_score"]
    assert len(json.loads(run("groups", "--db", "w.db", "--format", "json").stdout)) == 1
    assert run("show", "group", group["id"], "--db", "w.db").stdout.startswith(group["name"])
