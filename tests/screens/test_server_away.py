"""A server that goes away while its workspace is on the screen, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bgdetails.navigation import Target
from tests import databases
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import fill_workspace
from tests.store.postgres.test_server import becomes

AWAY = "The workspace cannot be reached."


@pytest.fixture
def location() -> Iterator[str]:
    with databases.using("postgresql"), databases.lending():
        workspace = fill_workspace(databases.empty_workspace())
        workspace.close()
        yield str(workspace.place)


async def test_what_is_shown_stays_and_goes_on(location: str) -> None:
    app = make_app(Path(location), target=Target("group", "bg-1"))
    async with running(app, (80, 24)) as pilot:
        shown = app.screen.view
