"""Waiting for what other processes do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

_PATIENCE = 120.0


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes soon, on a busy machine too."""
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited {_PATIENCE:.0f} s in vain"
        time.sleep(0.01)


def is_being_written(database: Path) -> bool:
    """Whether somebody is in the middle of writing to a workspace."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False
