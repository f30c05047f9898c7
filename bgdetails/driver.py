"""The terminal driver with a fast Esc and short writes.

Textual's own waits for input 0.1 s at a time, so that an Esc alone, which only time can tell from the beginning of a
sequence, takes that long wherever the terminal lacks the kitty protocol. This one waits 5 ms at a time.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder

from textual.driver import Driver

from bgdetails.styled_output import shortened

_POLL = 0.005
_IDLE_POLL = 0.1
_QUICK_ROUNDS = 20
_ESCAPE_DELAY = 0.025
"""Seconds after which an Esc is one; long enough for ssh. ``$ESCDELAY`` (milliseconds) overrides it."""
_PAINTS_A_SECOND = 200
"""Textual paints 60 times a second at the most, so that the second paint that a key asks for comes 17 ms late."""


def driver_class() -> type[Driver] | None:
    """Our driver where Textual's Linux driver would serve; None elsewhere."""
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from textual import constants, screen
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    if "ESCDELAY" not in os.environ:
        setattr(constants, "ESCAPE_DELAY", _ESCAPE_DELAY)  # noqa: B010 - it is declared final, and read at each Esc
    setattr(screen, "UPDATE_PERIOD", 1 / _PAINTS_A_SECOND)  # noqa: B010 - likewise; read where a screen is made

    class QuickEscapeDriver(LinuxDriver):
        """LinuxDriver with a short wait for input, and of each change of style only what is another."""

        def start_application_mode(self) -> None:
            """Take the terminal, to give it back when the program is told to end."""
            super().start_application_mode()  # type: ignore[no-untyped-call]
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self._end, number)

        def _end(self, number: signal.Signals) -> None:
            """Quit; whoever asks a second time need not wait for it."""
            asyncio.get_running_loop().remove_signal_handler(number)
            self._app.exit(return_code=128 + number)

        def write(self, data: str) -> None:
            """Write to the terminal."""
            super().write(shortened(data))

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
                        try:
                            for message in parser.feed(text) if (text := decode(read)) else ():
                                self.process_message(message)
                        except (ValueError, OverflowError):
                            # A sequence that no terminal sends, such as a key of number 99999999999: forget it.
                            parser = XTermParser(self._debug)
                        quick_rounds = _QUICK_ROUNDS
                    else:
                        quick_rounds -= 1
                    for message in parser.tick():
                        self.process_message(message)

    return QuickEscapeDriver
