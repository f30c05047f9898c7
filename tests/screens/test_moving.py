"""Moving: what was looked at and changed since, the last places, what is gone, where a run ends and the next begins."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from bgdetails.place_file import file_of, read_place
from bgdetails.screens.looks import Looks
from bgdetails.screens.page import Page
from bgdetails.store.workspace import open_workspace
from tests import waiting
from tests.screens.harness import lines, make_app, press, quiet, release, running, text
from tests.screens.invented import write_workspace

SIZES = [(160, 50), (80, 24)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("moving"))


@pytest.fixture
def workspace(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the invented workspace, a state folder and a present folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copyfile(made, tmp_path / "moving.db"))


def asked(workspace: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(workspace)) as connection, connection:
        return connection.execute(sql, values).fetchall()


async def until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    """Wait for what a thread or another process does; the test's time limit ends a wait in vain."""
    while not holds():
        await asyncio.sleep(0.02)
        await quiet(pilot)


def looks(workspace: Path) -> set[str]:
    return {f"{kind}/{id}" for kind, id in asked(workspace, "SELECT kind, public_id FROM view_history")}


def here(app: BgdetailsApp) -> tuple[object, ...]:
    """Page, tab, focused thing, scroll: everything that going back restores."""
    screen = app.screen
    if screen is app.browse:
        table = app.browse.table
        return ("list", table.cursor, table.scroll_offset.y, app.focused is table)
    assert isinstance(screen, Page)
    if screen.body is not screen.canvas:
        return (str(app.here.target), screen.tab, screen.own_state(), type(app.focused))
    spot = screen.canvas.spot.id if screen.canvas.spot else None
    return (str(app.here.target), screen.tab, spot, screen.canvas.scroll_offset.y, app.focused is screen.canvas)


# -- looks -------------------------------------------------------------------------------------------------------------


async def test_a_page_is_remembered_when_it_is_left_and_not_before(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        await press(pilot, "m")
        assert looks(workspace) == set()
        await press(pilot, "a")
        await until(pilot, lambda: looks(workspace) == {"group/bg-1"})
        await press(pilot, "g")
        await until(pilot, lambda: len(looks(workspace)) == 2)
    assert looks(workspace) == {"group/bg-1", "account/a-1"}
    assert asked(workspace, "SELECT name FROM view_history WHERE kind = 'account'") == [("Tallow Maritime",)]


async def test_the_page_that_is_open_at_the_end_was_looked_at(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("person", "p-3"))) as pilot:
        await press(pilot, "q")
    assert looks(workspace) == {"person/p-3"}


def test_a_read_only_workspace_gets_no_trace_and_the_places_of_the_run_are_known(workspace: Path) -> None:
    opened = open_workspace(str(workspace), read_only=True)
    told: list[str] = []
    looks_kept = Looks(lambda: opened, lambda: told.append("written"))
    for id in ("bg-1", "bg-2", "bg-1"):
        looks_kept.left(Target("group", id), f"Group {id}", 20_000, lambda: None)
    looks_kept.close()
    opened.close()
    assert [str(place.target) for place in looks_kept.places()] == ["group/bg-1", "group/bg-2"]
    assert (looks(workspace), told) == (set(), [])


def test_pages_that_are_left_one_after_the_other_are_written_together(workspace: Path) -> None:
    opened = open_workspace(str(workspace))
    told: list[str] = []
    looks_kept = Looks(lambda: opened, lambda: told.append("written"))
    ids = [f"bg-{number}" for number in range(30)]
    for id in ids:
        looks_kept.left(Target("group", id), f"Group {id}", 20_000, lambda: None)
    waiting.until(lambda: looks(workspace) == {f"group/{id}" for id in ids})
    looks_kept.close()
    opened.close()
    assert 1 <= len(told) <= 3


async def test_another_that_writes_keeps_no_key_waiting(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        with closing(sqlite3.connect(workspace, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            await press(pilot, "a")
            assert str(pilot.app.here.target) == "account/a-1"
            writer.execute("ROLLBACK")
        await until(pilot, lambda: "group/bg-1" in looks(workspace))


# -- what changed ------------------------------------------------------------------------------------------------------


def move_on(workspace: Path) -> None:
    """A member left and the stage is another: as an import and a refresh of the same day leave it."""
    day = asked(workspace, "SELECT refreshed_day FROM workspace")[0][0]
    asked(workspace, "UPDATE membership SET removed_at = ? WHERE id = 2", day * 86_400_000_000)
    asked(workspace, "UPDATE buying_group SET stage = 'Evaluation' WHERE id = 1")
    asked(workspace, "UPDATE group_row SET stage = 'Evaluation' WHERE group_id = 1")
    asked(workspace, "INSERT INTO group_news (day, group_id) VALUES (?, 1)", day)


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 12)])
async def test_the_panel_stays_while_one_reads_and_is_gone_after_that(workspace: Path, size: tuple[int, int]) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1")), size) as pilot:
        assert "Since you last looked" not in _body(pilot.app)
        await press(pilot, "g")
        await until(pilot, lambda: looks(workspace) == {"group/bg-1"})
        move_on(workspace)
        pilot.app.go(Target("group", "bg-1"))
        await quiet(pilot)
        told = " ".join(_body(pilot.app).split())
        for words in ("Since you last looked", "Interest to Evaluation", "Kenji Watabe"):
            assert words in told
        await press(pilot, "question_mark", "escape", "down", "m", "shift+tab", "shift+tab", "left", "enter")
        assert pilot.app.screen.tab == "overview"
        assert asked(workspace, "SELECT times FROM view_history") == [(1,)]
        assert "Since you last looked" in _body(pilot.app)
        await press(pilot, "g")
        await until(pilot, lambda: asked(workspace, "SELECT times FROM view_history") == [(2,)])
        pilot.app.go(Target("group", "bg-1"))
        await quiet(pilot)
        assert "Since you last looked" not in _body(pilot.app)


def _body(app: Any) -> str:
    """All lines of the page's document, also those that are not in view."""
    return "\n".join("".join(span.text for span in line) for line in app.screen.canvas.document.lines)


@pytest.mark.parametrize(("size", "glyph"), [((160, 50), "•"), ((80, 24), "•"), ((40, 12), "•")])
async def test_the_list_marks_what_changed_until_it_is_looked_at(
    workspace: Path, size: tuple[int, int], glyph: str
) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1")), size) as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: looks(workspace) == {"group/bg-1"})
        assert glyph not in text(pilot.app)
        move_on(workspace)
        await until(pilot, lambda: glyph in text(pilot.app))
        assert next(line for line in lines(pilot.app) if glyph in line).strip().startswith("Edge")
        pilot.app.go(Target("group", "bg-1"))
        await quiet(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: glyph not in text(pilot.app))


# -- the last places ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 12)])
async def test_the_last_places_are_listed_searched_and_opened(workspace: Path, size: tuple[int, int]) -> None:
    sql = "INSERT INTO view_history (kind, public_id, at, times, name) VALUES (?, ?, ?, 1, ?)"
    asked(workspace, sql, "journey", "j-1", 1, "Autumn [b]series")
    asked(workspace, sql, "person", "p-3", 0, "Jonas Bergqvist")
    async with running(make_app(workspace, target=Target("group", "bg-1")), size) as pilot:
        await press(pilot, "a", "H")
        await until(pilot, lambda: "Jonas" in _box(pilot.app))
        shown = _box(pilot.app)
        order = ["Edge Security for", "Autumn [b]series", "Jonas Bergqvist"]
        assert sorted(order, key=shown.index) == order
        await press(pilot, *"JONAS")
        assert "Autumn" not in _box(pilot.app)
        await press(pilot, "enter")
        assert str(pilot.app.here.target) == "person/p-3"
        await press(pilot, "H", *"zzz")
        assert "No place is called “zzz”." in text(pilot.app)
        await press(pilot, "escape", "escape")
        assert str(pilot.app.here.target) == "account/a-1"


async def test_there_are_fifty_places_at_the_most_and_each_once(workspace: Path) -> None:
    for number in range(60):
        sql = "INSERT INTO view_history (kind, public_id, at, times, name) VALUES ('person', ?, ?, 1, ?)"
        asked(workspace, sql, f"x-{number}", number, f"Nobody {number}")
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        for _ in range(2):
            await press(pilot, "a", "backspace")
        await press(pilot, "H")
        await until(pilot, lambda: "Nobody 59" in _box(pilot.app))
        rows = _box(pilot.app).splitlines()[3:]
        assert len(rows) == 50
        assert [row.split("  ")[0] for row in rows[:3]] == [
            "Tallow Maritime",
            "Edge Security for Tallow Maritime",
            "Nobody 59",
        ]


def _box(app: Any) -> str:
    return "\n".join("".join(span.text for span in line) for line in app.screen.box.document.lines)


@pytest.mark.parametrize("size", SIZES)
async def test_six_steps_through_links_and_six_back_end_where_they_began(
    workspace: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(workspace), size) as pilot:
        app = pilot.app
        assert isinstance(app, BgdetailsApp)
        way: list[tuple[object, ...]] = []

        async def follow(wanted: str) -> None:
            """Put the focus on the first link to a page of that kind, and open it."""
            screen = app.screen
            assert isinstance(screen, Page)
            spots = [spot for spot in screen.canvas.document.spots if str(spot.opens).startswith(wanted)]
            screen.canvas.focus_spot(spots[-1])
            screen.canvas.focus(scroll_visible=False)
            await quiet(pilot)
            way.append(here(app))
            await press(pilot, "enter")
            assert str(app.here.target).startswith(wanted)

        await press(pilot, "down")
        way.append(here(app))
        app.go(Target("group", "bg-1"))
        await quiet(pilot)
        for kind in ("account/", "journey/", "account/", "person/", "group/"):
            await follow(kind)
        assert len(way) == 6
        for left in reversed(way):
            await press(pilot, "alt+left")
            assert here(app) == left
        for left in (*way[1:], None):
            await press(pilot, "alt+right")
            assert left is None or here(app) == left
        assert str(app.here.target).startswith("group/")


# -- handing over ------------------------------------------------------------------------------------------------------


async def test_a_group_is_handed_over_as_a_file_or_a_copy(workspace: Path, tmp_path: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        await press(pilot, "X", "enter")
        await until(pilot, lambda: "The brief is saved." in text(pilot.app))
        file = tmp_path / "hand-over-bg-1.md"
        assert str(file)[:40] in text(pilot.app)
        assert file.read_text("utf-8").startswith("# Edge Security for Tallow Maritime\n")
        await press(pilot, "X", "enter")
        await until(pilot, (tmp_path / "hand-over-bg-1-2.md").exists)
        await press(pilot, "X", "down", "enter")
        await until(pilot, lambda: pilot.app.clipboard == file.read_text("utf-8"))
        assert "Copied the brief." in text(pilot.app)


async def test_where_no_file_can_be_written_the_toast_says_so(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        gone.rmdir()
        await press(pilot, "X", "enter")
        await until(pilot, lambda: "Copy the brief instead." in text(pilot.app))


# -- what is gone ------------------------------------------------------------------------------------------------------


def hide(workspace: Path, table: str, public_id: str) -> None:
    asked(workspace, f"UPDATE {table} SET hidden = 1, deleted = 1 WHERE public_id = ?", public_id)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("target", "table", "said"),
    [
        ("person/p-3", "person", "This person is not in the workspace any more."),
        ("account/a-1", "account", "This account is not in the workspace any more."),
        ("journey/j-1", "journey", "This journey is not in the workspace any more."),
        ("group/bg-1", "buying_group", "This buying group is not in the workspace any more."),
    ],
)
async def test_a_page_says_that_its_subject_went_while_it_was_read(
    workspace: Path, target: str, table: str, said: str, size: tuple[int, int]
) -> None:
    async with running(make_app(workspace, target=Target.parse(target)), size) as pilot:
        assert said not in text(pilot.app)
        hide(workspace, table, target.partition("/")[2])
        await until(pilot, lambda: said in text(pilot.app))
        assert "Esc goes back to where you were." in text(pilot.app)
        assert lines(pilot.app)[-1].split()[:2] == ["Esc", "back"]
        await press(pilot, "a", "m", "e", "s", "y", "X", "n", "P", "+", "enter", "tab")
        assert said in text(pilot.app)
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app.browse


async def test_a_page_of_the_way_says_that_its_subject_went_and_the_way_goes_on(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        await press(pilot, "a")
        pilot.app.go(Target("person", "p-3"))
        await quiet(pilot)
        hide(workspace, "account", "a-1")
        asked(workspace, "UPDATE person SET account_id = NULL")
        await press(pilot, "alt+left")
        assert "This account is not in the workspace any more." in text(pilot.app)
        assert "Tallow Maritime" in lines(pilot.app)[0]
        await press(pilot, "alt+right")
        assert "Jonas Bergqvist" in lines(pilot.app)[0]
        await press(pilot, "alt+left", "alt+left")
        assert "Edge Security for Tallow Maritime" in lines(pilot.app)[0]


async def test_an_overlay_goes_with_the_page_whose_subject_went(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("person", "p-3"))) as pilot:
        await press(pilot, "question_mark")
        hide(workspace, "person", "p-3")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert "This person is not in the workspace any more." in text(pilot.app)


# -- the next start ----------------------------------------------------------------------------------------------------


async def leave_at(workspace: Path, size: tuple[int, int], *keys: str, target: str | None = None) -> tuple[object, ...]:
    app = make_app(workspace, target=Target.parse(target) if target else None, remembers=True)
    async with running(app, size) as pilot:
        await press(pilot, *keys)
        left = here(app)
        app.exit()
        return left


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("target", "keys"),
    [
        (None, ("down", "down")),
        (None, ("end",)),
        (None, ("right", "down")),
        ("group/bg-1", ("pagedown", "pagedown")),
        ("group/bg-1", ("m", "down", "down")),
        ("account/a-1", ("tab", "tab", "down")),
        ("person/p-3", ("down", "down", "down")),
    ],
)
async def test_a_run_begins_where_the_last_one_ended(
    workspace: Path, size: tuple[int, int], target: str | None, keys: tuple[str, ...]
) -> None:
    left = await leave_at(workspace, size, *keys, target=target)
    app = make_app(workspace, remembers=True)
    async with running(app, size) as pilot:
        assert here(app) == left
        if target is not None:
            await press(pilot, "escape")
        assert app.screen is app.browse


async def test_search_and_sort_come_back_and_a_named_page_comes_first(workspace: Path) -> None:
    await leave_at(workspace, (120, 40), "slash", *"edge", "enter", "S", "home", "enter")
    app = make_app(workspace, remembers=True)
    async with running(app) as pilot:
        assert (app.browse.field.value, app.browse.listing.sort) == ("edge", "name")
        assert "Cloud Backup for" not in text(app)
        await press(pilot, "escape")
    other = make_app(workspace, target=Target("account", "a-1"), remembers=True)
    async with running(other):
        assert str(other.here.target) == "account/a-1"
        assert other.browse.listing.text == ""


async def test_a_page_whose_subject_went_meanwhile_falls_back_to_the_list_with_a_word(workspace: Path) -> None:
    await leave_at(workspace, (120, 40), target="person/p-3")
    hide(workspace, "person", "p-3")
    app = make_app(workspace, remembers=True)
    async with running(app) as pilot:
        assert app.screen is app.browse
        assert "This person is not in the workspace any more." in text(app)
        await press(pilot, "down")
        assert "any more" not in text(app)


async def test_a_query_that_is_none_any_more_and_a_damaged_file_stop_no_start(workspace: Path) -> None:
    await leave_at(workspace, (120, 40), "down")
    kept = file_of(str(workspace))
    whole = kept.read_text("utf-8")
    kept.write_text(whole.replace('"text": ""', '"text": "stage:"'), "utf-8")
    async with running(make_app(workspace, remembers=True)) as pilot:
        assert "stage: needs a value." in text(pilot.app)
    kept.write_text(whole[:40], "utf-8")
    async with running(make_app(workspace, remembers=True)) as pilot:
        assert pilot.app.browse.table.cursor == 0


async def test_a_run_that_remembers_nothing_writes_nothing(workspace: Path, tmp_path: Path) -> None:
    async with running(make_app(workspace)) as pilot:
        await press(pilot, "down", "q")
    assert read_place(str(workspace)) is None
    assert not (tmp_path / "state").exists()


async def test_the_watch_over_the_workspace_outlives_the_screens(workspace: Path) -> None:
    app = make_app(workspace)
    try:
        async with app.run_test() as pilot:
            await quiet(pilot)
        assert not app.screen_stack
        app._watching._version = -1  # somebody wrote in the last second
        app._watching._look()
        app._watching._after_own_write()
    finally:
        release(app)
