"""What the dashboard counts: the numbers of a world that can be reckoned by hand, and how long they are kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bgdetails.refresh.dashboard import count_now, count_of_people, count_then
from bgdetails.refresh.months import month_named, months_until
from bgdetails.refresh.run import refresh
from bgdetails.rules.counts import RoleCoverage, Share, Standing
from bgdetails.rules.segment import Segment
from bgdetails.store import tables
from bgdetails.store.times import from_day, to_day
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests.dashboard_world import START, write_world
from tests.factory import AS_OF, Factory, refresh_all

EVERYTHING = Segment()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[OpenWorkspace]:
    opened = write_world(tmp_path)
    yield opened
    opened.close()


def kept(workspace: OpenWorkspace, day: date) -> set[str]:
    with closing(sqlite3.connect(workspace.path)) as connection:
        rows = connection.execute("SELECT measure FROM dashboard_count WHERE day = ?", (to_day(day),))
        return {measure.partition(".")[0] for (measure,) in rows}


def test_groups_stand_where_browse_shows_them(workspace: OpenWorkspace) -> None:
    # Raw scores are 525, 375 and 125: 100, 84.5 and 48.8.
    assert count_now(workspace, AS_OF, EVERYTHING) == Standing(
        groups=3,
        accounts=2,
        engaged=3,
        engagement=(0, 1, 0, 2),
        completeness=(0, 0, 3, 0),
        without_completeness=0,
        stages=((None, 1), ("Evaluation", 1), ("Awareness", 1)),
        interests=(("Cloud Backup", 2), ("Edge Security", 1)),
        stagnant=0,
    )


def test_then_groups_have_the_scores_members_and_stages_of_that_day(workspace: OpenWorkspace) -> None:
    # Nobody but Eve was active, so that the third group was the best; the second one was not there yet.
    assert count_then(workspace, AS_OF, START, EVERYTHING) == Standing(
        groups=2,
        accounts=2,
        engaged=1,
        engagement=(1, 0, 0, 1),
        completeness=(0, 0, 2, 0),
        without_completeness=0,
        stages=((None, 1), ("Awareness", 1)),
        interests=(("Cloud Backup", 2),),
    )


def test_a_segment_asks_for_the_stage_of_the_day(workspace: OpenWorkspace) -> None:
    awareness = Segment(stage="awareness")
    assert count_now(workspace, AS_OF, awareness).interests == (("Edge Security", 1),)
    assert count_then(workspace, AS_OF, START, awareness).interests == (("Cloud Backup", 1),)
    assert count_then(workspace, AS_OF, START, Segment(region="Asia")).stages == ((None, 1),)
    assert count_now(workspace, AS_OF, Segment(industry="Nobody's")).groups == 0


def test_a_group_without_a_date_is_there_from_its_first_member_on(workspace: OpenWorkspace) -> None:
    third = Segment(region="Asia")
    assert count_then(workspace, AS_OF, date(2026, 8, 1), third).groups == 1
    assert count_then(workspace, AS_OF, date(2026, 7, 31), third).groups == 0


def test_a_group_that_entered_its_stage_later_was_in_one_that_nobody_knows(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        group = session.exec(select(tables.BuyingGroup).where(tables.BuyingGroup.public_id == "g-3")).one()
        group.stage, group.stage_entered_at = "Lost", to_day(AS_OF) * 86_400_000_000
        refresh_all(session)
    third = Segment(region="Asia")
    assert count_now(workspace, AS_OF, third).stages == (("Lost", 1),)
    assert count_then(workspace, AS_OF, START, third).stages == ((None, 1),)


def test_people_are_counted_once_in_a_role_and_in_a_cell(workspace: OpenWorkspace) -> None:
    people = count_of_people(workspace, AS_OF, EVERYTHING)
    assert (people.accounts, people.people) == (Share(2, 3), Share(3, 7))
    assert [(each.role, each.people) for each in people.roles] == [("Decision Maker", 2), ("Practitioner", 3)]
    assert [each.mean for each in people.roles] == pytest.approx([(100 + 100 / 3) / 2, (200 / 3) / 3])
    assert people.coverage == (
        RoleCoverage("Cloud Backup", "Decision Maker", 2),
        RoleCoverage("Cloud Backup", "Champion", 0),
        RoleCoverage("Cloud Backup", "Practitioner", 2),
        RoleCoverage("Edge Security", "Decision Maker", 1),
        RoleCoverage("Edge Security", "Champion", 0),
        RoleCoverage("Edge Security", "Practitioner", 1),
    )
    assert (people.overlap, people.overlap_accounts) == (((2, 1),), 1)


def test_months_count_what_began_and_who_was_active_in_them(workspace: OpenWorkspace) -> None:
    months = {each.month: each for each in count_of_people(workspace, AS_OF, EVERYTHING).months}
    assert list(months) == [each.name for each in months_until(to_day(AS_OF))]
    assert [months[f"2026-{number:02}"].acquired for number in (8, 9, 10, 11)] == [1, 1, 2, 2]
    november, october = months["2026-11"], months["2026-10"]
    assert (november.accounts, november.groups, november.people) == (Share(2, 3), Share(3, 3), Share(3, 7))
    assert (october.accounts, october.groups, october.people) == (Share(1, 3), Share(1, 2), Share(1, 7))


def test_people_of_a_segment_are_members_of_its_groups(workspace: OpenWorkspace) -> None:
    people = count_of_people(workspace, AS_OF, Segment(interest="edge security"))
    assert (people.accounts, people.people) == (Share(1, 1), Share(1, 2))
    assert (people.overlap, people.overlap_accounts) == ((), 0)
    nobody = count_of_people(workspace, AS_OF, Segment(stage="Lost"))
    assert (nobody.accounts, nobody.people, nobody.roles, nobody.coverage) == (Share(0, 0), Share(0, 0), (), ())


def test_what_was_counted_of_everything_is_kept(workspace: OpenWorkspace) -> None:
    now = count_now(workspace, AS_OF, EVERYTHING)
    then = count_then(workspace, AS_OF, START, EVERYTHING)
    people = count_of_people(workspace, AS_OF, EVERYTHING)
    assert kept(workspace, AS_OF) == {"now", "people"}
    assert kept(workspace, START) == {"then"}
    with closing(sqlite3.connect(workspace.path)) as connection, connection:
        for table in ("group_row", "membership", "stage_change"):
            connection.execute(f"DELETE FROM {table}")
    assert count_now(workspace, AS_OF, EVERYTHING) == now
    assert count_then(workspace, AS_OF, START, EVERYTHING) == then
    assert count_of_people(workspace, AS_OF, EVERYTHING) == people


def test_what_was_counted_of_a_segment_is_not_kept(workspace: OpenWorkspace) -> None:
    count_now(workspace, AS_OF, Segment(stage="Lost"))
    count_of_people(workspace, AS_OF, Segment(stage="Lost"))
    assert kept(workspace, AS_OF) == set()


def test_a_refresh_that_changes_something_has_it_counted_anew(workspace: OpenWorkspace) -> None:
    for count in (count_now, count_of_people):
        count(workspace, AS_OF, EVERYTHING)
    with workspace.writing() as session:
        cy = session.exec(select(tables.Person.id).where(tables.Person.public_id == "cy")).one()
        Factory(session).activity(cy or 0, "Page Views", AS_OF, external_id="later")
        session.exec(select(tables.ScoreDay).where(tables.ScoreDay.day == to_day(AS_OF))).one().stale = True
        refresh(session, AS_OF)
    assert kept(workspace, AS_OF) == set()
    assert count_of_people(workspace, AS_OF, EVERYTHING).people == Share(4, 7)


def test_a_workspace_that_cannot_be_written_is_counted_beside_it(workspace: OpenWorkspace) -> None:
    before = workspace.path.read_bytes()
    reading = open_workspace(str(workspace.path), read_only=True)
    then = count_then(reading, AS_OF, START, EVERYTHING)
    people = count_of_people(reading, AS_OF, EVERYTHING)
    assert count_then(reading, AS_OF, START, EVERYTHING) == then
    assert count_of_people(reading, AS_OF, EVERYTHING) == people
    reading.close()
    assert then.groups == 2
    assert workspace.path.read_bytes() == before


def test_the_last_month_ends_with_the_scoring_day() -> None:
    months = months_until(to_day(date(2026, 1, 15)))
    assert (months[0].name, from_day(months[0].first), from_day(months[0].last)) == (
        "2025-02",
        date(2025, 2, 1),
        date(2025, 2, 28),
    )
    assert (from_day(months[-1].first), from_day(months[-1].last)) == (date(2026, 1, 1), date(2026, 1, 15))
    assert all(month == month_named(month.name, to_day(date(2026, 1, 15))) for month in months)


def test_what_is_kept_is_read_without_numpy(workspace: OpenWorkspace) -> None:
    for count in (count_now, count_of_people):
        count(workspace, AS_OF, EVERYTHING)
    count_then(workspace, AS_OF, START, EVERYTHING)
    script = (
        "import sys; from datetime import date; from bgdetails.rules.segment import Segment;"
        " from bgdetails.store.workspace import open_workspace;"
        " from bgdetails.views.whole_dashboard import load_whole_dashboard;"
        f" opened = open_workspace({str(workspace.path)!r});"
        f" days = [date.fromisoformat(text) for text in ('{AS_OF}', '{START}')];"
        " page = load_whole_dashboard(opened, *days, Segment());"
        " print(page.counts.people.people.total, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["7", "False"]
