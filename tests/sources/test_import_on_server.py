"""The same files imported into a file and into a server: what is shown of both is the same to the last digit."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bgdetails.cli import main
from tests import databases

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
