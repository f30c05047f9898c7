"""``t``, ``A``, ``D``, ``R``, ``x``, ``u`` and the log: what they ask, and what is seen right after."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.navigation import Target
from bgdetails.screens.assigning import AssigningOverlay
from bgdetails.screens.choosing import ChoosingOverlay
from bgdetails.screens.log_overlay import LogOverlay
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.invented import write_workspace

GROUP = Target("group", "bg-1")
SIZES = ((160, 50), (80, 24), (40, 12))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


def store(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_group_moves_to_another_stage_and_back(workspace: Path, size: tuple[int, int]) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, size) as pilot:
        await press(pilot, "t")
        assert isinstance(app.screen, ChoosingOverlay)
        assert "Move Edge Security for Tallow Maritime" in " ".join(text(app).replace("│", " ").split())
        await press(pilot, "enter")
        assert not isinstance(app.screen, ChoosingOverlay)
        shown = text(app)
        assert "from Interest" in shown
        assert "u undo" in shown or size == (40, 12)
        assert app.screen.view.page.stage == "Evaluation"
        assert "Evaluation" in "\n".join(lines(app)[:4])
        await press(pilot, "u")
        assert "Undone: " in text(app)
        assert app.screen.view.page.stage == "Interest"


async def test_what_is_not_allowed_is_said_and_moves_nothing(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "t", "end", "home", "enter")
        assert isinstance(app.screen, ChoosingOverlay)
        assert "No way leads from Interest to Awareness. Allowed: Evaluation." in " ".join(text(app).split())
        await press(pilot, "escape")
        assert app.screen.view.page.stage == "Interest"
        assert store(workspace, "SELECT * FROM stage_change") == []


async def test_the_stage_model_is_a_link_and_its_stages_too(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "t", "end", "enter")
        assert app.here.target == Target("stage-model", "Default")
        assert app.screen.canvas.spot.opens == Target("groups", 'stage:"Awareness"')


async def test_the_way_so_far_is_listed(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "t")
        assert "No change of stage is known." in text(app)
        await press(pilot, "enter", "t")
        assert "In Evaluation since today · velocity 1" in text(app)
        assert "Interest › Evaluation" in text(app)


async def test_several_members_are_removed_and_put_back(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        page = app.screen
        await press(pilot, "m", "x", "down", "down", "x")
        assert "9 members   2 selected" in text(app)
        await press(pilot, "D")
        shown = text(app)
        assert "Amara Quill (Decision Maker) and Jonas Bergqvist (Decision Maker)" in shown
        assert "Remove 2 members" in shown
        await press(pilot, "enter")
        assert page.view.page.member_count == 7
        assert "7 members" in text(app)
        assert store(workspace, "SELECT DISTINCT removed_by FROM membership WHERE removed_at IS NOT NULL") == [
            ("manual",)
        ]
        await press(pilot, "u")
        assert page.view.page.member_count == 9


async def test_the_answer_no_and_esc_leave_everything(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        for keys in (("down", "enter"), ("escape",)):
            await press(pilot, "m", "D", *keys)
            assert app.screen.view.page.member_count == 9
        assert store(workspace, "SELECT count(*) FROM logged_action") == [(0,)]


async def test_the_focused_card_changes_its_role(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (160, 50)) as pilot:
        await press(pilot, "R")
        assert "Amara Quill (Decision Maker)" in text(app)
        await press(pilot, "end", "enter")
        member = next(each for each in app.screen.view.members if each.name == "Amara Quill")
        assert (member.role, member.source) == ("Practitioner", "manual")
        assert app.screen.view.page.missing_roles == ()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_people_are_found_selected_and_assigned(workspace: Path, size: tuple[int, int]) -> None:
    app = make_app(workspace, target=Target("group", "bg-2"))
    async with running(app, size) as pilot:
        page = app.screen
        before = page.view.page.member_count
        await press(pilot, "A", *"le")
        assert isinstance(app.screen, AssigningOverlay)
        assert "Leila Haddo" in text(app)
        await press(pilot, "tab", "backspace", "backspace", *"ruth", "tab", "enter")
        assert isinstance(app.screen, ChoosingOverlay)
        assert "Leila Haddo" in text(app)
        await press(pilot, "end", "enter")
        assert app.screen is page
        assert page.view.page.member_count == before + 2
        roles = {member.name: (member.role, member.source) for member in page.view.members}
        assert roles["Leila Haddo"] == roles["Ruth Castellano-de la Fuente"] == ("Practitioner", "manual")
        await press(pilot, "u")
        assert page.view.page.member_count == before


async def test_nobody_matches_and_nobody_is_left(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "A")
        assert "Everybody of Tallow Maritime is in the group." in text(app)
        await press(pilot, "enter", "escape")
        await press(pilot, "m", "x", "D", "enter", "A", *"nobody")
        assert "Nobody is called “nobody”." in text(app)


async def test_an_empty_group_says_what_fills_it(workspace: Path) -> None:
    app = make_app(workspace, target=Target("group", "bg-3"))
    async with running(app, (120, 40)) as pilot:
        said = "This group has no members.  Press A to assign one of the 9 people at Tallow Maritime."
        assert said in text(app)
        await press(pilot, "m")
        assert said in text(app)
        await press(pilot, "D")
        assert "No member has the focus, and none is selected." in text(app)


async def test_the_list_moves_groups_too(workspace: Path) -> None:
    app = make_app(workspace)
    async with running(app, (120, 40)) as pilot:
        group = app.browse.table.cursor_row
        await press(pilot, "t", "enter")
        assert app.browse.table.cursor_row.id == group.id
        assert app.browse.table.cursor_row.stage != group.stage
        await press(pilot, "u")
        assert app.browse.table.cursor_row.stage == group.stage


async def test_the_log_lists_what_was_done(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "L")
        assert isinstance(app.screen, LogOverlay)
        assert "Nothing was done by hand yet." in text(app)
        await press(pilot, "escape", "t", "enter", "R", "end", "enter", "u", "g", "L")
        shown = text(app)
        assert "Edge Security for Tallow Maritime: from Interest to Evaluation" in shown
        assert "Amara Quill is now Practitioner" in shown
        assert "undone" in shown
        await press(pilot, "down", "enter")
        assert app.here.target == GROUP


@pytest.mark.parametrize("size", [(160, 50), (40, 12)], ids=str)
async def test_a_group_is_watched_from_its_page_and_seen_in_the_list(workspace: Path, size: tuple[int, int]) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, size) as pilot:
        assert "★" not in text(app)
        await press(pilot, "w")
        assert "★" in lines(app)[0]
        await press(pilot, "g")
        (row,) = [line for line in lines(app) if "★" in line]
        assert row.split()[0].startswith("▌") or row.split()[0] == "Edge"
        app.browse.tools.openers()["Watched"]()
        await quiet(pilot)
        assert app.browse.found == 1
        await press(pilot, "w")
        assert app.browse.found == 0
        await press(pilot, "u")
        assert app.browse.found == 1


async def test_an_account_is_watched_with_its_groups(workspace: Path) -> None:
    app = make_app(workspace, target=Target("account", "a-1"), ascii=True)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "w")
        assert " @ " in lines(app)[0]
        app.go(GROUP)
        await quiet(pilot)
        assert " @ " in lines(app)[0]
        await press(pilot, "w")
        assert "is watched with its account" in " ".join(text(app).replace(">", "").split())
        await press(pilot, "backspace", "u")
        assert " @ " not in lines(app)[0]


async def test_a_workspace_that_another_program_writes_is_no_hang(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        with closing(sqlite3.connect(workspace, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await press(pilot, "t", "enter")
            assert "Another program is writing to" in text(app)
            other.execute("ROLLBACK")
        assert app.screen.view.page.stage == "Interest"


async def test_a_workspace_that_may_not_be_written_is_said(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        app.workspace.read_only = True
        page = app.screen
        for key in ("t", "A", "w", "R", "D", "N"):
            await press(pilot, key)
            assert "is open for reading only" in text(app), key
            assert app.screen is page, key


async def test_the_log_is_searched_all_of_it(workspace: Path) -> None:
    with closing(sqlite3.connect(workspace)) as connection, connection:
        connection.executemany(
            "INSERT INTO logged_action (batch, at, day, kind, group_id, after, moment, touched) VALUES"
            " (?, 0, 0, 'stage', (SELECT id FROM buying_group WHERE public_id = 'bg-1'), ?, 0, '{}')",
            [(number, f"Stage {number}") for number in range(1, 121)],
        )
    app = make_app(workspace, target=GROUP)
    async with running(app, (80, 24)) as pilot:
        await press(pilot, "L", "slash", *"TO STAGE 7")
        assert isinstance(app.screen, LogOverlay)
        found = [line.split("to ")[1].split()[1] for line in lines(app) if "no stage to" in line]
        assert found == ["79", "78", "77", "76", "75", "74", "73", "72", "71", "70", "7"][: len(found)]
        assert len(found) >= 5
        await press(pilot, "enter", "end")
        assert "to Stage 7" in text(app)
        await press(pilot, "slash", "x", "q")
        assert "Nothing here has" in text(app)
        await press(pilot, "escape")
        assert "to Stage 120" in text(app)
        await press(pilot, "end")
        assert "… and 20 more" in text(app)
        await press(pilot, "enter")
        assert "to Stage 20 " in text(app).replace("\n", " ")
        await press(pilot, "end")
        assert "to Stage 1 " in text(app).replace("\n", " ")
        await press(pilot, "q")
        assert not isinstance(app.screen, LogOverlay)
