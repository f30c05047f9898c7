"""JSON lines of a lake: what an engine found in a file, and in which line it stands."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import IO

from bgdetails.refresh.lake_files import TEXT, Column, LakeFile, kind_of, unreadable

_BLANKS = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def columns_of_lines(
    file: LakeFile, place: str | None, broken: int, found: Mapping[str, Iterable[str]]
) -> Mapping[str, Column]:
    """The columns of a file, of which an engine looked at every line.

    Args:
        file: The file.
        place: Where it lies on this machine, if it does.
        broken: How many lines are no JSON object.
        found: The names of all types that each column has somewhere; none: no line has the column.

    Raises:
        LakeError: A line is no JSON object.
    """
    if broken:
        line = _first_line(place, lambda row: row is None)
        lines = "1 line is" if broken == 1 else f"{broken:,} lines are"
        which = lines if line is None else f"line {line:,} is"
        raise unreadable(file.name, f"{which} no whole JSON object: mend the file, or leave it out")
    columns: dict[str, Column] = {}
    for name, types in found.items():
        others = sorted(type_ for type_ in types if kind_of(type_) != TEXT)
        if others:
            columns[name] = Column(others[0], _first_line(place, partial(_is_no_text, name)))
        elif types:
            columns[name] = Column(TEXT)
    return columns


def _first_line(place: str | None, is_it: Callable[[dict[str, object] | None], bool]) -> int | None:
    """The number of the first line that is it, in a file of this machine; a line that is no JSON object is None."""
    if place is None:
        return None
    with _opened(place) as lines:
        for number, line in enumerate(lines, 1):
            whole = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
            if whole.strip(_BLANKS) and is_it(_parsed(whole)):
                return number
    return None


def _opened(place: str) -> IO[bytes]:
    return gzip.open(place) if place.lower().endswith(".gz") else Path(place).open("rb")  # type: ignore[return-value]


def _parsed(line: bytes) -> dict[str, object] | None:
    try:
        row = json.loads(line.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_number)
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a name that stands twice")
    return row


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no JSON")


def _is_no_text(column: str, row: dict[str, object] | None) -> bool:
    return row is not None and not isinstance(row.get(column), str | None)
