"""Welcome, help, the palette's lines, the search field, toasts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bgdetails import keys
from bgdetails.driver import driver_class
from bgdetails.screens.bringing_in import bring_in
from bgdetails.screens.help import draw_keys
from bgdetails.screens.palette import Command, draw_palette
from bgdetails.screens.welcome import Welcome
from bgdetails.store.query_language import QueryError, parse
from bgdetails.store.times import today
from bgdetails.widgets.document import Document
from bgdetails.widgets.glyphs import UTF8
from tests.factory import AS_OF
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.lists import many, write_list

ACCOUNTS = "id,name\na-1,Umbra Optics\na-2,Talvi Paper\n"
PEOPLE = "id,account_id,first_name,last_name,title\np-1,a-1,Ana,Moss,CFO\np-2,a-2,Lea,Lind,Engineer\n"


def shown(document: Document) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in document.lines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    (made / "accounts.csv").write_text(ACCOUNTS)
    (made / "people.csv").write_text(PEOPLE)
    return made


async def test_welcome_asks_where_the_groups_come_from(tmp_path: Path) -> None:
    app = make_app(tmp_path / "none.db")
    async with running(app, (80, 24)) as pilot:
        assert isinstance(app.screen, Welcome)
        assert next(row for row in lines(app) if row.strip()).strip() == "bgdetails"
        for choice in ("The sample", "Your exports", "A database"):
            assert choice in text(app)
        await press(pilot, "down", "down")
        assert app.screen.choices.spot is not None
        assert app.screen.choices.spot.id == "choice/open"
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert "The sample" in text(app)


async def test_exports_become_groups_from_the_welcome(tmp_path: Path, folder: Path) -> None:
    app = make_app(tmp_path / "new.db")
    async with running(app) as pilot:
        await press(pilot, "2")
        await press(pilot, *str(folder))
        await press(pilot, "enter")
        await quiet(pilot)
        assert app.screen is app.browse
        assert "New business for Umbra Optics" in text(app)
        assert "2 groups" in text(app)


async def test_a_wrong_path_is_said_and_one_can_try_again(tmp_path: Path) -> None:
    app = make_app(tmp_path / "new.db")
    async with running(app) as pilot:
        await press(pilot, "3", *"/nowhere/x.db", "enter")
        assert "no workspace at /nowhere/x.db" in text(app)
        assert isinstance(app.screen, Welcome)
        await press(pilot, "escape", "escape", "2")
        assert app.is_running


def test_bringing_in_says_what_came(tmp_path: Path, folder: Path) -> None:
    assert bring_in(str(folder), str(tmp_path / "deep" / "w.db"), AS_OF) == "2 groups formed."


def test_help_lists_keys_by_group_and_cuts_nothing_but_sentences() -> None:
    made = draw_keys(["open", "escape", "search"], 60)
    rows = shown(made)
    assert rows[0] == "Keys that work here"
    assert any(row.startswith("↵") and "Open what has the focus" in row for row in rows)
    assert not any("Sort" in row for row in rows)
    assert all(len(row) <= 30 for row in shown(draw_keys([key.id for key in keys.TABLE], 30)))


async def test_help_shows_the_keys_of_the_page_below(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, many(3)))
    async with running(app, (120, 60)) as pilot:
        await press(pilot, "question_mark")
        for help_text in ("Search in this list", "Choose the column to sort by", "Search everything"):
            assert help_text in text(app)
        await press(pilot, "q")
        assert app.is_running
        assert len(app.screen_stack) == 1


def test_the_palette_marks_what_was_typed_and_says_when_there_is_nothing() -> None:
    commands = [Command("Theme: paper", "", lambda: None)]
    made = draw_palette("pap", None, commands, 1, 60, UTF8)
    marked = [span.text for line in made.lines for span in line if span.style == "match"]
    assert marked == ["pap"]
    assert shown(draw_palette("[x]", None, [], 0, 60, UTF8))[-1] == "Nothing is called “[x]”."


async def test_editing_in_the_field(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, many(12)))
    async with running(app) as pilot:
        field = app.browse.field
        await press(pilot, "slash", *"ab cd", "home", "x", "delete", "end", "left", "backspace")
        assert (field.value, field.caret) == ("xb d", 3)
        await press(pilot, "ctrl+w")
        assert field.value == "d"
        await press(pilot, "ctrl+u")
        assert field.value == "d"
        await press(pilot, "end", "ctrl+u")
        assert field.value == ""


def test_the_driver_waits_for_esc_a_short_time_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual import constants

    monkeypatch.delenv("ESCDELAY", raising=False)
    assert driver_class() is not None
    assert constants.ESCAPE_DELAY == 0.025
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.linux_driver:LinuxDriver")
    assert driver_class() is None
    assert os.environ.get("ESCDELAY") is None


def test_what_the_search_box_takes_is_the_query_language() -> None:
    assert parse("umbra") is not None
    with pytest.raises(QueryError):
        parse("foo:x")


async def test_the_sample_of_the_welcome_is_a_copy_as_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    app = make_app(tmp_path / "new.db", as_of=None)
    async with running(app) as pilot:
        await press(pilot, "1")
        assert app.screen is app.browse
        assert app.as_of == today()
        (kept,) = (tmp_path / "cache" / "bgdetails").glob("sample-*.db")
        assert Path(app.location) != kept
        assert Path(app.location).read_bytes() == kept.read_bytes()
    assert not (tmp_path / "new.db").exists()
