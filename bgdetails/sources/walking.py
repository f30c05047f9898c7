"""The files behind paths: folders are walked, zip archives looked into.

Names that begin with a dot, and ``__MACOSX``, are passed over; an archive inside an archive is not opened. What is no
table, list or rules file is still a candidate, so that the import can say that it was left alone.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from bgdetails.sources.found import Location, Unreadable


class Candidate(Struct, frozen=True):
    """A file that may be taken; ``named`` where the user named it, not a folder or an archive around it."""

    location: Location
    named: bool


def list_candidates(paths: Sequence[str | Path]) -> list[Candidate]:
    """Every file behind ``paths``, each once, in the order of the paths and of names.

    Raises:
        Unreadable: a path or an archive cannot be read.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for path in paths:
        for candidate in _candidates(str(path)):
            location = candidate.location
            offset = -1 if location.member is None else location.member.header_offset
            found.setdefault((os.path.realpath(location.path), offset), candidate)
    return list(found.values())


def _candidates(shown: str) -> Iterator[Candidate]:
    try:
        mode = os.stat(shown).st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable(f"{shown}: there is no such file or folder.") from None
    except (OSError, ValueError) as error:
        _raise_unreadable(shown, error)
    if stat.S_ISDIR(mode):
        yield from _in_folder(shown)
    elif not stat.S_ISREG(mode):
        raise Unreadable(f"{shown} is neither a file nor a folder.")
    elif _is_archive(shown):
        yield from _in_archive(shown)
    else:
        yield Candidate(Location(shown, Path(shown)), named=True)


def _in_folder(folder: str) -> Iterator[Candidate]:
    def refuse(error: OSError) -> NoReturn:
        _raise_unreadable(str(error.filename), error)

    seen = {os.path.realpath(folder)}
    for parent, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        folders[:] = sorted(name for name in folders if not _is_hidden(name) and _is_new(parent, name, seen))
        for name in sorted(names):
            shown = os.path.join(parent, name)
            if _is_hidden(name):
                continue
            if _is_archive(shown):
                yield from _in_archive(shown)
            elif os.path.isfile(shown) or os.path.islink(shown):
                yield Candidate(Location(shown, Path(shown)), named=False)


def _is_new(parent: str, name: str, seen: set[str]) -> bool:
    """False for a folder that was walked already: links may lead in a circle."""
    real = os.path.realpath(os.path.join(parent, name))
    if real in seen:
        return False
    seen.add(real)
    return True


def _in_archive(shown: str) -> Iterator[Candidate]:
    try:
        with zipfile.ZipFile(shown) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise Unreadable(f"{shown} is a broken archive, or none: it cannot be unpacked.") from None
    except OSError as error:
        _raise_unreadable(shown, error)
    for member in sorted(members, key=lambda each: each.filename):
        if not member.is_dir() and not any(map(_is_hidden, member.filename.split("/"))):
            yield Candidate(Location(f"{shown}/{member.filename}", Path(shown), member), named=False)


def _is_archive(shown: str) -> bool:
    return shown.lower().endswith(".zip")


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _raise_unreadable(shown: str, error: Exception) -> NoReturn:
    if isinstance(error, PermissionError):
        raise Unreadable(f"{shown} may not be read: permission denied.") from None
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    raise Unreadable(f"{shown} cannot be read: {reason}.") from None
