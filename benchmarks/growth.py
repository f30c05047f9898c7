"""How everything grows with the workspace: the same at 1,000, 10,000 and, where it is asked for, 100,000 groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import importing, large
from benchmarks.starting import program
from benchmarks.table import Result, in_turns
from benchmarks.terminal import Terminal
from benchmarks.workspaces import ROWS

PAGES = ("the group page", "the members tab", "member details", "the account page", "the person page")
_START_RUNS = 30
"""A start that may be slower by a tenth is told apart by medians of as many."""


def growth(databases: Mapping[str, Path]) -> Iterator[Result]:
    """Each size against the smallest: start, queries of pages, and a refresh for each activity of its window."""
    sizes = list(databases)
    least, *larger = sizes
    starts = dict(zip(sizes, in_turns(*(_start(databases[size]) for size in sizes), runs=_START_RUNS), strict=True))
    for size in larger:
        note = f"{starts[size]:.0f} ms"
        said = f"{starts[least]:.0f} ms, {least} groups"
        yield Result(
            f"start to first rows, {size} groups", starts[size] / starts[least], "×", 1.1, floor=said, note=note
        )
    pages = {size: {each.what: each for each in large.screens(databases[size], *PAGES)} for size in sizes}
    for what in pages[least]:
        for size in larger:
            found, floor = pages[size][what], pages[least][what]
            said = f"{floor.value:.2f} ms, {least} groups"
            yield Result(f"{what}, {size} groups", found.value, "ms", found.budget, floor=said)
    costs = {size: importing.refresh_costs(databases[size]) for size in sizes}
    for size in larger:
        for part, name in (("people", "person scores"), ("groups", "group scores"), ("browsable", "a whole day")):
            grown = costs[size][part] / costs[least][part]
            read = costs[size]["read"] / costs[least]["read"]
            yield Result(
                f"{name} of a refresh, {size} groups", grown / read, "× the growth of the read",
                floor=f"{costs[least][part]:.0f} ms, {least} groups", note=f"{costs[size][part]:.0f} ms",
            )  # fmt: skip


def _start(database: Path):  # type: ignore[no-untyped-def]
    def once() -> float:
        with Terminal(program(database)) as terminal:
            return terminal.until(ROWS)

    return once
