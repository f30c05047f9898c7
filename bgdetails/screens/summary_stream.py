"""What Claude writes, as it comes to the screen; the connection is closed when the reader stops it or has gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from bgdetails.screens.host import Host, host_of
from bgdetails.summaries.model import FactSheet, SummaryText

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.summaries.claude.client import Client

TICK = 0.25
"""Seconds after which it is looked whether the reader is still there, also where nothing comes."""
_clients: WeakKeyDictionary[App[object], Client] = WeakKeyDictionary()


def client_of(app: App[object]) -> Client:
    """The app's one client for Claude; the SDK is in a process of its own, for its import would hold up keys."""
    from bgdetails.summaries.claude.apart import Apart
    from bgdetails.summaries.claude.client import Client

    if app not in _clients:
        _clients[app] = Client(host_of(app).settings.summaries, Apart())
    return _clients[app]


def read_sheet(host: Host, kind: str, record_id: int) -> FactSheet:
    """The facts as they are now; runs in a thread."""
    from bgdetails.summaries.panel import load_sheet

    with host.workspace.reading() as session:
        return load_sheet(session, kind, record_id, host.as_of)


class Watched:
    """The steps of a summary that is being written, and None each time that nothing came for a while.

    ``finished`` tells afterwards whether it came to its end.
    """

    def __init__(self, work: AsyncGenerator[SummaryText], stop: asyncio.Event, is_watched: Callable[[], bool]) -> None:
        self._work = work
        self._stop = stop
        self._is_watched = is_watched
        self.finished = False

    async def steps(self) -> AsyncGenerator[SummaryText | None]:
        """Yield until it ends, is stopped, or nobody watches."""
        stopped = asyncio.ensure_future(self._stop.wait())
        coming: asyncio.Future[SummaryText] | None = None
        try:
            while True:
                coming = coming or asyncio.ensure_future(self._next())
                both: set[asyncio.Future[Any]] = {coming, stopped}
                done, _ = await asyncio.wait(both, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
                if stopped in done or not self._is_watched():
                    return
                if coming not in done:
                    yield None
                    continue
                try:
                    step = coming.result()
                except _EndError:
                    self.finished = True
                    return
                finally:
                    coming = None
                yield step
        finally:
            stopped.cancel()
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)

    async def _next(self) -> SummaryText:
        try:
            return await anext(self._work)
        except StopAsyncIteration:
            # A future cannot hold that one.
            raise _EndError from None


class _EndError(Exception):
    """The summary is written."""
