"""The command line as a whole: what stands where, exit statuses, one line for every fault, what is imported."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bgdetails import __version__
from bgdetails.cli import COMMANDS
from tests.commands.conftest import Run


def one_line(text: str) -> bool:
    return text.endswith("\n") and text.count("\n") == 1


def loaded(home: dict[str, str], *words: str) -> set[str]:
    """The modules that are loaded when the program has run with these arguments."""
    program = (
        "import sys\nfrom bgdetails.cli import main\nstatus = main(sys.argv[1:])\n"
        "sys.stderr.write(f'{status}\\n' + '\\n'.join(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program, *words], env=home, capture_output=True, text=True, check=True)
    status, *modules = ran.stderr.splitlines()[-3000:]
    assert "0" in (status, *modules), ran.stderr
    return set(modules)


@pytest.fixture
def run(started: Run) -> Run:
    """Here from nothing: the start is what these tests are about."""
    return started


@pytest.mark.parametrize("words", [("--version",), ("-V",), ("--version", "groups"), ("--db", "x", "--version")])
def test_version(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"bgdetails {__version__}\n", "")


def test_version_imports_next_to_nothing(home: dict[str, str]) -> None:
    assert not loaded(home, "--version") & {"argparse", "dataclasses", "sqlite3", "platformdirs", "bgdetails.config"}


def test_help_lists_every_command_and_imports_none(run: Run, home: dict[str, str]) -> None:
    ran = run("--help")
    assert ran.returncode == 0
    assert ran.stderr == ""
    for name, (_, says) in COMMANDS.items():
        assert f"    {name} " in ran.stdout
        assert " ".join(says.split()) in " ".join(ran.stdout.split())
    modules = loaded(home, "--help")
    assert not modules & {f"bgdetails.commands.{module}" for module, _ in COMMANDS.values()}
    assert not modules & {"textual", "sqlalchemy", "rich"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"usage: bgdetails {command} ")
    assert "--db URL" in ran.stdout
    assert "--as-of YYYY-MM-DD" in ran.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("frob",), "invalid choice: 'frob'"),
        (("groups", "--frob"), "unrecognized arguments: --frob"),
        (("groups", "--sort", "size"), "“size” is no column to sort on"),
        (("groups", "--limit", "-1"), "--limit"),
        (("groups", "--format", "xml"), "invalid choice: 'xml'"),
        (("--as-of", "2026-13-01", "groups"), "“2026-13-01” is no day; expected YYYY-MM-DD"),
        (("groups", "--as-of", "20261120"), "“20261120” is no day"),
        (("groups", "--as-of", "0001-01-01"), "from 1900 to 2999"),
        (("show", "group"), "required: ID"),
        (("show", "planet", "x"), "invalid choice: 'planet'"),
        (("config",), "required: ACTION"),
        (("show", "group", "x", "--in-group", "y"), "--in-group belongs to show person"),
        (("export",), "--format"),
        (("export", "--format", "workspace"), "add -o DIR"),
        (("export", "acme", "--format", "workspace", "-o", "d"), "leave QUERY out"),
        (("open", "planet/x"), "names no page"),
        (("open", "group"), "lacks the id or name"),
        ((), "The screens need a terminal"),
        (("open",), "The screens need a terminal"),
        (("demo",), "The screens need a terminal"),
        (("--db", "x.db"), "The screens need a terminal"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run(*words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert one_line(ran.stderr), ran.stderr
    assert said in ran.stderr


@pytest.mark.parametrize(
    "words", [("groups",), ("show", "group", "x"), ("explain", "group", "x"), ("export", "--format", "csv")]
)
def test_no_workspace_is_one_line_and_status_1(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run(*words, "--db", "none.db")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert one_line(ran.stderr), ran.stderr
    assert "There is no workspace at none.db" in ran.stderr
    assert not (tmp_path / "none.db").exists()


def test_what_is_no_workspace_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"\x00\x01" * 100)
    ran = run("groups", "--db", "x.db")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert one_line(ran.stderr)


def test_db_and_as_of_stand_before_or_after(run: Run, workspace: str) -> None:
    before = run("--db", workspace, "--as-of", "2026-11-20", "groups", "--format", "json")
    after = run("groups", "--format", "json", "--as-of=2026-11-20", "--db", workspace)
    mixed = run("--as-of", "2026-11-20", "groups", "--db", workspace, "--format", "json")
    assert before.returncode == 0, before.stderr
    assert before.stdout == after.stdout == mixed.stdout
    assert len(json.loads(before.stdout)) == 40


def test_the_later_db_wins_over_the_environment(run: Run, workspace: str) -> None:
    ran = run("groups", "--limit", "1", "--db", workspace, env={"BGDETAILS_DB": "none.db"})
    assert ran.returncode == 0, ran.stderr
    ran = run("groups", "--limit", "1", env={"BGDETAILS_DB": workspace})
    assert ran.returncode == 0, ran.stderr


def test_a_reader_that_leaves_is_no_fault(home: dict[str, str], workspace: str) -> None:
    program = (
        f"{sys.executable} -m bgdetails groups --db {workspace} --format json | head -n 1; echo ${{PIPESTATUS[0]}}"
    )
    ran = subprocess.run(["bash", "-c", program], env=home, capture_output=True, text=True, check=True)
    assert ran.stdout == "[\n0\n"
    assert ran.stderr == ""


def test_an_unexpected_fault_is_one_line_and_a_log(run: Run, workspace: str, home: dict[str, str]) -> None:
    import sqlite3

    with sqlite3.connect(workspace) as connection:
        connection.execute("UPDATE group_row SET missing = x'41'")
    connection.close()
    ran = run("groups", "--db", workspace)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert one_line(ran.stderr), ran.stderr
    assert "Unexpected fault: TypeError" in ran.stderr
    (log,) = Path(home["HOME"]).rglob("error-*.log")
    assert str(log) in ran.stderr
    assert "Traceback" in log.read_text("utf-8")
    assert "Traceback" in run("groups", "--db", workspace, env={"BGDETAILS_DEBUG": "1"}).stderr


def test_output_that_cannot_carry_a_character_shows_a_mark(run: Run, workspace: str) -> None:
    ran = run("groups", "--db", workspace, env={"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr
    assert "?n? " in ran.stdout
    assert "—" in run("groups", "--db", workspace).stdout
    assert " -  " in ran.stdout
    in_csv = run("groups", "--format", "csv", "--db", workspace, env={"PYTHONIOENCODING": "ascii"})
    assert "Ünï" in in_csv.stdout
    as_json = run("groups", "--format", "json", "--db", workspace, env={"PYTHONIOENCODING": "ascii"})
    assert {row["name"].split()[0] for row in json.loads(as_json.stdout)} == {"Alpha", "beta", "Ünï", "[x]"}


def test_groups_needs_neither_textual_nor_the_orm(home: dict[str, str], workspace: str) -> None:
    modules = loaded(home, "groups", "--db", workspace)
    assert "bgdetails.store.browse" in modules
    assert not modules & {"textual", "sqlalchemy", "sqlmodel", "anthropic", "pydantic"}


def test_completion_knows_every_command(run: Run) -> None:
    for shell in ("bash", "zsh", "tcsh"):
        ran = run("completion", shell)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert all(name in ran.stdout for name in COMMANDS)
    bash = run("completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=bash, text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("command", "day"), [("import", "today, in UTC"), ("refresh", "today, in UTC"), ("show", "the last refreshed day")]
)
def test_help_names_the_day_that_a_command_takes(run: Run, command: str, day: str) -> None:
    assert f"the scoring day; default: {day}" in " ".join(run(command, "--help").stdout.split())


def test_a_query_that_looks_like_an_option_is_told_where_to_stand(run: Run, workspace: str) -> None:
    refused = run("--db", workspace, "groups", "-nothing")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert one_line(refused.stderr)
    assert "groups -- -acme" in refused.stderr
    listed = run("--db", workspace, "groups", "--", "-nothing")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "40 groups" in listed.stdout


def test_a_closed_stdout_is_one_plain_line(home: dict[str, str], workspace: str) -> None:
    for words in ("groups", "config path"):
        command = f"exec {shlex.quote(sys.executable)} -m bgdetails --db {shlex.quote(workspace)} {words} >&-"
        ran = subprocess.run(["sh", "-c", command], env=home, stderr=subprocess.PIPE, text=True, timeout=60)
        assert ran.returncode == 1
        assert one_line(ran.stderr)
        assert "no standard output" in ran.stderr
