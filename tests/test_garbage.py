"""Garbage is looked for when the reader pauses."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from bgdetails.garbage import Sweeper


class Ring:
    """What only a look for garbage frees."""

    def __init__(self) -> None:
        self.itself = self
        self.pages = [[number] for number in range(5_000)]


@pytest.fixture
def by_hand() -> Iterator[None]:
    """Python itself looks for none."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.set_threshold(1_000_000, *thresholds[1:])
    yield
    gc.set_threshold(*thresholds)


def left_behind() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


@pytest.mark.usefixtures("by_hand")
async def test_it_is_cleared_away_in_a_pause_and_not_while_keys_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bgdetails.garbage._PAUSE", 2.0)
    sweeper = Sweeper()
    ring = left_behind()
    for _ in range(2):
        sweeper.busy()
        await asyncio.sleep(1.1)
    assert ring() is not None
    async with asyncio.timeout(20):
        while ring() is not None:
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("by_hand")
async def test_nothing_is_looked_for_where_little_was_made_or_modules_are_loaded() -> None:
    looked: list[str] = []
    gc.callbacks.append(lambda phase, _info: looked.append(phase))
    try:
        sweeper = Sweeper()
        sweeper.busy()
        await asyncio.sleep(0.3)
        assert looked == []
        ring = left_behind()
        gc.disable()
        sweeper.busy()
        await asyncio.sleep(0.3)
        assert ring() is not None
    finally:
        gc.enable()
        gc.callbacks.pop()
