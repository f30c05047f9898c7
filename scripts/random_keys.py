"""Random keys, clicks and resizes against the program under a pseudo-terminal; seeded, so that a fault comes again.

What must hold: the program lives, shows no fault, writes no log, finds its way back to the list, answers, forgets.
``python scripts/random_keys.py --seconds 300 --seed 1``; with ``--db`` on a workspace of one's own, else on the sample.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.starting import program  # noqa: E402
from benchmarks.terminal import Terminal  # noqa: E402
from bgdetails.keys import TABLE  # noqa: E402

KEYS_A_ROUND = 60
HOME_SIZE = (80, 24)
SMALLEST, LARGEST = (5, 2), (220, 70)
ANSWER_LIMIT = 5.0
"""Seconds after which a key counts as not answered; and after which a burst must have been worked off."""
GROWTH = 12.0
"""MB that one life of the program may grow after it is warm. Pages differ in size; a leak passes it in minutes."""
WARM_AFTER = 3000
"""Keys after which caches are full and every kind of page was opened once."""
_LOADING = ("enter", "s", "escape", "g", "d", "b", "escape", "g")
"""Opens what loads a large library: a summary, and the dashboard as a table."""
FAULTS = (b"Traceback (most recent", b"Something went wrong", b"Unexpected fault", b"MarkupError")
_SEQUENCES = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "enter": b"\r",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "space": b" ",
    "alt+left": b"\x1b[1;3D",
    "alt+right": b"\x1b[1;3C",
    "slash": b"/",
    "question_mark": b"?",
    "plus": b"+",
    "minus": b"-",
}
_ENDING = ("q", "ctrl+c", "ctrl+q")
_OFTEN = ("enter", "down", "up", "tab", "right", "left", "pagedown", "end", "home", "escape")
_TEXTS = (
    *("a", "an", "har", "Data Cat", "łódź", "李", "e\u0301", "👩\u200d💻", "\u202eabc", "[bold]", "x" * 90, ">theme"),
    *(
        "stage:Decision",
        'account:"',
        "level:high",
        "score>50",
        "missing:",
        "~!(",
        "%_\\",
        "'; --",
        "-",
        '"',
        "(((",
        "9" * 20,
    ),
)
_ODD = (
    *(b"\x00", b"\xc3", b"\xff\xfe", b"\x1b[", b"\x1bO", b"\x1b[I", b"\x1b[O", b"\x1b[<35;", b"\x1b[99999999999~"),
    *(b"\x1b[?2048;0$y", b"\x1b[12;40R", b"\x1b]11;rgb:0000/0000/0000\x07"),
    *(b"\x1b[200~", b"\x1b[201~", b"\x1b[200~\x1b[31mpasted\nlines\x1b[201~"),
)


@dataclass(slots=True)
class Tally:
    """What one run did and saw."""

    keys: int = 0
    resizes: int = 0
    rounds: int = 0
    quits: int = 0
    slowest: float = 0.0
    memory_first: float = 0.0
    memory_last: float = 0.0
    most_growth: float = 0.0
    faults: list[str] = field(default_factory=list)


def bytes_of(name: str) -> bytes:
    """What a terminal sends for a key of the key table."""
    if name in _SEQUENCES:
        return _SEQUENCES[name]
    if name.startswith("ctrl+"):
        return bytes([ord(name[-1]) & 31])
    return name.encode()


def table_keys() -> tuple[bytes, ...]:
    """Every key of the key table but those that quit, and the one that writes files where the program was started."""
    names = {n for key in TABLE if key.id != "export" for n in key.keys.split(",") if n not in _ENDING}
    return tuple(sorted(bytes_of(name) for name in names))


class Fingers:
    """Seeded hands: what is typed, clicked and resized next."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._all = table_keys()
        self.size = HOME_SIZE

    def burst(self) -> list[bytes]:
        """Some keys that come at once; one of them most of the time."""
        chosen = self._random.random()
        if chosen < 0.12:
            return [b"/", *(letter.encode() for letter in self._random.choice(_TEXTS))]
        if chosen < 0.15:
            return [b"\x10", *(letter.encode() for letter in self._random.choice(_TEXTS))]
        if chosen < 0.27:
            return [self._mouse() for _ in range(self._random.choice((1, 1, 2, 6)))]
        if chosen < 0.29:
            return [self._random.choice(_ODD)]
        if chosen < 0.36:
            return [self._key()] * self._random.randint(5, 30)
        return [self._key() for _ in range(self._random.choice((1, 1, 1, 2, 5)))]

    def _key(self) -> bytes:
        if self._random.random() < 0.5:
            return bytes_of(self._random.choice(_OFTEN))
        return self._random.choice(self._all)

    def _mouse(self) -> bytes:
        x, y = self._random.randint(1, self.size[0]), self._random.randint(1, self.size[1])
        button = self._random.choice((0, 0, 0, 64, 65, 35, 32, 2))
        pressed = f"\x1b[<{button};{x};{y}M"
        return (pressed if button in (64, 65, 35, 32) else f"{pressed}\x1b[<{button};{x};{y}m").encode()

    def new_size(self) -> tuple[int, int]:
        """Any size; now and then the smallest or the largest."""
        self.size = self._random.choice(
            (
                SMALLEST,
                LARGEST,
                (40, 12),
                *((self._random.randint(5, 220), self._random.randint(2, 70)) for _ in range(5)),
            )
        )
        return self.size

    def pause(self) -> float:
        """Seconds until the next keys."""
        return self._random.choice((0.0, 0.0, 0.005, 0.02, 0.05, 0.3 if self._random.random() < 0.1 else 0.01))

    def resizes(self) -> bool:
        """Whether the window is dragged now."""
        return self._random.random() < 0.08


def is_home(text: str) -> bool:
    """Whether the screen is the list, with nothing over it and no search begun."""
    lines = text.split("\n")
    return (
        lines[0].strip().startswith("Buying groups")
        and "›" not in lines[0]
        and " > " not in lines[0]
        and "quit" in lines[-1]
    )


class Run:
    """One run of some seconds on one workspace."""

    def __init__(self, database: Path, seed: int, seconds: float, home: Path, environment: dict[str, str]) -> None:
        self.tally = Tally()
        self._database = database
        self._fingers = Fingers(seed)
        self._end = time.perf_counter() + seconds
        self._log = home / "state" / "bgdetails" / "bgdetails.log"
        folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("STATE", "CONFIG", "CACHE", "DATA")}
        # Links are opened by a program that does nothing.
        self._environment = {"BROWSER": "true", **folders, **environment}
        self._recent: list[bytes] = []

    def go(self) -> Tally:
        """Until the time is over or something is wrong; a program that was quit is started anew."""
        while time.perf_counter() < self._end and not self.tally.faults:
            with Terminal(program(self._database), *HOME_SIZE, **self._environment) as terminal:
                try:
                    terminal.until("Buying groups")
                    terminal.settle(1.0)
                    self._live(terminal)
                except (RuntimeError, TimeoutError) as error:
                    self._ended(terminal, str(error))
        return self.tally

    def _live(self, terminal: Terminal) -> None:
        sent_before, warm = self.tally.keys, 0.0
        for name in _LOADING:
            terminal.send(bytes_of(name))
            terminal.watch(0.05)
            terminal.rest(0.1, ANSWER_LIMIT)
        while time.perf_counter() < self._end and not self.tally.faults:
            self._round(terminal)
            self._find_home(terminal)
            self._look(terminal)
            if self.tally.keys - sent_before >= WARM_AFTER:
                now = terminal.memory()
                warm = warm or now
                self.tally.memory_first = self.tally.memory_first or warm
                self.tally.memory_last = now
                self.tally.most_growth = max(self.tally.most_growth, now - warm)
                if now - warm > GROWTH:
                    self._fault(terminal, f"memory grew from {warm:.1f} to {now:.1f} MB")

    def _round(self, terminal: Terminal) -> None:
        """Some keys and resizes, answers read but not shown."""
        terminal.resize(*self._fingers.new_size(), blind=True)
        self._recent = []
        while len(self._recent) < KEYS_A_ROUND:
            if self._fingers.resizes():
                size = self._fingers.new_size()
                self._recent.append(b"resize %d %d" % size)
                terminal.resize(*size, blind=True)
                self.tally.resizes += 1
            burst = self._fingers.burst()
            self._recent += burst
            self.tally.keys += len(burst)
            terminal.send(b"".join(burst))
            terminal.watch(self._fingers.pause())
        self.tally.rounds += 1

    def _find_home(self, terminal: Terminal) -> None:
        """Esc leads to the list, and every Esc and ``?`` is answered in time."""
        # A paste that was never ended would swallow the keys, as in every terminal.
        terminal.send(b"\x1b[201~")
        terminal.rest(0.1, ANSWER_LIMIT)
        terminal.resize(HOME_SIZE[0] - 1, HOME_SIZE[1], blind=True)
        terminal.rest(0.1, ANSWER_LIMIT)
        terminal.resize(*HOME_SIZE)
        terminal.rest(0.1, ANSWER_LIMIT)
        left = len(self._recent) + 10
        while not is_home(terminal.text):
            if left == 0:
                self._fault(terminal, "Esc does not lead back to the list")
                return
            terminal.send(b"\x1b")
            terminal.watch(0.04)
            terminal.rest(0.05, ANSWER_LIMIT)
            left -= 1
        try:
            answer = terminal.press("?", "Keys that work here", ANSWER_LIMIT)
            self.tally.slowest = max(self.tally.slowest, answer)
            answer = terminal.press("q", is_home, ANSWER_LIMIT)
            self.tally.slowest = max(self.tally.slowest, answer)
        except TimeoutError as error:
            self._fault(terminal, f"no answer: {error}")

    def _look(self, terminal: Terminal) -> None:
        if self._log.exists():
            self._fault(terminal, f"the log is not empty:\n{self._log.read_text(encoding='utf-8')}")
        seen = terminal.last_bytes + terminal.text.encode()
        for text in FAULTS:
            if text in seen:
                self._fault(terminal, f"“{text.decode()}” is on the screen")

    def _ended(self, terminal: Terminal, said: str) -> None:
        status = terminal.wait_ended(2.0)
        if status != 0:
            self._fault(terminal, f"{said}\nexit status {status}\n{terminal.last_bytes.decode(errors='replace')}")
        elif b"\x1b[?1049l" not in terminal.last_bytes or b"\x1b[?25h" not in terminal.last_bytes:
            self._fault(terminal, "quitting did not restore the terminal")
        else:
            self.tally.quits += 1
        self._look(terminal)

    def _fault(self, terminal: Terminal, what: str) -> None:
        keys = " ".join(repr(key)[2:-1] for key in self._recent)
        self.tally.faults.append(f"{what}\nlast keys: {keys}\n{terminal.text}")


def make_workspace(folder: Path) -> Path:
    """The sample as of its own last day."""
    database = folder / "sample.db"
    day = (ROOT / "data" / "sample_day.txt").read_text(encoding="utf-8").strip()
    command = [*program(database), "import", str(ROOT / "data" / "sample"), "--as-of", day]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return database


def run(seed: int, seconds: float, database: Path | None = None, **environment: str) -> Tally:
    """Random keys for some seconds; the workspace is the sample unless one is given."""
    with tempfile.TemporaryDirectory(prefix="bgdetails-random-") as folder:
        home = Path(folder)
        return Run(database or make_workspace(home), seed, seconds, home, environment).go()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print what was done, exit 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--db", type=Path, help="a workspace of one's own; the sample when not given")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="for the program; repeatable")
    asked = parser.parse_args(arguments)
    os.chdir(ROOT)
    environment = dict(pair.split("=", 1) for pair in asked.env)
    tally = run(asked.seed, asked.seconds, asked.db and asked.db.resolve(), **environment)
    print(
        f"seed {asked.seed}: {tally.keys:,} keys, {tally.resizes:,} resizes, {tally.rounds:,} times back to the list, "
        f"quit and started anew {tally.quits} times; memory {tally.memory_first:.1f} MB when warm, "
        f"{tally.memory_last:.1f} MB at the end, at most {tally.most_growth:+.1f} in one life; "
        f"slowest answer {tally.slowest:.0f} ms; {'FAILED' if tally.faults else 'nothing wrong'}"
    )
    for fault in tally.faults:
        print(fault)
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
