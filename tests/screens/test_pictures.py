"""Whole screens compared with kept ones: as text at four sizes, and with their colours in both themes.

After a change that is meant, ``pytest tests/screens/test_pictures.py --snapshot-update`` keeps the new ones; look at
the difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from bgdetails import __version__
from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import write_workspace
from tests.screens.lists import many, write_list

GROUP = Target("group", "bg-1")
SCREENS: dict[str, tuple[Target | None, tuple[str, ...]]] = {
    "list": (None, ("down", "down")),
    "group": (GROUP, ()),
    "member": (GROUP, ("enter",)),
}
Make = Callable[..., BgdetailsApp]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    folder = tmp_path_factory.mktemp("pictures")
    listed, pages = write_list(folder, many(30)), write_workspace(folder)
    return lambda target, **settings: make_app(listed if target is None else pages, target=target, **settings)


@pytest.mark.parametrize("size", [(160, 50), (120, 40), (80, 24), (40, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", SCREENS)
async def test_text(make: Make, screen: str, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    target, keys = SCREENS[screen]
    async with running(make(target), size) as pilot:
        await press(pilot, *keys)
        assert text(pilot.app).replace(__version__, "VERSION") == snapshot


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize("screen", SCREENS)
def test_colours(make: Make, screen: str, theme: str, snap_compare: Any) -> None:
    target, keys = SCREENS[screen]

    async def walk(pilot: Pilot[Any]) -> None:
        await quiet(pilot)
        await press(pilot, *keys)

    assert snap_compare(make(target, theme=theme), terminal_size=(120, 40), run_before=walk)
