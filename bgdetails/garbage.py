"""When Python looks for garbage: not while modules are loaded, never again among what they made, and between keys."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BETWEEN_LOOKS = 200_000
_THRESHOLD = (10_000, 5, 10)
"""A page makes some 10,000 objects, and leaves half of them behind: it is opened without a look."""
_WORTH_A_LOOK = 2_000
_PAUSE = 0.1
"""Seconds without a key after which the reader pauses: who types fast has 0.12 from key to key."""


def look_for_none() -> None:
    """From now on. Loading makes hundreds of thousands of objects that stay; to look them through costs a tenth."""
    gc.disable()


def keep_what_stands() -> None:
    """Look for garbage again, among what comes now: all that stands is looked through at no key."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLD)
    gc.enable()


@contextmanager
def look_rarely() -> Iterator[None]:
    """While rows stream through: they leave no garbage behind, and to look for it costs a third of an import."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Sweeper:
    """Looks for garbage when the reader pauses: what ten pages leave takes as long to clear away as a page to open."""

    def __init__(self) -> None:
        self._last = 0.0
        self._waits = False

    def busy(self) -> None:
        """The reader did something."""
        self._last = time.monotonic()
        if not self._waits:
            self._wait(_PAUSE)

    def _wait(self, seconds: float) -> None:
        self._waits = True
        asyncio.get_running_loop().call_later(seconds, self._sweep)

    def _sweep(self) -> None:
        left = self._last + _PAUSE - time.monotonic()
        if left > 0:
            self._wait(left)
            return
        self._waits = False
        new, *older = gc.get_count()
        if gc.isenabled() and (new > _WORTH_A_LOOK or any(older)):  # else modules are being loaded, or little was made
            gc.collect()
