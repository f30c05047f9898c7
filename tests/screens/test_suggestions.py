"""Who could fill the gap and who to reach: read behind the first paint, opened, explained, and come back to."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.screens.account import AccountScreen
from bgdetails.screens.explain import ExplainOverlay
from bgdetails.screens.group import GroupScreen
from bgdetails.screens.member_details import MemberOverlay
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import write_workspace

GROUP, ACCOUNT = Target("group", "bg-1"), Target("account", "a-1")
CANDIDATE = "who could fill the gap/Practitioner/p-7"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("suggestions"))


@pytest.mark.parametrize("size", [(160, 50), (80, 24)])
async def test_a_group_suggests_at_its_end_without_moving_the_focus(workspace: Path, size: tuple[int, int]) -> None:
    async with running(make_app(workspace, target=GROUP), size) as pilot:
        page = pilot.app.screen
        assert isinstance(page, GroupScreen)
        assert (page.canvas.spot.id, page.canvas.scroll_offset.y) == ("decision makers/p-1", 0)
        await press(pilot, "end")
        shown = text(pilot.app)
        for words in (
            "Practitioner  needs 1 more person, 1 fits",
            "fits the role; Influencer now",
            "Who to reach ──",
            "engaged at 92, never touched by sales",
        ):
            assert words in shown
        assert "Jonas" not in shown.partition("Who to reach")[2]  # met the day before


async def test_what_was_suggested_stays_while_it_is_read_again(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        page = pilot.app.screen
        assert isinstance(page, GroupScreen)
        shown = page.view
        assert shown is not None
        page.present(GROUP, replace(shown, suggestions=None), None)
        assert page.view is not None
        assert page.view.suggestions is shown.suggestions
        await quiet(pilot)
        assert page.view.suggestions == shown.suggestions
        assert page.view.suggestions is not shown.suggestions, "read again"


async def test_enter_opens_the_details_and_n_goes_through_the_list(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        page = pilot.app.screen
        page.canvas.focus_id(CANDIDATE)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MemberOverlay)
        assert "Leila Haddo" in text(pilot.app)
        await press(pilot, "escape", "P")
        assert pilot.app.here.target == Target("person", "p-7")
        await press(pilot, "backspace")
        page.canvas.focus_id("who to reach/p-1")
        await press(pilot, "enter", "n")
        assert pilot.app.screen.shown.details.id == "p-2"
        await press(pilot, "n")
        assert pilot.app.screen.shown.details.id == "p-4"


async def test_the_way_back_leads_to_the_suggestion_one_came_from(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (80, 24)) as pilot:
        page = pilot.app.screen
        page.canvas.focus_id(CANDIDATE)
        before = page.canvas.place()
        pilot.app.go(Target("group", "bg-2"))
        await quiet(pilot)
        assert pilot.app.screen is page
        await press(pilot, "backspace")
        assert pilot.app.here.target == GROUP
        assert (page.canvas.place().spot, page.canvas.place().scroll) == (before.spot, before.scroll)


async def test_an_account_says_who_to_reach_and_e_how_they_are_ranked(workspace: Path) -> None:
    async with running(make_app(workspace, target=ACCOUNT), (120, 40)) as pilot:
        page = pilot.app.screen
        assert isinstance(page, AccountScreen)
        page.canvas.focus_id("who to reach/p-1")
        assert "e explain who to reach" in text(pilot.app)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, ExplainOverlay)
        shown = text(pilot.app)
        for words in (
            "Who to reach at Tallow Maritime",
            "3  engaged at 92, never touched by sales",
            "Points: 4 for High",
        ):
            assert words in shown
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, MemberOverlay)
        await press(pilot, "escape", "P")
        assert pilot.app.here.target == Target("person", "p-1")


async def test_a_group_without_members_and_people(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-5")), (160, 50)) as pilot:
        shown = text(pilot.app)
    assert "Decision Maker  needs 2 more people" in shown
    assert "Nobody at the account fits, or nearly does." in shown
    assert "Nobody stands out for a call now." in shown


async def test_contacts_stay_while_they_are_read_again(workspace: Path) -> None:
    async with running(make_app(workspace, target=ACCOUNT)) as pilot:
        page = pilot.app.screen
        assert isinstance(page, AccountScreen)
        shown = page.view
        assert shown is not None
        page.present(ACCOUNT, replace(shown, contacts=None, reach=None), None)
        assert page.view is not None
        assert (page.view.contacts, page.view.reach) == (shown.contacts, shown.reach)
        assert page.view.contacts
