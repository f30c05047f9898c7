"""Remembers what the reader looked at: in a thread of its own, so that no key waits for the workspace."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.store.server_faults import server_fault
from bgdetails.store.times import to_micros

if TYPE_CHECKING:
    from bgdetails.store.looks import Look
    from bgdetails.store.workspace import OpenWorkspace

MOST_PLACES = 50
_AFTER = 0.15
"""Seconds after which it is written: the page that comes next is painted first."""
_LAST_WAIT = 0.5
"""Seconds that leaving the program waits at the most for what is still to be written."""


class PlaceSeen(Struct, frozen=True):
    """A page that was looked at."""

    target: Target
    name: str
    at: datetime


class Looks:
    """What was looked at while the program runs, written to the workspace where that may be written."""

    def __init__(self, workspace: Callable[[], OpenWorkspace], written: Callable[[], None]) -> None:
        """``workspace`` may wait until it is open; ``written`` is told, in the thread, of what was kept."""
        self._workspace = workspace
        self._written = written
        self._places: dict[Target, PlaceSeen] = {}
        self._queue: SimpleQueue[Callable[[], Look] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._ends = threading.Event()

    def left(self, target: Target, name: str, day: int, seen: Callable[[], str | None]) -> None:
        """The reader left a page; ``seen`` says, in the thread, what a group was."""
        now = datetime.now(UTC)
        self._places.pop(target, None)
        self._places[target] = PlaceSeen(target, name, now)
        if len(self._places) > MOST_PLACES:
            del self._places[next(iter(self._places))]
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="looks", daemon=True)
            self._thread.start()

        def look() -> Look:
            from bgdetails.store.looks import Look  # the first screen needs none

            return Look(target.kind, target.id, name, to_micros(now), day, seen())

        self._queue.put(look)

    def places(self) -> list[PlaceSeen]:
        """What was looked at in this run, the last first."""
        return list(reversed(self._places.values()))

    def close(self) -> None:
        """Write what waits, unless somebody else keeps the workspace from it."""
        if self._thread is not None:
            self._ends.set()
            self._queue.put(None)
            self._thread.join(_LAST_WAIT)

    def _write(self) -> None:
        waiting: list[Look] = []
        while (look := self._queue.get()) is not None:
            self._ends.wait(_AFTER)
            try:
                waiting += [look(), *(each() for each in self._at_hand())]
                kept = self._keep(waiting)
            except sqlite3.OperationalError:
                continue  # an import has it: with the next one
            except Exception as error:
                if server_fault(error) is not None:
                    continue
                # Looking works without: what is wrong with the workspace is said where a page needs it.
                kept = False
            waiting.clear()
            if kept:
                self._written()

    def _at_hand(self) -> Iterator[Callable[[], Look]]:
        """What else was left meanwhile, by a key that is held, say."""
        with suppress(Empty):
            while (look := self._queue.get_nowait()) is not None:
                yield look
            self._queue.put(None)

    def _keep(self, looks: list[Look]) -> bool:
        from bgdetails.refresh.news import mark_news_of
        from bgdetails.store.looks import write_look

        workspace = self._workspace()
        if workspace.read_only:
            return False
        with closing(workspace.connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for look in looks:
                write_look(connection, look)
                if look.seen is not None:
                    mark_news_of(connection, look.public_id)
            connection.execute("COMMIT")
        return True
