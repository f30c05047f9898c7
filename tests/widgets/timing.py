"""How long building a page takes, beside a floor of the same run: machines differ, ratios hardly."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

LARGEST = 3.0
"""What the largest page may take: 8 ms where the floor takes 2.7 (on the machine of docs/performance.md)."""

_ROUNDS = 20
_LINES = 55
_LINE = " ".join(["Buying group of an account"] * 6)
_CONSOLE = Console(width=160)


def times_the_floor(make: Callable[[], object]) -> float:
    """The least processor time of ``make`` ÷ that of Rich laying out a plain text of 55 lines."""
    mine, floor = [], []
    for _ in range(_ROUNDS):
        mine.append(_seconds(make))
        floor.append(_seconds(_plain_page))
    return min(mine) / min(floor)


def _plain_page() -> None:
    for _ in range(_LINES):
        Text(_LINE).wrap(_CONSOLE, 160)


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start
