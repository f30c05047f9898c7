"""The dashboard by keys: it fills while it is read, and everything on it opens what it counts."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlmodel import select

from bgdetails.navigation import DASHBOARD, LIST, Target
from bgdetails.rules.segment import Segment
from bgdetails.screens.chooser import Chooser
from bgdetails.screens.dashboard import DashboardScreen
from bgdetails.store import tables
from bgdetails.store.workspace import open_workspace
from bgdetails.views.counted import Counted
from bgdetails.views.time_frame import TimeFrame
from tests.dashboard_world import write_world
from tests.factory import end_of, refresh_all
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.invented import write_workspace

HERE = Target(DASHBOARD)
END = end_of()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    opened = write_world(tmp_path_factory.mktemp("screens"))
    opened.close()
    return opened.path


def page_of(pilot: object) -> DashboardScreen:
    page = pilot.app.screen  # type: ignore[attr-defined]
    assert isinstance(page, DashboardScreen)
    return page


async def test_d_opens_it_from_anywhere_and_esc_goes_back(workspace: Path) -> None:
    async with running(make_app(workspace), (160, 50)) as pilot:
        await press(pilot, "enter", "d")
        assert pilot.app.here.target == HERE
        shown = lines(pilot.app)
        assert "Dashboard   3 groups in 2 accounts" in shown[0]
        assert shown[0].endswith("against 21 Oct 2026  ·  as of 20 Nov 2026")
        assert shown[-1].endswith("Esc back")
        await press(pilot, "escape")
        assert pilot.app.here.target.kind == "group"


@pytest.mark.parametrize("size", [(160, 50), (120, 40), (80, 24), (40, 12)])
async def test_it_opens_on_its_first_bar_with_all_its_numbers(workspace: Path, size: tuple[int, int]) -> None:
    async with running(make_app(workspace, target=HERE), size) as pilot:
        page = page_of(pilot)
        assert page.canvas.spot is not None
        assert page.canvas.spot.id == "engagement/76–100"
        assert page.view is not None
        assert page.view.counts.is_whole
        assert "Counting…" not in text(pilot.app)
        assert "Groups by engagement" in text(pilot.app)
        assert any("76–100" in line and "2" in line for line in lines(pilot.app))
        assert lines(pilot.app)[-1].endswith("Esc back")


@pytest.mark.parametrize("size", [(160, 50), (40, 12)])
async def test_everything_opens_and_leads_back(workspace: Path, size: tuple[int, int]) -> None:
    async with running(make_app(workspace, target=HERE), size) as pilot:
        page = page_of(pilot)
        for spot in page.canvas.document.spots:
            page.canvas.focus_id(spot.id)
            await quiet(pilot)
            before = page.canvas.place()
            await press(pilot, "enter")
            assert pilot.app.here.target != HERE, spot.id
            if isinstance(spot.opens, Target):
                assert pilot.app.here.target == spot.opens
            assert not pilot.app.screen.query("Toast")
            await press(pilot, "escape")
            assert pilot.app.here.target == HERE
            assert (page.canvas.place().spot, page.canvas.place().scroll) == (before.spot, before.scroll)


async def test_the_time_frame_is_chosen_or_typed(workspace: Path) -> None:
    async with running(make_app(workspace, target=HERE), (120, 40)) as pilot:
        page = page_of(pilot)
        await press(pilot, "T")
        assert isinstance(pilot.app.screen, Chooser)
        assert "✓ Last month" in text(pilot.app)
        await press(pilot, "up", "enter")
        assert (page.frame, pilot.app.screen) == (TimeFrame(7), page)
        assert "against 13 Nov 2026" in lines(pilot.app)[0]
        assert page.view is not None
        assert page.view.counts.is_whole
        await press(pilot, "T", *"2026-10-01", "enter")
        assert "against 1 Oct 2026" in lines(pilot.app)[0]
        await press(pilot, "T", *"soon", "enter")
        assert "Nothing goes with that." in text(pilot.app)
        await press(pilot, "escape")
        assert "against 1 Oct 2026" in lines(pilot.app)[0]


async def test_what_is_chosen_of_it_waits_until_it_is_there(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_read, fetch = Event(), DashboardScreen.fetch

    def slowly(page: DashboardScreen, target: Target) -> Any:
        is_read.wait(20)
        return fetch(page, target)

    monkeypatch.setattr(DashboardScreen, "fetch", slowly)
    app = make_app(workspace)
    async with running(app, (120, 40)) as pilot:
        app.go(HERE)
        while not isinstance(app.screen, DashboardScreen):
            await asyncio.sleep(0.01)
        for key in ("T", "F"):
            await pilot.press(key)
        is_read.set()
        await quiet(pilot)
        assert page_of(pilot).view is not None


async def test_a_range_of_ones_own_is_counted_opened_and_saved_as_of_its_last_day(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(make_app(workspace, target=HERE), (120, 40)) as pilot:
        page = page_of(pilot)
        await press(pilot, "T", *"2026-09-15 to 2026-10-30", "enter")
        first = lines(pilot.app)[0]
        assert "2 groups in 2 accounts" in first
        assert first.endswith("15 Sep 2026 to 30 Oct 2026  ·  as of 30 Oct 2026")
        assert "on 30 Oct, change, ┃ where it was on 15 Sep" in text(pilot.app)
        await press(pilot, "T")
        assert "✓ 2026-09-15 to 2026-10-30" in text(pilot.app)
        await press(pilot, "escape")
        page.canvas.focus_id("stage/Awareness")
        await press(pilot, "X", "enter")
        first = lines(pilot.app)[0]
        assert "Buying groups: stage is Awareness" in first
        assert first.endswith("1 group  ·  as of 30 Oct 2026")
        await press(pilot, "X", "escape", "b")
        assert lines(pilot.app)[0].endswith("5 rows  ·  against 15 Sep 2026  ·  as of 30 Oct 2026")
        await press(pilot, "escape", "T", *"last month", "enter")
        assert lines(pilot.app)[0].endswith("against 21 Oct 2026  ·  as of 20 Nov 2026")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "buying-groups-stage-is-awareness-2026-10-30.csv",
        "groups-by-stage-2026-09-15-to-2026-10-30.csv",
    ]


@pytest.mark.parametrize("size", [(80, 24), (60, 24), (40, 12)])
async def test_a_list_of_a_range_keeps_its_day_in_the_header(workspace: Path, size: tuple[int, int]) -> None:
    target = Counted("groups", ("listed", 'stage:"Awareness" interest:"Cloud Backup"'), end=date(2026, 10, 30)).target
    async with running(make_app(workspace, target=target), size) as pilot:
        first = lines(pilot.app)[0].strip()
        assert first.endswith("30 Oct 2026")
        assert "Buying groups: stag" in first


async def test_stages_that_groups_had_at_an_end_can_be_asked_for(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(workspace.read_bytes())
    opened = open_workspace(str(copy))
    with opened.writing() as session:
        group = session.exec(select(tables.BuyingGroup).where(tables.BuyingGroup.public_id == "g-2")).one()
        group.stage = "Purchased"
        session.add(tables.StageChange(group_id=group.id, from_stage="Awareness", to_stage="Purchased", at=END))
        session.flush()
        refresh_all(session)
    opened.close()
    async with running(make_app(copy, target=HERE), (120, 40)) as pilot:
        page = page_of(pilot)
        await press(pilot, "T", *"2026-11-03 to 2026-11-10", "enter", "F", *"aware", "enter")
        assert page.segment == Segment(stage="Awareness")
        assert "1 group in 1 account" in lines(pilot.app)[0]


async def test_filters_are_added_and_taken_away(workspace: Path) -> None:
    async with running(make_app(workspace, target=HERE), (120, 40)) as pilot:
        page = page_of(pilot)
        await press(pilot, "F", *"asia", "enter")
        assert page.segment == Segment(region="Asia")
        assert "region is Asia" in text(pilot.app)
        assert "1 group in 1 account" in lines(pilot.app)[0]
        page.canvas.focus_id("engagement/26–50")
        await press(pilot, "enter")
        assert pilot.app.here.target == Target(LIST, 'region:"Asia" engagement:26..50')
        await press(pilot, "escape", "F", *"cloud", "enter")
        assert page.segment == Segment(region="Asia", interest="Cloud Backup")
        page.canvas.focus_id("filters/region")
        await press(pilot, "enter")
        assert page.segment == Segment(interest="Cloud Backup")
        await press(pilot, "F", *"cloud", "enter")
        assert page.segment == Segment()
        assert "3 groups in 2 accounts" in lines(pilot.app)[0]


async def test_a_chart_is_a_table_and_both_are_saved(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(make_app(workspace, target=HERE), (80, 24)) as pilot:
        page = page_of(pilot)
        page.canvas.focus_id("stage/Awareness")
        await press(pilot, "X")
        assert "Saved as CSV:" in text(pilot.app)
        await press(pilot, "b")
        shown = lines(pilot.app)
        assert "Groups by stage" in shown[0]
        assert shown[3].split() == ["Stage", "Now", "21", "Oct", "2026", "Change"]
        assert shown[5].split() == ["▌", "Awareness", "1", "1", "0"]
        await press(pilot, "X", "enter")
        assert pilot.app.here.target == Target(LIST, 'stage:"Awareness"')
    first, second = sorted(tmp_path.iterdir())
    assert (first.name, second.name) == ("groups-by-stage-2026-11-20-2.csv", "groups-by-stage-2026-11-20.csv")
    assert first.read_text("utf-8") == second.read_text("utf-8")
    assert second.read_text("utf-8").splitlines()[:2] == ["Stage,Now,21 Oct 2026,Change", "Awareness,1,1,0"]


async def test_a_folder_that_cannot_be_written_is_said(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    async with running(make_app(workspace, target=HERE), (120, 40)) as pilot:
        await press(pilot, "X")
        assert "Start bgdetails in a folder that can be written to." in text(pilot.app)


async def test_a_list_sorts_by_any_column_and_keeps_its_place(workspace: Path) -> None:
    target = Target("count", "people/role/Practitioner")
    async with running(make_app(workspace, target=target), (80, 24)) as pilot:
        assert [line.split()[-2] for line in lines(pilot.app)[5:8]] == ["Acme", "Acme", "Bolt"]
        await press(pilot, "down", "down")
        assert pilot.app.screen.list.table.cursor_row.name == "Eve"
        await press(pilot, "right", "down", "enter", "escape")
        assert pilot.app.here.target == target
        table = pilot.app.screen.list.table
        assert (table.sort, table.cursor) == ("1", 1)
        assert "3 people" in lines(pilot.app)[0]


async def test_a_list_is_searched_in_all_its_columns(workspace: Path) -> None:
    target = Counted("people", ("role", "practitioner")).target
    async with running(make_app(workspace, target=target), (80, 24)) as pilot:
        await press(pilot, "slash", *"BOLT")
        shown = text(pilot.app)
        assert "1 of 3" in shown
        assert "Eve" in shown
        assert "Ben" not in shown
        await press(pilot, "x")
        assert "No row has “BOLTx”." in text(pilot.app)
        await press(pilot, "backspace", "enter", "enter")
        assert pilot.app.here.target == Target("person", "eve")
        await press(pilot, "backspace")
        assert "1 of 3" in text(pilot.app)
        await press(pilot, "escape")
        assert "Ben" in text(pilot.app)
        assert pilot.app.here.target == target


async def test_a_number_that_is_none_of_ours_is_news(workspace: Path) -> None:
    async with running(make_app(workspace)) as pilot:
        pilot.app.go(Target("count", "people/nonsense"))
        await quiet(pilot)
        assert "This list is not in the workspace any more." in text(pilot.app)
        await press(pilot, "escape")
        assert pilot.app.here.target.kind == LIST


async def test_a_day_without_scores_is_computed_first(tmp_path: Path) -> None:
    opened = write_world(tmp_path)
    opened.close()
    day = date(2026, 11, 18)
    async with running(make_app(opened.path, target=HERE, as_of=day), (160, 50)) as pilot:
        assert "3 groups in 2 accounts" in lines(pilot.app)[0]
        assert lines(pilot.app)[0].endswith("against 19 Oct 2026  ·  as of 18 Nov 2026")
        assert "Cloud Backup for Bolt" in text(pilot.app)


async def test_hostile_names_are_text(tmp_path: Path) -> None:
    path = write_workspace(tmp_path)
    async with running(make_app(path, target=HERE), (160, 60)) as pilot:
        page = page_of(pilot)
        assert page.view is not None
        assert page.view.counts.is_whole
        page.canvas.focus_id("people/Not engaged")
        await press(pilot, "enter")
        assert "[b]x[/b] ␛[31mred" in text(pilot.app)


async def test_it_is_read_anew_where_somebody_wrote_meanwhile(tmp_path: Path) -> None:
    opened = write_world(tmp_path)
    async with running(make_app(opened.path, target=HERE), (120, 40)) as pilot:
        await press(pilot, "g")
        with opened.writing() as session:
            group = session.exec(select(tables.BuyingGroup).where(tables.BuyingGroup.public_id == "g-1")).one()
            group.stage = "Lost"
            refresh_all(session)
        await press(pilot, "d")
        row = next(line for line in lines(pilot.app) if line.lstrip("▌ ").startswith("Lost"))
        assert row.split()[1] == "1"
    opened.close()
