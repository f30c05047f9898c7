"""A refresh: forms and maintains groups as of a day, then computes all scores of that day and its trend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from bgdetails.refresh.changes import GroupChanges
from bgdetails.refresh.formed_interests import read_formation
from bgdetails.refresh.forming import form_groups
from bgdetails.refresh.interest_counts import keep_interests
from bgdetails.refresh.kept_days import drop_outdated
from bgdetails.refresh.touched import what_is_touched
from bgdetails.store.public_ids import assign_public_ids
from bgdetails.store.rules_rows import current_rules, ensure_rules
from bgdetails.store.search_tables import follow_groups
from bgdetails.store.tables import Workspace
from bgdetails.store.times import to_day, to_micros
from bgdetails.store.touched import forget_touched
from bgdetails.store.workspace import driver_connection

if TYPE_CHECKING:
    from bgdetails.refresh.lake import Lake, LakeCounts
    from bgdetails.rules.model import RuleSet

__all__ = ["GroupChanges", "Progress", "refresh", "refresh_from"]

Progress = Callable[[str, int], None]
"""Told what is being done, and how many accounts or groups are done."""


def refresh(session: Session, as_of: date, *, progress: Progress | None = None) -> GroupChanges:
    """Bring groups and scores up to date, inside the transaction of the caller.

    Where the activities of the workspace lie in a lake, it is read again.

    Args:
        session: A session that may write.
        as_of: The scoring day.
        progress: Told from time to time how far it is.

    Raises:
        LakeError: The lake cannot be read.
    """
    workspace = session.get_one(Workspace, 1)
    if workspace.lake is None:
        return _refresh(session, to_day(as_of), progress)
    from bgdetails.refresh.engines import open_lake

    with open_lake(workspace.lake, workspace.lake_engine or "") as lake:
        return refresh_from(session, as_of, lake, progress=progress)[0]


def refresh_from(
    session: Session, as_of: date, lake: Lake, *, progress: Progress | None = None
) -> tuple[GroupChanges, LakeCounts]:
    """The same of a lake that is open; and what became of its rows."""
    from bgdetails.refresh.lake_rows import take_lake

    ensure_rules(session)
    session.flush()
    counts = take_lake(session, driver_connection(session), lake, to_day(as_of), progress or _tell_nobody)
    return _refresh(session, to_day(as_of), progress, lake), counts


def _refresh(session: Session, day: int, progress: Progress | None, lake: Lake | None = None) -> GroupChanges:
    tell = progress or _tell_nobody
    ensure_rules(session)
    session.flush()
    connection = driver_connection(session)
    rules = current_rules(session)
    touched = None if lake is not None else what_is_touched(connection, day)
    if touched is None:
        changes = _refresh_all(session, day, rules, tell, lake)
    else:
        # Here, for views import this module, and NumPy takes 0.1 s.
        from bgdetails.refresh.partial import Partial, refresh_touched

        partial = Partial(connection, day, touched, rules, lambda: assign_public_ids(session))
        changes = refresh_touched(partial, lambda done: tell("accounts", done))
    keep_interests(connection, rules)
    follow_groups(connection, day)
    drop_outdated(connection, day)
    forget_touched(connection)
    _remember(session, day)
    return changes


def _refresh_all(session: Session, day: int, rules: RuleSet, tell: Progress, lake: Lake | None) -> GroupChanges:
    from bgdetails.refresh.computed_fields import ComputedFields
    from bgdetails.refresh.intent import score_intent
    from bgdetails.refresh.scoring import score_people_of, score_with_trend

    connection = driver_connection(session)
    tell("people", 0)
    score_people_of(connection, [day], lake)
    tell("intent", 0)
    score_intent(connection, day, lake)
    formation = read_formation(connection, rules)
    computed = ComputedFields(connection, day)
    changes, _ = form_groups(connection, formation, day, computed, lambda done: tell("accounts", done))
    if changes.formed:
        assign_public_ids(session)
    if changes.anything:
        # Memberships reach back to when a person became known: other kept days show other groups now.
        connection.execute("UPDATE score_day SET stale = 1 WHERE NOT stale AND day <> ?", (day,))
    tell("scores", 0)
    score_with_trend(connection, day, lake)
    return changes


def _tell_nobody(_what: str, _done: int) -> None:
    """Nobody wants to know how far it is."""


def _remember(session: Session, day: int) -> None:
    workspace = session.get_one(Workspace, 1, populate_existing=True)
    workspace.refreshed_day, workspace.scores_outdated = day, False
    workspace.refreshed_at = to_micros(datetime.now(UTC))
    session.add(workspace)
    session.flush()
    session.expire_all()
