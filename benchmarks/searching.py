"""Finding a name: what a letter costs over groups, accounts and people, and whether a burst of keys is kept up with."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pace import paced
from benchmarks.starting import program
from benchmarks.table import Result
from benchmarks.terminal import Terminal
from benchmarks.workspaces import LAST_DAY, ROWS

_TYPED = ("kestrel", "marchetti", "amara ok", "stone energy", "zz", "qu")
_BURST = "kowalski alderbank e"
_KEYS_A_SECOND = 30


def searching(database: Path) -> Iterator[Result]:
    """Each letter of some names, typed one after the other, and twenty keys at once."""
    yield letters(str(database), 50)
    yield paced("burst of 20 keys, the latest painted", _burst(database), 100)


def letters(location: str, budget: float) -> Result:
    """Each letter of some names, typed one after the other."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.searching", location], capture_output=True, text=True, check=True
    )
    times: list[float] = json.loads(child.stdout)
    middle = statistics.median(times)
    return paced("search, a letter", max(times), budget, note=f"the slowest of {len(times)}; median {middle:.1f} ms")


def _burst(database: Path) -> float:
    """Milliseconds from a key to the screen that shows it, of the one that waited longest."""
    with Terminal(program(database)) as terminal:
        terminal.until(ROWS)
        terminal.settle(1.5)
        terminal.press("/", lambda _text: True)
        terminal.settle()
        sent: list[float] = []
        painted: list[float] = []
        begun = time.perf_counter()
        while len(painted) < len(_BURST) and time.perf_counter() < begun + 10:
            if len(sent) < len(_BURST) and time.perf_counter() >= begun + len(sent) / _KEYS_A_SECOND:
                terminal.send(_BURST[len(sent)].encode())
                sent.append(time.perf_counter())
            terminal.watch(0.002)
            while len(painted) < len(sent) and _BURST[: len(painted) + 1].rstrip() in terminal.text:
                painted.append(terminal.last_output)
        if len(painted) < len(_BURST):
            raise TimeoutError(f"only {len(painted)} of {len(_BURST)} keys were painted\n{terminal.text}")
    return max(end - start for start, end in zip(sent, painted, strict=True)) * 1000


def _measure(location: str) -> list[float]:
    from bgdetails.store.search import find
    from bgdetails.store.times import to_day
    from bgdetails.store.workspace import open_workspace

    workspace = open_workspace(location)
    connection = workspace.connect()
    times = []
    for name in _TYPED:
        for end in range(1, len(name) + 1):
            taken = []
            for _ in range(3):
                started = time.perf_counter()
                find(connection, name[:end], day=to_day(LAST_DAY))
                taken.append((time.perf_counter() - started) * 1000)
            times.append(statistics.median(taken))
    connection.close()
    workspace.close()
    return times


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1])))
