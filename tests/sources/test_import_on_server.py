"""The same files imported into a file and into a server: what is shown of both is the same to the last digit."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bgdetails.cli import main
from bgdetails.store.workspace import open_workspace
from tests import databases
from tests.forked import Forked
from tests.waiting import until

DAY = "2026-06-30"


def run(location: str, *arguments: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert main(["--db", location, *arguments]) == 0, err.getvalue()
    return out.getvalue()


def shown(location: str, *arguments: str) -> Any:
    return json.loads(run(location, *arguments, "--format", "json"))


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A file and a server with the same made-up data, imported in two steps."""
    folder = tmp_path_factory.mktemp("same")
    sizes = ("--accounts", "8", "--people", "70", "--groups", "12", "--activities", "600")
    run("-", "generate", *sizes, "--as-of", DAY, str(folder / "in"))
    with databases.lending():
        both = str(folder / "w.db"), databases.empty_database()
        for place in both:
            run(place, "import", str(folder / "in"), "--as-of", "2026-06-20")
            run(place, "import", str(folder / "in"), "--as-of", DAY)
        yield both


def test_lists_pages_and_explanations_are_the_same(places: tuple[str, str]) -> None:
    file, server = places
    groups = shown(file, "groups")
    assert len(groups) > 5
    assert shown(server, "groups") == groups
    query = ("groups", "engagement>=1 -stage:Lost role:champion>=0", "--sort=-active")
    assert shown(server, *query) == shown(file, *query)
    for group in groups[:3]:
        for what in ("show", "explain"):
            assert shown(server, what, "group", group["id"]) == shown(file, what, "group", group["id"])
    account = groups[0]["account"]["id"]
    assert shown(server, "show", "account", account) == shown(file, "show", "account", account)
    moved = ("changes", "--since", "2026-06-20")
    assert shown(server, *moved) == shown(file, *moved)


def test_what_is_exported_is_the_same(places: tuple[str, str], tmp_path: Path) -> None:
    file, server = places
    run(file, "export", "--format", "workspace", "-o", str(tmp_path / "file"))
    run(server, "export", "--format", "workspace", "-o", str(tmp_path / "server"))
    assert files(tmp_path / "file") == files(tmp_path / "server")


TABLES = (
    *("workspace", "account", "person", "external_id", "activity", "activity_day", "membership", "buying_group"),
    *("person_score", "group_score", "group_row", "score_day", "intent_strength", "touched"),
)


def kept(location: str) -> dict[str, list[Any]]:
    """What a workspace on a server has."""
    with closing(open_workspace(location)) as workspace, closing(workspace.connect()) as connection:
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in TABLES}


@contextmanager
def nobody_writes(location: str, table: str) -> Iterator[Callable[[], bool]]:
    """Whoever comes to a table waits there; whether somebody does is what is given."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    with psycopg.connect(location.replace("+psycopg", "")) as connection:
        connection.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
        yield lambda: connection.execute(waiting, [table]).fetchone() is not None


@pytest.mark.parametrize("words", [("import", "more"), ("refresh",)])
def test_a_kill_while_a_server_is_written_to_leaves_it_as_it_was(tmp_path: Path, words: tuple[str, ...]) -> None:
    sizes = ("--accounts", "3", "--people", "20", "--groups", "5", "--as-of", DAY)
    for name, seed in (("in", "1"), ("more", "2")):
        run("-", "generate", *sizes, "--activities", "100", "--seed", seed, str(tmp_path / name))
    with databases.lending():
        place = databases.empty_workspace()
        run(place, "import", str(tmp_path / "in"), "--as-of", "2026-06-20")
        before = kept(place)
        again = (words[0], *(str(tmp_path / each) for each in words[1:]), "--as-of", DAY)
        with nobody_writes(place, "group_row") as somebody_waits:
            # Everything else is written then.
            killed = Forked(["--db", place, *again], tmp_path, os.environ)
            until(somebody_waits)
            killed.send_signal(signal.SIGKILL)
            assert killed.communicate().returncode == -signal.SIGKILL
        # Nobody has to wait for the one that is gone, and nothing of it is there.
        assert kept(place) == before
        run(place, *again)
        assert kept(place) != before
