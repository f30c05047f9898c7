"""The program in a process of its own that need not import everything anew: a fork of the one that tests."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

from bgdetails.cli import main


def run_forked(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """What ``python -m bgdetails`` with these words leaves: status, output, errors. stdin is no terminal."""
    return Forked(words, folder, environment, stdin).communicate()


class Forked:
    """The program with these words, running."""

    def __init__(self, words: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: str = "") -> None:
        self.words = list(words)
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 (communicate closes them)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        with tempfile.TemporaryFile() as given:
            given.write(stdin.encode())
            given.seek(0)
            self._child = os.fork()
            if self._child == 0:
                files = (given.fileno(), self._output.fileno(), self._errors.fileno())
                _be_the_program(words, folder, environment, files)

    def send_signal(self, number: int) -> None:
        os.kill(self._child, number)

    def communicate(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end."""
        with self._output, self._errors:
            try:
                _, status = os.waitpid(self._child, 0)
            except BaseException:
                self.send_signal(signal.SIGKILL)
                os.waitpid(self._child, 0)
                raise
            said, complained = (self._read(file) for file in (self._output, self._errors))
        return subprocess.CompletedProcess(self.words, os.waitstatus_to_exitcode(status), said, complained)

    @staticmethod
    def _read(file: IO[bytes]) -> str:
        file.seek(0)
        return file.read().decode()


def _be_the_program(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], files: tuple[int, int, int]
) -> NoReturn:
    """Nothing of the tests is left but the modules."""
    status: object = 70
    try:
        atexit._clear()
        for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        for target, source in enumerate(files):
            os.dup2(source, target)
        sys.stdin = sys.__stdin__ = os.fdopen(0, "r", encoding="utf-8", closefd=False)
        sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = sys.__stderr__ = os.fdopen(2, "w", 1, encoding="utf-8", closefd=False)
        sys.argv = ["bgdetails", *words]
        status = main()
    except SystemExit as leaving:
        status = leaving.code
    except BaseException:
        traceback.print_exc()
        status = 1
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else int(status is not None))
