"""A workspace file while it is made: beside its place, under a name of its own, until it is whole."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from bgdetails.store.schema_check import WorkspaceError, connect


def is_missing_or_empty(path: Path) -> bool:
    """Whether a workspace can be made at ``path``."""
    try:
        return path.stat().st_size == 0 and path.is_file()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


@contextmanager
def unfinished_file(path: Path) -> Iterator[Path]:
    """An empty file beside ``path``, which is gone after the block if it was given no name.

    Its lock tells it from what a killed process left.
    """
    file, lock = None, None
    try:
        with said_of(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(path)
            file, lock = _locked_file(path)
        yield file
    finally:
        if file is not None and lock is not None:
            _remove(file)
            os.close(lock)


@contextmanager
def said_of(path: Path) -> Iterator[None]:
    """What the system refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be made ({error.strerror}): name another place with --db.") from None


def give_name(unfinished: Path, path: Path) -> bool:
    """Unlike renaming, linking never takes the place of a workspace that another process made meanwhile: False."""
    with closing(connect(unfinished)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    _reach_disk(unfinished)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        if path.stat().st_size > 0:
            return False
        unfinished.replace(path)
    except OSError:
        # A file system without links.
        if not is_missing_or_empty(path):
            return False
        unfinished.replace(path)
    return True


def _reach_disk(file: Path) -> None:
    """Wait until the disk has what was written."""
    number = os.open(file, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _locked_file(path: Path) -> tuple[Path, int]:
    """An empty file beside ``path`` under a name of its own, and the number of its lock.

    Made by us and not by SQLite: its journal and index files take the mode of this one.
    """
    while True:
        file = path.with_name(f".{path.name}.{uuid4().hex}")
        number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        _lock(number, fcntl.LOCK_EX)
        if file.exists():
            return file, number
        # Before it had its lock, another process took it for a leftover.
        os.close(number)


def _lock(number: int, how: int) -> bool:
    """Take the lock of an open file; False: another process has it, and ``how`` says not to wait."""
    try:
        fcntl.flock(number, how)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without locks: nobody can tell, and nothing is taken away.
        return False
    return True


def _remove(file: Path) -> None:
    for suffix in ("-journal", "-wal", "-shm", ""):
        with suppress(OSError):
            file.with_name(file.name + suffix).unlink()


def _remove_leftovers(path: Path) -> None:
    """Take away what processes that were killed left unfinished beside ``path``."""
    pattern = re.compile(re.escape(f".{path.name}.") + "[0-9a-f]{32}")
    for file in path.parent.iterdir():
        if pattern.fullmatch(file.name):
            with suppress(OSError):
                number = os.open(file, os.O_RDWR)
                try:
                    if _lock(number, fcntl.LOCK_EX | fcntl.LOCK_NB):
                        _remove(file)
                finally:
                    os.close(number)
