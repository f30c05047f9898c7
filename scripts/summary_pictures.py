"""Pictures of a summary by Claude that is being written, is finished, is stale, and has failed.

The server is the one of the tests, on loopback: it speaks the Messages API, and what it writes is made of the facts
that it is sent. No model has written it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import picture
from msgspec.structs import replace

from bgdetails.config import load_settings
from bgdetails.navigation import Target
from bgdetails.starting import make_app

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.summaries.messages_server import MessagesServer, Scenario

GROUP = Target("group", "bg-001")
_WANTED = ("score", "coverage", "trend")
"""The kinds of facts that are told, one of each."""
_SECONDS = 60


def make(workspace: str, day: date, out: Path) -> list[Path]:
    """Draw all four; the files."""
    server = MessagesServer()
    os.environ |= {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "none", "NO_PROXY": "127.0.0.1"}
    try:
        pictures = asyncio.run(_take(server, workspace, day))
    finally:
        server.stop()
    files = [out / f"summary-{name}.svg" for name in pictures]
    for file, svg in zip(files, pictures.values(), strict=True):
        file.write_text(svg, encoding="utf-8")
    return files


async def _take(server: MessagesServer, workspace: str, day: date) -> dict[str, str]:
    pictures: dict[str, str] = {}
    server.scenarios = [Scenario(_told, piece=6, pace=0.08)]
    async with _app(workspace, day).run_test(size=(120, 40)) as pilot:
        await picture.settle(pilot)
        await pilot.press("s")
        await _until(pilot, lambda shown: "and has" in shown and "Esc stop" in shown)
        pictures["streaming"] = picture.drawn(pilot.app)
        await _until(pilot, lambda shown: "Written by" in shown)
        await picture.settle(pilot)
        pictures["finished"] = picture.drawn(pilot.app)
    async with _app(workspace, day + timedelta(days=1)).run_test(size=(120, 40)) as pilot:
        await picture.settle(pilot)
        pictures["stale"] = picture.drawn(pilot.app)
        server.scenarios = [Scenario(status=529, error="overloaded_error")]
        await pilot.press("s")
        await _until(pilot, lambda shown: "overloaded" in shown)
        await picture.settle(pilot)
        pictures["failed"] = picture.drawn(pilot.app)
    return pictures


def _app(workspace: str, day: date) -> Any:
    settings = load_settings({"db": workspace, "theme": "ink"})
    settings = replace(settings, summaries=replace(settings.summaries, retries=0))
    return make_app(workspace, target=GROUP, as_of=day, settings=settings)


def _told(body: dict[str, Any]) -> dict[str, Any]:
    """A reply that says some facts as they are."""
    facts = json.loads(body["messages"][0]["content"][0]["text"])["facts"]
    chosen = [next((fact for fact in facts if fact["kind"] == kind), None) for kind in _WANTED]
    return {"statements": [{"text": f["text"], "facts": [f["id"]]} for f in chosen if f], "highlights": []}


async def _until(pilot: Any, holds: Any) -> None:
    for _ in range(_SECONDS * 20):
        if holds("\n".join(picture.screen_text(pilot.app))):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("\n".join(picture.screen_text(pilot.app)))
