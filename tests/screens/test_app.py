from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.events import MouseDown, Resize
from textual.geometry import Size

from bgdetails import app as app_module
from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from bgdetails.screens.clipboard import copy_sequence
from bgdetails.screens.page import Page
from bgdetails.widgets.document import Document, Span, Spot, line
from bgdetails.widgets.page_header import Header, Tab
from bgdetails.widgets.toast import Toast
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.lists import many, write_list


class Shelf(Page[str]):
    """A page of three links and two tabs that needs no records."""

    first_tab = "one"

    def fetch(self, target: Target) -> str:
        if target.id == "broken":
            raise RuntimeError("the shelf fell down")
        return target.id

    def header(self, view: str) -> Header:
        return Header(f"Shelf {view}", tabs=(Tab("one", "One"), Tab("two", "Two")))

    def draw(self, view: str, columns: int) -> Document:
        spots = [Spot(f"link{n}", "links", Target("person", f"{view}{n}")) for n in range(3)]
        block = [line(Span(f"{self.tab} of {view}", "link", spot)) for spot in spots]
        return Document.of([*block, *[line(f"text {n}") for n in range(60)]])


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return write_list(tmp_path, many(30))


@pytest.fixture
def app(listed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> BgdetailsApp:
    from bgdetails.screens import registry

    monkeypatch.setitem(registry.PAGES, "person", (__name__, "Shelf"))
    monkeypatch.setitem(registry.PAGES, "group", (__name__, "Shelf"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_app(listed)


async def test_going_back_restores_page_tab_and_focus(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "down", "down", "enter")
        assert "Buying groups › Shelf bg-3" in lines(app)[0]
        assert "3 of 30" in lines(app)[0]
        await press(pilot, "down", "enter")
        assert "› Shelf bg-3 › Shelf bg-31" in lines(app)[0]
        await press(pilot, "shift+tab", "right", "enter")
        assert "two of bg-31" in text(app)
        await press(pilot, "alt+left")
        shelf = app.screen
        assert isinstance(shelf, Shelf)
        assert shelf.canvas.spot is not None
        assert (shelf.view, shelf.canvas.spot.id) == ("bg-3", "link1")
        await press(pilot, "alt+right")
        assert (shelf.tab, shelf.view) == ("one", "bg-3")
        assert "two of bg-31" in text(app)
        await press(pilot, "escape", "backspace")
        assert app.screen is app.browse
        assert app.browse.table.cursor == 2


async def test_next_and_previous_follow_the_list(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "enter", "n", "n")
        assert "Shelf bg-3" in lines(app)[0]
        assert "3 of 30" in lines(app)[0]
        await press(pilot, "p", "escape")
        assert app.screen is app.browse
        assert app.browse.table.cursor == 1
        await press(pilot, "home", "enter", "p")
        assert "Shelf bg-1" in lines(app)[0]


async def test_an_unexpected_fault_is_said_and_logged_and_the_program_lives(app: BgdetailsApp, tmp_path: Path) -> None:
    async with running(app) as pilot:
        app.go(Target("person", "broken"))
        await quiet(pilot)
        assert "RuntimeError: the shelf fell down" in text(app)
        log = (tmp_path / "state" / "bgdetails" / "bgdetails.log").read_text()
        assert "the shelf fell down" in log
        assert "Traceback" in log
        assert app.screen is app.browse
        await press(pilot, "down")
        assert "the shelf fell down" not in text(app)
        assert app.browse.table.cursor == 1


async def test_a_page_opened_by_itself_says_its_kind_and_leads_to_the_list(app: BgdetailsApp, listed: Path) -> None:
    direct = make_app(listed, target=Target("person", "x"))
    async with running(direct) as pilot:
        assert lines(direct)[0].startswith("  People › Shelf x")
        await press(pilot, "escape")
        assert direct.screen is direct.browse


async def test_the_focus_behind_a_tab_follows_tab_keys(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "enter")
        shelf = app.screen
        assert isinstance(shelf, Shelf)
        assert app.focused is shelf.canvas
        await press(pilot, "up")
        assert app.focused is shelf.page_header
        await press(pilot, "right", "enter")
        assert shelf.tab == "two"
        assert app.focused is shelf.page_header
        await press(pilot, "down")
        assert app.focused is shelf.canvas


async def test_resizing_to_anything_does_no_harm(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        for key in ("", "enter", "question_mark", "escape", "ctrl+p"):
            if key:
                await press(pilot, key)
            for size in ((20, 5), (1, 1), (300, 90), (40, 12), (59, 19), (120, 40)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                shown = lines(app)
                assert len(shown) == size[1]
        assert app.is_running


async def test_the_theme_can_be_changed_in_the_palette(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "ctrl+p", *">paper", "enter")
        assert app.theme == "paper"
        style = next(s.style for s in app.browse.table.render_line(4) if s.style and s.style.bgcolor)
        assert style.bgcolor is not None
        assert style.bgcolor.triplet is not None
        assert style.bgcolor.triplet.hex.upper() == "#FBFAF6"


async def test_the_palette_finds_groups_and_opens_them(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "ctrl+p")
        counted = re.search(r"Commands +(\d+) of (\d+)", text(pilot.app))
        assert counted is not None
        assert counted[1] == counted[2]  # views are no commands
        await press(pilot, *"umbra")
        shown = text(app)
        assert "2 of 2" in shown
        await press(pilot, "enter")
        assert isinstance(app.screen, Shelf)
        assert len(app.screen_stack) == 1


async def test_copying_says_what_was_copied(app: BgdetailsApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "enter", "y")
        assert app.clipboard == "Shelf bg-1"
        assert "Copied Shelf bg-1." in text(app)


async def test_no_color_keeps_the_theme(listed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(listed)
    async with running(app):
        assert app.no_color
        assert app.theme == "ink"
        colours = set()
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    if colour is not None and colour.triplet is not None:
                        colours.add(colour.triplet)
        assert len(colours) > 5
        row = app.browse.table.render_line(2)
        assert row.text.startswith("▌")


def test_tmux_is_asked_to_hand_the_clipboard_on() -> None:
    plain = copy_sequence("Zoë", {})
    assert plain == "\x1b]52;c;Wm/Dqw==\x07"
    assert copy_sequence("Zoë", {"TMUX": "/tmp/tmux-0/default,1,0"}) == "\x1bPtmux;\x1b" + plain + "\x1b\\"


def test_the_first_frame_imports_neither_the_orm_nor_the_sdk(listed: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from bgdetails.app import BgdetailsApp\n"
        "from bgdetails.starting import make_app\n"
        "from bgdetails.config import Settings\n"
        f"app = make_app({str(listed)!r}, target=None, as_of=None, settings=Settings(db='x'))\n"
        "def leave(self):\n"
        "    rows = self.browse.table.total\n"
        "    heavy = {'sqlmodel', 'sqlalchemy', 'anthropic', 'pydantic', 'alembic'} & set(sys.modules)\n"
        "    self.exit(message=f'{rows} {sorted(heavy)}')\n"
        "BgdetailsApp._load_behind = leave\n"
        "app.run(headless=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "30 []" in done.stdout + done.stderr, done.stderr


def test_a_workspace_that_is_not_there_opens_the_welcome(tmp_path: Path) -> None:
    from bgdetails.screens.welcome import Welcome

    app = make_app(tmp_path / "none.db")
    assert isinstance(app.get_default_screen(), Welcome)


def test_our_names_are_known_before_any_theme_is(listed: Path) -> None:
    assert "hairline" in make_app(listed).get_theme_variable_defaults()
    assert issubclass(app_module.BgdetailsApp, App)


async def test_a_size_that_came_back_before_it_was_painted_is_painted_whole(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(make_app(listed), (80, 24)) as pilot:
        whole: list[object] = []
        paint = Compositor.render_full_update
        monkeypatch.setattr(Compositor, "render_full_update", lambda *a, **k: whole.append(a) or paint(*a, **k))
        pilot.app.post_message(Resize(Size(80, 24), Size(80, 24)))
        await quiet(pilot)
        assert whole, "the terminal lost what it showed at the size between"


async def test_a_click_on_a_toast_that_goes_does_no_harm(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, many(3)))
    async with running(app) as pilot:
        app.say("It went wrong.", kind="error")
        await quiet(pilot)
        toast = app.screen.query_one(Toast)
        place = toast.region.offset
        toast.remove()
        app._driver.process_message(  # type: ignore[union-attr]
            MouseDown(None, place.x, place.y, 0, 0, 1, False, False, False, place.x, place.y, None)
        )
        await quiet(pilot)
        assert "3 groups" in text(app)
