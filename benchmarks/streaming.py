"""Keys while Claude writes a summary, the SDK's import and the call included, against the same keys without."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.pace import paced
from benchmarks.starting import ROWS, program
from benchmarks.table import Result
from benchmarks.terminal import Terminal
from tests.summaries.messages_server import MessagesServer, Scenario

RUNS = 3
TAPS = 150
SENTENCES = 8
BETWEEN = 0.04
"""Seconds between two keys."""
LATEST = 60.0
"""Milliseconds."""


def streaming(database: Path) -> Iterator[Result]:
    """Left and right through the cards of a group's page: nothing else, then while a summary is written."""
    server = MessagesServer()
    server.scenarios = [Scenario(_long_reply, piece=1, pace=0.02)]
    environment = {
        "ANTHROPIC_BASE_URL": server.url,
        "ANTHROPIC_API_KEY": "benchmark",
        "NO_PROXY": "127.0.0.1",
    }
    still: list[float] = []
    writing: list[float] = []
    for _ in range(RUNS):
        with Terminal(program(database), 160, 50, **environment) as ours:
            ours.until(ROWS)
            ours.settle(1.5)
            ours.press("enter", "Group overview")
            ours.settle(0.5)
            _taps(ours, 20)
            still += _taps(ours, TAPS)
            ours.send(b"s")
            writing += _taps(ours, TAPS)
            assert "Esc stop" in ours.text, "the summary was written before the keys were over"
    server.stop()
    usual, busy = statistics.median(still), statistics.median(writing)
    yield Result(
        "keys while a summary streams",
        busy / usual,
        "×",
        1.2,
        floor=f"{usual:.1f} ms, no summary",
        note=f"{busy:.1f} ms, the SDK's import among them",
    )
    yield paced("the latest of them", max(writing), LATEST, floor=f"{max(still):.1f} ms, no summary")


def _taps(ours: Terminal, count: int) -> list[float]:
    """So many keys, each timed until the focus has moved."""
    times = []
    for number in range(count):
        time.sleep(BETWEEN)
        ours.watch(0.001)
        before = _focus(ours.text)
        times.append(ours.tap("l" if number % 2 == 0 else "h", lambda text, at=before: _focus(text) != at))  # type: ignore[misc]
    return times


def _focus(text: str) -> int:
    """Where the mark of the focus stands first."""
    return text.find("▌")


def _long_reply(body: dict[str, Any]) -> dict[str, Any]:
    """A summary of the usual length; it comes in so slowly that keys can be measured meanwhile."""
    facts = json.loads(body["messages"][0]["content"][0]["text"])["facts"]
    told = [{"text": fact["text"], "facts": [fact["id"]]} for fact in facts]
    return {"statements": told[:SENTENCES], "highlights": []}
