"""What a server's fault is about, told by names: who asks may run without its driver. Imports nothing of ours."""

from __future__ import annotations

from typing import Literal

ServerFault = Literal["gone", "gave up"]
_TOOK_TOO_LONG = "57014"
"""The code of a statement that was ended, by its time-out or by whoever asked."""


def server_fault(error: BaseException) -> ServerFault | None:
    """Whether the server, and nothing of ours, is at fault: it cannot be reached, or it ended what took too long."""
    cause = getattr(error, "orig", None) or error
    names = {(kind.__module__, kind.__name__) for kind in type(cause).__mro__}
    if any(name == "ServerGaveUpError" for _, name in names):
        return "gave up"
    if any(name == "ServerGoneError" for _, name in names):
        return "gone"
    if ("psycopg", "OperationalError") not in names:
        return None
    if getattr(cause, "sqlstate", None) == _TOOK_TOO_LONG:
        return None if "user request" in str(cause) else "gave up"
    return "gone"
