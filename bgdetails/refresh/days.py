"""Makes sure that a day can be shown: its scores, its trend and the rows of Browse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

from bgdetails.refresh.kept_days import is_complete
from bgdetails.refresh.run import driver_connection
from bgdetails.store.rules_rows import ensure_rules
from bgdetails.store.shadow import Shadow
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace


def ensure_day(workspace: OpenWorkspace, as_of: date) -> None:
    """Compute the scores of a day that has none, or stale ones; where the workspace may be written they are kept.

    Groups and memberships stay as they are: those are a refresh's business. A day that a refresh left and an import
    without one made stale is shown as it was; the workspace says that its scores are older than its data.
    """
    day = to_day(as_of)
    with closing(workspace.connect()) as connection:
        if _is_shown_as_it_is(connection, day):
            return
    if workspace.read_only:
        _compute_beside(workspace, day)
        return
    with workspace.writing() as session:
        ensure_rules(session)
        _compute(driver_connection(session), day)


def _is_shown_as_it_is(connection: sqlite3.Connection, day: int) -> bool:
    if is_complete(connection, day):
        return True
    refreshed, outdated = connection.execute("SELECT refreshed_day, scores_outdated FROM workspace").fetchone()
    return bool(outdated) and day == refreshed


def _compute(connection: sqlite3.Connection, day: int) -> None:
    # Here, for NumPy takes 0.1 s to import, and mostly there is nothing to compute.
    from bgdetails.refresh.intent import score_intent
    from bgdetails.refresh.scoring import score_people_of, score_with_trend

    score_people_of(connection, [day])
    score_intent(connection, day)
    score_with_trend(connection, day)


def _compute_beside(workspace: OpenWorkspace, day: int) -> None:
    shadow = workspace.shadow or Shadow(workspace.path)
    with closing(shadow.connect()) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _compute(connection, day)
        connection.execute("COMMIT")
    if workspace.shadow is None:
        workspace.use_shadow(shadow)
