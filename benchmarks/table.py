"""What was measured: lines beside their floors and budgets."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WARM_UP, RUNS = 2, 15


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table.

    ``budget`` is the most (or, with ``at_least``, the least) that ``value`` may be, in ``unit``; None: only told.
    """

    what: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    floor: str = ""
    note: str = ""

    @property
    def met(self) -> bool:
        """Within the budget."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        sign = "≥" if self.at_least else "≤"
        budget = "" if self.budget is None else f"{sign} {_said(self.budget)} {self.unit}".strip()
        verdict = "" if self.budget is None else "met" if self.met else "**missed**"
        return self.what, f"{_said(self.value)} {self.unit}".strip(), self.floor, budget, verdict, self.note


def _said(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def in_turns(*measures: Callable[[], float], runs: int = RUNS, warm_up: int = WARM_UP) -> list[float]:
    """Medians of measurements that take turns, so that a noisy minute hits them all."""
    taken: list[list[float]] = [[] for _ in measures]
    for run in range(warm_up + runs):
        for measure, values in zip(measures, taken, strict=True):
            value = measure()
            if run >= warm_up:
                values.append(value)
    return [statistics.median(values) for values in taken]


Row = tuple[str, ...]
_HEAD: Row = ("what", "measured", "floor in the same run", "budget", "", "note")


def rows_of(page: str) -> list[Row]:
    """The rows of the table that an earlier run wrote."""
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in page.splitlines() if line[:1] == "|"]
    return rows[2:]


def merged(kept: Sequence[Row], results: Sequence[Result]) -> str:
    """The table as Markdown: rows that were measured again in place of those kept, new ones at the end."""
    fresh = {row[0]: row for row in (result.cells() for result in results)}
    rows = [fresh.pop(row[0], row) for row in kept]
    table = [_HEAD, tuple("---" for _ in _HEAD), *rows, *fresh.values()]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)
