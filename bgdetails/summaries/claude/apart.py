"""The SDK in a process of its own: its import and its work never hold up a key (docs/performance.md).

A request is a line ``{"request": …, "timeout": …}``. The reply is lines ``{"text": …}`` and ``{"call": …}``, and a
last one with ``end``, ``usage`` and, where it failed, ``failed``. To stop is to end the process: that closes the
connection at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

_LONGEST_LINE = 1 << 22


class Apart:
    """The process; it is started for the first request, and anew after one that was stopped."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def ask(self, request: dict[str, Any], timeout: float) -> AsyncGenerator[dict[str, Any]]:
        """Yield what the lines of the reply say, the last one too; leaving the iterator stops the request.

        Raises:
            ConnectionError: The process ended by itself.
        """
        is_whole = False
        try:
            process = await self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({"request": request, "timeout": timeout}).encode() + b"\n")
            await process.stdin.drain()
            while line := await process.stdout.readline():
                said: dict[str, Any] = json.loads(line)
                is_whole = bool(said.get("end"))
                yield said
                if is_whole:
                    return
            raise ConnectionError
        finally:
            if not is_whole:
                self.stop()

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            command = (sys.executable, "-m", "bgdetails.summaries.claude.child")
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_LONGEST_LINE
            )
        return self._process

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()

    async def close(self) -> None:
        """End the process, and wait until it has."""
        process = self._process
        self.stop()
        if process is not None:
            await process.wait()
