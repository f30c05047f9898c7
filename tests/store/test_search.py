"""Finding by a part of a name: order, kinds, short and odd texts, what is hidden."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bgdetails.store import search
from tests.factory import Factory, new_workspace
from tests.store.listed import DAY

PEOPLE = (
    "Ana Moss", "Dana Moss", "Mossad Ali", "Kim O'Brien", "李 Wei", "Zoë Müller", 'Al "Bo" Li', "Jonas Lindqvist",
    "[b]Bold[/b] Name", "Rosanna Amos",
)  # fmt: skip


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    workspace = new_workspace(tmp_path_factory.mktemp("search"))
    with workspace.writing() as session:
        make = Factory(session)
        acme = make.account("Moss Industries", region="Europe")
        make.account("Hidden Moss", hidden=True)
        for number, name in enumerate(PEOPLE):
            make.person(name, acme if number else None, title="CFO" if number < 2 else None)
        make.person("Ghost Moss", acme, hidden=True)
        make.journey("Autumn mossy nurture", status="Live")
        make.interest("Moss removal")
        make.stage_model("Mossy")
        search.rebuild(session)
    opened = workspace.connect()
    yield opened
    opened.close()
    workspace.close()


def people(connection: sqlite3.Connection, text: str, limit: int = 10) -> list[str]:
    return [hit.name for hit in search.find(connection, text, day=DAY, kinds=("person",), limit=limit)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("moss", ["Mossad Ali", "Ana Moss", "Dana Moss"]),
        ("MOSS", ["Mossad Ali", "Ana Moss", "Dana Moss"]),
        ("mos", ["Mossad Ali", "Ana Moss", "Dana Moss", "Rosanna Amos"]),
        ("ana m", ["Ana Moss", "Dana Moss"]),
        ("m", ["Mossad Ali", "Ana Moss", "Dana Moss", "Zoë Müller"]),
        ("mo", ["Mossad Ali", "Ana Moss", "Dana Moss"]),
        ("李", ["李 Wei"]),
        ("müll", ["Zoë Müller"]),
        ("MÜLL", ["Zoë Müller"]),
        ("ë m", ["Zoë Müller"]),
        ("o'b", ["Kim O'Brien"]),
        ('"bo"', ['Al "Bo" Li']),
        ("dqvis", ["Jonas Lindqvist"]),
        ("[b]", ["[b]Bold[/b] Name"]),
        ("ghost", []),
        ("zzz", []),
        ('"', []),
        ("*", []),
        ("NEAR(", []),
        ("", []),
        ("  ", []),
    ],
)
def test_people(connection: sqlite3.Connection, text: str, names: list[str]) -> None:
    assert people(connection, text) == names


def test_at_most_so_many_of_each_kind_in_order(connection: sqlite3.Connection) -> None:
    hits = search.find(connection, "moss", day=DAY, limit=1)
    assert [(hit.kind, hit.id, hit.name) for hit in hits] == [
        ("account", "a-1", "Moss Industries"),
        ("person", "p-3", "Mossad Ali"),
        ("journey", "j-1", "Autumn mossy nurture"),
        ("interest", "Moss removal", "Moss removal"),
        ("stage-model", "Mossy", "Mossy"),
    ]


def test_a_hit_says_what_tells_two_of_one_name_apart(connection: sqlite3.Connection) -> None:
    hits = search.find(connection, "moss", day=DAY, kinds=("account", "person", "journey"), limit=3)
    assert [hit.detail for hit in hits] == ["Europe", "Moss Industries", "CFO", "CFO, Moss Industries", "Live"]


@pytest.mark.parametrize(("text", "number"), [("moss", 3), ("m", 4), ("zzz", 0), ("", 0)])
def test_counts_people(connection: sqlite3.Connection, text: str, number: int) -> None:
    assert search.count(connection, text, day=DAY, kind="person") == number


def test_counts_others(connection: sqlite3.Connection) -> None:
    assert search.count(connection, "moss", day=DAY, kind="account") == 1
    assert search.count(connection, "standard", day=DAY, kind="template") == 1
    assert search.count(connection, "moss", day=DAY, kind="group") == 0


def test_before_the_first_import_names_are_found_from_their_start(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        Factory(session).person("Ana Moss")
    opened = workspace.connect()
    assert people(opened, "ana") == ["Ana Moss"]
    assert people(opened, "moss") == []
    opened.close()
    workspace.close()


def test_rebuilt_after_a_change(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    for name in ("Ana Moss", "Bea Moss"):
        with workspace.writing() as session:
            Factory(session).person(name, public_id=name)
            search.rebuild(session)
    opened = workspace.connect()
    assert people(opened, "moss") == ["Ana Moss", "Bea Moss"]
    opened.close()
    workspace.close()
