"""Measure a refresh from a lake: how long each engine takes for generated activities, on so many cores.

    python scripts/measure_lake.py --activities 10000000 --engine duckdb --engine spark --cores 1 2
    python scripts/measure_lake.py --folder /data/measured --master spark://host:7077 --cores 8 16 32 64 --lake s3a://…

The workspace and the lake are made once (``--folder`` keeps them); ``--lake`` names files that lie elsewhere already,
where all workers find them. Prints one line for each run, and the commands that gave it need nothing else. Cores are
those that Spark may take (``spark.cores.max``; ``local[n]`` without a master); DuckDB takes all that the machine has.
Processor time and memory are those of this machine; the memory is that of the largest process, which is Java of Spark.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

AS_OF = "2026-06-30"
_PROGRAM = (sys.executable, "-m", "bgdetails")
_PART = "strftime(CAST(\"at\" AS TIMESTAMP), '%Y-%m')"


@dataclass(frozen=True, slots=True)
class _Used:
    """What a run took, of the program and all that it started."""

    seconds: float
    processor: float
    bytes: int


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, help="a hundredth of the activities unless told otherwise")
    parser.add_argument("--engine", action="append", choices=("duckdb", "spark"))
    parser.add_argument("--master", help="of Spark; this machine unless told otherwise")
    parser.add_argument("--cores", type=int, nargs="+", default=[os.cpu_count() or 1])
    parser.add_argument("--folder", type=Path, help="where workspace and lake are made, and kept")
    parser.add_argument("--lake", help="where the activities lie, if not in the folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bgdetails-measure-") as made:
        folder = arguments.folder or Path(made)
        people = arguments.people or max(arguments.activities // 100, 100)
        workspace, lake = _made(folder, arguments.activities, people)
        size = sum(file.stat().st_size for file in lake.rglob("*.parquet"))
        print(
            f"{arguments.activities:,} activities of {people:,} people; {size / 1e6:,.0f} MB of Parquet in {lake}",
            flush=True,
        )
        for engine in arguments.engine or ["duckdb"]:
            for cores in arguments.cores if engine == "spark" else [os.cpu_count() or 1]:
                used = _measure(workspace, arguments.lake or str(lake), engine, cores, arguments.master)
                print(f"{engine}, {cores} cores: {_said(used, arguments.activities)}", flush=True)
    return 0


def _made(folder: Path, activities: int, people: int) -> tuple[Path, Path]:
    """A workspace without activities, and those as Parquet by month, sorted by person."""
    workspace, lake, tables = folder / "measured.db", folder / "lake", folder / "tables"
    if workspace.exists() and lake.exists():
        return workspace, lake
    sizes = {"accounts": people // 100, "people": people, "groups": people // 10, "activities": activities}
    flags = [word for name, number in sizes.items() for word in (f"--{name}", str(max(number, 1)))]
    _run("generate", str(tables), *flags, "--seed", "1", "--as-of", AS_OF)
    # In a process of its own: what this one has in memory a run that it starts would be said to have.
    making = multiprocessing.get_context("spawn").Process(target=_to_parquet, args=(tables / "activities.csv", lake))
    making.start()
    making.join()
    if making.exitcode:
        raise SystemExit(f"{lake} could not be made.")
    _run("--db", str(workspace), "import", str(tables), "--as-of", AS_OF)
    return workspace, lake


def _to_parquet(file: Path, lake: Path) -> None:
    import duckdb

    rows = f"SELECT *, {_PART} AS month FROM read_csv('{file}', all_varchar = true)"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{lake}' (FORMAT parquet, PARTITION_BY (month))")
    file.unlink()


def _measure(workspace: Path, lake: str, engine: str, cores: int, master: str | None) -> _Used:
    """Refresh a copy."""
    with tempfile.TemporaryDirectory(prefix="bgdetails-measure-") as folder:
        database = Path(folder) / "copy.db"
        shutil.copyfile(workspace, database)
        spark = {"BGDETAILS_SPARK_MASTER": master or f"local[{cores}]"}
        if master:
            spark["PYSPARK_SUBMIT_ARGS"] = f"--conf spark.cores.max={cores} pyspark-shell"
        words = ("--db", str(database), "refresh", "--activities", lake, "--engine", engine, "--as-of", AS_OF)
        return _run(*words, **spark)


def _said(used: _Used, activities: int) -> str:
    of_each = used.processor / activities * 1e6
    return (
        f"{used.seconds:.1f} s, {used.processor:.1f} s of processor time ({of_each:.1f} for each million activities),"
        f" {used.bytes / 1e6:,.0f} MB of memory"
    )


def _run(*words: str, **variables: str) -> _Used:
    """Run the program."""
    began = time.perf_counter()
    process = subprocess.Popen([*_PROGRAM, *words], env={**os.environ, **variables}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"bgdetails {' '.join(words)} did not succeed.")
    return _Used(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


if __name__ == "__main__":
    raise SystemExit(main())
