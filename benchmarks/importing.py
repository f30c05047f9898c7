"""How fast rows come in, how fast scores are made anew, and what both are measured against."""

from __future__ import annotations

import gc
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.starting import PROGRAM
from benchmarks.table import RUNS, WARM_UP, Result
from benchmarks.workspaces import LAST_DAY
from bgdetails.store.schema_check import is_server

RECORD_TABLES = (
    "account",
    "person",
    "buying_group",
    "membership",
    "activity_type",
    "external_id",
    "activity",
    "activity_day",
)
IMPORTS = 3
_LARGE = 500 << 20
"""Bytes of a folder that is imported once: ten million activities take six minutes."""
WINDOW = "SELECT person_id, type_id, day FROM activity WHERE day BETWEEN ? AND ?"


def imports(folder: Path, target: Path) -> Iterator[Result]:
    """Rows a second of an import without its refresh, against executemany of what it wrote; leaves a workspace."""
    ours: list[float] = []
    floor: list[float] = []
    peak = 0.0
    is_large = sum(file.stat().st_size for file in folder.iterdir()) > _LARGE
    for _ in range(1 if is_large else IMPORTS):
        _remove(target)
        ours.append(_import(folder, target))
        # Before this process has read anything itself: a child counts what it was forked from.
        peak = peak or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        floor.append(_executemany(target))
    rate, bare = statistics.median(ours), statistics.median(floor)
    said = f"{bare:,.0f} rows/s, executemany of the same rows into the same tables"
    note = f"{rate:,.0f} rows/s{', one run' if is_large else ''}"
    yield Result("import, rows a second", rate / bare, "×", 0.4, at_least=True, floor=said, note=note)
    yield Result("memory of an import", peak, "MB", 300)


def _import(folder: Path, target: Path) -> float:
    command = [*PROGRAM, "--db", str(target), "import", str(folder), "--as-of", LAST_DAY.isoformat()]
    done = subprocess.run([*command, "--no-refresh", "--report", "json"], capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["rows_per_second"])


def _executemany(source: Path) -> float:
    """Rows of the input a second, if all that is written for them went in by executemany."""
    copy = source.with_suffix(".floor.db")
    _remove(copy)
    with sqlite3.connect(source) as read:
        schema = [
            sql for (sql,) in read.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'")
        ]
        tables = {name: read.execute(f"SELECT * FROM {name}").fetchall() for name in RECORD_TABLES}
    read.close()
    write = sqlite3.connect(copy)
    write.execute("PRAGMA journal_mode = WAL")
    for sql in schema:
        if "sqlite_" not in sql and "fts" not in sql.lower() and "search" not in sql.lower():
            write.execute(sql)
    write.commit()
    gc.collect()
    started = time.perf_counter()
    for name, rows in tables.items():
        if rows:
            write.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    write.commit()
    seconds = time.perf_counter() - started
    write.close()
    _remove(copy)
    read_rows = sum(len(tables[name]) for name in ("account", "person", "buying_group", "membership", "activity"))
    return read_rows / seconds


def refreshes(database: Path | str) -> Iterator[Result]:
    """All scores of a day made anew, against reading the window's activities out of the store."""
    taken = refresh_costs(database)
    read, scores = taken["read"], taken["people"] + taken["groups"]
    said = f"{read:.0f} ms, reading the window's activities"
    clock = "" if is_server(str(database)) else " of CPU"
    note = f"{scores:.0f} ms{clock}: people {taken['people']:.0f}, groups {taken['groups']:.0f}"
    yield Result("all scores of one day", scores / read, "×", 2, floor=said, note=note)
    yield Result("the same of a day that has none", taken["first"] / read, "×", floor=said, note="every row is written")
    yield Result("intent of people and accounts", taken["intent"] / read, "×", 4, floor=said, note="found as it was")
    yield Result("momentum of that day", taken["momentum"] / read, "×", 2, floor=said, note="found as it was")
    beyond = taken["browsable"] - taken["groups"] - taken["momentum"]
    yield Result("rows of Browse of that day", beyond, "ms", note="beyond the scores; found as they were")
    yield Result("refresh that finds nothing new", taken["again"], "ms", note="nothing was touched")


def refresh_costs(database: Path | str) -> dict[str, float]:
    """Milliseconds of each part of a refresh: of CPU, or, where a server does a part of it, until it is done."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.importing", str(database)], capture_output=True, text=True, check=True
    )
    taken: dict[str, float] = json.loads(child.stdout)
    return taken


def _measure_refresh(location: str) -> dict[str, float]:
    from bgdetails.refresh.intent import score_intent
    from bgdetails.refresh.momentum import keep_momentum
    from bgdetails.refresh.run import refresh
    from bgdetails.refresh.scoring import score_browsable_day, score_groups_of, score_people_of
    from bgdetails.store.times import to_day
    from bgdetails.store.workspace import driver_connection, open_workspace

    day = to_day(LAST_DAY)
    # Neither it nor any day of its trend is kept.
    other = day - 3
    workspace = open_workspace(location)
    taken: dict[str, list[float]] = {}
    # CPU time, which other work on the machine disturbs least, where all of it reads a file that is in memory.
    clock = time.perf_counter if workspace.is_on_server else time.process_time

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        started = clock()
        yield
        taken.setdefault(what, []).append((clock() - started) * 1000)

    for _ in range(WARM_UP + RUNS):
        with workspace.writing() as session:
            connection = driver_connection(session)
            with timed("read"):
                connection.execute(WINDOW, (day - 29, day)).fetchall()
            connection.execute("UPDATE score_day SET stale = 1 WHERE day = ?", (day,))
            with timed("people"):
                score_people_of(connection, [day])
            with timed("intent"):
                score_intent(connection, day)
            with timed("groups"):
                score_groups_of(connection, [day])
            with timed("momentum"):
                keep_momentum(connection, day)
            with timed("browsable"):
                score_browsable_day(connection, day)
            with timed("first"):
                score_people_of(connection, [other])
                score_groups_of(connection, [other])
            for table in ("score_day", "person_score", "group_score"):
                connection.execute(f"DELETE FROM {table} WHERE day = ?", (other,))
        with workspace.writing() as session, timed("again"):
            refresh(session, LAST_DAY)
    workspace.close()
    return {what: statistics.median(values[WARM_UP:]) for what, values in taken.items()}


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


if __name__ == "__main__":
    print(json.dumps(_measure_refresh(sys.argv[1])))
