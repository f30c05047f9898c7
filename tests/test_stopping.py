"""The program is told to end: one line, the status that shells know, whatever was made of the signal meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from bgdetails.stopping import Terminated, status_of
from tests.commands.conftest import home  # noqa: F401 - a fixture
from tests.forked import Forked
from tests.refresh.lakes import AS_OF, copied, dump, from_lake, lake
from tests.waiting import is_being_written, until

# Where a signal comes into: a text that is executed, after which Python ends itself by it; what nothing can be raised
# from; a library that makes a fault or a Ctrl+C of its own of it; the wait for the last threads.
_PLACES = {
    "a text": "exec('signal.raise_signal(number)')",
    "nowhere": "[Quiet() and None, time.sleep(20)]",
    "a fault": "run_command(Broken(), Namespace())",
    "twice": "try_again()",
    "a Ctrl+C": "made_one()",
}
_PROGRAM = """
import signal, sys, time
from argparse import Namespace
from bgdetails.commands.running import run_command
from bgdetails.stopping import stoppable
number = signal.Signals(int(sys.argv[1]))
class Quiet:
    def __del__(self):
        signal.raise_signal(number)
class Broken:
    def run(self, *_):
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:
            raise ImportError("numpy is odd")
def try_again():
    try:
        signal.raise_signal(number)
    finally:
        signal.raise_signal(number)
def made_one():
    try:
        signal.raise_signal(number)
    except KeyboardInterrupt:
        pass
    raise KeyboardInterrupt
def work():
    return {place} or 0
raise SystemExit(stoppable(work))
"""


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_wherever_it_comes_it_is_one_line_and_its_status(place: str, number: signal.Signals, status: int) -> None:
    program = _PROGRAM.replace("{place}", _PLACES[place])
    done = subprocess.run(
        [sys.executable, "-c", program, str(int(number))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "bgdetails: Stopped.\n")


def test_in_the_background_of_a_shell_it_is_no_ctrl_c_but_sigterm_that_ends_it() -> None:
    program = _PROGRAM.replace("{place}", "[signal.raise_signal(signal.SIGINT), signal.raise_signal(number)]")
    done = subprocess.run(
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", program, str(int(signal.SIGTERM))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "bgdetails: Stopped.\n")


def test_a_stop_is_found_behind_what_was_made_of_it() -> None:
    fault = ValueError()
    fault.__context__ = KeyError()
    fault.__context__.__context__ = Terminated()
    assert status_of(fault) == 143
    assert status_of(KeyboardInterrupt()) == 130
    assert status_of(KeyError()) == 0


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_refresh_from_a_lake_that_is_stopped_changes_nothing(
    tmp_path: Path,
    imported_once: Path,
    home: dict[str, str],  # noqa: F811
    number: signal.Signals,
    status: int,
) -> None:
    lean = copied(imported_once, tmp_path / "lean.db")
    (tmp_path / "temporary").mkdir()
    with closing(duckdb.connect()) as connection:
        connection.execute(
            "COPY (SELECT 'x' || n AS id, 'p' || n % 9 AS person_id, 'Page Views' AS type, '2026-06-01' AS at,"
            f" 'asset ' || n AS asset FROM range(400000) r(n)) TO '{tmp_path}/many.parquet' (FORMAT parquet)"
        )
    before = dump(lean)
    words = ["--db", str(lean), "refresh", "--activities", str(tmp_path / "many.parquet"), "--as-of", str(AS_OF)]
    refresh = Forked(words, tmp_path, home | {"TMPDIR": str(tmp_path / "temporary")})
    until(lambda: is_being_written(lean))
    refresh.send_signal(number)
    done = refresh.communicate()
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "bgdetails: Stopped.\n")
    assert dump(lean) == before
    assert not list((tmp_path / "temporary").iterdir())
    assert from_lake(lean, lake(tmp_path / "lake", [])) == 0
