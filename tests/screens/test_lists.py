"""Lists that are opened with a query: a stage's count, a bar of the dashboard, a saved view."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from bgdetails.screens import registry
from bgdetails.screens.filter_chooser import FilterChooser
from bgdetails.store import search_tables
from bgdetails.store.workspace import open_workspace
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.invented import write_workspace
from tests.screens.lists import many, write_list

LOST, INTEREST = Target("groups", "stage:Lost"), Target("groups", "stage:Interest")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BgdetailsApp:
    monkeypatch.setitem(registry.PAGES, "group", ("tests.screens.test_app", "Shelf"))
    return make_app(write_list(tmp_path, many(240)))


async def go(pilot: Pilot[Any], target: Target) -> None:
    pilot.app.go(target)  # type: ignore[attr-defined]
    await quiet(pilot)


def cursor(app: BgdetailsApp) -> str:
    return next(row for row in lines(app) if row.startswith("▌")).split("  ")[0]


async def test_the_program_opens_at_a_query(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, many(240)), target=Target.parse("groups/stage:Lost"))
    async with running(app):
        assert app.screen is app.browse
        assert "40 of 240 groups" in text(app)
        assert "stage is Lost ×" in lines(app)[2]
        assert app.address() == "groups/stage:Lost"


async def test_a_query_that_cannot_be_answered_says_why_in_place_of_rows(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, many(24)), target=Target("groups", "owner:me"))
    async with running(app) as pilot:
        assert "Who “me” is must be said in the settings" in text(app)
        assert app.browse.table.total == 0
        await press(pilot, "slash", "backspace")
        assert "24 groups" in text(app)


async def test_back_restores_the_list_as_it_was(app: BgdetailsApp) -> None:
    async with running(app, (80, 24)) as pilot:
        await press(pilot, "slash", *"for", "enter", "right", "pagedown", "pagedown", "up", "up")
        before = lines(app)
        await go(pilot, LOST)
        assert "40 of 240 groups" in text(app)
        assert app.browse.listing.sort == "engagement"
        await press(pilot, "down", "left")
        await go(pilot, INTEREST)
        await press(pilot, "backspace")
        assert app.browse.listing.query == "stage:Lost"
        assert app.browse.listing.sort == "stage"
        await press(pilot, "alt+left")
        assert lines(app) == before
        await press(pilot, "alt+right", "alt+right")
        assert app.browse.listing.query == "stage:Interest"


async def test_n_and_p_walk_the_list_that_the_page_was_opened_from(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await go(pilot, LOST)
        await press(pilot, "down", "enter", "n")
        assert "3 of 40" in lines(app)[0]
        third = app.here.target
        await go(pilot, INTEREST)
        await press(pilot, "backspace")
        assert app.here.target == third
        assert "3 of 40" in lines(app)[0]
        await press(pilot, "p", "escape")
        assert app.browse.listing.query == "stage:Lost"
        assert app.browse.table.cursor == 1


async def test_all_groups_come_back_as_they_were_left(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "slash", *"solvei", "enter", "down")
        row = cursor(app)
        await go(pilot, LOST)
        await press(pilot, "enter", "g")
        assert app.browse.field.value == "solvei"
        assert cursor(app) == row
        await press(pilot, "enter", "g", "down", "backspace", "backspace")
        assert cursor(app) == row


async def test_the_same_query_again_undoes_what_was_typed_meanwhile(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await go(pilot, LOST)
        await press(pilot, "slash", *"solvei")
        assert app.address() == "groups/stage:Lost (solvei)"
        await go(pilot, LOST)
        assert app.browse.listing.query == "stage:Lost"
        await press(pilot, "backspace")
        assert app.browse.listing.query == "stage:Lost (solvei)"


async def test_filters_are_chips_that_can_be_taken_off(app: BgdetailsApp) -> None:
    async with running(app, (160, 50)) as pilot:
        await go(pilot, Target("groups", "stage:Lost -account:umbra (solvei or talvi)"))
        assert app.browse.field.value == "(solvei or talvi)"
        assert "stage is Lost ×   account does not contain umbra ×   + filter F" in lines(app)[2]
        await press(pilot, "slash", "tab", "right")
        assert "▌account does not" in lines(app)[2]
        await press(pilot, "enter")
        assert "account does not" not in lines(app)[2]
        assert app.browse.listing.query == "stage:Lost ((solvei or talvi))"
        await press(pilot, "escape", "ctrl+u", "backspace")
        assert app.browse.listing.query == ""
        assert "240 groups" in text(app)


async def test_a_click_on_the_cross_takes_a_filter_off(app: BgdetailsApp) -> None:
    async with running(app, (160, 50)) as pilot:
        await go(pilot, Target("groups", "stage:Lost region:Europe"))
        row = lines(app)[2]
        await pilot.click(offset=(row.index("×"), 2))
        await quiet(pilot)
        assert app.browse.listing.query == "region:Europe"


async def test_what_is_typed_is_completed(app: BgdetailsApp) -> None:
    async with running(app, (160, 50)) as pilot:
        await press(pilot, "slash", *"sta")
        shown = text(app)
        assert "stage:" in shown
        assert "status:" in shown
        await press(pilot, "tab")
        assert app.browse.field.value == "stage:"
        await press(pilot, "l")
        assert "Lost" in lines(app)[3]
        await press(pilot, "right")
        assert app.browse.field.value == "stage:Lost "
        assert "40 of 240 groups" in text(app)
        await press(pilot, *"account:me")
        rows = lines(app)[3:6]
        assert "Meridian Rail" in rows[0]
        assert not app.browse.field.offered or app.focused is app.browse.field
        await press(pilot, "escape")
        assert app.browse.field.value == "stage:Lost account:me"
        assert app.browse.field.offered == 0
        await press(pilot, "tab")
        assert app.focused is app.browse.table


async def test_what_cannot_be_understood_is_marked_in_the_field(app: BgdetailsApp) -> None:
    async with running(app, (160, 50)) as pilot:
        await press(pilot, "slash", *"solvei foo:x")
        strip = app.browse.field.render_line(0)
        marked = [s.text for s in strip if s.style and s.style.underline]
        assert marked == ["foo"]
        assert "“foo” is not a key" in lines(app)[2]
        await press(pilot, "backspace", "backspace")
        assert not [s for s in app.browse.field.render_line(0) if s.style and s.style.underline]


async def test_two_enters_at_once_choose_one_step_of_a_filter(app: BgdetailsApp) -> None:
    async with running(app, (160, 50)) as pilot:
        await press(pilot, "F", "end")
        chooser = app.screen
        assert isinstance(chooser, FilterChooser)
        chooser.box.action_open()
        chooser.box.action_open()
        await quiet(pilot)
        assert app.screen is chooser
        assert chooser._chosen.key
        assert not chooser._chosen.test


async def test_a_filter_is_added_in_three_steps(app: BgdetailsApp) -> None:
    async with running(app, (160, 50)) as pilot:
        await press(pilot, "F", *"stag", "enter", "enter", *"los")
        assert "stage is los" in text(app)
        await press(pilot, "enter")
        assert app.browse.listing.query == "stage:Lost"
        assert "stage is Lost ×" in lines(app)[2]
        await press(pilot, "F", *"engag", "enter", "down", "enter", *"6x")
        assert "engagement takes a number such as 67, not “6x”." in text(app)
        await press(pilot, "backspace", *"6", "enter")
        assert app.browse.listing.filters == ("stage:Lost", "engagement<=66")
        assert "engagement 66 or less ×" in lines(app)[2]


async def test_a_filter_can_be_taken_back_step_by_step(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "F", *"people", "enter", "enter", *"Champion", "enter", "escape")
        assert "people in a role has at least" in text(app)
        await press(pilot, *"Champ", "enter", *"2", "enter")
        assert app.browse.listing.query == "role:Champ>=2"
        await press(pilot, "F", "enter", "escape", "escape")
        assert app.screen is app.browse


async def test_columns_are_chosen_ordered_and_kept(tmp_path: Path) -> None:
    location = write_list(tmp_path, many(24))
    app = make_app(location)
    async with running(app) as pilot:
        await press(pilot, "C", "right", "down", "down", "enter")
        heads = lines(app)[4].split()
        assert heads[0] != "Name"
        assert "Stage" not in heads
        assert "Account" in heads
        await press(pilot, "escape")
        chosen = app.browse.listing.columns
    again = make_app(location)
    async with running(again) as pilot:
        assert again.browse.listing.columns == chosen
        assert lines(again)[4].split()[0] == heads[0]
        await press(pilot, "C", "tab", "enter", "escape")
        assert lines(again)[4].startswith("  Name")


async def test_a_list_is_saved_as_a_view_opened_renamed_and_deleted(tmp_path: Path) -> None:
    location = write_list(tmp_path, many(240))
    app = make_app(location)
    async with running(app) as pilot:
        await go(pilot, LOST)
        await press(pilot, "left", "v")
        assert "My groups" in text(app)
        assert "owner is me" in text(app)
        await press(pilot, "end", "enter", *"Gone deals", "enter")
        assert "Saved the view Gone deals." in text(app)
    again = make_app(location)
    async with running(again) as pilot:
        await press(pilot, "v", "down", "down", "enter")
        assert lines(again)[0].startswith("  Gone deals   40 of 240 groups")
        assert (again.browse.listing.sort, again.browse.listing.query) == ("stage", "stage:Lost")
        await press(pilot, "backspace")
        assert again.browse.listing.query == ""
        await press(pilot, "v", "down", "down", "f2", "ctrl+u", *"Lost ones", "enter")
        await press(pilot, "v", "down", "down", "delete")
        assert "Deleted the view Lost ones." in text(again)
        assert "Gone deals" not in text(again)
        await press(pilot, "home", "delete")
        assert "My groups is always there." in text(again)


async def test_a_read_only_workspace_keeps_no_view_and_says_so(tmp_path: Path) -> None:
    location = write_list(tmp_path, many(24))
    location.chmod(0o400)
    app = make_app(location)
    async with running(app) as pilot:
        workspace = await asyncio.to_thread(app._opening.wait)
        workspace.read_only = True  # who runs the tests may write everything
        # Before a name is typed.
        await press(pilot, "v", "end", "enter")
        assert "This workspace is read-only: views are not kept." in text(app)
        assert "Save this list as a view" in text(app)
        await press(pilot, "escape", "C", "down", "enter")
        assert "This workspace is read-only: columns are not kept." in text(app)


async def test_an_empty_list_says_why_and_what_may_be_meant(tmp_path: Path) -> None:
    location = write_workspace(tmp_path)
    workspace = open_workspace(str(location))
    with workspace.writing() as session:
        search_tables.rebuild(session)
    workspace.close()
    app = make_app(location, target=Target("groups", "stage:Nowhere"))
    async with running(app, (160, 50)) as pilot:
        assert "No group where stage is Nowhere." in text(app)
        await press(pilot, "slash", *"talow maritime")
        assert "No group matches “talow maritime” where stage is Nowhere." in text(app)
        assert "Did you mean Tallow Maritime?" in text(app)
        await press(pilot, "escape")
        assert "Did you mean" not in text(app)
