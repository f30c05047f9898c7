"""Pages of the group list: every sort, both ways, forwards and backwards, against sorting in Python."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bgdetails.store import browse
from bgdetails.store.browse import (
    SORTS,
    BrowseQuery,
    browse_query,
    count,
    find,
    first_page,
    page_after,
    page_at_end,
    page_before,
    position_of,
)
from bgdetails.store.browse_row import BrowseRow
from tests import databases
from tests.factory import AS_OF
from tests.store.listed import Roles, listed, many


@pytest.fixture(scope="module", params=databases.KINDS)
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    with databases.using(request.param):
        opened = listed(tmp_path_factory.mktemp("browse"), many(300))
    yield opened
    opened.close()


def expected(connection: sqlite3.Connection, sort: str, descending: bool, condition: str = "TRUE") -> list[str]:
    columns = SORTS[sort].columns
    rows = connection.execute(
        f"SELECT name_key, public_id, {', '.join(columns)} FROM group_row WHERE {condition} ORDER BY 1, 2"
    ).fetchall()
    partly: list[list[tuple[object, ...]]] = [[] for _ in range(len(columns) + 1)]
    for row in rows:
        values = row[2:]
        known = next((place for place, value in enumerate(values) if value is not None), len(values))
        partly[known].append(row)
    for known, stretch in enumerate(partly[:-1]):
        stretch.sort(key=lambda row, known=known: row[2 + known :], reverse=False)  # type: ignore[misc]
        if descending:
            stretch.sort(key=lambda row: (row[0], row[1]))
            stretch.sort(key=lambda row, known=known: row[2 + known :], reverse=True)  # type: ignore[misc]
    return [str(row[1]) for stretch in partly for row in stretch]


def forwards(connection: sqlite3.Connection, query: BrowseQuery, size: int) -> list[BrowseRow]:
    rows = first_page(connection, query, size)
    while page := page_after(connection, query, rows[-1], size) if rows else []:
        assert len(page) <= size
        rows += page
    return rows


def backwards(connection: sqlite3.Connection, query: BrowseQuery, size: int) -> list[BrowseRow]:
    rows = page_at_end(connection, query, size)
    while page := page_before(connection, query, rows[0], size) if rows else []:
        rows = page + rows
    return rows


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_are_the_whole_list_in_order(connection: sqlite3.Connection, sort: str, descending: bool) -> None:
    query = browse_query(connection, AS_OF, sort=sort, descending=descending)
    wanted = expected(connection, sort, descending)
    assert [row.id for row in forwards(connection, query, 7)] == wanted
    assert [row.id for row in backwards(connection, query, 11)] == wanted
    assert count(connection, query) == len(wanted) == 300


@pytest.mark.parametrize("sort", SORTS)
def test_a_filter_keeps_the_order(connection: sqlite3.Connection, sort: str) -> None:
    query = browse_query(connection, AS_OF, query="alpha stage:interest", sort=sort)
    wanted = expected(
        connection, sort, SORTS[sort].descending, "instr(name_key, 'alpha') > 0 AND stage_key = 'interest'"
    )
    assert 0 < len(wanted) < 100
    assert [row.id for row in forwards(connection, query, 5)] == wanted
    assert [row.id for row in backwards(connection, query, 5)] == wanted
    assert count(connection, query) == len(wanted)


@pytest.mark.parametrize("sort", SORTS)
def test_positions_count_what_comes_before(connection: sqlite3.Connection, sort: str) -> None:
    query = browse_query(connection, AS_OF, sort=sort)
    rows = forwards(connection, query, 300)
    for place in (0, 1, 150, 298, 299):
        assert position_of(connection, query, rows[place]) == place


def test_a_page_goes_on_after_a_row_that_is_gone(connection: sqlite3.Connection) -> None:
    query = browse_query(connection, AS_OF)
    rows = first_page(connection, query, 20)
    connection.execute("BEGIN")
    connection.execute("DELETE FROM group_row WHERE public_id = ?", (rows[9].id,))
    assert page_after(connection, query, rows[9], 10) == rows[10:]
    assert page_before(connection, query, rows[9], 20) == rows[:9]
    connection.execute("ROLLBACK")


def test_a_row_is_found_by_its_id_only_in_the_list(connection: sqlite3.Connection) -> None:
    query = browse_query(connection, AS_OF, query="alpha")
    row = first_page(connection, query, 1)[0]
    assert find(connection, query, row.group_id) == row
    assert find(connection, browse_query(connection, AS_OF, query="-alpha"), row.group_id) is None


def test_unknown_stays_last_both_ways(connection: sqlite3.Connection) -> None:
    for descending in (True, False):
        query = browse_query(connection, AS_OF, sort="completeness", descending=descending)
        assert page_at_end(connection, query, 1)[0].completeness_score is None
        assert first_page(connection, query, 1)[0].completeness_score is not None


def test_a_row_says_what_the_list_shows(tmp_path: Path) -> None:
    told = {
        "name": "[b]Deal[/b]",
        "account": "Acme",
        "stage": "Lost",
        "status": "on hold",
        "rank": 75.0,
        "completeness": 50.0,
        "member_count": 7,
        "missing": "Practitioner\x1fChampion",
        "short": "Decision Maker 1 of 2",
        "last_activity_at": 1_000_000,
    }
    connection = listed(tmp_path, [told])
    (row,) = first_page(connection, browse_query(connection, AS_OF), 10)
    assert (row.id, row.name, row.account_id, row.account_name) == ("g1", "[b]Deal[/b]", "a1", "Acme")
    assert (row.engagement_score, row.engagement_level, row.completeness_score) == (50.0, "Medium", 50.0)
    assert (row.stage, row.status, row.member_count) == ("Lost", "on hold", 7)
    assert (row.missing_roles, row.short) == (("Practitioner", "Champion"), ("Decision Maker 1 of 2",))
    assert row.short_roles == ("Decision Maker",)
    assert row.last_activity_at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert row.updated_at is None


def test_an_empty_list(tmp_path: Path) -> None:
    connection = listed(tmp_path, [])
    query = browse_query(connection, AS_OF)
    assert first_page(connection, query, 10) == page_at_end(connection, query, 10) == []
    assert count(connection, query) == 0


def test_pages_need_no_orm() -> None:
    program = "import sys, bgdetails.store.browse; print([m for m in sys.modules if m in ('sqlalchemy', 'sqlmodel')])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_has_an_index_for_its_first_way(tmp_path: Path, sort: str) -> None:
    connection = listed(tmp_path, many(50))
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    first_page(connection, browse_query(connection, AS_OF, sort=sort), 50)
    connection.set_trace_callback(None)
    chosen = next(sql for sql in seen if sql.startswith("SELECT g."))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {chosen}")]
    assert any(line.startswith("SEARCH g USING COVERING INDEX group_row_") for line in plan), plan


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_page_is_in_order_however_the_database_plans(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = many(1500)
    for number, group in enumerate(groups):
        group["roles"] = Roles({"Champion": (number % 3, 1, True), "Decision Maker": (number % 4, 2, True)})
    with databases.using(kind):
        connection = listed(tmp_path, groups)
    # With statistics a server joins roles to groups the other way round.
    for table in ("group_row", "group_role"):
        connection.execute(f"ANALYZE {table}")
    monkeypatch.setattr(browse, "_LOOKED_AT", 500)
    for query in ("-role:Champion>=2", 'role:Champion>=1 missing:"Decision Maker"', 'short:"Decision Maker"'):
        for sort in ("name", "engagement", "completeness"):
            monkeypatch.setattr(browse, "_FEW", 100_000)
            listed_once = first_page(connection, browse_query(connection, AS_OF, query=query, sort=sort), 100)
            monkeypatch.setattr(browse, "_FEW", 0)
            assert first_page(connection, browse_query(connection, AS_OF, query=query, sort=sort), 100) == listed_once
    connection.close()
