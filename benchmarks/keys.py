"""What a key costs, from writing it to the terminal until the screen shows what it should."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pace import paced
from benchmarks.starting import program
from benchmarks.table import RUNS, WARM_UP, Result
from benchmarks.terminal import Seen, Terminal
from benchmarks.workspaces import ROWS

FLOOR = [sys.executable, str(Path(__file__).parent / "floors" / "static_pages.py")]
ROWS_SEEN = 70
"""Rows of the terminal that shows pages: as many as the overview of a group with intent in several categories takes."""
ESCAPE_WAIT = 25
"""Milliseconds after which an Esc is no beginning of a longer key, on every machine (``bgdetails/driver.py``)."""
MORE_PAGES = 60
"""Groups that are opened to tell how long a slow one takes."""
OPENED_EARLY, OPENED = 200, 2_000
"""Pages after which memory is looked at."""
CHANGED: Seen = lambda _text: True  # noqa: E731


def pages(database: Path) -> Iterator[Result]:
    """Enter on a group, Enter on a card, and the way back, against Statics that only stand there."""
    with Terminal(program(database), 160, ROWS_SEEN) as ours, Terminal(FLOOR, 160, ROWS_SEEN) as floor:
        ours.until(ROWS)
        floor.until("floor-shown")
        ours.settle(1.5)
        times: dict[str, list[float]] = {}

        def note(what: str, value: float, run: int) -> None:
            if run >= WARM_UP:
                times.setdefault(what, []).append(value)

        for run in range(WARM_UP + RUNS):
            ours.press("down", CHANGED)
            note("page", ours.press("enter", _whole_page), run)
            note("floor page", floor.press("enter", "page-shown"), run)
            note("modal", ours.press("enter", "Recent activities"), run)
            note("floor modal", floor.press("m", "modal-shown"), run)
            note("esc", ours.press("esc", lambda text: "Recent activities" not in text), run)
            floor.press("esc", lambda text: "modal-shown" not in text)
            note("backspace", ours.press("backspace", lambda text: "Group overview" not in text), run)
            floor.press("esc", "floor-shown")
        many = times["page"] + [_open_one(ours) for _ in range(MORE_PAGES)]
    middle = {what: statistics.median(values) for what, values in times.items()}
    page, modal = middle["page"] / middle["floor page"], middle["modal"] / middle["floor modal"]
    yield Result(
        "Enter on a group, all painted", page, "×", 1.5, floor=_ms(middle["floor page"]), note=_ms(middle["page"])
    )
    slow = statistics.quantiles(many, n=20)[-1]
    yield paced(f"95 of 100 within, of {len(many)}", slow, 100, note=f"the slowest {max(many):.0f} ms")
    yield Result(
        "Enter on a card, modal painted", modal, "×", 1.5, floor=_ms(middle["floor modal"]), note=_ms(middle["modal"])
    )
    yield paced("Esc back to the page", middle["esc"], 40, waits=ESCAPE_WAIT)
    yield paced("Backspace back to the list", middle["backspace"], 20)


def _open_one(ours: Terminal) -> float:
    """The next group, and back."""
    ours.press("down", CHANGED)
    taken = ours.press("enter", _whole_page)
    ours.press("backspace", lambda text: "Group overview" not in text)
    return taken


def _whole_page(text: str) -> bool:
    return all(part in text for part in ("Account overview", "Intent", "Top engaged members"))


def lists(small: Path, large: Path) -> Iterator[Result]:
    """Cursor, page and end keys in a long list against a short one."""
    with Terminal(program(small)) as short, Terminal(program(large)) as long:
        for terminal in (short, long):
            terminal.until(ROWS)
            terminal.settle(1.5)
        for key, budget in (("down", 5.0), ("pagedown", 20.0), ("end", 20.0)):
            times: tuple[list[float], list[float]] = ([], [])
            sent: list[int] = []
            for run in range(WARM_UP + RUNS):
                for terminal, values in zip((short, long), times, strict=True):
                    if key != "down":
                        terminal.press("home", CHANGED)
                    before = terminal.bytes_seen
                    value = terminal.press(key, CHANGED)
                    terminal.settle(0.05)
                    if run >= WARM_UP:
                        values.append(value)
                        sent.append(terminal.bytes_seen - before)
            few, many = (statistics.median(values) for values in times)
            yield Result(f"{key} in the long list", many / few, "×", 1.2, floor=f"{few:.1f} ms, 100 groups")
            yield paced(f"milliseconds of {key} in the long list", many, budget)
            if key == "down":
                yield Result("bytes of a cursor key", statistics.median(sent) / 1000, "kB", 1)


def memory(database: Path) -> Iterator[Result]:
    """Memory at the first rows, and what is left of many opened pages, one as soon as the one before was shown."""
    with Terminal(program(database)) as ours:
        ours.until(ROWS)
        yield Result("memory at the first rows", ours.memory(), "MB", 60)
        ours.settle(1.5)
        yield Result("memory with the ORM loaded", ours.memory(), "MB", 110)
        early = 0.0
        for number in range(1, OPENED + 1):
            ours.tap("down", CHANGED)
            ours.tap("enter", "Group overview")
            ours.tap("backspace", lambda text: "Group overview" not in text)
            if number == OPENED_EARLY:
                early = ours.memory()
        yield Result(f"growth from {OPENED_EARLY} to {OPENED:,} opened pages", ours.memory() - early, "MB", 5)


def _ms(value: float) -> str:
    return f"{value:.0f} ms"
