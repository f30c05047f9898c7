"""What a server's fault is about, told by names: who asks may run without its driver. Imports nothing of ours."""

from __future__ import annotations

from typing import Literal

ServerFault = Literal["gone", "gave up"]
_TOOK_TOO_LONG = "57014"
"""The code of a statement that was ended, by its time-out or by whoever asked."""
_OF_THE_WAY = ("08", "57P")
"""What codes begin with where the connection is lost, or the server is stopped or starts; others are of a server that
is there: a full disk, a lock."""


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
    code = getattr(cause, "sqlstate", None)
    if code == _TOOK_TOO_LONG:
        return None if "user request" in str(cause) else "gave up"
    return "gone" if code is None or code.startswith(_OF_THE_WAY) else None
