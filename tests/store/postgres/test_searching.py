"""Inside of words: by pg_trgm where the server has it (``make test-server``), one by one where it has not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgdetails.store import search, search_tables
from bgdetails.store.postgres.searching import ways
from tests import databases
from tests.factory import Factory, new_workspace
from tests.store.listed import DAY

NAMES = (
    "Ana Moss", "Dana Mossberg", "50% Off", "a_b c_d", "axb cxd", "back\\slash", "O'Brien", "Müller-Lüdenscheidt",
    "Straße", "李小龙 Wei", "[b]Bold[/b]", "a%b%c", "Rosanna Amos", "Amossa", "\\%_", "İstanbul", "Ǆemal",
)  # fmt: skip


def _filled(kind: str, folder: Path) -> sqlite3.Connection:
    with databases.using(kind):
        workspace = new_workspace(folder)
    with workspace.writing() as session:
        make = Factory(session)
        for name in NAMES:
            make.person(name)
        search_tables.rebuild(session)
    connection = workspace.connect()
    workspace.close()
    return connection


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("both")
        file, server = (stack.enter_context(closing(_filled(kind, folder))) for kind in databases.KINDS)
        yield file, server


def _has_pg_trgm(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()[0])


def test_pg_trgm_has_an_index_where_it_is_installed(both: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    _, server = both
    for table in ("person", "group_row"):
        (there,) = server.execute(f"SELECT to_regclass('{table}_trigrams') IS NOT NULL").fetchone()
        assert there == _has_pg_trgm(server)


def test_the_index_answers_where_there_is_one(both: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    _, server = both
    server.execute("BEGIN IMMEDIATE")
    server.execute("SET LOCAL gin_pending_list_limit = 64")  # new names go into the index at once
    server.execute(
        "INSERT INTO person (public_id, name, name_key, deleted, hidden)"
        " SELECT 'n' || n, 'x', 'person number ' || n, false, false FROM generate_series(1, 5000) n"
    )
    server.execute("ANALYZE person")
    condition, values = list(ways(server, "person", "oss"))[-1]
    asked = f"EXPLAIN SELECT t.id FROM person t WHERE NOT t.hidden AND {condition}"
    plan = "\n".join(line for (line,) in server.execute(asked, {"key": "oss", **values}))
    server.execute("ROLLBACK")
    assert ("person_trigrams" in plan) == _has_pg_trgm(server), plan


@given(text=st.text(st.sampled_from("abcmos%_\\' -ßü李"), min_size=1, max_size=5))
@example("0% o")
@example("a_b")
@example("a%b")
@example("\\sl")
@example("\\%_")
@example("%_\\")
@example("o'b")
@example("ludenscheidt")
@example("小龙")
@example("小龙 w")
@example("istanbul")
@example("strasse")
def test_a_server_finds_what_a_file_finds(both: tuple[sqlite3.Connection, sqlite3.Connection], text: str) -> None:
    found = [
        [(hit.name, hit.marked) for hit in search.find(each, text, day=DAY, kinds=("person",), limit=50)]
        for each in both
    ]
    assert found[0] == found[1]
