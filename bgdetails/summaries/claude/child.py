"""The process that has the SDK for the program on a terminal: requests come as lines, replies go as lines.

``python -m bgdetails.summaries.claude.child``; ``apart.py`` starts it and says what the lines are.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import aclosing, suppress
from typing import Any

from msgspec.structs import asdict

from bgdetails.summaries.claude.client import AskError, Client, Counter, ToolCall
from bgdetails.summaries.claude.failures import EngineError
from bgdetails.summary_settings import SummarySettings

_NICE = 5
"""The keys of the program come first."""


async def _serve() -> None:
    coming = asyncio.create_task(asyncio.to_thread(sys.stdin.buffer.readline))
    client: Client | None = None
    while line := await coming:
        asked = json.loads(line)
        settings = SummarySettings(timeout=asked["timeout"], retries=0)
        client = client or Client(settings)
        coming = asyncio.create_task(asyncio.to_thread(sys.stdin.buffer.readline))
        coming.add_done_callback(lambda task: None if task.result() else os._exit(0))
        await _answer(client, asked["request"])


async def _answer(client: Client, request: dict[str, Any]) -> None:
    counter = Counter()
    ended: dict[str, Any] = {}
    try:
        async with aclosing(client.stream_once(request, counter)) as pieces:
            async for piece in pieces:
                _say({"call": asdict(piece)} if isinstance(piece, ToolCall) else {"text": piece})
    except AskError as error:
        ended = {"failed": asdict(error.failed), "seconds": error.seconds, "again": True}
    except EngineError as error:
        ended = {"failed": asdict(error.failed), "again": False}
    _say({**ended, "usage": asdict(counter.total), "end": True})


def _say(content: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    # The program has gone: nobody reads any more.
    with suppress(BrokenPipeError, KeyboardInterrupt):
        asyncio.run(_serve())
