"""The transaction in which an action is done: at once, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from sqlalchemy.exc import OperationalError

from bgdetails.actions.refused import ActionRefused
from bgdetails.store.times import end_of_day, start_of_day, to_day, to_micros
from bgdetails.store.workspace import OpenWorkspace, driver_connection

_PATIENCE_MS = 500
"""How long to wait for another program that writes: longer ones are imports."""
_NOON = int(timedelta(hours=12) / timedelta(microseconds=1))


class Acting(Struct, frozen=True):
    """An action that is being done."""

    connection: sqlite3.Connection
    day: int
    """The scoring day that the reader looks at."""
    now: int
    """The present moment, in whole seconds."""

    @property
    def end(self) -> int:
        """The last microsecond of the scoring day."""
        return end_of_day(self.day)

    def moment(self, *earlier: int | None) -> int:
        """When it happens: now; seen from a day that is past, at its noon; never before what came ``earlier``."""
        here = self.now if self.now <= self.end else start_of_day(self.day) + _NOON
        return max([here, *(at for at in earlier if at is not None)])

    def moment_on_day(self, *earlier: int | None) -> int:
        """The same, for what has to hold on the scoring day: moments after that day do not count."""
        return self.moment(*(at for at in earlier if at is not None and at <= self.end))


@contextmanager
def acting(workspace: OpenWorkspace, as_of: date, now: datetime | None = None) -> Iterator[Acting]:
    """Do something to a workspace, seen as of a day.

    Raises:
        ActionRefused: Another program is writing to the workspace.
        WorkspaceError: It is open for reading only.
    """
    moment = to_micros((now or datetime.now(UTC)).replace(microsecond=0))
    try:
        with workspace.writing(patience_ms=_PATIENCE_MS) as session:
            yield Acting(driver_connection(session), to_day(as_of), moment)
    except (OperationalError, sqlite3.OperationalError) as error:
        if "locked" in str(getattr(error, "orig", error)):
            raise ActionRefused(
                f"Another program is writing to {workspace.location}: nothing was changed; try again when it is done."
            ) from None
        raise
