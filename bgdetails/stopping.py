"""How the program ends when it is told to, whenever that is: one line, 130 after Ctrl+C, 143 after SIGTERM."""

from __future__ import annotations

import atexit
import os
import signal
import sys

TYPE_CHECKING = False  # nothing is imported that a Ctrl+C could come into
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

STOPPED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
"""What shells say of programs that these signals end."""
_SOON = 0.01
_was_told = False
"""Whether SIGTERM came."""


class Terminated(KeyboardInterrupt):
    """SIGTERM, which takes back what is half done as Ctrl+C does."""


def stoppable(work: Callable[[], int]) -> int:
    """Do all the work of this process; its exit status, also where somebody stops it."""
    sys.unraisablehook = _again
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)
    hears_ctrl_c = signal.getsignal(signal.SIGINT) != signal.SIG_IGN  # not in the background of a shell
    if hears_ctrl_c:
        atexit.register(_hear_no_more)
    status = 1
    try:
        status = work()
    except KeyboardInterrupt as stop:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stderr.write("bgdetails: Stopped.\n")
        status = status_of(stop)
    finally:
        # What may still be waited for are threads; nothing is half done any more.
        if hears_ctrl_c:
            signal.signal(signal.SIGINT, lambda *_: os._exit(status))
    return status


def status_of(error: BaseException) -> int:
    """The exit status where ``error`` is a stop or came of one; 0: it did not."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt):
            # DuckDB makes a Ctrl+C of whatever stops it.
            return TERMINATED if _was_told or isinstance(seen, Terminated) else STOPPED
        seen = seen.__cause__ or seen.__context__
    return 0


def _hear_no_more() -> None:
    """Blocked, not ignored: Python ends itself by the signal where it came while a text was executed."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    global _was_told
    _was_told = True
    raise Terminated


def _again(unraisable: sys.UnraisableHookArgs) -> None:
    """A stop that came where nothing can be raised comes again, a moment later."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    import threading

    number = signal.SIGTERM if isinstance(unraisable.exc_value, Terminated) else signal.SIGINT
    again = threading.Timer(_SOON, lambda: os.kill(os.getpid(), number))
    again.daemon = True
    again.start()
