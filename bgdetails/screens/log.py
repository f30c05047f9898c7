"""The log file: what went wrong unexpectedly, for a report."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from bgdetails import __version__
from bgdetails.config import state_folder


def log_file() -> Path:
    """Where faults are written."""
    return state_folder() / "bgdetails.log"


def write_fault(error: BaseException, what: str) -> Path | None:
    """Add an error to the log; its file, or None where that cannot be written."""
    file = log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", errors="replace") as out:
            out.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} bgdetails {__version__}, Python {sys.version}\n")
            out.write(f"while {what}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return None
    return file


def where_faults_are() -> str:
    """A sentence about the log file."""
    file = log_file()
    return f"What went wrong is in {file}." if file.exists() else "Nothing went wrong yet: there is no log of faults."
