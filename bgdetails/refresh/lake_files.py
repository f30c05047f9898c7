"""The files of a lake: which there are, and whether their columns are those of ``activities.csv``."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from msgspec import Struct

from bgdetails.refresh.lake import REQUIRED, TEXTS, LakeError

_PARQUET = (".parquet", ".pq")
_JSON_LINES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")
_KINDS = (*_PARQUET, *_JSON_LINES)
_COMPRESSED_OTHERWISE = (".zst", ".bz2", ".xz", ".lz4", ".snappy", ".zip", ".br")
COLUMNS = (*REQUIRED, *TEXTS)
TEXT = "a text"
_TIME = "a time"
# What engines call types, as one word of ours: a text or nothing, a time, or what a lake has no use for.
_TYPES = (
    ("a list", re.compile(r"array|list|.*\]$")),
    (TEXT, re.compile(r"(var)?char|string|text|enum|uuid|json|\"?null\"?|void")),
    (_TIME, re.compile(r"timestamp|date")),
    ("a whole number", re.compile(r"u?(tiny|small|big|huge)?int(eger)?$")),
    ("a number", re.compile(r"double|float|real|decimal")),
    ("true or false", re.compile(r"bool")),
    ("an object", re.compile(r"struct|object|map")),
    ("bytes", re.compile(r"blob|binary")),
)
_PARQUET_MARK, _GZIP_MARK = b"PAR1", b"\x1f\x8b"


class LakeFile(Struct, frozen=True, order=True):
    """A file: where it lies, and how it is called when there is something to say of it."""

    path: str
    name: str

    @property
    def is_json(self) -> bool:
        """JSON lines; otherwise Parquet."""
        return not self.path.lower().endswith(_PARQUET)


class Column(Struct, frozen=True):
    """A column of a file, as an engine reads it."""

    type_: str
    """As the engine calls it."""
    line: int | None = None
    """The first line of JSON that has no text there, where it is known."""


EVERY_COLUMN: Mapping[str, Column] = dict.fromkeys(COLUMNS, Column(TEXT))
"""Of a file without lines."""


def is_local(location: str) -> bool:
    """Whether the files lie where this machine's own file system finds them."""
    return "://" not in location or location.startswith("file://")


def local_files(location: str) -> list[LakeFile]:
    """The files of a place on this machine, in the order of their names.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines.
    """
    place = url2pathname(urlsplit(location).path) if "://" in location else location
    if os.path.isdir(place):
        _look_into(place)
        found = _found(f"{glob.escape(place)}/**")
        files = of_folder(location, filter(_is_a_file, _kept(found, len(Path(place).parts))))
    elif os.path.exists(place):
        files = of_pattern(location, [place])
    else:
        written = next((at for at, part in enumerate(Path(place).parts) if glob.has_magic(part)), 0)
        files = of_pattern(location, filter(_is_a_file, _kept(_found(place), written)))
    for file in files:
        _check_whole(file)
    return files


def suffix_of(path: str) -> str | None:
    """The ending of a name by which a file is one of activities; None: it is none."""
    return max((kind for kind in _KINDS if path.lower().endswith(kind)), key=len, default=None)


def of_folder(location: str, paths: Iterable[str]) -> list[LakeFile]:
    """Of what lies in a folder the files of activities; whatever else lies there is passed by.

    Raises:
        LakeError: There is none.
    """
    known = sorted(paths)
    for path in known:
        _refuse_other_compression(path)
    files = [path for path in known if path.lower().endswith(_KINDS)]
    if not files:
        raise LakeError(f"{location}: there is no file of activities.")
    return [LakeFile(file, file) for file in files]


def of_pattern(location: str, paths: Iterable[str]) -> list[LakeFile]:
    """What a pattern or a name means.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines.
    """
    files = sorted(paths)
    for path in files:
        _refuse_other_compression(path)
        if not path.lower().endswith(_KINDS):
            raise of_no_kind(path)
    return of_folder(location, files)


def of_no_kind(name: str) -> LakeError:
    """A file of another kind."""
    return LakeError(f"{name} is neither Parquet (.parquet) nor JSON lines (.jsonl, .ndjson, .json, also .gz).")


def check_columns(file: LakeFile, columns: Mapping[str, Column]) -> None:
    """Look at the columns of a file.

    Raises:
        LakeError: A column is missing, or of another type.
    """
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise LakeError(f"{file.name} has no column {', '.join(missing)}: a lake has the columns of activities.csv.")
    for name in COLUMNS:
        column = columns.get(name)
        if column is None:
            continue
        kind = kind_of(column.type_)
        if kind != TEXT and (name != "at" or kind != _TIME):
            expected = "a time, or a text such as 2026-11-20T09:30:00Z" if name == "at" else TEXT
            where = "" if column.line is None else f" in line {column.line:,}"
            raise LakeError(f"{file.name}: column {name} is {kind}{where}; expected {expected}.")


def kind_of(type_: str) -> str:
    """What a type is called here, whichever engine names it."""
    name = type_.casefold()
    return next((kind for kind, pattern in _TYPES if pattern.match(name)), name)


def damaged(name: str) -> LakeError:
    """A file of Parquet whose bytes are not those that were once written."""
    return unreadable(name, "it is damaged, or not written to its end: write it anew, or leave it out")


def unreadable(name: str, reason: str) -> LakeError:
    """What an engine says of a file, as one sentence."""
    said = " ".join(reason.split()).rstrip(".")
    return LakeError(f"{name} cannot be read ({said}); nothing has changed.")


def _found(pattern: str) -> list[str]:
    """What a pattern means, in folders that can all be looked into.

    Raises:
        LakeError: One cannot be.
    """
    for parent in (each for each in (pattern, *map(str, Path(pattern).parents)) if glob.has_magic(each)):
        for folder in filter(os.path.isdir, glob.iglob(parent, recursive=True)):
            _look_into(folder)
    # What is written out before the first magic part is a folder, too.
    parts = Path(pattern).parts
    written = Path(*parts[: next((at for at, part in enumerate(parts) if glob.has_magic(part)), len(parts))])
    if os.path.isdir(written):
        _look_into(str(written))
    return glob.glob(pattern, recursive=True)


def _look_into(folder: str) -> None:
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise unreadable(folder, error.strerror or str(error)) from None


def _check_whole(file: LakeFile) -> None:
    """Look at the first and the last bytes, which say of most files whether they are whole.

    Raises:
        LakeError: They are not, or they cannot be read.
    """
    try:
        with Path(file.path).open("rb") as opened:
            begin = opened.read(len(_PARQUET_MARK))
            size = opened.seek(0, os.SEEK_END)
            opened.seek(-min(size, len(_PARQUET_MARK)), os.SEEK_END)
            end = opened.read()
    except OSError as error:
        raise unreadable(file.name, error.strerror or str(error)) from None
    if not file.is_json and (begin != end or begin != _PARQUET_MARK or size <= 2 * len(_PARQUET_MARK)):
        raise damaged(file.name)
    if file.path.lower().endswith(".gz") and not begin.startswith(_GZIP_MARK):
        raise unreadable(file.name, "it is not compressed by gzip, as its name says")


def _refuse_other_compression(path: str) -> None:
    if path.lower().endswith(tuple(f"{kind}{packed}" for kind in _JSON_LINES for packed in _COMPRESSED_OTHERWISE)):
        raise LakeError(f"{path} is compressed in a way that not every engine reads: use gzip (.gz).")


def _is_a_file(path: str) -> bool:
    return not os.path.isdir(path)


def _kept(paths: Iterable[str], written: int) -> Iterator[str]:
    """Without those that lakes keep for themselves, by their names: ``_SUCCESS``, ``.part-0.crc``, ``_temporary/…``.

    Args:
        paths: Paths that were found.
        written: How many of their parts were written out.
    """
    return (path for path in paths if not any(part.startswith(("_", ".")) for part in Path(path).parts[written:]))
