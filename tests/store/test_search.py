"""Finding by a part of a name: order, kinds, short and odd texts, what is hidden."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.store import search, search_tables, tables
from bgdetails.store.near_words import is_near
from tests import databases
from tests.factory import Factory, new_workspace
from tests.store.listed import DAY

PEOPLE = (
    "Ana Moss", "Dana Moss", "Mossad Ali", "Kim O'Brien", "李 Wei", "Zoë Müller", 'Al "Bo" Li', "Jonas Lindqvist",
    "[b]Bold[/b] Name", "Rosanna Amos",
)  # fmt: skip


@pytest.fixture(scope="module", params=databases.KINDS)
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    with databases.using(request.param):
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
        search_tables.rebuild(session)
    opened = workspace.connect()
    yield opened
    opened.close()
    workspace.close()


def people(connection: sqlite3.Connection, text: str, limit: int = 10) -> list[str]:
    return [hit.name for hit in search.find(connection, text, day=DAY, kinds=("person",), limit=limit)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("moss", ["Ana Moss", "Dana Moss", "Mossad Ali"]),
        ("MOSS", ["Ana Moss", "Dana Moss", "Mossad Ali"]),
        ("mos", ["Ana Moss", "Dana Moss", "Mossad Ali", "Rosanna Amos"]),
        ("ana m", ["Ana Moss", "Dana Moss"]),
        ("m", ["Ana Moss", "Dana Moss", "Mossad Ali", "Zoë Müller"]),
        ("mo", ["Ana Moss", "Dana Moss", "Mossad Ali"]),
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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lindqvist", ["Jonas Lindqvist"]),
        ("lindqist", ["Jonas Lindqvist"]),
        ("lindkvist", ["Jonas Lindqvist"]),
        ("lindqvviist", []),
        ("linqdvist", ["Jonas Lindqvist"]),
        ("xindqvist", ["Jonas Lindqvist"]),
        ("lindk", ["Jonas Lindqvist"]),
        ("linqd", ["Jonas Lindqvist"]),
        ("ilndq", ["Jonas Lindqvist"]),
        ("lind", ["Jonas Lindqvist"]),
        ("link", []),
        ("lindkvisst", []),
        ("jonas lindkvist", ["Jonas Lindqvist"]),
        ("lindkvist jonas", ["Jonas Lindqvist"]),
        ("jona lindkvist", ["Jonas Lindqvist"]),
        ("anna lindkvist", []),
        ("rosana", ["Rosanna Amos"]),
    ],
)
def test_one_slip_is_forgiven_from_five_letters_on(connection: sqlite3.Connection, text: str, names: list[str]) -> None:
    assert people(connection, text) == names


@given(word=st.text("abcd", min_size=5, max_size=9), typed=st.text("abcd", min_size=5, max_size=9))
def test_near_is_one_slip_from_some_beginning(word: str, typed: str) -> None:
    slips = {typed}
    for at in range(len(typed) + 1):
        slips |= {typed[:at] + letter + typed[at:] for letter in "abcd"}
        slips |= {typed[:at] + typed[at + 1 :]}
        slips |= {typed[:at] + letter + typed[at + 1 :] for letter in "abcd"} if at < len(typed) else set()
        slips |= {typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :]}
    assert is_near(typed, word) == any(word.startswith(slip) for slip in slips)


def test_others_are_found_but_for_a_slip_too_after_those_as_typed(connection: sqlite3.Connection) -> None:
    hits = search.find(connection, "idnustries", day=DAY)
    assert [(hit.kind, hit.name, hit.marked) for hit in hits] == [("account", "Moss Industries", "industries")]
    hits = search.find(connection, "removel", day=DAY)
    assert [(hit.kind, hit.name) for hit in hits] == [("interest", "Moss removal")]
    assert [hit.name for hit in search.find(connection, "autun", day=DAY)] == ["Autumn mossy nurture"]


def test_of_one_rank_what_was_looked_at_last_comes_first_then_the_higher_score(tmp_path: Path, database: str) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        for number, name in enumerate(("Ann Ode", "Bea Ode", "Cy Ode", "Dee Ode", "Ed Oder")):
            person = make.person(name, public_id=f"p-{number}")
            session.flush()
            session.add(tables.PersonScore(day=DAY, person_id=person, units=(number % 3) * 100 + 1))
        session.add(tables.ViewHistory(kind="person", public_id="p-3", at=5))
        session.add(tables.ViewHistory(kind="person", public_id="p-4", at=9))
        session.add(tables.ViewHistory(kind="group", public_id="p-1", at=7))
        session.flush()
        search_tables.rebuild(session)
    opened = workspace.connect()
    assert people(opened, "ode") == ["Dee Ode", "Cy Ode", "Bea Ode", "Ann Ode", "Ed Oder"]
    assert people(opened, "ode", limit=2) == ["Dee Ode", "Cy Ode"]
    assert [hit.name for hit in search.recent(opened, day=DAY)] == ["Ed Oder", "Dee Ode"]
    opened.close()
    workspace.close()


def test_at_most_so_many_of_each_kind_in_order(connection: sqlite3.Connection) -> None:
    hits = search.find(connection, "moss", day=DAY, limit=1)
    assert [(hit.kind, hit.id, hit.name) for hit in hits] == [
        ("account", "a-1", "Moss Industries"),
        ("person", "p-1", "Ana Moss"),
        ("journey", "j-1", "Autumn mossy nurture"),
        ("interest", "Moss removal", "Moss removal"),
        ("stage-model", "Mossy", "Mossy"),
    ]


def test_a_hit_says_what_tells_two_of_one_name_apart(connection: sqlite3.Connection) -> None:
    hits = search.find(connection, "moss", day=DAY, kinds=("account", "person", "journey"), limit=3)
    assert [hit.detail for hit in hits] == ["Europe", "CFO", "CFO, Moss Industries", "Moss Industries", "Live"]


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


def test_rebuilt_after_a_change(tmp_path: Path, database: str) -> None:
    workspace = new_workspace(tmp_path)
    for name in ("Ana Moss", "Bea Moss"):
        with workspace.writing() as session:
            Factory(session).person(name, public_id=name)
            search_tables.rebuild(session)
    opened = workspace.connect()
    assert people(opened, "moss") == ["Ana Moss", "Bea Moss"]
    opened.close()
    workspace.close()


def test_only_names_that_changed_are_written(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        ids = [make.person(name) for name in ("Ana Mossberg", "Bea Mossberg", "Cy Mossberg", "Dee Mossberg")]
        search_tables.rebuild(session)
    with workspace.writing() as session:
        renamed, hidden = session.get_one(tables.Person, ids[0]), session.get_one(tables.Person, ids[2])
        renamed.name, renamed.name_key, hidden.hidden = "Ana Fernhill", "ana fernhill", True
        session.add_all((renamed, hidden))
        Factory(session).person("Eve Mossberg", public_id="new")
        session.flush()
        search_tables.rebuild(session)
    opened = workspace.connect()
    assert people(opened, "mossb") == ["Bea Mossberg", "Dee Mossberg", "Eve Mossberg"]
    assert people(opened, "ernhi") == people(opened, "fernhlil") == ["Ana Fernhill"]
    counted = (
        search.count(opened, "mossberg", day=DAY, kind="person"),
        search.count(opened, "erg", day=DAY, kind="person"),
    )
    assert counted == (3, 3)
    opened.close()
    workspace.close()
