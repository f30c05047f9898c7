"""Compare what the program shows of a worked folder with the ``expected.json`` beside its CSV files, leaf by leaf.

    python scripts/compare_worked.py FOLDER… [--subprocess]

Each folder is imported into a workspace of its own by the command line, and asked with ``--format json``; by default
within this process, with ``--subprocess`` by one process a question. Every key that is expected must be there, lists
have the same order, numbers are equal to 1e-6, everything else exactly; further keys are free.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOLERANCE = 1e-6
SHOWN = 50
Command = Callable[[list[str]], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A leaf that is not as expected."""

    path: str
    expected: object
    actual: object

    def __str__(self) -> str:
        expected, actual = (json.dumps(value, ensure_ascii=False) for value in (self.expected, self.actual))
        return f"{self.path}: expected {expected[:200]}, got {actual[:200]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many leaves there are, and which differ."""

    leaves: int
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        return f"{self.leaves - len(self.differences)} of {self.leaves} leaves equal"


def compare(expected: object, actual: object, path: str = "") -> Iterator[Difference | None]:
    """A value for each expected leaf: None where it is equal. What is missing counts with all of its leaves."""
    if isinstance(expected, dict) and expected:
        for key, value in expected.items():
            found = actual.get(key, "(missing)") if isinstance(actual, dict) else "(no object)"
            yield from compare(value, found, f"{path}.{key}")
    elif isinstance(expected, list) and expected:
        there = actual if isinstance(actual, list) else []
        for number, value in enumerate(expected):
            yield from compare(value, there[number] if number < len(there) else "(missing)", f"{path}[{number}]")
        if len(there) > len(expected):
            yield Difference(f"{path}[{len(expected)}]", "(nothing more)", there[len(expected)])
    else:
        yield None if _equal(expected, actual) else Difference(path, expected, actual)


def _equal(expected: object, actual: object) -> bool:
    if _is_number(expected) and _is_number(actual):
        return abs(expected - actual) <= TOLERANCE  # type: ignore[operator]
    return type(expected) is type(actual) and expected == actual


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def compare_folder(folder: Path, run: Command) -> Comparison:
    """Import the folder, ask for everything that is expected, compare."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    run(["import", str(folder), "--as-of", expected["as_of"]])
    leaves = [*compare(expected["groups"], _json(run, ["groups"]), "groups")]
    for command in ("show", "explain"):
        leaves += _compare_subjects(expected[command], command, run, [])
    earlier = expected["earlier"]
    leaves += _compare_subjects(earlier["show"], "show", run, ["--as-of", earlier["as_of"]])
    return Comparison(len(leaves), tuple(leaf for leaf in leaves if leaf is not None))


def _compare_subjects(
    expected: dict[str, dict[str, Any]], command: str, run: Command, options: list[str]
) -> Iterator[Difference | None]:
    for kind, subjects in expected.items():
        for subject, answer in subjects.items():
            shown = _json(run, [command, kind, subject, *options])
            yield from compare(answer, shown, " ".join([command, kind, subject, *options]))


def _json(run: Command, arguments: list[str]) -> object:
    return json.loads(run([*arguments, "--format", "json"]))


def in_process(database: Path | str) -> Command:
    """Commands run within this process."""
    from bgdetails.cli import main

    def run(arguments: list[str]) -> str:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main(["--db", str(database), *arguments])
        if status:
            raise RuntimeError(f"{' '.join(arguments)}: {err.getvalue().strip() or out.getvalue().strip()}")
        return out.getvalue()

    return run


def by_processes(database: Path) -> Command:
    """Commands run as processes."""

    def run(arguments: list[str]) -> str:
        command = [sys.executable, "-m", "bgdetails", "--db", str(database), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    return run


def main() -> int:
    """Compare the folders named on the command line."""
    parser = argparse.ArgumentParser(description="Compare worked folders with their expected.json.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--subprocess", action="store_true", help="one process a question")
    options = parser.parse_args()
    status = 0
    for folder in options.folders:
        with tempfile.TemporaryDirectory() as scratch:
            database = Path(scratch) / "worked.db"
            run = by_processes(database) if options.subprocess else in_process(database)
            comparison = compare_folder(folder, run)
        print(f"{folder}: {comparison}")
        for difference in comparison.differences[:SHOWN]:
            print(f"  {difference}")
        status |= bool(comparison.differences)
    return status


if __name__ == "__main__":
    sys.exit(main())
