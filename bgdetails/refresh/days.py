"""Makes sure that a day can be shown: its scores, its trend and the rows of Browse."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

from bgdetails.refresh.kept_days import fresh_days, is_complete
from bgdetails.store.rules_rows import ensure_rules
from bgdetails.store.shadow import Shadow
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace, WorkspaceError, driver_connection
from bgdetails.store.writing_much import writing_much


def ensure_day(workspace: OpenWorkspace, as_of: date) -> None:
    """Compute the scores of a day that has none, or stale ones; where the workspace may be written they are kept.

    Groups and memberships stay as they are: those are a refresh's business. A day that a refresh left and an import
    without one made stale is shown as it was; the workspace says that its scores are older than its data.
    """
    day = to_day(as_of)
    with closing(workspace.connect()) as connection:
        if _is_shown_as_it_is(connection, day):
            return
    with keeping_scores(workspace) as connection:
        compute_day(connection, day)


@contextmanager
def keeping_scores(workspace: OpenWorkspace) -> Iterator[sqlite3.Connection]:
    """A connection that may write scores: into the workspace, or beside a file that cannot be written.

    Raises:
        WorkspaceError: It is on a server, whose role may only read.
    """
    if not workspace.read_only:
        with writing_much(workspace) as session:
            ensure_rules(session)
            session.flush()
            yield driver_connection(session)
        return
    if workspace.is_on_server:
        raise WorkspaceError(
            "The scores of that day are not kept, and your role may only read: have somebody who may write look at it."
        )
    shadow = workspace.shadow or Shadow(workspace.path)
    with closing(shadow.connect()) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    if workspace.shadow is None:
        workspace.use_shadow(shadow)


def ensure_scores(workspace: OpenWorkspace, since: date, as_of: date) -> None:
    """Have the scores of ``since``, to compare the day ``as_of`` with, which can be shown already.

    Neither a trend nor the rows of Browse are made. A day that was shown as an import left it is compared with what
    the data say now of the other.
    """
    before, day = to_day(since), to_day(as_of)
    with closing(workspace.connect()) as connection:
        if before in fresh_days(connection) or before == day:
            return
    with keeping_scores(workspace) as connection:
        if workspace.read_only:
            # A shadow covers all days: it needs the day that is shown as well.
            compute_day(connection, day)
        _compute_alone(connection, before)


def _is_shown_as_it_is(connection: sqlite3.Connection, day: int) -> bool:
    if is_complete(connection, day):
        return True
    refreshed, outdated = connection.execute("SELECT refreshed_day, scores_outdated FROM workspace").fetchone()
    # Its rows go where it was computed anew as a day of another one's trend.
    browsable = connection.execute("SELECT 1 FROM score_day WHERE day = ? AND browsable", (day,)).fetchone()
    return bool(outdated) and day == refreshed and browsable is not None


def compute_day(connection: sqlite3.Connection, day: int) -> None:
    """Compute the scores of a day, its trend and the rows of Browse."""
    # Here, for NumPy takes 0.1 s to import, and mostly there is nothing to compute.
    from bgdetails.refresh.intent import score_intent
    from bgdetails.refresh.scoring import score_people_of, score_with_trend

    score_people_of(connection, [day])
    score_intent(connection, day)
    score_with_trend(connection, day)


def _compute_alone(connection: sqlite3.Connection, day: int) -> None:
    from bgdetails.refresh.scoring import score_groups_of, score_people_of

    score_people_of(connection, [day])
    score_groups_of(connection, [day])
