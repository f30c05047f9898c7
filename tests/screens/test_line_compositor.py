"""Lines that are asked for alone look as they do where every widget is asked for all of its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual import events
from textual._compositor import Compositor
from textual.geometry import Region, Size
from textual.screen import Screen

from bgdetails.app import BgdetailsApp
from bgdetails.painting import LineCompositor
from tests.screens.harness import make_app, press, quiet, running
from tests.screens.invented import write_workspace

_SIZE = (80, 24)


def _cells(screen: Screen[Any], region: Region, kind: type[Compositor]) -> list[list[object]]:
    """What a compositor paints of a region, cell by cell; None where it paints nothing."""
    renders = kind._get_renders(screen._compositor, region)
    painted: list[list[object]] = [[None] * _SIZE[0] for _ in range(_SIZE[1])]
    for at, clip, strips in renders:
        shown = at.intersection(clip)
        for y, strip in zip(shown.line_range, strips, strict=True):
            signs = [(sign, part.style) for part in strip for sign in part.text for _ in range(cell_len(sign))]
            for x, cell in zip(shown.column_range, signs, strict=True):
                # The first that comes lies on top.
                painted[y][x] = painted[y][x] or cell
    return [row[region.x : region.right] for row in painted[region.y : region.bottom]]


def _check(app: BgdetailsApp) -> None:
    screen = app.screen
    assert isinstance(screen._compositor, LineCompositor)
    for region in (
        Region(0, 0, *_SIZE), Region(0, 7, 80, 1), Region(2, 22, 40, 2), Region(79, 3, 1, 9), Region(0, 23, 80, 1)
    ):  # fmt: skip
        shown = _cells(screen, region, LineCompositor)
        assert shown == _cells(screen, region, Compositor)
        assert None not in [cell for row in shown for cell in row]


async def test_on_the_list_a_page_that_was_scrolled_and_an_overlay(tmp_path: Path) -> None:
    app = make_app(write_workspace(tmp_path))
    async with running(app, _SIZE) as pilot:
        _check(app)
        await press(pilot, "enter", "pagedown", "down")
        _check(app)
        await press(pilot, "question_mark")
        _check(app)


async def test_two_sizes_that_come_at_once_end_with_the_second(tmp_path: Path) -> None:
    app = make_app(write_workspace(tmp_path))
    async with running(app, _SIZE) as pilot:
        await press(pilot, "question_mark")
        for size in (Size(128, 31), Size(100, 40)):
            app._size = size
            app.screen.post_message(events.Resize(size, size))
        await quiet(pilot)
        assert {screen.size for screen in app.screen_stack} == {Size(100, 40)}


async def test_a_size_that_the_terminal_has_no_more_changes_nothing(tmp_path: Path) -> None:
    app = make_app(write_workspace(tmp_path))
    async with running(app, _SIZE):
        assert app.screen._compositor.reflow(app.screen, Size(100, 40)).resized == set()
