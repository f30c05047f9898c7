"""Notices that somebody else wrote to the workspace: what is shown is read again, or said to be gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.going import Going
    from bgdetails.screens.browse import Browse
    from bgdetails.screens.browse_reader import BrowseReader

_LOOK_AFTER = 1.0
"""Seconds between two looks at the number that every writer changes."""


_BACK = ("The workspace is back.",)


class Watching:
    """The watch over the workspace of an app."""

    def __init__(
        self, app: App[object], browse: Browse, going: Going, reader: Callable[[], BrowseReader | None]
    ) -> None:
        self._app = app
        self._browse = browse
        self._going = going
        self._reader = reader
        self._version: int | None = None
        self._is_away = False

    def begin(self) -> None:
        """From now on."""
        self._version = self._now()
        self._app.set_interval(_LOOK_AFTER, self._look)

    def tell_own_write(self) -> None:
        """From a thread that wrote: the list reads itself again, pages need not."""
        self._app.call_later(self._after_own_write)

    def _now(self) -> int | None:
        reader = self._reader()
        return reader.version() if reader is not None else None

    def _look(self) -> None:
        version = self._now()
        is_back = self._is_away and version is not None
        if (version is None) != self._is_away and self._reader() is not None:
            self._is_away = version is None
            self._say_whether_away()
        before, self._version = self._version, self._version if version is None else version
        if not is_back and (before is None or version in (before, None)):
            return
        if self._on_top() is self._browse:
            self._browse.list_again(always=is_back)  # what was searched for meanwhile was not found
        elif self._on_top() is not None:
            self._going.look_again()

    def _after_own_write(self) -> None:
        self._version = self._now()
        if self._on_top() is self._browse:
            self._browse.list_again()

    def _say_whether_away(self) -> None:
        from bgdetails.screens.feedback import SERVER_GONE, toast

        toast(self._app, SERVER_GONE if self._is_away else _BACK, "warning" if self._is_away else "done")

    def _on_top(self) -> object | None:
        """The screen that is shown; None while the program ends, which takes the screens first and timers last."""
        stack = self._app.screen_stack
        return stack[-1] if stack else None
