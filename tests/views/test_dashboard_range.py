"""The dashboard of a range that ends before the scoring day: as it would have been, each number as many as its list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlmodel import select

from bgdetails.navigation import COUNT, Target
from bgdetails.refresh.dashboard import ensure_end
from bgdetails.refresh.days import ensure_day
from bgdetails.rules.counts import Share
from bgdetails.rules.segment import Segment
from bgdetails.store import tables
from bgdetails.store.times import end_of_day, to_day
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from bgdetails.views.counted import read_counted
from bgdetails.views.counted_lists import load_counted
from bgdetails.views.dashboard_charts import bar_charts
from bgdetails.views.dashboard_page import DashboardPage
from bgdetails.views.dashboard_tables import chart_table, chart_target, share_of, stagnant_target
from bgdetails.views.whole_dashboard import load_chart, load_whole_dashboard
from tests.dashboard_world import START, numbers_of, write_world
from tests.factory import AS_OF, refresh_all

END = date(2026, 10, 30)
"""The first group was still in Awareness; the second one was not there yet."""
BEFORE = date(2026, 9, 15)
SEGMENTS = (Segment(), Segment(interest="Cloud Backup"), Segment(stage="awareness"), Segment(region="asia"))


@pytest.fixture
def workspace(tmp_path: Path, database: str) -> Iterator[OpenWorkspace]:
    opened = write_world(tmp_path)
    yield opened
    opened.close()


def whole(workspace: OpenWorkspace, segment: Segment = SEGMENTS[0], end: date = END) -> DashboardPage:
    return load_whole_dashboard(workspace, AS_OF, BEFORE, segment, end)


def bars(page: DashboardPage, chart: str) -> list[tuple[str, int, int | None]]:
    return [(bar.label, bar.now, bar.then) for bar in bar_charts(page)[chart].bars]


def test_it_ends_with_what_was_there_on_its_last_day(workspace: OpenWorkspace) -> None:
    page = whole(workspace)
    assert (page.day, page.counts.now and page.counts.now.groups) == (END, 2)
    assert bars(page, "stage")[:2] == [("Awareness", 1, 1), ("Evaluation", 0, 0)]
    assert bars(page, "interest") == [("Cloud Backup", 2, 2)]
    # Only Eve was active in the 30 days, and only the third group is hers.
    assert bars(page, "engagement") == [("76–100", 1, 0), ("51–75", 0, 0), ("26–50", 0, 0), ("0–25", 1, 2)]
    assert [(group.name, group.engagement_score) for group in page.counts.lists.top] == [
        ("Cloud Backup for Bolt", 100.0)
    ]
    assert share_of(page, "accounts") == Share(1, 3)
    people = page.counts.people
    assert people is not None
    assert [each.month for each in people.months][-1] == "2026-10"
    assert people.months[-1].acquired == 2
    assert people.overlap == ()
    assert [account.name for account in page.counts.lists.moves.surging] == ["Bolt"]
    assert page.counts.lists.moves.fast == ()  # it came to Evaluation later


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment.query() or "all")
def test_every_number_is_as_many_as_what_it_opens(workspace: OpenWorkspace, segment: Segment) -> None:
    page = whole(workspace, segment)

    def opened(target: Target) -> int:
        assert target.kind == COUNT
        listed = load_counted(workspace.connect, read_counted(target.id), AS_OF)
        assert listed.days == (END,)
        return len(listed.rows)

    for number, target in (*numbers_of(page), (page.counts.lists.moves.stagnant_count, stagnant_target(page))):
        assert (0 if target is None else opened(target)) == number, target


def test_who_stands_still_is_told_as_of_the_last_day(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        for change in session.exec(select(tables.StageChange)).all():
            change.at -= 100 * 86_400_000_000
        group = session.exec(select(tables.BuyingGroup).where(tables.BuyingGroup.public_id == "g-1")).one()
        group.created_at = None
        refresh_all(session)
    still = whole(workspace).counts.lists.moves.stagnant
    assert [(each.id, each.days) for each in still] == [("g-1", 98)]
    earlier = whole(workspace, end=END - timedelta(days=50)).counts.lists.moves
    assert (earlier.stagnant_count, [(each.id, each.velocity) for each in earlier.fast]) == (0, [("g-1", 1)])


def test_it_is_what_that_day_shows_where_nothing_came_later(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        second = session.exec(select(tables.BuyingGroup).where(tables.BuyingGroup.public_id == "g-2")).one()
        second.deleted = second.hidden = True
        for change in session.exec(select(tables.StageChange)).all():
            change.at = min(change.at, end_of_day(to_day(START)))
        refresh_all(session)
    there = whole(workspace)
    ensure_day(workspace, END)
    shown = load_whole_dashboard(workspace, END, BEFORE, Segment())
    # How many stand still is told of the day shown alone.
    assert shown.counts.now is not None
    assert there.counts == replace(shown.counts, now=replace(shown.counts.now, stagnant=None))


def test_an_import_has_it_counted_anew(workspace: OpenWorkspace) -> None:
    assert whole(workspace).counts.lists.moves.surging_count == 1
    with workspace.writing() as session:
        for row in session.exec(select(tables.ActivityDay)).all():
            session.delete(row)
        for day in session.exec(select(tables.ScoreDay)).all():
            day.stale = True
        refresh_all(session)
    page = whole(workspace)
    assert (page.counts.lists.moves.surging_count, page.counts.now and page.counts.now.engaged) == (0, 0)


def test_tables_say_their_days(workspace: OpenWorkspace) -> None:
    page = whole(workspace)
    table = chart_table(page, "stage")
    assert table.columns == ("Stage", "30 Oct 2026", "15 Sep 2026", "Change")
    assert table.days == (BEFORE, END)
    assert load_chart(workspace, AS_OF, read_counted(chart_target(page, "stage").id)) == table


def test_a_workspace_that_cannot_be_written_is_counted_beside_it(tmp_path: Path) -> None:
    written = write_world(tmp_path)
    expected = whole(written)
    with written.writing() as session:
        for day in session.exec(select(tables.ScoreDay).where(tables.ScoreDay.day != to_day(AS_OF))).all():
            day.stale = True
    reading = open_workspace(str(written.path), read_only=True)
    ensure_end(reading, AS_OF, END)
    page = whole(reading)
    assert page.counts == expected.counts
    reading.close()
    written.close()
