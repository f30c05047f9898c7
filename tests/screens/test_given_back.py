"""What is not on the screen is given back: drawn rows, cut lines, layouts of other sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment
from textual.geometry import Region

from bgdetails.navigation import Target
from bgdetails.widgets.overlay import Overlay
from tests.screens.harness import make_app, press, quiet, running
from tests.screens.invented import write_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


async def test_an_overlay_that_is_closed_keeps_no_rows_and_is_drawn_again(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        for _ in range(2):
            await press(pilot, "question_mark")
            overlay = pilot.app.screen
            assert isinstance(overlay, Overlay)
            assert overlay.box._strips
            await press(pilot, "q")
            assert overlay.box._strips == {}


async def test_a_page_that_is_left_keeps_no_lines_that_were_cut(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        for number in range(3_000):
            Segment(f"取引先 {number}").split_cells(3)
        assert Segment._split_cells.cache_info().currsize >= 3_000
        await press(pilot, "g")
        assert Segment._split_cells.cache_info().currsize < 500


async def test_another_size_keeps_no_layouts_of_the_size_before(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-1"))) as pilot:
        for number in range(3_000):
            Region(0, 0, number, 10).intersection(Region(5, 5, 10, number))
        assert Region.intersection.cache_info().currsize >= 3_000
        await pilot.resize_terminal(100, 30)
        await quiet(pilot)
        assert Region.intersection.cache_info().currsize < 1_500
