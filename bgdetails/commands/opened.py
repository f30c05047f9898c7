"""The workspace and the day that a command looks at."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.commands.arguments import as_of
from bgdetails.commands.running import note
from bgdetails.config import Settings

if TYPE_CHECKING:
    import sqlite3

    from bgdetails.store.workspace import OpenWorkspace

_OUTDATED = "Scores are older than the data: bgdetails refresh computes them anew."


@contextmanager
def opened(arguments: argparse.Namespace, settings: Settings) -> Iterator[tuple[OpenWorkspace, date]]:
    """The workspace, open, and the scoring day, whose scores are there."""
    from bgdetails.store.workspace import open_workspace

    workspace = open_workspace(settings.db)
    try:
        with closing(workspace.connect()) as connection:
            day = _kept_day(connection, as_of(arguments))
        yield workspace, day or _computed_day(workspace, as_of(arguments))
    finally:
        workspace.close()


@contextmanager
def opened_thin(arguments: argparse.Namespace, settings: Settings) -> Iterator[tuple[sqlite3.Connection, date]]:
    """A connection for lists, and the scoring day, whose scores are there; without the ORM where they are kept."""
    from bgdetails.store.schema_check import OlderSchemaError
    from bgdetails.store.thin import open_thin

    try:
        with closing(open_thin(settings.db)) as connection:
            day = _kept_day(connection, as_of(arguments))
            if day is not None:
                yield connection, day
                return
    except OlderSchemaError:
        # The workspace is migrated when it is opened to be written.
        pass
    with opened(arguments, settings) as (workspace, day), closing(workspace.connect()) as connection:
        yield connection, day


def _computed_day(workspace: OpenWorkspace, asked: date | None) -> date:
    """The day to show, after its scores were computed."""
    from bgdetails.refresh.days import ensure_day
    from bgdetails.store.times import from_day, today

    state = workspace.state()
    if state.scores_outdated:
        note(_OUTDATED)
    last = None if state.refreshed_day is None else from_day(state.refreshed_day)
    day = asked or last or today()
    ensure_day(workspace, day)
    return day


def _kept_day(connection: sqlite3.Connection, asked: date | None) -> date | None:
    """The day to show, if its list is kept and not stale."""
    from bgdetails.store.times import from_day, to_day

    refreshed, outdated = connection.execute("SELECT refreshed_day, scores_outdated FROM workspace").fetchone()
    number = refreshed if asked is None else to_day(asked)
    kept = connection.execute("SELECT browsable AND NOT stale FROM score_day WHERE day = ?", (number,)).fetchone()
    if outdated or number is None or kept is None or not kept[0]:
        return None
    return from_day(number)
