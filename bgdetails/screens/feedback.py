"""What the program says of its own accord: toasts, faults, what was copied."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from bgdetails.store.server_faults import server_fault

if TYPE_CHECKING:
    from textual.app import App

_SENTENCES = frozenset(
    {
        "ActionRefused",
        "AmbiguousSubject",
        "ImportRefused",
        "ResourceError",
        "RulesError",
        "SubjectGone",
        "UnknownSubject",
        "WorkspaceError",
    }
)
"""Errors whose text is for the reader; known by name, since to import their classes would bring the ORM."""


_GONE = frozenset({"SubjectGone", "UnknownSubject"})


SERVER_GONE = ("The workspace cannot be reached.", "What you see stays, and goes on when it is back.")
_GAVE_UP = ("The server of the workspace took too long and gave up.", "Try again when it has less to do.")


class Teller(Protocol):
    """What can tell the reader that something did not work."""

    def say(self, *lines: str, kind: str = "done") -> None:
        """A toast."""

    def fault(self, error: BaseException, what: str) -> None:
        """An unexpected error."""


def toast(app: App[object], lines: Sequence[str], kind: str) -> None:
    """Show a toast in place of the one before; ``kind``: ``done``, ``warning`` or ``error``."""
    from bgdetails.widgets.toast import Toast

    hush(app)
    app.screen.mount(Toast(lines, kind))


def hush(app: App[object], *, only_lasting: bool = False) -> None:
    """Take toasts away; ``only_lasting``: those that would stay until a key."""
    # Looked for at every key: by name, among the screen's own children, where they are put.
    for shown in [child for child in app.screen.children if type(child).__name__ == "Toast"]:
        if not only_lasting or not shown.has_class("done"):
            shown.remove()


def is_gone(error: Exception) -> bool:
    """Whether an error says that the subject of a page is not in the workspace."""
    return type(error).__name__ in _GONE


def tell(teller: Teller, error: Exception, what: str) -> None:
    """Say what an error says, or that something went wrong while ``what``."""
    if type(error).__name__ in _SENTENCES:
        teller.say(str(error), kind="error")
    else:
        teller.fault(error, what)


def tell_fault(teller: Teller, error: BaseException, what: str) -> None:
    """Write an unexpected error to the log and say so; the program goes on."""
    if (fault := server_fault(error)) is not None:
        teller.say(*(SERVER_GONE if fault == "gone" else _GAVE_UP), kind="warning")
        return
    from bgdetails.screens.log import write_fault

    file = write_fault(error, what)
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    teller.say(f"Something went wrong while {what}.", said, f"{file} says where." if file else "", kind="error")


async def guarded(teller: Teller, work: Coroutine[Any, Any, None], what: str) -> None:
    """Do ``work``; a fault in it is said and logged, and nothing else stops."""
    try:
        await work
    except Exception as error:
        teller.fault(error, what)
