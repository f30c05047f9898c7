"""What is known of the terminal that a command prints to."""

from __future__ import annotations

import shutil
import sys


def terminal_width() -> int | None:
    """Columns of the terminal; None where stdout is none: then nothing is cut or dropped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
