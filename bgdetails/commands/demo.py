"""``bgdetails demo``: the program on the sample workspace, which is never written to."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bgdetails.commands.arguments import as_of
from bgdetails.commands.open import require_terminal, target_of
from bgdetails.commands.running import note
from bgdetails.config import Settings, cache_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the page to open."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="the page to open, as in bgdetails open")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the program on a copy of the sample, and throw the copy away."""
    from bgdetails.commands.opened import today

    target = target_of(arguments.target)
    require_terminal()
    with tempfile.TemporaryDirectory(prefix="bgdetails-demo-") as folder:
        copy = Path(folder) / "sample.db"
        shutil.copyfile(sample_workspace(today(), cache_folder(), tell=note), copy)
        from bgdetails.app import run as run_app

        return run_app(str(copy), target=target, as_of=as_of(arguments), settings=settings)


def sample_workspace(today: date, cache: Path, tell: Callable[[str], None] | None = None) -> Path:
    """The sample as a workspace whose last day is ``today``: made once a day, then taken from the cache.

    Args:
        today: Where the sample ends.
        cache: Where it is kept.
        tell: Told before it is made, which takes seconds.
    """
    from bgdetails import __version__
    from bgdetails.resources import sample_folder

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
    from bgdetails.exports.shifting import shift_folder
    from bgdetails.resources import sample_day
    from bgdetails.sources.pipeline import import_into

    shifted = folder / "sample"
    shift_folder(source, shifted, (today - sample_day()).days)
    made = folder / "sample.db"
    import_into(str(made), [str(shifted)], as_of=today)
    _settle(made)
    return made


def _settle(file: Path) -> None:
    """Put everything into the one file, so that a copy of it is whole."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
