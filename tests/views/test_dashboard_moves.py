"""Groups and accounts that move or stand still: who is listed, in which order, and how many there are in all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from bgdetails.navigation import Target
from bgdetails.refresh.groups_on import groups_on
from bgdetails.rules.segment import Segment
from bgdetails.store import tables
from bgdetails.store.times import start_of_day, to_day
from bgdetails.store.workspace import OpenWorkspace, driver_connection
from bgdetails.views.counted import Counted
from bgdetails.views.counted_lists import load_counted
from bgdetails.views.dashboard import load_dashboard
from bgdetails.views.dashboard_moves import load_moves
from bgdetails.views.dashboard_page import FastGroup, MovingAccount, StagnantGroup
from bgdetails.views.dashboard_tables import chart_table
from bgdetails.views.whole_dashboard import load_whole_dashboard
from tests.dashboard_world import START, write_world
from tests.factory import AS_OF

DAY = to_day(AS_OF)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[OpenWorkspace]:
    """The first two groups moved, the third one stands still; Acme surges, Bolt and Calm are at risk."""
    opened = write_world(tmp_path)
    with opened.writing() as session:
        for row in session.exec(select(tables.GroupRow).where(tables.GroupRow.day == DAY)).all():
            row.velocity = {"g-1": 1, "g-2": 3, "g-3": 0}[row.public_id]
            row.stagnant = row.public_id == "g-3"
            row.stage_changed_at = start_of_day(DAY - 141)
        session.exec(tables.AccountScore.__table__.delete())  # type: ignore[attr-defined]
        accounts = {row.public_id: row.id or 0 for row in session.exec(select(tables.Account)).all()}
        for name, band, change, at_risk in (
            ("acme", "Surging", None, False),
            ("bolt", "Negative", -0.25, True),
            ("calm", "Negative", -0.75, True),
        ):
            session.add(
                tables.AccountScore(
                    day=DAY,
                    account_id=accounts[name],
                    units=1,
                    units_before=1,
                    band=band,
                    change=change,
                    at_risk=at_risk,
                )
            )
    yield opened
    opened.close()


def test_lists_are_in_order_and_count_all(workspace: OpenWorkspace) -> None:
    with workspace.reading() as session:
        moves = load_moves(driver_connection(session), groups_on(AS_OF, Segment(), None), 1)
        of_bolt = load_moves(driver_connection(session), groups_on(AS_OF, Segment(region="Asia"), None), 5)
    assert moves.fast == (FastGroup("g-2", "Edge Security for Acme", 3),)
    assert moves.stagnant == (StagnantGroup("g-3", "Cloud Backup for Bolt", 141, 75.0),)
    assert moves.surging == (MovingAccount("acme", "Acme", "Food", "Europe", None),)
    assert moves.at_risk == (MovingAccount("calm", "Calm", None, None, -0.75),)
    assert (moves.stagnant_count, moves.surging_count, moves.at_risk_count) == (1, 1, 2)
    assert ([each.id for each in of_bolt.at_risk], of_bolt.surging, of_bolt.fast) == (["bolt"], (), ())


def test_all_accounts_at_risk_are_a_table(workspace: OpenWorkspace) -> None:
    listed = load_counted(workspace.connect, Counted("accounts", ("at-risk",)), AS_OF)
    assert [row.cells for row in listed.rows] == [("Calm", None, None, -75.0), ("Bolt", "Mining", "Asia", -25.0)]
    assert listed.rows[0].opens == Target("account", "calm")


def test_each_list_is_a_table(workspace: OpenWorkspace) -> None:
    page = load_whole_dashboard(workspace, AS_OF, START, Segment())
    assert {
        chart: [row.cells for row in chart_table(page, chart).rows] for chart in ("fast", "stagnant", "surging")
    } == {
        "fast": [("Edge Security for Acme", 3), ("Cloud Backup for Acme", 1)],
        "stagnant": [("Cloud Backup for Bolt", 141, 75.0)],
        "surging": [("Acme", None)],
    }


def test_groups_that_stand_still_are_counted_with_where_the_groups_stand(workspace: OpenWorkspace) -> None:
    page = load_whole_dashboard(workspace, AS_OF, START, Segment())
    assert page.counts.now is not None
    assert page.counts.now.stagnant == 1
    with workspace.reading() as session:
        kept = load_dashboard(session, AS_OF, START, Segment())
        assert kept.counts.now is not None
        assert (kept.counts.now.stagnant, kept.counts.lists) == (1, page.counts.lists)
