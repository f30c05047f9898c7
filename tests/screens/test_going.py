"""Pages that take long to read: what the reader does meanwhile counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import AppBlur, MouseDown

from bgdetails import going
from bgdetails.navigation import Target
from bgdetails.screens.group import GroupScreen
from bgdetails.screens.jump import Jump
from bgdetails.screens.palette import Palette
from bgdetails.trail import GROUPS
from tests.screens.harness import lines, make_app, press, quiet, running, slow_reading, text
from tests.screens.invented import write_workspace

GROUP = Target("group", "bg-1")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("going"))


async def test_esc_lets_a_page_go_that_is_still_being_read(pages: Path) -> None:
    app = make_app(pages)
    async with running(app) as pilot:
        async with slow_reading(pilot):
            await pilot.press("enter", "escape")
            assert app.here.target == GROUPS
        assert app.screen_stack == [app.browse]
        await press(pilot, "enter")
        assert isinstance(app.screen, GroupScreen)


async def test_esc_while_the_frame_waits_goes_back_to_where_one_was(pages: Path) -> None:
    app = make_app(pages, target=GROUP)
    async with running(app) as pilot:
        name = app.screen.view.page.name
        async with slow_reading(pilot):
            await pilot.press("a")
            await pilot.pause(0.3)
            assert "Loading" in text(app)
            await pilot.press("escape")
        assert app.here.target == GROUP
        assert isinstance(app.screen, GroupScreen)
        assert app.screen.view.page.name == name


async def test_esc_goes_on_back_while_the_page_before_is_still_being_read(pages: Path) -> None:
    app = make_app(pages, target=GROUP)
    async with running(app) as pilot:
        await press(pilot, "a")
        async with slow_reading(pilot):
            await pilot.press("escape", "escape")
        assert app.here.target == GROUPS
        assert app.screen_stack == [app.browse]


async def test_forward_that_takes_long_can_be_let_go_and_is_not_lost(pages: Path) -> None:
    app = make_app(pages, target=GROUP)
    async with running(app) as pilot:
        await press(pilot, "a")
        account = app.here.target
        await press(pilot, "backspace")
        async with slow_reading(pilot):
            await pilot.press("alt+right", "escape")
        assert app.here.target == GROUP
        await press(pilot, "alt+right")
        assert app.here.target == account


async def test_an_overlay_stays_and_the_page_that_was_asked_for_before_it_does_not_come(pages: Path) -> None:
    app = make_app(pages)
    async with running(app) as pilot:
        async with slow_reading(pilot):
            await pilot.press("enter", "ctrl+p")
        assert isinstance(app.screen, Palette)
        await press(pilot, "escape")
        assert app.screen_stack == [app.browse]
        assert app.here.target == GROUPS


async def test_letters_to_jump_to_go_when_the_page_comes_that_was_asked_for_before_them(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(going, "_PLACEHOLDER_AFTER", 60.0)
    app = make_app(pages)
    async with running(app) as pilot:
        await press(pilot, "f", "escape")
        async with slow_reading(pilot):
            await pilot.press("enter")
            await pilot.press("f")
            assert isinstance(app.screen, Jump)
        assert isinstance(app.screen, GroupScreen)
        assert app.screen_stack == [app.screen]
        await press(pilot, "question_mark")
        assert "Keys that work here" in text(app)


async def test_the_key_line_tells_of_the_field_when_it_has_the_focus_again(pages: Path) -> None:
    app = make_app(pages)
    async with running(app) as pilot:
        await press(pilot, "slash", "a")
        app.post_message(AppBlur())
        await press(pilot, "home")
        assert app.browse.focused is app.browse.field
        assert "Esc clear" in text(app)


async def test_what_is_left_while_the_terminal_has_no_focus_answers_keys_again(pages: Path) -> None:
    app = make_app(pages)
    async with running(app) as pilot:
        await press(pilot, "v")
        chooser = app.screen
        app.post_message(AppBlur())
        await quiet(pilot)
        app.pop_screen()
        await press(pilot, "v")
        assert app.screen is chooser
        assert chooser.focused is not None


async def test_the_key_line_follows_what_is_typed_on_a_tab(pages: Path) -> None:
    app = make_app(pages, target=GROUP)
    async with running(app) as pilot:
        await press(pilot, "m", "slash")
        assert "Esc leave" in text(app)
        await press(pilot, "a")
        assert "Esc clear" in text(app)


async def test_where_there_are_no_rows_none_can_be_opened(pages: Path) -> None:
    app = make_app(pages)
    async with running(app) as pilot:
        assert "↵ open" in text(app)
        assert "t stage" in text(app)
        for query in ("zzz", "stage:"):
            await press(pilot, "slash", *query, "enter")
            assert "open" not in lines(app)[-1]
            await press(pilot, "escape")


@pytest.mark.parametrize("keys", [("v",), ("enter",), ("question_mark",), ("enter", "e")])
async def test_a_click_where_nothing_is_any_more_takes_the_focus_from_nothing(
    pages: Path, keys: tuple[str, ...]
) -> None:
    app = make_app(pages)
    async with running(app, (80, 24)) as pilot:
        await press(pilot, *keys)
        before = app.screen.focused
        driver = app._driver
        assert driver is not None
        driver.process_message(MouseDown(None, 150, 40, 0, 0, 1, False, False, False, 150, 40, None))
        await quiet(pilot)
        assert before is not None
        assert app.screen.focused is before
