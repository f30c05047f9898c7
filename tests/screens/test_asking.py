"""``:`` on a page: a question, an answer that streams in, its sources, and what is said where nothing can be asked."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bgdetails.navigation import Target
from bgdetails.screens.asking import AskOverlay
from bgdetails.screens.person import PersonScreen
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import write_workspace
from tests.screens.test_summary_by_claude import until
from tests.summaries.conftest import server  # noqa: F401 - a fixture
from tests.summaries.messages_server import MessagesServer, Scenario

GROUP = Target("group", "bg-1")


def second_fact(body: dict[str, Any]) -> dict[str, Any]:
    facts = json.loads(body["messages"][0]["content"][0]["text"])["facts"]
    return {"statements": [{"text": facts[1]["text"], "facts": [facts[1]["id"]]}], "highlights": []}


async def ask(pilot: Any, question: str) -> None:
    """Open the line and type a question."""
    await press(pilot, "colon")
    assert isinstance(pilot.app.screen, AskOverlay)
    pilot.app.screen.type(question)
    await press(pilot)
    await pilot.press("enter")


@pytest.mark.parametrize("size", [(160, 50), (80, 24)])
async def test_an_answer_streams_in_and_its_source_opens(
    tmp_path: Path,
    size: tuple[int, int],
    server: MessagesServer,  # noqa: F811
) -> None:
    server.scenarios = [Scenario(second_fact, piece=8, pace=0.05)]
    async with running(make_app(write_workspace(tmp_path), target=GROUP), size) as pilot:
        await ask(pilot, "who should I call first?")
        await until(pilot, "Esc stop")
        await quiet(pilot)
        shown = " ".join(text(pilot.app).split())
        assert "who should I call first?" in shown
        assert "has an engagement score of 92 (High)" in shown
        assert "claude-haiku-5-5" in shown
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, PersonScreen)
    assert len(server.requests) == 1


async def test_esc_stops_and_the_question_stays(tmp_path: Path, server: MessagesServer) -> None:  # noqa: F811
    server.scenarios = [Scenario(second_fact, break_after=4, how="stall")]
    async with running(make_app(write_workspace(tmp_path), target=GROUP), (120, 40)) as pilot:
        await ask(pilot, "who?")
        while not server.requests:
            await pilot.pause(0.02)
        await pilot.press("escape")
        await quiet(pilot)
        overlay = pilot.app.screen
        assert isinstance(overlay, AskOverlay)
        assert (overlay.text, overlay.takes_text) == ("who?", True)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, AskOverlay)
    assert await asyncio.to_thread(server.gone.wait, 5)


async def test_without_a_key_the_line_says_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    async with running(make_app(write_workspace(tmp_path)), (80, 24)) as pilot:
        await ask(pilot, "who?")
        await quiet(pilot)
        shown = " ".join(text(pilot.app).replace("│", " ").split())
        assert "No key for Claude. Set ANTHROPIC_API_KEY, or run bgdetails config set-key, and" in shown
