"""What screens may ask of the app that shows them; the app itself lies above them (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, cast

from bgdetails.navigation import Target
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.wording import Clock

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.config import Settings
    from bgdetails.screens.listing import ListState
    from bgdetails.store.workspace import OpenWorkspace


class Neighbours(Protocol):
    """The list that one came from: where a subject stands in it, and what is next to it."""

    def position(self, target: Target) -> tuple[int, int] | None:
        """Place (from 1) and length; None where the list lacks the target."""

    def step(self, target: Target, by: int) -> Target | None:
        """The target ``by`` places on; None past the ends."""


class Host(Protocol):
    """The app, as screens see it."""

    as_of: date
    glyphs: Glyphs
    settings: Settings
    neighbours: Neighbours | None
    """Set by the list whose row was opened."""

    @property
    def clock(self) -> Clock:
        """What "ago" is counted from, and the reader's zone."""

    @property
    def workspace(self) -> OpenWorkspace:
        """The open workspace. Only in a thread: it waits until the ORM is there."""

    def go(self, target: Target, *, instead: bool = False, state: ListState | None = None) -> None:
        """Open a page; the present one is remembered, or with ``instead`` replaced (next and previous of a list).

        ``Target("groups", QUERY)`` is the list of the groups that the query names; ``state``: its sort too.
        """

    def go_back(self) -> bool:
        """Back to where one was; False where the way begins here."""

    def stay(self) -> bool:
        """Let a page go that is still being read; False where none is."""

    def address(self) -> str:
        """The present page as ``bgdetails open`` takes it: ``group/bg-1``."""

    def path(self) -> tuple[str, ...]:
        """Names of the pages before the present one, outermost first."""

    def later(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """Run ``work``; a fault in it is said and logged."""

    def say(self, *lines: str, kind: str = "done") -> None:
        """A toast: ``done``, ``warning`` or ``error``; three lines at the most."""

    def fault(self, error: BaseException, what: str) -> None:
        """Write an unexpected error to the log and say so."""

    def copy(self, text: str, what: str) -> None:
        """Put ``text`` on the clipboard and say ``what`` was copied."""

    def open_address(self, address: str) -> None:
        """Open a mail or web address with the system's own program."""


def host_of(app: App[object]) -> Host:
    """The app of a screen as its host."""
    return cast(Host, app)
