"""Other programs on the same data, each in an environment of its own, made where asked for (``make bench-others``).

They do other things than this program does; their figures tell what people are used to.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.pace import EMPTY_APP
from benchmarks.starting import program
from benchmarks.table import Result, in_turns
from benchmarks.terminal import Terminal
from benchmarks.workspaces import ROWS, cache

_PACKAGES = {"visidata": "vd", "harlequin": "harlequin", "posting": "posting", "sqlite-utils": "sqlite-utils"}
"""Package: its program."""
_RUNS, _KEY_RUNS = 5, 15
_PATIENCE = 60.0
_READY = 4.0
"""Seconds after its first screen until a program takes what is typed."""
_F5 = "\x1b[15~"
"""Goes to the results, in harlequin."""
_RUN_QUERY = "\x0a"
_COLUMNS = "name, account_name, interest, stage, rank, completeness, member_count"
_ANY: Callable[[str], bool] = lambda _text: True  # noqa: E731


def install() -> None:
    """Make the environments; takes a minute or two, and a package index. What cannot be installed is left out."""
    for package in _PACKAGES:
        folder = _environment(package)
        if not folder.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", package], check=False)


def others(database: Path, folder: Path) -> Iterator[Result]:
    """Rows in beside two importers, starts beside three programs, the list beside two."""
    yield from _rows_in(folder, database.parent)
    listed = _listed(database)
    commands = {
        "posting": ([_program("posting")], "Collection"),
        "harlequin": ([_program("harlequin"), "--adapter", "sqlite", str(listed)], "Data Catalog"),
        "visidata": ([_program("visidata"), str(listed)], "listed"),
    }
    there = {name: command for name, command in commands.items() if _starts(name, *command)}
    yield from _starts_beside(database, there)
    for name, open_list in (("visidata", _open_in_visidata), ("harlequin", _open_in_harlequin)):
        if name in there:
            try:
                yield from _list_beside(database, name, *there[name], open_list)
            except TimeoutError:
                print(f"{name} does not answer the keys that it was sent: its lines are left out.")


def _starts_beside(database: Path, commands: dict[str, tuple[list[str], str]]) -> Iterator[Result]:
    measures = [_started(EMPTY_APP, "floor-shown"), _started(program(database), ROWS)]
    measures += [_started(*command) for command in commands.values()]
    empty, ours, *theirs = in_turns(*measures, runs=_RUNS, warm_up=1)
    floor = f"{empty:.0f} ms, an empty Textual app"
    for name, value in zip(commands, theirs, strict=True):
        note = f"{value:.0f} ms; ours with rows {ours:.0f} ms"
        yield Result(f"start of {name}", value / empty, "×", floor=floor, note=note)


def _list_beside(
    database: Path, name: str, command: list[str], seen: str, open_list: Callable[[Terminal], float]
) -> Iterator[Result]:
    """The same rows in a list of ours and of theirs."""
    # A cache of its own: harlequin brings back what was typed before.
    cached = str(database.with_name(f"cache-{name}"))
    with Terminal(command, XDG_CACHE_HOME=cached) as other, Terminal(program(database)) as own:
        other.until(seen, _PATIENCE)
        other.settle(1.0)
        other.watch(_READY)
        yield Result(f"{name}, opening the list", open_list(other), "ms")
        own.until(ROWS)
        own.settle(1.5)
        for key in ("down", "pagedown"):
            mine, theirs = in_turns(_pressed(own, key), _pressed(other, key), runs=_KEY_RUNS)
            yield Result(f"{key} in the list of {name}", theirs, "ms", floor=f"{mine:.1f} ms, ours")


def _open_in_visidata(terminal: Terminal) -> float:
    return terminal.press("enter", ROWS, _PATIENCE)


def _open_in_harlequin(terminal: Terminal) -> float:
    terminal.send(b"select * from listed")
    terminal.watch(1.5)
    taken = terminal.press(_RUN_QUERY, ROWS, _PATIENCE)
    terminal.press(_F5, _ANY)
    return taken


def _rows_in(folder: Path, scratch: Path) -> Iterator[Result]:
    """Rows a second of ``activities.csv`` into one table that has neither keys nor anything looked up."""
    source = folder / "activities.csv"
    with source.open("rb") as lines:
        rows = sum(1 for _ in lines) - 1
    target = scratch / "rows.db"
    commands = {
        "sqlite3 .import": [shutil.which("sqlite3") or "", str(target), ".mode csv", f".import {source} activity"],
        "sqlite-utils insert": [_program("sqlite-utils"), "insert", str(target), "activity", str(source), "--csv"],
    }
    for name, command in commands.items():
        if Path(command[0]).is_file():
            target.unlink(missing_ok=True)
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            rate = rows / (time.perf_counter() - started)
            yield Result(f"{name} of activities.csv", rate, "rows/s", note="one table, no keys, nothing resolved")


def _listed(database: Path) -> Path:
    """The rows of Browse as the one table of a file that everybody can open."""
    target = database.with_name("listed.db")
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("ATTACH ? AS workspace", (str(database),))
        connection.execute(
            f"CREATE TABLE listed AS SELECT {_COLUMNS} FROM workspace.group_row"
            " WHERE day = (SELECT refreshed_day FROM workspace.workspace) ORDER BY rank DESC"
        )
        connection.commit()
    return target


def _environment(package: str) -> Path:
    return cache() / "others" / package


def _program(package: str) -> str:
    return str(_environment(package) / "bin" / _PACKAGES[package])


def _starts(name: str, command: list[str], seen: str) -> bool:
    """Whether it is installed and comes up; else that is said, and its lines are left out."""
    if not Path(command[0]).is_file():
        print(f"{name} is not installed: its lines are left out.")
        return False
    try:
        _started(command, seen)()
    except (RuntimeError, TimeoutError):
        print(f"{name} does not start: its lines are left out.")
        return False
    return True


def _started(command: list[str], seen: str) -> Callable[[], float]:
    def once() -> float:
        with Terminal(command) as terminal:
            return terminal.until(seen, _PATIENCE)

    return once


def _pressed(terminal: Terminal, key: str) -> Callable[[], float]:
    return lambda: terminal.press(key, _ANY)
