"""Counts what the dashboard shows, and keeps it where it was asked of all groups (docs/architecture.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from bgdetails.refresh.days import compute_day, keeping_scores
from bgdetails.refresh.groups_on import GroupsOn, groups_on
from bgdetails.refresh.kept_counts import (
    NOW,
    THEN,
    has_momentum,
    keep_has_momentum,
    keep_people,
    keep_standing,
    kept_people,
    kept_standing,
)
from bgdetails.refresh.kept_days import fresh_days
from bgdetails.refresh.standing import standing
from bgdetails.rules.counts import PeopleCounts, Standing
from bgdetails.rules.segment import Segment
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace

T = TypeVar("T")


def count_now(workspace: OpenWorkspace, as_of: date, segment: Segment) -> Standing:
    """Where the groups of a segment stand on a browsable day."""
    return _count_standing(workspace, groups_on(as_of, segment, None))


def count_then(workspace: OpenWorkspace, as_of: date, then: date, segment: Segment) -> Standing:
    """Where they stood on an earlier day; its scores are computed first where they are not kept."""
    ensure_scores(workspace, as_of, then)
    return _count_standing(workspace, groups_on(as_of, segment, then))


def count_end(workspace: OpenWorkspace, as_of: date, end: date | None, segment: Segment) -> Standing:
    """Where they stand on the day that is counted: ``end``, or the browsable one."""
    return count_now(workspace, as_of, segment) if end is None else count_then(workspace, as_of, end, segment)


def _count_standing(workspace: OpenWorkspace, groups: GroupsOn) -> Standing:
    kind, every = _kind(groups), not groups.segment
    return counted_once(
        workspace,
        lambda connection: kept_standing(connection, groups.counted, kind) if every else None,
        lambda connection: standing(connection, groups),
        (lambda connection, found: keep_standing(connection, groups.counted, kind, found)) if every else None,
    )


def count_of_people(workspace: OpenWorkspace, as_of: date, segment: Segment, then: date | None = None) -> PeopleCounts:
    """What is told of people and accounts: of a browsable day, or of ``then``, an earlier one whose scores are kept."""
    groups = groups_on(as_of, segment, then)
    kind, every = _kind(groups), not segment

    def count(connection: sqlite3.Connection) -> PeopleCounts:
        # Here, for NumPy takes 0.1 s to import, and mostly everything is kept.
        from bgdetails.refresh.people_counts import count_people

        return count_people(connection, groups)

    return counted_once(
        workspace,
        lambda connection: kept_people(connection, groups.counted, kind) if every else None,
        count,
        (lambda connection, people: keep_people(connection, groups.counted, kind, people)) if every else None,
    )


def _kind(groups: GroupsOn) -> str:
    return NOW if groups.then is None else THEN


def ensure_end(workspace: OpenWorkspace, as_of: date, end: date) -> None:
    """Have what is told of a day before the browsable one: scores of people and groups, and accounts' momentum."""
    ensure_scores(workspace, as_of, end)
    day = to_day(end)
    with closing(workspace.connect()) as connection:
        (browsable,) = connection.execute("SELECT browsable FROM score_day WHERE day = ?", (day,)).fetchone()
        if browsable or has_momentum(connection, day):
            return
    from bgdetails.refresh.momentum import keep_momentum

    with keeping_scores(workspace) as connection:
        keep_momentum(connection, day)
        keep_has_momentum(connection, day)


def ensure_scores(workspace: OpenWorkspace, as_of: date, then: date) -> None:
    """Compute the scores of people and groups of ``then`` where it has none, without the rows of Browse."""
    day = to_day(then)
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
