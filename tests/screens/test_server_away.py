"""A server that goes away while its workspace is on the screen, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from bgdetails.screens.group import GroupScreen
from tests import databases
from tests.factory import new_workspace
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import fill_workspace

AWAY = "The workspace cannot be reached."


@pytest.fixture
def location(tmp_path: Path) -> Iterator[str]:
    with databases.using("postgresql"), databases.lending():
        workspace = new_workspace(tmp_path)
        fill_workspace(workspace)
        workspace.close()
        yield str(workspace.place)


async def test_what_is_shown_stays_and_goes_on_when_the_server_is_back(location: str) -> None:
    app = make_app(location)  # type: ignore[arg-type]
    async with running(app) as pilot:
        await press(pilot, "enter")
        shown, here = app.screen.view, app.here.target
        with databases.away(location.partition("?")[0].rpartition("/")[2]):
            await _until(pilot, AWAY)
            await press(pilot, "n")
            assert isinstance(app.screen, GroupScreen)
            assert app.screen.view is shown
            assert app.here.target == here
            assert AWAY in text(app)
            await press(pilot, "escape", "/", "b", "a", "c")
            assert AWAY in text(app)
            assert "Cloud Backup" in text(app)
            assert "Edge Security" in text(app)
        await _until(pilot, "The workspace is back.")
        await quiet(pilot)
        assert "Cloud Backup" in text(app)
        assert "Edge Security" not in text(app)


async def _until(pilot: Pilot[Any], sentence: str) -> None:
    """Until the program has looked, which it does every second."""
    for _ in range(200):
        if sentence in text(pilot.app):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(text(pilot.app))


async def test_a_server_that_goes_away_while_the_program_starts_is_said_and_comes_back(location: str) -> None:
    app = make_app(location)  # type: ignore[arg-type]
    with databases.away(location.partition("?")[0].rpartition("/")[2]):
        starting = running(app)
        pilot = await starting.__aenter__()
        await _until(pilot, AWAY)
    await _until(pilot, "Cloud Backup")
    await press(pilot, "enter", "w")
    assert "Watching" in text(app)
    await starting.__aexit__(None, None, None)
