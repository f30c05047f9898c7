"""What a command prints to."""

from __future__ import annotations

import shutil
import sys


def print_data(text: str) -> None:
    """Print what programs read: always UTF-8, so that nothing of it is lost."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")
    print(text, end="")


def terminal_width() -> int | None:
    """Columns of the terminal; None where stdout is none: then nothing is cut or dropped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
