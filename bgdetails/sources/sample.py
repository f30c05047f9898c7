"""The sample workspace, its last day moved to today; opened are copies of it, so that it is never written to."""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from bgdetails import __version__
from bgdetails.resources import sample_day, sample_folder
from bgdetails.sources.shifting import shift_folder


def copied_sample(today: date, cache: Path, tell: Callable[[str], None] | None = None) -> Path:
    """A copy of the sample as it is on ``today``; it goes when the program ends.

    Args:
        today: The day that the sample ends on.
        cache: The folder that the sample is kept in.
        tell: Told before the sample is made, which takes seconds.

    Raises:
        ResourceError: This installation has no sample.
    """
    kept = kept_sample(today, cache, tell)
    folder = Path(tempfile.mkdtemp(prefix="bgdetails-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(shutil.copyfile(kept, folder / "sample.db"))


def kept_sample(today: date, cache: Path, tell: Callable[[str], None] | None = None) -> Path:
    """The sample as a workspace whose last day is ``today``: made once a day, then taken from the cache.

    Arguments and errors are those of ``copied_sample``.
    """
    source = sample_folder()
    changed = max(file.stat().st_mtime_ns for file in source.iterdir())
    kept = cache / f"sample-{__version__}-{changed}-{today}.db"
    if not kept.exists():
        if tell is not None:
            tell("The sample workspace is made for today…")
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("sample-*.db"):
            old.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="making-", dir=cache) as folder:
            made = _import_shifted(source, Path(folder), today)
            # In one step: of two that make it at once, either is whole.
            os.replace(made, kept)
    return kept


def _import_shifted(source: Path, folder: Path, today: date) -> Path:
    # Here, for it brings the ORM: a sample that is kept is opened without.
    from bgdetails.sources.pipeline import import_into

    shifted = folder / "sample"
    shift_folder(source, shifted, (today - sample_day()).days)
    made = folder / "sample.db"
    import_into(str(made), [str(shifted)], as_of=today)
    _settle(made)
    return made


def _settle(file: Path) -> None:
    """Put everything into the one file, so that a copy of it is whole."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
