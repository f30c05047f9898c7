"""Opens a workspace: its list at once, the ORM and what pages need in a thread behind it."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import Future
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.garbage import keep_what_stands
from bgdetails.screens.browse_reader import BrowseReader
from bgdetails.store.schema_check import OlderSchemaError, WorkspaceError, is_server, path_of
from bgdetails.store.thin import open_thin
from bgdetails.store.times import from_day, today

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace

_SLICE = 0.0005
"""Seconds that the thread may run while a key waits."""


def open_list(location: str, as_of: date | None, owner: str | None) -> tuple[BrowseReader, date]:
    """What reads the list, and the day that it is of: the one asked for, else the one that was refreshed last.

    Raises:
        WorkspaceError: It cannot be opened.
    """
    try:
        connection = open_thin(location)
    except OlderSchemaError:
        from bgdetails.store.workspace import open_workspace

        open_workspace(location).close()
        connection = open_thin(location)
    with closing(connection):
        (refreshed,) = connection.execute("SELECT refreshed_day FROM workspace").fetchone()
    day = as_of or (today() if refreshed is None else from_day(refreshed))
    return BrowseReader(lambda: open_thin(location), day, owner), day


class Opening:
    """A workspace that is opened in a thread."""

    def __init__(self) -> None:
        self._workspace: Future[OpenWorkspace] = Future()
        self._location = ""
        self._again = threading.Lock()

    def start(self, location: str, ahead: date | None) -> None:
        """Import the ORM and open the workspace, in small slices, so that no key waits.

        Args:
            location: The workspace's file, or a server's URL.
            ahead: The day of which a page is read, so that the first Enter waits for nothing; None: none is.
        """
        self._location = location
        threading.Thread(target=self._open, args=(location, ahead), name="open workspace", daemon=True).start()

    def wait(self) -> OpenWorkspace:
        """The workspace, once it is open; only a thread may ask. A server that was away then is asked again.

        Raises:
            WorkspaceError: It cannot be opened.
        """
        error = self._workspace.exception()
        if isinstance(error, WorkspaceError) and is_server(self._location):
            with self._again:
                if self._workspace.exception() is not None:
                    from bgdetails.store.workspace import open_workspace

                    opened: Future[OpenWorkspace] = Future()
                    opened.set_result(open_workspace(self._location))
                    self._workspace = opened
        return self._workspace.result()

    def _open(self, location: str, ahead: date | None) -> None:
        slice_before = sys.getswitchinterval()
        sys.setswitchinterval(_SLICE)
        try:
            from bgdetails.screens.registry import import_pages, read_ahead
            from bgdetails.store.workspace import open_workspace

            workspace = open_workspace(location, read_only=_is_read_only(location))
            self._workspace.set_result(workspace)
            import_pages()
            if ahead is not None:
                read_ahead(workspace, ahead)
        except BaseException as error:
            if not self._workspace.done():
                self._workspace.set_exception(error)
        finally:
            sys.setswitchinterval(slice_before)
            keep_what_stands()


def _is_read_only(location: str) -> bool:
    """Whether the workspace, or the folder that its journal lies in, cannot be written."""
    if is_server(location):
        return False  # its roles say so when it is opened
    path = path_of(location)
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
