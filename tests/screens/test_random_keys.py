"""Random keys in a real terminal for some seconds; ``python scripts/random_keys.py`` does it for minutes."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks.starting import program
from benchmarks.terminal import Terminal
from scripts.random_keys import ROOT, make_workspace, run, table_keys
from tests.screens.lists import many, write_list

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@pytest.fixture
def at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is started by ``python -m`` from the top of the project."""
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("at_the_top")
def test_random_keys_do_no_harm(tmp_path: Path) -> None:
    tally = run(20, 7.0, make_workspace(tmp_path))
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.rounds > 0


@pytest.mark.usefixtures("at_the_top")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_program_told_to_end_gives_the_terminal_back(tmp_path: Path, number: signal.Signals) -> None:
    with Terminal(program(write_list(tmp_path, many(3))), 80, 24) as terminal:
        terminal.until("Buying groups")
        terminal.settle(0.5)
        os.kill(terminal.pid, number)
        with pytest.raises(RuntimeError, match="ended"):
            terminal.watch(5.0)
        assert b"\x1b[?1049l" in terminal.last_bytes
        assert terminal.wait_ended(5.0) == 128 + number


_IN_A_SESSION_OF_ITS_OWN = (
    "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:], start_new_session=True).returncode)"
)


@pytest.mark.usefixtures("at_the_top")
@pytest.mark.parametrize("around", [(), (sys.executable, "-c", _IN_A_SESSION_OF_ITS_OWN)], ids=["told", "not told"])
def test_a_program_whose_terminal_has_gone_ends(tmp_path: Path, around: tuple[str, ...]) -> None:
    with Terminal([*around, *program(write_list(tmp_path, many(3)))], 80, 24) as terminal:
        terminal.until("Buying groups")
        terminal.settle(0.5)
        inner = psutil.Process(terminal.pid).children()
        terminal.hang_up()
        status = terminal.wait_ended(30.0)
        gone, alive = psutil.wait_procs(inner, timeout=30.0)
        assert (len(gone), alive) == (len(inner), [])
        if not around:
            assert status == 128 + signal.SIGHUP


@pytest.mark.usefixtures("at_the_top")
def test_an_absurd_key_sequence_and_a_shell_that_is_not_there(tmp_path: Path) -> None:
    with Terminal(program(write_list(tmp_path, many(3))), 80, 24) as terminal:
        terminal.until("Buying groups")
        terminal.settle(0.5)
        terminal.press("\x1a", "no shell to go to")
        # Textual's parser fails at the key after it, and takes that along.
        terminal.send(b"\x1b[99999999999~j")
        terminal.press("?", "Keys that work here")


def test_random_keys_know_the_whole_key_table() -> None:
    keys = table_keys()
    assert {b"\r", b"\x1b", b"/", b"\x10", b"\x1b[1;3D", b"j"} <= set(keys)
    assert not {b"q", b"X", b"\x03", b"\x11"} & set(keys)
