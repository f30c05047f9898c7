"""``s`` with a key at hand: Claude writes, on a server on loopback that speaks the Messages API."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bgdetails.navigation import Target
from bgdetails.screens.group import GroupScreen
from tests.screens import invented
from tests.screens.harness import make_app, press, quiet, running, text
from tests.summaries.conftest import server  # noqa: F401 - a fixture
from tests.summaries.messages_server import MessagesServer, Scenario


def first_fact(body: dict[str, Any]) -> dict[str, Any]:
    facts = json.loads(body["messages"][0]["content"][0]["text"])["facts"]
    return {"statements": [{"text": facts[1]["text"], "facts": [facts[1]["id"]]}], "highlights": []}


async def until(pilot: Any, words: str) -> None:
    for _ in range(400):
        if words in text(pilot.app):
            return
        await pilot.pause()
        await asyncio.sleep(0.05)
    raise AssertionError(f"{words} never came:\n{text(pilot.app)}")
