"""A program under a pseudo-terminal, seen through a screen of pyte; measures what a person in front of it waits for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil
import pyte

KEYS = {
    "enter": b"\r",
    "esc": b"\x1b",
    "tab": b"\t",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "end": b"\x1b[F",
    "home": b"\x1b[H",
    "pagedown": b"\x1b[6~",
    "pageup": b"\x1b[5~",
}
_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;1$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[\?u"), b"\x1b[?0u"),
)
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[[0-9;?]*\$p|\x1bP.*?\x1b\\|\x1b_.*?\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b\[\?u|\x1b\[[0-9;]*t",
    re.DOTALL,
)
_WHOLE = re.compile(rb"\x1b(?:\[[0-9;:?<>=$ ]*[@-~]|[^\[\]P_]|\][^\x07\x1b]*(?:\x07|\x1b\\)|\\)")

Seen = Callable[[str], bool]
_PIECES_APART = 1.5  # milliseconds
_KEPT = 1 << 16  # bytes: as long as the fault that a program may end with


class Terminal:
    """Runs a command at a size; times are milliseconds from the start or from a key."""

    def __init__(self, command: Sequence[str], columns: int = 120, rows: int = 40, **environment: str) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._tail = b""
        self._is_blind = False
        self._status: int | None = None
        self.bytes_seen = 0
        self.last_bytes = b""
        self.started = self.last_output = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            _become(command, columns, rows, environment)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.set_blocking(self._fd, False)
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
            if self.ended() is None:
                os.kill(self._pid, number)
            for _ in range(30):
                if self.ended() is not None:
                    self.hang_up()
                    return
                time.sleep(0.02)

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self._screen.display)

    def until(self, seen: Seen | str, limit: float = 20.0) -> float:
        """Milliseconds from the start until the screen shows it."""
        return self._wait(seen, self.started, limit)

    def press(self, key: str, seen: Seen | str, limit: float = 10.0) -> float:
        """Milliseconds from a key until the screen shows what it should, and something came after the key."""
        self.settle()
        sent = time.perf_counter()
        os.write(self._fd, KEYS.get(key, key.encode()))
        return self._wait(seen, sent, limit)

    def tap(self, key: str, seen: Seen | str, limit: float = 10.0) -> float:
        """As ``press``, of a screen that never is still: what was there before the key is read, and not waited for."""
        self._read(0)
        sent = time.perf_counter()
        os.write(self._fd, KEYS.get(key, key.encode()))
        return self._wait(seen, sent, limit)

    def settle(self, quiet: float = 0.12, limit: float = 5.0) -> None:
        """Wait until nothing has come for a while."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            left = quiet - (time.perf_counter() - self.last_output)
            if left <= 0:
                return
            self._read(left)

    def rest(self, quiet: float = 0.1, limit: float = 5.0) -> None:
        """Wait until the program has worked off what it was sent: it says nothing, and none of its threads computes.

        Silence alone does not tell: on a busy machine a program waits for its turn with keys unread.
        """
        end = time.perf_counter() + limit
        spent = -1.0
        while time.perf_counter() < end and (spent != (spent := self._spent()) or self._is_running()):
            self.settle(quiet, max(0.0, end - time.perf_counter()))
            self.watch(quiet)

    def _spent(self) -> float:
        """Seconds of processor time that the program has had."""
        times = psutil.Process(self._pid).cpu_times()
        return times.user + times.system

    def _is_running(self) -> bool:
        """Whether a thread of it computes, or waits for its turn."""
        states = []
        for stat in Path(f"/proc/{self._pid}/task").glob("*/stat"):
            with suppress(OSError):  # a thread that has ended
                states.append(stat.read_text().rpartition(")")[2].split()[0])
        return "R" in states or "D" in states

    def send(self, data: bytes) -> None:
        """Type these bytes, as far as the program takes them within a second."""
        end = time.perf_counter() + 1
        while data and time.perf_counter() < end:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                self.watch(0.01)

    def watch(self, seconds: float) -> None:
        """Take what comes for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def resize(self, columns: int, rows: int, *, blind: bool = False) -> None:
        """Another size. ``blind``: what comes is read but not shown, which is fast, until the next resize."""
        self._is_blind = blind
        self._tail = b""
        self._screen.reset()
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def ended(self) -> int | None:
        """The program's exit status (negative: the signal); None while it runs."""
        if self._status is None:
            done, status = os.waitpid(self._pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if done else None
        return self._status

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._pid

    def hang_up(self) -> None:
        """Close the terminal, as a window is closed or a connection breaks off."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def wait_ended(self, limit: float) -> int | None:
        """Its exit status, once it has ended; None where it does not in time."""
        end = time.perf_counter() + limit
        while self.ended() is None and time.perf_counter() < end:
            time.sleep(0.02)
        return self.ended()

    def memory(self) -> float:
        """Resident MB of the program and its children."""
        process = psutil.Process(self._pid)
        return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)]) / 2**20

    def _wait(self, seen: Seen | str, since: float, limit: float) -> float:
        found: Seen = (lambda text: re.search(seen, text) is not None) if isinstance(seen, str) else seen
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            if self._read(0.05) and self.last_output >= since and found(self.text):
                return (self.last_output - since) * 1000
        raise TimeoutError(f"not seen within {limit} s: {seen}\n{self.text}")

    def _read(self, timeout: float) -> bool:
        if not self._poll.poll(timeout * 1000):
            return False
        data = b""
        # A screen comes in pieces of 4 kB. They are shown together: showing one takes this program, and no terminal, so
        # long that it would hold up the next.
        try:
            while len(data) < 1 << 20 and (not data or self._poll.poll(_PIECES_APART)):
                data += (more := os.read(self._fd, 65536))
                stamp = time.perf_counter()
                if not more:
                    break
        except OSError:
            if not data:
                raise RuntimeError(f"the program ended\n{self.text}") from None
        self.last_output = stamp
        self.bytes_seen += len(data)
        self.last_bytes = (self.last_bytes + data)[-_KEPT:]
        self._answer(data)
        if not self._is_blind:
            self._feed(data)
        return True

    def _answer(self, data: bytes) -> None:
        for question, answer in _ANSWERS:
            for _ in question.finditer(data):
                os.write(self._fd, answer)

    def _feed(self, data: bytes) -> None:
        """Show the data; the beginning of a sequence that is cut waits for its end."""
        data, self._tail = self._tail + data, b""
        cut = data.rfind(b"\x1b")
        if cut >= 0 and len(data) - cut < 64 and not _WHOLE.match(data, cut):
            data, self._tail = data[:cut], data[cut:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))


def _become(command: Sequence[str], columns: int, rows: int, environment: dict[str, str]) -> None:
    """In the child: take the terminal's size and turn into the command."""
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")}
    known |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    # No folder: each run begins at the list, not where the one before it ended.
    known |= {"XDG_STATE_HOME": os.devnull, **environment}
    os.execvpe(command[0], list(command), known)
