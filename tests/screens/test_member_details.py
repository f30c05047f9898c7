"""The member details overlay: opened by Enter, walked by n and p, closed by Esc, and where its links lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bgdetails.navigation import Target
from bgdetails.screens.explain import ExplainOverlay
from bgdetails.screens.group import GroupScreen
from bgdetails.screens.member_details import MemberOverlay
from tests.screens.harness import lines, make_app, press, running, text
from tests.screens.invented import write_workspace

GROUP = Target("group", "bg-1")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("pages"))


async def test_enter_on_a_card_shows_the_member(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        await press(pilot, "right", "enter")
        assert isinstance(pilot.app.screen, MemberOverlay)
        shown = text(pilot.app)
    for words in (
        "Jonas Bergqvist",
        "Chief Information Officer · Decision Maker · Tallow Maritime",
        "Milestone  Asked for a workshop",
        "2 days ago, 18 Nov 10:00",
        "Meeting Held  Architecture review",
        "yesterday, 19 Nov 10:00",
        "Other buying groups  1 of 1, last added first",
        "Cloud Backup for Tallow Maritime",
        "added 11 Nov",
        "person.2@tallow.example",
        "+47 22 55 01 02",
        "n p next, previous member",
    ):
        assert words in shown


async def test_escape_closes_and_the_card_keeps_the_focus(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (80, 24)) as pilot:
        page = pilot.app.screen
        await press(pilot, "down", "enter")
        place = page.canvas.place()
        for key in ("escape", "backspace", "q"):
            assert isinstance(pilot.app.screen, MemberOverlay)
            await press(pilot, key)
            assert pilot.app.screen is page
            assert page.canvas.place() == place
            await press(pilot, "enter")


async def test_n_and_p_step_through_the_members_by_score(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        await press(pilot, "enter")
        overlay = pilot.app.screen
        names = [overlay.shown.details.name]
        for _ in range(9):
            await press(pilot, "n")
            assert pilot.app.screen is overlay
            names.append(overlay.shown.details.name)
        assert names[:3] == ["Amara Quill", "Kenji Watabe 渡辺", "Jonas Bergqvist"]
        assert names[-2:] == ["Ruth Castellano-de la Fuente"] * 2
        await press(pilot, "p")
        assert overlay.shown.details.name == "Tom Achter"


async def test_another_group_opens_and_back_leads_to_the_card(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        page = pilot.app.screen
        await press(pilot, "right")
        spot = page.canvas.spot.id
        await press(pilot, "enter", "enter")
        assert pilot.app.here.target == Target("group", "bg-2")
        assert isinstance(pilot.app.screen, GroupScreen)
        await press(pilot, "backspace")
        assert pilot.app.here.target == GROUP
        assert page.canvas.spot.id == spot


async def test_keys_lead_to_person_and_account(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        await press(pilot, "enter", "P")
        assert pilot.app.here.target == Target("person", "p-1")
        await press(pilot, "backspace", "enter", "a")
        assert pilot.app.here.target == Target("account", "a-1")
        await press(pilot, "backspace", "enter", "e")
        assert isinstance(pilot.app.screen, ExplainOverlay)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MemberOverlay)


@pytest.mark.parametrize("size", [(40, 12), (60, 15), (200, 60)])
async def test_hostile_names_stay_text_at_any_size(workspace: Path, size: tuple[int, int]) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-4")), size) as pilot:
        await press(pilot, "enter")
        shown = text(pilot.app)
        assert "[b]x[/b] ␛[31mred" in shown
        assert "\x1b" not in shown
        assert len(lines(pilot.app)) == size[1]
        await press(pilot, "end", "escape")
        assert isinstance(pilot.app.screen, GroupScreen)


async def test_the_overlay_is_kept(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        await press(pilot, "enter")
        first = pilot.app.screen
        await press(pilot, "escape", "right", "enter")
        assert pilot.app.screen is first
