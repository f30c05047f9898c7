from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bgdetails.refresh.days import ensure_day
from bgdetails.refresh.run import refresh
from bgdetails.store import tables
from bgdetails.store.rules_rows import mark_days_stale
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests.factory import AS_OF, Factory, days_before, new_workspace

WEEK_AGO = AS_OF - timedelta(days=7)
EARLIER = AS_OF - timedelta(days=3)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[OpenWorkspace]:
    """One account, two people, one formed group, refreshed as of AS_OF."""
    opened = new_workspace(tmp_path)
    with opened.writing() as session:
        make = Factory(session)
        account = make.account("Acme", public_id="acme")
        ana = make.person("Ana Moss", account, title="Chief Financial Officer")
        ben = make.person("Ben Low", account, title="Engineer")
        make.activity(ana, "Page Views", AS_OF, 4)
        make.activity(ben, "Page Views", days_before(5))
        refresh(session, AS_OF)
    yield opened
    opened.close()


def scores(workspace: OpenWorkspace, as_of: date) -> dict[int, int]:
    with workspace.reading() as session:
        rows = session.exec(select(tables.PersonScore).where(tables.PersonScore.day == to_day(as_of))).all()
        return {row.person_id: row.units for row in rows}


def browsable(connection: sqlite3.Connection, as_of: date) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT name, member_count, rank FROM group_row WHERE day = ?", (to_day(as_of),)
    ).fetchall()


def test_a_day_without_scores_gets_them_and_keeps_them(workspace: OpenWorkspace) -> None:
    ensure_day(workspace, EARLIER)
    assert scores(workspace, EARLIER) == {2: 40_000}
    with closing(workspace.connect()) as connection:
        assert browsable(connection, EARLIER) == [("New business for Acme", 2, 75.0)]
        kept = connection.execute("SELECT count(*) FROM score_day WHERE NOT stale").fetchone()
    assert kept == (24,)
    assert workspace.state().refreshed_day == to_day(AS_OF)


def test_a_trend_day_has_scores_and_gets_rows_when_it_is_asked_for(workspace: OpenWorkspace) -> None:
    with closing(workspace.connect()) as connection:
        assert browsable(connection, WEEK_AGO) == []
        ensure_day(workspace, WEEK_AGO)
        assert len(browsable(connection, WEEK_AGO)) == 1


def test_a_complete_day_is_not_computed_again(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        row = session.get_one(tables.PersonScore, (to_day(AS_OF), 1))
        row.units = 1
        session.add(row)
    ensure_day(workspace, AS_OF)
    assert scores(workspace, AS_OF)[1] == 1
    with workspace.writing() as session:
        mark_days_stale(session)
    ensure_day(workspace, AS_OF)
    assert scores(workspace, AS_OF)[1] == 160_000


def test_after_an_import_without_refresh_the_refreshed_day_is_shown_as_it_was(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        Factory(session).activity(1, "Page Views", AS_OF, external_id="later")
        mark_days_stale(session)
        session.get_one(tables.Workspace, 1).scores_outdated = True
    ensure_day(workspace, AS_OF)
    assert scores(workspace, AS_OF)[1] == 160_000
    ensure_day(workspace, EARLIER)
    assert scores(workspace, EARLIER) == {2: 40_000}


def test_a_day_that_was_computed_anew_for_the_trend_of_another_is_shown_anew(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        Factory(session).activity(1, "Page Views", AS_OF, external_id="later")
        mark_days_stale(session)
        session.get_one(tables.Workspace, 1).scores_outdated = True
    ensure_day(workspace, AS_OF + timedelta(days=7))
    ensure_day(workspace, AS_OF)
    assert scores(workspace, AS_OF)[1] == 200_000
    with closing(workspace.connect()) as connection:
        assert len(browsable(connection, AS_OF)) == 1


def test_memberships_stay_a_refreshs_business(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        Factory(session).person("Cy Orr", 1, title="Engineer", public_id="p-9")
    ensure_day(workspace, EARLIER)
    with closing(workspace.connect()) as connection:
        assert connection.execute("SELECT count(*) FROM membership").fetchone() == (2,)


def test_a_workspace_that_is_read_only_shows_any_day_and_is_not_touched(workspace: OpenWorkspace) -> None:
    workspace.close()
    before = {file.name: file.read_bytes() for file in workspace.path.parent.glob("test.db")}
    reader = open_workspace(workspace.location, read_only=True)
    early = reader.connect()
    ensure_day(reader, AS_OF)
    assert reader.shadow is None, "what is kept needs no shadow"
    for as_of, expected in ((EARLIER, {2: 40_000}), (AS_OF, {1: 160_000, 2: 40_000}), (WEEK_AGO, {})):
        ensure_day(reader, as_of)
        assert scores(reader, as_of) == expected
        with closing(reader.connect()) as connection:
            assert len(browsable(connection, as_of)) == 1
            trend = connection.execute(
                "SELECT count(*) FROM score_day WHERE NOT stale AND day BETWEEN ? AND ?",
                (to_day(as_of) - 77, to_day(as_of)),
            ).fetchone()
            assert trend[0] >= 12
            assert connection.execute("SELECT name FROM person ORDER BY id").fetchall() == [
                ("Ana Moss",),
                ("Ben Low",),
            ]
    assert browsable(early, AS_OF), "a connection from before still reads the file"
    early.close()
    shadow = reader.shadow
    assert shadow is not None
    reader.close()
    assert not shadow.path.exists()
    assert {file.name: file.read_bytes() for file in workspace.path.parent.glob("test.db")} == before


def test_several_sessions_of_a_read_only_workspace_see_the_same(workspace: OpenWorkspace) -> None:
    reader = open_workspace(workspace.location, read_only=True)
    ensure_day(reader, EARLIER)
    with reader.reading() as first, reader.reading() as second:
        day = to_day(EARLIER)
        statement = select(tables.GroupRow.name).where(tables.GroupRow.day == day)
        assert first.exec(statement).all() == second.exec(statement).all() == ["New business for Acme"]
    reader.close()


def test_rows_through_the_shadow_use_its_indexes(workspace: OpenWorkspace) -> None:
    reader = open_workspace(workspace.location, read_only=True)
    ensure_day(reader, EARLIER)
    with closing(reader.connect()) as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT name FROM group_row WHERE day = 1 ORDER BY name_key, public_id LIMIT 20"
        ).fetchall()
    assert any("group_row_name" in step[3] for step in plan)
    assert not any("TEMP B-TREE" in step[3] for step in plan)
    reader.close()


def test_a_workspace_without_anything_can_be_shown(tmp_path: Path) -> None:
    empty = new_workspace(tmp_path, "empty.db")
    ensure_day(empty, AS_OF)
    with closing(empty.connect()) as connection:
        assert connection.execute("SELECT largest_units, largest_raw FROM score_day").fetchall() == [(0, 0.0)] * 12
    empty.close()
