"""The terminal driver with a fast Esc and short writes.

Textual's own waits for input 0.1 s at a time, so that an Esc alone, which only time can tell from the beginning of a
sequence, takes that long wherever the terminal lacks the kitty protocol. This one waits until the Esc is due.
"""

from __future__ import annotations

import os
import sys

from textual.driver import Driver

_ESCAPE_DELAY = 0.025
"""Seconds after which an Esc is one; long enough for ssh. ``$ESCDELAY`` (milliseconds) overrides it."""
_PAINTS_A_SECOND = 200
"""Textual paints 60 times a second at the most, so that the second paint that a key asks for comes 17 ms late."""


def driver_class() -> type[Driver] | None:
    """Our driver where Textual's Linux driver would serve; None elsewhere."""
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from textual import constants, screen

    from bgdetails.quick_driver import QuickEscapeDriver

    if "ESCDELAY" not in os.environ:
        setattr(constants, "ESCAPE_DELAY", _ESCAPE_DELAY)  # noqa: B010 - it is declared final, and read at each Esc
    setattr(screen, "UPDATE_PERIOD", 1 / _PAINTS_A_SECOND)  # noqa: B010 - likewise; read where a screen is made

    return QuickEscapeDriver
