"""Counts what the dashboard shows, and keeps it where it was asked of all groups (docs/architecture.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from bgdetails.refresh.days import compute_day, keeping_scores
from bgdetails.refresh.kept_counts import NOW, THEN, keep_people, keep_standing, kept_people, kept_standing
from bgdetails.refresh.kept_days import fresh_days
from bgdetails.refresh.standing import standing_now, standing_then
from bgdetails.rules.counts import PeopleCounts, Standing
from bgdetails.rules.segment import Segment
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace

T = TypeVar("T")


def count_now(workspace: OpenWorkspace, as_of: date, segment: Segment) -> Standing:
    """Where the groups of a segment stand on a browsable day."""
    day = to_day(as_of)
    return counted_once(
        workspace,
        lambda connection: None if segment else kept_standing(connection, day, NOW),
        lambda connection: standing_now(connection, day, segment),
        None if segment else lambda connection, now: keep_standing(connection, day, NOW, now),
    )


def count_then(workspace: OpenWorkspace, as_of: date, start: date, segment: Segment) -> Standing:
    """Where they stood on an earlier day; its scores are computed first where they are not kept."""
    day, then = to_day(as_of), to_day(start)
    ensure_scores(workspace, as_of, start)
    return counted_once(
        workspace,
        lambda connection: None if segment else kept_standing(connection, then, THEN),
        lambda connection: standing_then(connection, day, then, segment),
        None if segment else lambda connection, standing: keep_standing(connection, then, THEN, standing),
    )


def count_of_people(workspace: OpenWorkspace, as_of: date, segment: Segment) -> PeopleCounts:
    """What is told of people and accounts."""
    day = to_day(as_of)

    def count(connection: sqlite3.Connection) -> PeopleCounts:
        # Here, for NumPy takes 0.1 s to import, and mostly everything is kept.
        from bgdetails.refresh.people_counts import count_people

        return count_people(connection, day, segment)

    return counted_once(
        workspace,
        lambda connection: None if segment else kept_people(connection, day),
        count,
        None if segment else lambda connection, people: keep_people(connection, day, people),
    )


def ensure_scores(workspace: OpenWorkspace, as_of: date, start: date) -> None:
    """Compute the scores of people and groups of ``start`` where it has none, without the rows of Browse."""
    day = to_day(start)
    with closing(workspace.connect()) as connection:
        if day in fresh_days(connection):
            return
    from bgdetails.refresh.scoring import score_groups_of, score_people_of

    with keeping_scores(workspace) as connection:
        if workspace.read_only and workspace.shadow is None:
            # Scores beside a workspace cover all of its own: those of the day that is looked at must be there, too.
            compute_day(connection, to_day(as_of))
        score_people_of(connection, [day])
        score_groups_of(connection, [day])


def counted_once(
    workspace: OpenWorkspace,
    kept: Callable[[sqlite3.Connection], T | None],
    count: Callable[[sqlite3.Connection], T],
    keep: Callable[[sqlite3.Connection, T], None] | None,
) -> T:
    """What is kept, else what is counted, which is then kept unless somebody wrote to the workspace meanwhile."""
    with closing(workspace.connect()) as connection:
        version = _version(connection)
        connection.execute("BEGIN")
        found = kept(connection)
        if found is not None:
            return found
        counted = count(connection)
        connection.execute("COMMIT")
        if keep is None or (workspace.read_only and workspace.shadow is None):
            return counted
        try:
            with keeping_scores(workspace) as writing:
                if _version(connection) == version:
                    keep(writing, counted)
        except (sqlite3.OperationalError, OperationalError):
            pass  # another process writes for long: counted anew the next time
    return counted


def _version(connection: sqlite3.Connection) -> int:
    """Another number as soon as somebody else has written to the workspace."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
