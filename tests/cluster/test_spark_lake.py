"""A refresh by Spark on a cluster of two workers: what DuckDB and the store give, also when a worker dies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark import SparkContext
from pyspark.sql import SparkSession

from bgdetails.refresh.engines import open_lake
from bgdetails.refresh.lake import LakeCounts
from bgdetails.refresh.lake_rows import lie_in_lake
from bgdetails.refresh.run import refresh_from
from bgdetails.store.workspace import open_workspace
from tests import databases
from tests.cluster.processes import Cluster
from tests.refresh.drawn import assert_engines_agree, drawn_workspace
from tests.refresh.lakes import (
    AS_OF,
    ODD_SAID,
    PEOPLE,
    SPOILED,
    Row,
    a_few,
    assert_equal,
    assert_odd_is_read,
    copied,
    dump,
    from_lake,
    imported,
    lake,
    parquet,
    rows_of,
    spoil,
    workspace_folder,
)
from tests.waiting import is_being_written, until

_ACTIVITIES = 60_000


def _many() -> list[Row]:
    """So many that the workers have something to do; some twice."""
    draw = random.Random(11)
    types = ("Page Views", "Email Sent", "Email Opened", "Meeting Held", "Interesting Moment", "Odd type")
    return [
        {
            "id": f"x{draw.randrange(_ACTIVITIES) if number % 50 == 0 else number}",
            "person_id": f"p{draw.randrange(PEOPLE)}",
            "type": draw.choice(types),
            "at": f"{AS_OF - timedelta(days=draw.randrange(120))}T{draw.randrange(24):02}:30:00Z",
            "asset": draw.choice((None, "Ransomware in practice", "The RPOs")),
            "journey_id": draw.choice((None, "j1")),
        }
        for number in range(_ACTIVITIES)
    ]


def _kill_in_the_middle(cluster: Cluster, context: SparkContext, reading: Event, killed: list[int]) -> None:
    """Kill the worker that has stopped, once the other has done all of a stage but what the first was given."""
    tracker = context.statusTracker()
    while not killed and reading.is_set():
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and info.numActiveTasks == 1 and info.numCompletedTasks == info.numTasks - 1 > 0:
                cluster.kill_a_worker()
                killed.append(stage)
                return
        time.sleep(0.01)


def _refresh(database: Path, location: str, cluster: Cluster, context: SparkContext) -> tuple[LakeCounts, list[int]]:
    """What was counted, and the stage in which a worker died."""
    reading, killed = Event(), list[int]()
    killer = Thread(target=_kill_in_the_middle, args=(cluster, context, reading, killed))

    def progress(what: str, _done: int) -> None:
        if what == "activities in the lake":
            # However fast the machine, what this worker is given now is not done when it is killed.
            cluster.stop_a_worker()
            reading.set()
            killer.start()
        elif what == "numbers by day":
            reading.clear()

    with (
        closing(open_workspace(str(database))) as workspace,
        open_lake(location, "spark") as opened,
        workspace.writing() as writing,
    ):
        lie_in_lake(writing, location, "spark")
        counts = refresh_from(writing, AS_OF, opened, progress=progress)[1]
    killer.join()
    return counts, killed


@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
@pytest.mark.usefixtures("session")
def test_spark_gives_what_an_import_of_the_same_rows_gives(seed: int) -> None:
    # As DuckDB does in tests/refresh/test_lake.py.
    with tempfile.TemporaryDirectory() as name, databases.lending():
        assert_engines_agree(Path(name), drawn_workspace(seed, most=8), "spark")


@pytest.mark.usefixtures("session")
def test_files_of_both_kinds_and_of_other_columns_are_one_lake(tmp_path: Path, imported_once: Path) -> None:
    activities = a_few()
    folder = tmp_path / "la ke{1}+"
    lake(folder / "in", activities[:30], "jsonl")
    lake(folder / "it", activities[20:50], "typed")
    parquet(folder / "ns.parquet", activities[40:55], 'CAST(CAST("at" AS TIMESTAMP) AS TIMESTAMP_NS)')
    parquet(folder / "z.parquet", activities[50:], columns=["type", "at", "person_id", "id", "asset"])
    (folder / "_temporary").mkdir()
    (folder / "_temporary" / "a.parquet").write_bytes(b"half")
    by = {engine: copied(imported_once, tmp_path / f"{engine}.db") for engine in ("duckdb", "spark")}
    for engine, database in by.items():
        assert from_lake(database, str(folder), engine) == 0
    assert_equal(by["duckdb"], by["spark"])
    activities_of = (
        "SELECT external_id, person_id, type_id, at, asset, url, subject, journey_id FROM activity ORDER BY 1"
    )
    assert rows_of(by["duckdb"], activities_of) == rows_of(by["spark"], activities_of)


@pytest.mark.parametrize("how", SPOILED)
@pytest.mark.usefixtures("session")
def test_what_cannot_be_read_changes_nothing(
    tmp_path: Path, imported_once: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Word for word what is said where DuckDB reads.
    lean = copied(imported_once, tmp_path / "lean.db")
    location, said = spoil(tmp_path / "lake", how, a_few())
    before = dump(lean)
    capsys.readouterr()
    assert from_lake(lean, location, "spark") == 1
    assert capsys.readouterr() == ("", f"bgdetails: {said}\n")
    assert dump(lean) == before


@pytest.mark.usefixtures("session")
def test_odd_files_are_read_for_what_they_are(
    tmp_path: Path, imported_once: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert_odd_is_read("spark", imported_once, tmp_path)
    assert capsys.readouterr().out.splitlines()[0] == ODD_SAID


@pytest.mark.parametrize(
    "variables, said",
    [
        ({"JAVA_HOME": "/nonexistent"}, "Spark needs Java 17 or newer, and JAVA_HOME, /nonexistent, has none: install"),
        (
            {"JAVA_HOME": "", "PATH": "/nonexistent"},
            "Spark needs Java 17 or newer, and none was found: install it (on ",
        ),
        (
            {"BGDETAILS_SPARK_MASTER": "spark://127.0.0.1:1"},
            "spark://127.0.0.1:1 cannot be reached (Connection refused): start it, or name another as spark",
        ),
    ],
)
def test_what_is_missing_is_one_sentence(
    tmp_path: Path, imported_once: Path, variables: dict[str, str], said: str
) -> None:
    # In a process of its own, in which no Spark runs yet.
    lean = copied(imported_once, tmp_path / "lean.db")
    location = lake(tmp_path / "lake", a_few())
    before = dump(lean)
    words = ["--db", str(lean), "refresh", "--activities", location, "--engine", "spark", "--as-of", str(AS_OF)]
    done = subprocess.run(
        [sys.executable, "-m", "bgdetails", *words],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"bgdetails: {said}")
    assert done.stderr.count("\n") == 1
    assert dump(lean) == before


# In the background of a shell Python hears no Ctrl+C.
_PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from bgdetails.cli import main; raise SystemExit(main())"
)


def _end_in_the_middle(database: Path, words: list[str], temporary: Path, number: signal.Signals) -> tuple[int, str]:
    """Start a refresh with a Java of its own, and end it while it writes; its status, and what it says."""
    refresh = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *words],
        env={**os.environ, "BGDETAILS_SPARK_MASTER": "local[1]", "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: is_being_written(database))
    started = psutil.Process(refresh.pid).children(recursive=True)
    assert any("java" in process.name() for process in started)
    refresh.send_signal(number)
    out, err = refresh.communicate()
    assert out == ""
    if number == signal.SIGKILL:
        # Java goes by itself where nobody is left who could end it.
        until(lambda: not _running(started))
    assert not _running(started)
    return refresh.returncode, err


def _running(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended; one that has may wait for the first process of the machine to take note of it."""
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def test_ended_in_the_middle_nothing_has_changed(tmp_path: Path, imported_once: Path, session: SparkSession) -> None:
    lean = copied(imported_once, tmp_path / "lean.db")
    location = lake(tmp_path / "lake", a_few())
    before = dump(lean)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words = ["--db", str(lean), "refresh", "--activities", location, "--engine", "spark", "--as-of", str(AS_OF)]
    assert _end_in_the_middle(lean, words, temporary, signal.SIGINT) == (130, "bgdetails: Stopped.\n")
    assert not list(temporary.glob("bgdetails-lake-*"))
    assert dump(lean) == before
    # Of a kill only what was put aside stays, in the folder for that.
    assert _end_in_the_middle(lean, words, temporary, signal.SIGKILL) == (-signal.SIGKILL, "")
    assert len(list(temporary.glob("bgdetails-lake-*"))) == 1
    assert dump(lean) == before
    assert from_lake(lean, location, "spark") == 0


def test_with_a_worker_that_dies_the_result_is_the_same(
    tmp_path: Path, imported_once: Path, cluster: Cluster, session: SparkSession
) -> None:
    # Last: the cluster has one worker from here on.
    activities = _many()
    location = lake(tmp_path / "lake", activities, "jsonl")
    by = {engine: copied(imported_once, tmp_path / f"{engine}.db") for engine in ("duckdb", "spark")}
    assert from_lake(by["duckdb"], location, "duckdb") == 0
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", activities))
    counts, killed = _refresh(by["spark"], location, cluster, session.sparkContext)
    assert killed, "a worker was to die in the middle of a stage"
    cluster.wait_for_workers(1)
    assert counts.rows == len(activities)
    assert counts.repeated == len(activities) - len({row["id"] for row in activities})
    assert_equal(by["duckdb"], by["spark"])
    assert_equal(store, by["spark"])
