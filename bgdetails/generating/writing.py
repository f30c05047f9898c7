"""Writes the files of a workspace folder, a row at a time: nothing is remembered."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from bgdetails.generating.layout import COLUMNS

Cell = str | int | None
_BUFFER = 1 << 20


class FolderWriter:
    """The open files of a folder."""

    def __init__(self, folder: Path) -> None:
        """Open all of them, each with its header."""
        self.rows = dict.fromkeys(COLUMNS, 0)
        self._stack = ExitStack()
        self._add: dict[str, Callable[[Sequence[Cell]], object]] = {}
        self._texts: dict[str, io.TextIOBase] = {}
        with ExitStack() as opening:
            for file, columns in COLUMNS.items():
                out = (folder / f"{file}.csv").open("w", encoding="utf-8", newline="", buffering=_BUFFER)
                self._texts[file] = opening.enter_context(out)
                self._add[file] = csv.writer(out, lineterminator="\n").writerow
                self._add[file](columns)
            self._stack = opening.pop_all()

    def __enter__(self) -> FolderWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, file: str, *cells: Cell) -> None:
        """Write a row; None is an empty cell."""
        self.rows[file] += 1
        self._add[file](cells)

    def add_lines(self, file: str, lines: Iterable[str], number: int) -> None:
        """Write so many rows that are lines already."""
        self.rows[file] += number
        self._texts[file].writelines(lines)


def as_cells(cells: Iterable[Cell]) -> str:
    """Cells as a part of a line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(list(cells))
    return out.getvalue()
