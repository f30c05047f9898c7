"""``s`` with a key at hand: Claude writes, on a server on loopback that speaks the Messages API."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.screens.person import PersonScreen
from bgdetails.summary_settings import SummarySettings
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import write_workspace
from tests.summaries.conftest import server  # noqa: F401 - a fixture
from tests.summaries.messages_server import MessagesServer, Scenario

GROUP = Target("group", "bg-1")


def second_fact(body: dict[str, Any]) -> dict[str, Any]:
    facts = json.loads(body["messages"][0]["content"][0]["text"])["facts"]
    return {"statements": [{"text": facts[1]["text"], "facts": [facts[1]["id"]]}], "highlights": []}


async def until(pilot: Any, words: str) -> None:
    for _ in range(150):
        if words in text(pilot.app):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{words} never came:\n{text(pilot.app)}")


async def test_it_streams_in_is_kept_and_its_source_opens(tmp_path: Path, server: MessagesServer) -> None:  # noqa: F811
    server.scenarios = [Scenario(second_fact, piece=6, pace=0.1)]
    location = write_workspace(tmp_path)
    async with running(make_app(location, target=GROUP), (160, 50)) as pilot:
        await pilot.press("s")
        await until(pilot, "Esc stop")
        await quiet(pilot)
        shown = text(pilot.app)
        assert "has an engagement score of 92 (High)" in shown
        assert "Written by claude-haiku-5-5" in shown
        assert "Esc back" in shown
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, PersonScreen)
    async with running(make_app(location, target=GROUP), (160, 50)) as pilot:
        assert "Written by claude-haiku-5-5" in text(pilot.app)
    assert len(server.requests) == 1


async def test_esc_stops_it_and_the_page_is_as_it_was(tmp_path: Path, server: MessagesServer) -> None:  # noqa: F811
    server.scenarios = [Scenario(second_fact, break_after=4, how="stall")]
    async with running(make_app(write_workspace(tmp_path), target=GROUP), (160, 50)) as pilot:
        before = text(pilot.app)
        await pilot.press("s")
        await until(pilot, "Esc stop")
        while not server.requests:
            await asyncio.sleep(0.02)
        await pilot.press("escape")
        await quiet(pilot)
        assert text(pilot.app) == before
    assert await asyncio.to_thread(server.gone.wait, 5)


async def test_leaving_the_page_closes_the_connection(tmp_path: Path, server: MessagesServer) -> None:  # noqa: F811
    server.scenarios = [Scenario(second_fact, break_after=4, how="stall")]
    async with running(make_app(write_workspace(tmp_path), target=GROUP), (160, 50)) as pilot:
        await pilot.press("s")
        while not server.requests:
            await pilot.pause(0.02)
        await pilot.press("g")
        await quiet(pilot)
    assert await asyncio.to_thread(server.gone.wait, 5)


@pytest.mark.parametrize("size", [(160, 50), (80, 24)])
async def test_a_failure_says_the_mend_and_the_offline_summary_stays(
    tmp_path: Path,
    size: tuple[int, int],
    server: MessagesServer,  # noqa: F811
) -> None:
    server.scenarios = [Scenario(status=401, error="authentication_error")]
    summaries = SummarySettings(retries=0)
    async with running(make_app(write_workspace(tmp_path), target=GROUP, summaries=summaries), size) as pilot:
        await press(pilot, "s")
        shown = " ".join(text(pilot.app).split())
        assert "is the most engaged at 92" in shown
        page = pilot.app.screen
        assert page.view.summary.failed.code == "unauthorized"
        if size[1] > 24:
            assert "The key for Claude was refused." in shown


async def test_nothing_is_sent_unless_it_is_asked_for(tmp_path: Path, server: MessagesServer) -> None:  # noqa: F811
    server.scenarios = [Scenario(second_fact)]
    location = write_workspace(tmp_path)
    async with running(make_app(location, target=GROUP), (160, 50)):
        assert not server.requests
    auto = replace(SummarySettings(), auto=True)
    async with running(make_app(location, target=GROUP, summaries=auto), (160, 50)) as pilot:
        await until(pilot, "Written by claude-haiku-5-5")
    assert len(server.requests) == 1
