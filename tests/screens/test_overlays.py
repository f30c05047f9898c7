"""Every overlay alike: opened over a page, keys stay inside, any size, Esc gives the focus back where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from textual.pilot import Pilot

from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from bgdetails.screens.assigning import AssigningOverlay
from bgdetails.screens.choosing import ChoosingOverlay
from bgdetails.screens.column_chooser import ColumnChooser
from bgdetails.screens.coverage_people import CoveragePeople, open_cell
from bgdetails.screens.explain import ExplainOverlay
from bgdetails.screens.filter_chooser import FilterChooser
from bgdetails.screens.help import Help
from bgdetails.screens.log_overlay import LogOverlay
from bgdetails.screens.member_details import MemberOverlay
from bgdetails.screens.overlap_details import OverlapOverlay
from bgdetails.screens.palette import Palette
from bgdetails.screens.sort_chooser import SortChooser
from bgdetails.screens.views_chooser import ViewsChooser
from bgdetails.store import tables
from bgdetails.store.workspace import open_workspace
from bgdetails.trail import GROUPS
from bgdetails.widgets.overlay import Overlay
from tests.factory import Factory
from tests.screens.harness import lines, make_app, press, quiet, running, slow_reading, text
from tests.screens.invented import write_workspace
from tests.screens.lists import many, write_list

GROUP = Target("group", "bg-1")


@dataclass(frozen=True, slots=True)
class Case:
    """An overlay: what opens it, over which page, and words that it shows."""

    kind: type[Overlay]
    keys: tuple[str, ...]
    target: Target | None
    words: str

    def __str__(self) -> str:
        return f"{self.kind.__name__} over {self.target or 'the list'}"


HELP = Case(Help, ("question_mark",), None, "Keys that work here")
PALETTE = Case(Palette, ("ctrl+p",), None, "Theme")
SORT = Case(SortChooser, ("S",), None, "Sort by")
FILTER = Case(FilterChooser, ("F",), None, "Add a filter")
COLUMNS = Case(ColumnChooser, ("C",), None, "As they come")
VIEWS = Case(ViewsChooser, ("v",), None, "My groups")
EXPLAIN = Case(ExplainOverlay, ("e",), GROUP, "Edge Security for Tallow Maritime")
MEMBER = Case(MemberOverlay, ("enter",), GROUP, "Amara Quill")
STAGES = Case(ChoosingOverlay, ("t",), GROUP, "to another stage")
REMOVAL = Case(ChoosingOverlay, ("D",), GROUP, "Remove 1 member")
ASSIGNING = Case(AssigningOverlay, ("A",), Target("group", "bg-2"), "Leila Haddo")
LOG = Case(LogOverlay, ("L",), None, "What was done by hand")
OVERLAP = Case(OverlapOverlay, ("enter",), Target("account", "a-1"), "Product intent")
CASES = (
    STAGES,
    REMOVAL,
    ASSIGNING,
    LOG,
    HELP,
    Case(Help, ("question_mark",), GROUP, "Keys that work here"),
    PALETTE,
    Case(Palette, ("ctrl+p",), GROUP, "All buying groups"),
    SORT,
    FILTER,
    COLUMNS,
    VIEWS,
    EXPLAIN,
    MEMBER,
)
Make = Callable[[Case], BgdetailsApp]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    folder = tmp_path_factory.mktemp("overlays")
    listed, pages = write_list(folder, many(30)), write_workspace(folder)
    return lambda case: make_app(listed if case.target is None else pages, target=case.target)


def focus_below(pilot: Pilot[Any]) -> tuple[object, object]:
    """What has the focus on the page that is on top, and where in it."""
    focused = pilot.app.screen.focused
    place = focused.place() if hasattr(focused, "place") else getattr(focused, "cursor", None)
    return focused, place


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_keys_stay_inside_and_esc_gives_the_focus_back(make: Make, case: Case) -> None:
    app = make(case)
    async with running(app) as pilot:
        page, before, here = app.screen, focus_below(pilot), app.here.target
        await press(pilot, *case.keys)
        assert isinstance(app.screen, case.kind)
        assert case.words in text(app)
        await press(pilot, "down", "down", "tab", "shift+tab", "pagedown", "pageup", "end", "home", "up")
        assert isinstance(app.screen, case.kind)
        assert app.screen.focused is app.screen.box
        await press(pilot, "escape")
        assert app.screen is page
        assert focus_below(pilot) == before
        assert app.here.target == here


@pytest.mark.parametrize("case", [HELP, SORT, COLUMNS, VIEWS, EXPLAIN, STAGES, REMOVAL, LOG], ids=str)
async def test_keys_of_the_page_do_nothing_under_an_overlay(make: Make, case: Case) -> None:
    app = make(case)
    async with running(app) as pilot:
        await press(pilot, *case.keys)
        here, overlay = app.here.target, app.screen
        assert isinstance(overlay, case.kind)
        for key in ("n", "p", "g", "y", "question_mark", "ctrl+p"):
            await press(pilot, key)
            assert (app.here.target, len(app.screen_stack), app.screen) == (here, 2, overlay)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_an_overlay_follows_the_terminal(make: Make, case: Case) -> None:
    app = make(case)
    async with running(app, (40, 12)) as pilot:
        page = app.screen
        await press(pilot, *case.keys)
        assert isinstance(app.screen, case.kind)
        for size in ((40, 12), (160, 50), (20, 5), (80, 24), (1, 1), (40, 12)):
            await pilot.resize_terminal(*size)
            await quiet(pilot)
            shown = lines(app)
            assert len(shown) == size[1]
            assert isinstance(app.screen, case.kind)
            box = app.screen.box.region
            assert (box.width <= size[0], box.height <= max(1, size[1])) == (True, True)
        assert any(line.strip() for line in lines(app))
        await press(pilot, "escape")
        assert app.screen is page


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_its_last_line_can_be_reached_at_40x12(make: Make, case: Case) -> None:
    app = make(case)
    async with running(app, (40, 12)) as pilot:
        await press(pilot, *case.keys, "end")
        assert isinstance(app.screen, case.kind)
        box = app.screen.box
        await press(pilot, *["pagedown"] * 12)
        assert box.scroll_offset.y == box.max_scroll_y


async def test_the_sort_that_is_chosen_holds(make: Make) -> None:
    app = make(SORT)
    async with running(app) as pilot:
        table = app.browse.table
        before = (table.sort, table.descending)
        await press(pilot, "S", "enter")
        assert (table.sort, table.descending) == (before[0], not before[1])
        await press(pilot, "S", "home", "down", "enter")
        assert table.sort != before[0]
        assert app.screen is app.browse


@pytest.mark.parametrize("case", [EXPLAIN, MEMBER], ids=str)
async def test_an_overlay_that_takes_long_does_not_open_over_another_page(make: Make, case: Case) -> None:
    app = make(case)
    async with running(app) as pilot:
        async with slow_reading(pilot):
            await pilot.press(*case.keys, "escape")
        assert app.here.target == GROUPS
        assert app.screen_stack == [app.browse]


async def test_a_next_member_that_takes_long_does_not_open_the_details_again(make: Make) -> None:
    app = make(MEMBER)
    async with running(app) as pilot:
        page = app.screen
        await press(pilot, *MEMBER.keys)
        async with slow_reading(pilot):
            await pilot.press("n", "escape")
        assert app.screen_stack == [page]


async def test_a_person_of_the_overlap_tells_groups_roles_interests_and_intent(make: Make) -> None:
    app = make(OVERLAP)
    async with running(app) as pilot:
        while not app.screen.canvas.spot.section.startswith("contact overlap"):
            await press(pilot, "tab")
        page, before = app.screen, focus_below(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, OverlapOverlay)
        shown = text(app)
        assert "Amara Quill" in shown
        assert "None in 30 days." in shown
        rows = [line for line in lines(app) if " for Tallow " in line and "Decision Maker" in line]
        assert ["Cloud Backup" in rows[0], "Edge Security" in rows[1], len(rows)] == [True, True, 2]
        await press(pilot, "escape")
        assert app.screen is page
        assert focus_below(pilot) == before
        await press(pilot, "enter", "enter")
        assert app.here.target == Target("group", "bg-2")


async def test_people_behind_a_cell_are_searched_also_those_that_are_not_shown(tmp_path: Path) -> None:
    path = write_workspace(tmp_path)
    workspace = open_workspace(str(path))
    with workspace.writing() as session:
        make = Factory(session)
        group, account = session.exec(
            select(tables.BuyingGroup.id, tables.BuyingGroup.account_id).where(tables.BuyingGroup.public_id == "bg-1")
        ).one()
        for number in range(150):
            make.member(
                group,
                make.person(f"Extra {number:03}", account, public_id=f"x-{number}", title="Zookeeper"),
                "Influencer",
            )
    workspace.close()
    app = make_app(path, target=Target("account", "a-1"))
    async with running(app, (120, 40)) as pilot:
        open_cell(app, app.screen.view.record_id, "Edge Security", "Influencer")
        await quiet(pilot)
        assert "Extra 149" not in text(app)
        await press(pilot, "slash", *"EXTRA 14")
        assert len([line for line in lines(app) if "Extra 14" in line]) == 10
        await press(pilot, "backspace", "enter", "f")
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, CoveragePeople)
        assert "Extra 000" in text(app)
        await press(pilot, "slash", *"xq")
        assert "Nothing here has “xq”." in text(app)
        await press(pilot, "escape", "end")
        assert "more " in text(app)
        await press(pilot, "enter", "end")
        assert "Extra 149" in text(app)
        await press(pilot, "slash", "ctrl+u", *"zookeeper", "tab", "enter")
        assert app.here.target.kind == "person", text(app)


async def test_help_is_searched(tmp_path: Path) -> None:
    async with running(make_app(write_workspace(tmp_path)), (80, 24)) as pilot:
        await press(pilot, "question_mark")
        assert "/ search" in lines(pilot.app)[-1]
        await press(pilot, "slash", *"watch")
        shown = [line for line in lines(pilot.app) if "atch" in line]
        assert len(shown) == 2
        await press(pilot, "escape", "escape")
        assert not isinstance(pilot.app.screen, Help)
