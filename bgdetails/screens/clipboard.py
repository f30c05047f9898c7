"""Copying through the terminal (OSC 52), which also works over ssh."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping


def copy_sequence(text: str, environment: Mapping[str, str] | None = None) -> str:
    """What to write to the terminal so that it takes ``text``; inside tmux wrapped, so that it is handed on."""
    known = os.environ if environment is None else environment
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    if known.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return sequence
