"""What others write while one reads: pages show it where they lie, on a file and on a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from bgdetails.actions.acting import acting
from bgdetails.actions.notes import write_note
from bgdetails.actions.stages import move_to_stage
from bgdetails.actions.subjects import Subject
from bgdetails.navigation import Target
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests.factory import AS_OF, new_workspace
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import fill_workspace


@pytest.fixture
def other(database: str, tmp_path: Path) -> Iterator[OpenWorkspace]:
    """The same workspace, opened by another program."""
    workspace = new_workspace(tmp_path)
    fill_workspace(workspace)
    with closing(open_workspace(str(workspace.place))) as opened:
        workspace.close()
        yield opened


async def _noticed(pilot: Pilot[Any], sentence: str) -> bool:
    """Whether it is shown once the program looks, which it does every second: a server tells when it comes to it."""
    for _ in range(100):
        pilot.app._watching._look()  # type: ignore[attr-defined]
        await quiet(pilot)
        if sentence in text(pilot.app):
            return True
        await pilot.pause(0.02)
    return False


async def test_a_page_shows_what_others_write_and_the_reader_stays_where_they_are(other: OpenWorkspace) -> None:
    app = make_app(other.place, target=Target("group", "bg-1"))  # type: ignore[arg-type]
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "tab", "down", "down")
        place = app.screen.canvas.place()
        shown = app.screen.view
        with acting(other, AS_OF) as act:
            move_to_stage(act, shown.record_id, "Evaluation")
        assert await _noticed(pilot, "Evaluation  ")
        assert app.screen.canvas.place() == place
        assert app.screen.view is not shown
        with acting(other, AS_OF) as act:
            write_note(act, Subject("group", shown.record_id), "Called them today", "lena")
        assert await _noticed(pilot, "Called them today")


async def test_a_page_that_nobody_changed_is_not_drawn_again(other: OpenWorkspace) -> None:
    app = make_app(other.place, target=Target("account", "a-1"))  # type: ignore[arg-type]
    async with running(app, (120, 40)) as pilot:
        shown = app.screen.view
        with acting(other, AS_OF) as act:
            write_note(act, Subject("person", 1), "Somebody else's", "lena")
        before = app._watching._version
        for _ in range(100):
            app._watching._look()
            await quiet(pilot)
            if app._watching._version != before:
                break
            await pilot.pause(0.02)
        assert app._watching._version != before
        assert app.screen.view is shown
