"""The workspaces that measurements are taken on: generated, kept by size and schema, copied for each run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from bgdetails.config import cache_folder
from bgdetails.generating.more_names import ALL_INTERESTS
from bgdetails.generating.plan import Sizes

LAST_DAY = date(2026, 6, 30)
SIZES = {
    "100": Sizes(10, 1_000, 100, 10_000),
    "1k": Sizes(100, 10_000, 1_000, 100_000),
    "10k": Sizes(1_000, 100_000, 10_000, 1_000_000),
    "100k": Sizes(10_000, 1_000_000, 100_000, 10_000_000),
}
"""By the number of groups."""
ROWS = rf"(?:{'|'.join(ALL_INTERESTS)}) for \w+"
"""What the list shows as soon as it has rows."""
_PACKAGE = Path(__file__).parents[1] / "bgdetails"
_MADE_BY = ("generating", "store/tables", "store/migrations", "rules", "refresh")
"""What a workspace is made by: when any of it changes, it is made anew."""


def cache() -> Path:
    """Where workspaces are kept: ``BGDETAILS_BENCH_CACHE``, else beside the program's own cache."""
    named = os.environ.get("BGDETAILS_BENCH_CACHE")
    folder = Path(named) if named else cache_folder() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder_of(size: str) -> Path:
    """The workspace folder of a size, generated where it is not there yet."""
    kept = cache() / f"folder-{size}-{_digest('generating')}"
    if not kept.exists():
        sizes = SIZES[size]
        asked = [
            word
            for name in ("accounts", "people", "groups", "activities")
            for word in (f"--{name}", str(getattr(sizes, name)))
        ]
        with tempfile.TemporaryDirectory(prefix="making-", dir=cache()) as between:
            made = Path(between) / "folder"
            _program("generate", str(made), *asked, "--as-of", LAST_DAY.isoformat())
            made.rename(kept)
    return kept


def database_of(size: str, folder: Path) -> Path:
    """A copy, in ``folder``, of the workspace of a size, which is made where it is not there yet."""
    kept = cache() / f"workspace-{size}-{_digest(*_MADE_BY)}.db"
    if not kept.exists():
        for old in cache().glob(f"workspace-{size}-*"):
            old.unlink()
        with tempfile.TemporaryDirectory(prefix="making-", dir=cache()) as between:
            made = Path(between) / "made.db"
            _program("--db", str(made), "import", str(folder_of(size)), "--as-of", LAST_DAY.isoformat())
            _program("--db", str(made), "db", "backup", str(Path(between) / "whole.db"))
            (Path(between) / "whole.db").rename(kept)
    return Path(shutil.copyfile(kept, folder / f"{size}.db"))


def _program(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "bgdetails", *words], stdout=subprocess.DEVNULL, check=True)


def _digest(*parts: str) -> str:
    found = hashlib.sha256()
    for part in parts:
        for file in sorted((_PACKAGE / part).rglob("*.py")):
            found.update(file.read_bytes())
    return found.hexdigest()[:12]
