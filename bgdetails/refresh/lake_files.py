"""The files of a lake: which there are, and whether their columns are those of ``activities.csv``."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bgdetails.refresh.lake import REQUIRED, TEXTS, LakeError

_PARQUET = (".parquet", ".pq")
_JSON_LINES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")
_KINDS = (*_PARQUET, *_JSON_LINES)
COLUMNS = (*REQUIRED, *TEXTS)


@dataclass(frozen=True, slots=True, order=True)
class LakeFile:
    """A file: where it lies, and how it is called when there is something to say of it."""

    path: str
    name: str

    @property
    def is_json(self) -> bool:
        """JSON lines; otherwise Parquet."""
        return not self.path.lower().endswith(_PARQUET)


def is_local(location: str) -> bool:
    """Whether the files lie where this machine's own file system finds them."""
    return "://" not in location or location.startswith("file://")


def local_files(location: str) -> list[LakeFile]:
    """The files of a place on this machine, in the order of their names.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines.
    """
    place = url2pathname(urlsplit(location).path) if "://" in location else location
    if Path(place).is_dir():
        found = glob.glob(f"{glob.escape(place)}/**", recursive=True)
        return of_folder(location, filter(_is_a_file, _kept(found, len(Path(place).parts))))
    if Path(place).exists():
        return of_pattern(location, [place])
    written = next((at for at, part in enumerate(Path(place).parts) if glob.has_magic(part)), 0)
    found = glob.glob(place, recursive=True)
    return of_pattern(location, filter(_is_a_file, _kept(found, written)))


def suffix_of(path: str) -> str | None:
    """The ending of a name by which a file is one of activities; None: it is none."""
    return max((kind for kind in _KINDS if path.lower().endswith(kind)), key=len, default=None)


def of_folder(location: str, paths: Iterable[str]) -> list[LakeFile]:
    """Of what lies in a folder the files of activities; whatever else lies there is passed by.

    Raises:
        LakeError: There is none.
    """
    files = sorted(path for path in paths if path.lower().endswith(_KINDS))
    if not files:
        raise LakeError(f"{location}: there is no file of activities.")
    return [LakeFile(file, file) for file in files]


def of_pattern(location: str, paths: Iterable[str]) -> list[LakeFile]:
    """What a pattern or a name means.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines.
    """
    files = sorted(paths)
    for file in files:
        if not file.lower().endswith(_KINDS):
            raise of_no_kind(file)
    return of_folder(location, files)


def of_no_kind(name: str) -> LakeError:
    """A file of another kind."""
    return LakeError(f"{name} is neither Parquet (.parquet) nor JSON lines (.jsonl, .ndjson, .json).")


def check_columns(file: LakeFile, types: Mapping[str, str], texts: Iterable[str], times: Iterable[str]) -> None:
    """Look at the columns of a file.

    Args:
        file: The file.
        types: The type of each column, as the engine calls it.
        texts: How names of types begin whose cells are texts, or nothing.
        times: The same of those that only ``at`` may have.

    Raises:
        LakeError: A column is missing, or of another type.
    """
    missing = [column for column in REQUIRED if column not in types]
    if missing:
        raise LakeError(f"{file.name} has no column {', '.join(missing)}: a lake has the columns of activities.csv.")
    for column in COLUMNS:
        type_ = types.get(column)
        allowed = (*texts, *times) if column == "at" else tuple(texts)
        if type_ is not None and not type_.startswith(allowed):
            expected = "a time, or a text such as 2026-11-20T09:30:00Z" if column == "at" else "a text"
            raise LakeError(f"{file.name}: column {column} is {type_}; expected {expected}.")


def unreadable(name: str, reason: str) -> LakeError:
    """What an engine says of a file, as one sentence."""
    said = " ".join(reason.split()).rstrip(".")
    return LakeError(f"{name} cannot be read ({said}); nothing has changed.")


def _is_a_file(path: str) -> bool:
    return not Path(path).is_dir()


def _kept(paths: Iterable[str], written: int) -> Iterator[str]:
    """Without those that lakes keep for themselves, by their names: ``_SUCCESS``, ``.part-0.crc``, ``_temporary/…``.

    Args:
        paths: Paths that were found.
        written: How many of their parts were written out.
    """
    return (path for path in paths if not any(part.startswith(("_", ".")) for part in Path(path).parts[written:]))
