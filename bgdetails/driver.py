"""The terminal driver with a fast Esc.

Textual's own waits for input 0.1 s at a time, so that an Esc alone, which only time can tell from the beginning of a
sequence, takes that long wherever the terminal lacks the kitty protocol. This one waits 10 ms at a time.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder

from textual.driver import Driver

_POLL = 0.01
_IDLE_POLL = 0.1
_QUICK_ROUNDS = 10
_ESCAPE_DELAY = 0.025
"""Seconds after which an Esc is one; long enough for ssh. ``$ESCDELAY`` (milliseconds) overrides it."""


def driver_class() -> type[Driver] | None:
    """Our driver where Textual's Linux driver would serve; None elsewhere."""
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from textual import constants
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    if "ESCDELAY" not in os.environ:
        setattr(constants, "ESCAPE_DELAY", _ESCAPE_DELAY)  # noqa: B010 - it is declared final, and read at each Esc

    class QuickEscapeDriver(LinuxDriver):
        """LinuxDriver with a short wait for input."""

        def run_input_thread(self) -> None:
            """Wait for input and hand on what it means."""
            parser = XTermParser(self._debug)
            decode = getincrementaldecoder("utf-8")("replace").decode
            quick_rounds = 0
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    # Only just after input can an Esc be pending; an idle program need not wake so often.
                    if selector.select(_POLL if quick_rounds > 0 else _IDLE_POLL):
                        read = os.read(self.fileno, 4096)
                        if not read:
                            self.exit_event.wait(_IDLE_POLL)
                        for message in parser.feed(text) if (text := decode(read)) else ():
                            self.process_message(message)
                        quick_rounds = _QUICK_ROUNDS
                    else:
                        quick_rounds -= 1
                    for message in parser.tick():
                        self.process_message(message)

    return QuickEscapeDriver
