"""Textual's Linux driver with an Esc that comes when it is due, and of each change of style only what is another."""

from __future__ import annotations

import os
import selectors
import signal
import sys
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import TextIO

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from bgdetails.styled_output import StyledOutput

_IDLE_POLL = 0.1


class _Lasting:
    """What the program writes to, also once the terminal has gone: else its thread would end, and who writes wait."""

    def __init__(self, file: TextIO | None) -> None:
        assert file is not None
        self._file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


class QuickEscapeDriver(LinuxDriver):
    """The driver; bgdetails/driver.py says where it serves."""

    def start_application_mode(self) -> None:
        """Take the terminal, to give it back when the program is told to end."""
        self._output = StyledOutput()
        self._file = _Lasting(sys.__stderr__)  # type: ignore[assignment]
        super().start_application_mode()  # type: ignore[no-untyped-call]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._loop.add_signal_handler(number, self._end, number)

    def _end(self, number: signal.Signals) -> None:
        """Quit; whoever asks a second time need not wait for it."""
        self._loop.remove_signal_handler(number)
        self._exit(number)

    def _exit(self, number: signal.Signals) -> None:
        self._app.exit(return_code=128 + number)

    def send_message(self, message: Message) -> None:
        """Hand the app what was typed; without a task for it, which a cursor key would feel."""
        self._loop.call_soon_threadsafe(self._app.post_message, message)

    def write(self, data: str) -> None:
        """Write to the terminal."""
        if short := self._output.shortened(data):
            super().write(short)

    def stop_application_mode(self) -> None:
        """Give the terminal back, without a style."""
        super().write(self._output.plain())
        super().stop_application_mode()

    def _read(self) -> bytes:
        """What was typed; nothing: the terminal has gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def run_input_thread(self) -> None:
        """Wait for input and hand on what it means."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        due: float | None = None  # when nothing has followed an Esc in time; else an idle program need not wake often
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                left = _IDLE_POLL if due is None else due - time.monotonic()
                if selector.select(max(0, min(left, _IDLE_POLL))):
                    read = self._read()
                    if not read:
                        # The terminal has gone. The signal that says so may come or not, and must find its handler.
                        self._loop.call_soon_threadsafe(self._exit, signal.SIGHUP)
                        return
                    try:
                        for message in parser.feed(text) if (text := decode(read)) else ():
                            self.process_message(message)
                    except (ValueError, OverflowError):
                        # A sequence that no terminal sends, such as a key of number 99999999999: forget it.
                        parser = XTermParser(self._debug)
                    due = time.monotonic() + constants.ESCAPE_DELAY
                elif due is not None and time.monotonic() >= due:
                    due = None
                for message in parser.tick():
                    self.process_message(message)
