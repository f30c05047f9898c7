"""How long it takes until there is something to see, and until there is something to read."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pace import first_frame as empty_app
from benchmarks.table import Result, in_turns
from benchmarks.terminal import Terminal
from benchmarks.workspaces import ROWS

PROGRAM = [sys.executable, "-m", "bgdetails"]


def program(location: Path | str) -> list[str]:
    """The command that opens a workspace."""
    return [*PROGRAM, "--db", str(location)]


def first_frame(database: Path) -> Iterator[Result]:
    """Process start to first frame, and to the first rows, against an empty Textual app."""
    sizes: list[float] = []

    def frame() -> float:
        with Terminal(program(database)) as terminal:
            return terminal.until("Buying groups")

    def rows() -> float:
        with Terminal(program(database)) as terminal:
            shown = terminal.until(ROWS)
            terminal.settle(0.05)
            sizes.append(terminal.bytes_seen)
            return shown

    empty, framed, listed = in_turns(empty_app, frame, rows)
    said = f"{empty:.0f} ms, an empty Textual app"
    yield Result("start to first frame", framed / empty, "×", 1.25, floor=said, note=f"{framed:.0f} ms")
    yield Result("start to first rows", listed / empty, "×", 2.0, floor=said, note=f"{listed:.0f} ms")
    yield Result("bytes of the first screen, 120x40", sorted(sizes)[len(sizes) // 2] / 1000, "kB", 35)


def commands(location: Path | str) -> Iterator[Result]:
    """Commands that print, against the least that they need."""
    bare, version = in_turns(_run([sys.executable, "-c", "pass"]), _run([*PROGRAM, "--version"]))
    yield Result("--version", version / bare, "×", 3, floor=f"{bare:.0f} ms, python -c pass", note=f"{version:.0f} ms")
    database_flag = ["--db", str(location)]
    group = (
        subprocess.run(
            [*PROGRAM, *database_flag, "groups", "--limit", "1", "--format", "csv"],
            capture_output=True,
            text=True,
            check=True,
        )
        .stdout.splitlines()[1]
        .split(",")[0]
    )
    model, groups, show = in_turns(
        _run([sys.executable, "-c", "import sqlmodel"]),
        _run([*PROGRAM, *database_flag, "groups", "--limit", "20"]),
        _run([*PROGRAM, *database_flag, "show", "group", group, "--format", "json"]),
    )
    floor = f"{model:.0f} ms, python -c 'import sqlmodel'"
    yield Result("groups --limit 20", groups / model, "×", 2, floor=floor, note=f"{groups:.0f} ms")
    yield Result("show group", show / model, "×", 2, floor=floor, note=f"{show:.0f} ms")


def _run(command: list[str]):  # type: ignore[no-untyped-def]
    def once() -> float:
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return (time.perf_counter() - started) * 1000

    return once
