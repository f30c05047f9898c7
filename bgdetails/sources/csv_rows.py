"""Rows of a CSV file as a stream, each with the physical line on which it begins; broken ones apart.

A row that cannot be read costs only itself: reading goes on with the line after the one on which it began, so that a
quote that is never closed does not swallow what follows.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO

from msgspec import Struct

from bgdetails.sources.drafts import Place, Reason, Reject

LONGEST_CELL = 1_000_000
"""Characters; a longer cell is most often a quote that was never closed."""
_CHUNK = 1 << 18
_KEPT_CHUNKS = 10
"""Ten chunks are more than two cells of the longest kind, so the line of a broken row is still at hand."""


def index_columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column stands, by its name in lower case; of two of one name the first."""
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        places.setdefault(name.casefold(), index)
    return places


class Table(Struct, frozen=True):
    """A CSV file that was opened for reading, once."""

    header: tuple[str, ...]
    stream: IO[str]
    """The file from its start, opened with ``newline=""``."""
    file: int
    """What ``Place.file`` is to be."""

    def rows(self, id_column: str = "") -> Iterator[Place | Reject]:
        """Every row after the header as its place; a broken or ragged one as a reject with the id as it stands."""
        where = index_columns(self.header).get(id_column.casefold()) if id_column else None
        return read_rows(self.stream, self.file, where)


class _Lines:
    """The physical lines of a stream, the last few megabytes of which can be gone through again."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._kept: deque[tuple[int, list[str]]] = deque(maxlen=_KEPT_CHUNKS)
        self._next = 1

    def line(self, number: int) -> str:
        """The text of a line that is still at hand, else nothing."""
        return next(iter(next(self._chunks_at_hand(number), [])), "").rstrip("\r\n")

    def starting_at(self, number: int) -> tuple[int, Iterator[str]]:
        """The lines from ``number`` on, or from the first later one that is at hand, with its number."""
        first = max(number, self._kept[0][0]) if self._kept else self._next
        at_hand = list(self._chunks_at_hand(first))
        return first, chain.from_iterable(chain(at_hand, self._unread()))

    def _chunks_at_hand(self, number: int) -> Iterator[list[str]]:
        for first, chunk in self._kept:
            if first + len(chunk) > number:
                yield chunk[max(0, number - first) :]

    def _unread(self) -> Iterable[list[str]]:
        # Chunks, not lines: csv.reader then draws each line without a step of Python.
        while chunk := self._stream.readlines(_CHUNK):
            self._kept.append((self._next, chunk))
            self._next += len(chunk)
            yield chunk


def read_header(stream: IO[str]) -> tuple[str, ...]:
    """The cells of the first row that is not blank, without outer blanks; nothing where there is none."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        return next((tuple(map(str.strip, row)) for row in csv.reader(stream, strict=True) if _is_filled(row)), ())
    except csv.Error:
        return ()


def read_rows(stream: IO[str], file: int, id_column: int | None) -> Iterator[Place | Reject]:
    """Every row after the header as its place; a broken or ragged one as a reject.

    Args:
        stream: the file from its start, opened with ``newline=""``.
        file: what ``Place.file`` is to be.
        id_column: where the row's id stands, for rejects; None where it has none.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(stream)
    width = 0
    first: int | None = 1
    while first is not None:
        base, source = lines.starting_at(first)
        reader = csv.reader(source, strict=True)
        before = base = base - 1
        first = None
        try:
            for row in reader:
                line = before + 1
                before = base + reader.line_num
                if len(row) == width and row:
                    yield Place(file, line, tuple(row))
                elif not width:
                    width = len(row) if _is_filled(row) else 0
                elif _is_filled(row):
                    yield _ragged(Place(file, line, tuple(row)), width, id_column)
        except csv.Error as error:
            yield _broken(Place(file, before + 1, (lines.line(before + 1)[:LONGEST_CELL],)), error)
            first = before + 2


def _is_filled(row: list[str]) -> bool:
    return len(row) > 1 or (len(row) == 1 and bool(row[0].strip()))


def _ragged(place: Place, width: int, id_column: int | None) -> Reject:
    cells = place.cells
    external_id = cells[id_column].strip() if id_column is not None and id_column < len(cells) else ""
    expected = f"{width} cells as in the header; this row has {len(cells)}"
    return Reject(place, external_id, Reason.BAD_CSV, expected=expected)


def _broken(place: Place, error: csv.Error) -> Reject:
    if "field limit" in str(error):
        return Reject(place, "", Reason.TOO_LONG, expected=f"at most {LONGEST_CELL:,} characters in a cell")
    return Reject(place, "", Reason.BAD_CSV, expected="quotes around a whole cell, closed, and doubled inside it")
