"""Budgets in milliseconds are of the reference machine: elsewhere they are longer as an empty app takes longer."""

from __future__ import annotations

import statistics
import sys
from functools import cache
from pathlib import Path

from benchmarks.table import Result
from benchmarks.terminal import Terminal

EMPTY_APP = [sys.executable, str(Path(__file__).parent / "floors" / "empty_app.py")]
_REFERENCE_FRAME = 365
"""Milliseconds to the first frame of an empty Textual app on the reference machine."""
_RUNS = 9


@cache
def slower() -> float:
    """How many times longer an empty app takes here than on the reference machine."""
    return statistics.median(first_frame() for _ in range(_RUNS)) / _REFERENCE_FRAME


def first_frame() -> float:
    """Milliseconds until an empty Textual app shows its first frame."""
    with Terminal(EMPTY_APP) as terminal:
        return terminal.until("floor-shown")


def paced(what: str, value: float, budget: float, *, waits: float = 0, floor: str = "", note: str = "") -> Result:
    """A line in milliseconds, whose budget is the reference machine's; ``waits``: what is waited on any machine."""
    said = f"{budget - waits:g} ms × {slower():.2f}, an empty app against the reference's"
    if waits:
        said = f"{waits:g} ms of waiting and {said}"
    return Result(
        what,
        value,
        "ms",
        waits + (budget - waits) * slower(),
        floor=" · ".join(part for part in (floor, said) if part),
        note=note,
    )
