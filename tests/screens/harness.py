"""Running the app without a terminal: sizes, screen dumps, waiting until it is quiet."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from bgdetails import starting
from bgdetails.app import BgdetailsApp
from bgdetails.config import Settings
from bgdetails.navigation import Target
from bgdetails.wording import Clock
from tests.factory import AS_OF

SIZES = ((160, 50), (120, 40), (80, 24), (200, 60), (40, 12))
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


def make_app(
    location: Path,
    *,
    target: Target | None = None,
    as_of: date | None = AS_OF,
    now: datetime = NOW,
    remembers: bool = False,
    **settings: Any,
) -> BgdetailsApp:
    """The app on a workspace, its clock standing still in UTC."""
    held = replace(Settings(db=str(location), timezone="UTC", ascii=False), **settings)
    app = starting.make_app(str(location), target=target, as_of=as_of, settings=held, remembers=remembers)
    app._clock = Clock(app.as_of, now, UTC)  # time stands still: screens are compared as text
    app._tells_time = False
    return app


@asynccontextmanager
async def running(app: BgdetailsApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    """The app, started and quiet."""
    try:
        async with app.run_test(size=size) as pilot:
            await quiet(pilot)
            yield pilot
    finally:
        release(app)


def release(app: BgdetailsApp) -> None:
    """Give files back, as the end of the program's process does."""
    if app._reader is not None:
        app._reader.close()
    if app._opening._workspace.done() and app._opening._workspace.exception() is None:
        app._opening.wait().close()


_SOON = 0.5  # seconds: a timer that runs once and sooner belongs to what was set going; a toast's end does not


async def quiet(pilot: Pilot[Any]) -> None:
    """Wait until workers, messages and short timers are done, and what they set going.

    Textual's own pauses look at the processor's time, 20 ms at least each; this looks at the queues, so that the
    tests of screens wait for the program alone.
    """
    app, calm = pilot.app, 0
    while calm < 3:
        await app.workers.wait_for_complete()
        await asyncio.sleep(0.001)
        calm = calm + 1 if _is_at_rest(app) else 0
        if calm:
            app.screen._on_timer_update()


def _is_at_rest(app: App[Any]) -> bool:
    """Nothing is being done, and nothing is about to be."""
    if app._exit or app._exception is not None:
        return True
    if any(worker.is_running for worker in app.workers):
        return False
    pumps = [app, *(widget for screen in app.screen_stack for widget in screen.walk_children(with_self=True))]
    return all(_has_nothing_to_do(pump) for pump in pumps)


def _has_nothing_to_do(pump: MessagePump) -> bool:
    """It waits for its next message, and none of its timers runs out soon."""
    ready = pump._message_queue.ready_event
    waits = not ready.is_set() and bool(ready._waiters)
    due = (each for each in pump._timers if each._repeat == 0 and each._interval <= _SOON)
    return waits and not any(each._task is not None and not each._task.done() for each in due)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, one after the other, each when the one before has been dealt with."""
    for key in keys:
        send(pilot, key)
        await quiet(pilot)


def send(pilot: Pilot[Any], key: str) -> None:
    """Press a key as the terminal does, without waiting for what it does."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    event = Key(name, key if len(key) == 1 else None)
    event.set_sender(pilot.app)
    driver = pilot.app._driver
    assert driver is not None
    driver.send_message(event)


def lines(app: Any) -> list[str]:
    """What the screen shows, as text, trailing blanks cut."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    out = []
    for strip in strips[:height]:
        out.append("".join(segment.text for segment in strip).rstrip())
    return out


def text(app: Any) -> str:
    """The screen as one text."""
    return "\n".join(lines(app))


@asynccontextmanager
async def slow_reading(pilot: Pilot[Any]) -> AsyncIterator[None]:
    """Every thread that reads is busy until the end of the block, as behind a slow disk."""
    loop, free = asyncio.get_running_loop(), threading.Event()
    held = [loop.run_in_executor(None, free.wait) for _ in range(8)]
    try:
        yield
    finally:
        free.set()
        await asyncio.gather(*held)
        await quiet(pilot)
