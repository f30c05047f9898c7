"""What moved between two days: of all groups at once, or of some (docs/model.md, what changed)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct
from sqlmodel import Session

from bgdetails.rules.engagement import score
from bgdetails.rules.membership import current
from bgdetails.rules.what_changed import GroupState, compare
from bgdetails.store.times import end_of_day, from_micros, to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.change_values import (
    ChangedGroup,
    ChangedMember,
    ChangedOpportunity,
    ChangeReport,
    Changes,
    RoleChange,
    StageStep,
)
from bgdetails.views.statements import Row
from bgdetails.views.values import Named

_WANTED = "SELECT value FROM json_each(:groups)"
_HEADS = f"""
SELECT r.group_id, r.public_id, r.name, r.name_key, r.account_public_id, r.account_name, a.owner, r.interest, r.stage,
       b.raw, b.completeness, n.raw, n.completeness
FROM group_row r JOIN account a ON a.id = r.account_id
LEFT JOIN group_score b ON b.day = :since AND b.group_id = r.group_id
LEFT JOIN group_score n ON n.day = :day AND n.group_id = r.group_id
WHERE r.day = :day AND r.group_id IN ({_WANTED})
"""
# All rows of a group in which somebody came or went: which of them hold is known from all of a person's rows.
_MEMBERSHIPS = f"""
SELECT m.id, m.group_id, m.person_id, p.public_id, p.name, m.role, m.added_at, m.removed_at
FROM membership m JOIN person p ON p.id = m.person_id
WHERE NOT p.hidden AND m.group_id IN (
  SELECT c.group_id FROM membership c WHERE c.group_id IN ({_WANTED})
  AND ((c.added_at > :start AND c.added_at <= :end) OR (c.removed_at > :start AND c.removed_at <= :end)))
ORDER BY m.group_id, p.name_key, p.public_id, m.id
"""
_STEPS = f"""
SELECT group_id, from_stage, to_stage, at, id FROM stage_change
WHERE group_id IN ({_WANTED}) AND at > :start AND at <= :end
UNION ALL
SELECT g.id, NULL, g.stage, g.stage_entered_at, NULL FROM buying_group g
WHERE g.id IN ({_WANTED}) AND g.stage_entered_at > :start AND g.stage_entered_at <= :end AND g.stage IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM stage_change c WHERE c.group_id = g.id AND c.at > :start AND c.at <= :end
                AND casefold(c.to_stage) = casefold(g.stage))
ORDER BY 4, 5
"""
_DEALS = f"""
SELECT id, name, account_id, account, account_owner, stage, amount, currency, close_date, owner, change FROM (
SELECT o.public_id AS id, o.name, a.public_id AS account_id, a.name AS account, a.owner AS account_owner, o.stage,
       o.amount, o.currency, o.close_date, o.owner, o.name_key,
       CASE WHEN (o.is_closed OR o.is_won) AND o.close_date > :since_text AND o.close_date <= :as_of_text
            THEN CASE WHEN o.is_won THEN 'won' ELSE 'lost' END
            WHEN o.created_at > :start AND o.created_at <= :end THEN 'new'
            WHEN o.updated_at > :start AND o.updated_at <= :end THEN 'updated' END AS change
FROM opportunity o JOIN account a ON a.id = o.account_id
WHERE NOT o.hidden AND o.account_id IN (SELECT g.account_id FROM buying_group g WHERE g.id IN ({_WANTED}))) moved
WHERE change IS NOT NULL ORDER BY name_key, id
"""


class _MemberRow(NamedTuple):
    """A row of membership with its person."""

    id: int
    group_id: int
    person_id: int
    public_id: str
    name: str
    role: str
    added_at: int | None
    removed_at: int | None


class _Head(NamedTuple):
    """A group on the later day, and its parts of both scores."""

    group_id: int
    public_id: str
    name: str
    name_key: str
    account_id: str
    account_name: str
    owner: str | None
    interest: str
    stage: str | None
    raw_before: float | None
    completeness_before: float | None
    raw: float | None
    completeness: float | None


class _Period(Struct, frozen=True):
    """From the end of one day to the end of another, with what group scores of both are divided by."""

    start: int
    end: int
    largest_before: float
    largest: float


def load_changes(session: Session, group_ids: Sequence[int], since: date, as_of: date) -> ChangeReport:
    """What moved about these groups; the scores of both days are kept, and ``as_of`` has the rows of Browse."""
    connection = driver_connection(session)
    day, before = to_day(as_of), to_day(since)
    values: dict[str, object] = {
        "groups": json.dumps(list(group_ids)),
        "since": before,
        "day": day,
        "start": end_of_day(before),
        "end": end_of_day(day),
        "since_text": since.isoformat(),
        "as_of_text": as_of.isoformat(),
    }
    period = _Period(end_of_day(before), end_of_day(day), _largest(connection, before), _largest(connection, day))
    rows = map(_MemberRow._make, connection.execute(_MEMBERSHIPS, values))
    members = {group_id: list(each) for group_id, each in groupby(rows, key=attrgetter("group_id"))}
    steps: defaultdict[int, list[StageStep]] = defaultdict(list)
    for group_id, from_stage, to_stage, at, _ in connection.execute(_STEPS, values):
        if from_stage is None or from_stage.casefold() != to_stage.casefold():
            steps[group_id].append(StageStep(from_stage, to_stage, from_micros(at)))
    changed = []
    for head in map(_Head._make, connection.execute(_HEADS, values)):
        changes = _changes(head, members.get(head.group_id, ()), steps.get(head.group_id, ()), period)
        if changes.anything:
            changed.append((head, changes))
    changed.sort(key=lambda each: (*_by_owner(each[0].owner), each[0].name_key, each[0].public_id))
    deals = [_deal(row) for row in connection.execute(_DEALS, values)]
    deals.sort(key=lambda deal: _by_owner(deal.account_owner))
    return ChangeReport(since, as_of, tuple(_group(head, changes) for head, changes in changed), tuple(deals))


def _largest(connection: sqlite3.Connection, day: int) -> float:
    row = connection.execute("SELECT largest_raw FROM score_day WHERE day = ?", (day,)).fetchone()
    return float(row[0]) if row else 0.0


def _by_owner(owner: str | None) -> tuple[bool, str]:
    return owner is None, (owner or "").casefold()


def _changes(head: _Head, rows: Sequence[_MemberRow], steps: Sequence[StageStep], period: _Period) -> Changes:
    before, after = _held(rows, period.start), _held(rows, period.end)
    found = compare(
        GroupState(
            None if head.raw_before is None else score(head.raw_before, period.largest_before),
            head.completeness_before,
            roles={person: row.role for person, row in before.items()},
        ),
        GroupState(
            None if head.raw is None else score(head.raw, period.largest),
            head.completeness,
            roles={person: row.role for person, row in after.items()},
        ),
    )
    return Changes(
        stage_steps=tuple(steps),
        engagement=found.engagement,
        completeness=found.completeness,
        added=tuple(_member(after[person], after[person].added_at) for person in found.added),
        gone=tuple(_member(before[person], before[person].removed_at) for person in found.gone),
        role_changes=tuple(RoleChange(person, after[person].name, was, now) for person, was, now in found.role_changes),
    )


def _held(rows: Sequence[_MemberRow], end: int) -> Mapping[str, _MemberRow]:
    return {row.public_id: row for row in current(rows, end)}


def _member(row: _MemberRow, at: int | None) -> ChangedMember:
    return ChangedMember(row.public_id, row.name, row.role, from_micros(at))


def _group(head: _Head, changes: Changes) -> ChangedGroup:
    return ChangedGroup(
        id=head.public_id,
        name=head.name,
        account=Named(head.account_id, head.account_name),
        owner=head.owner,
        solution_interest=head.interest,
        stage=head.stage,
        changes=changes,
    )


def _deal(row: Row) -> ChangedOpportunity:
    public_id, name, account_id, account, account_owner, stage, amount, currency, close_date, owner, change = row
    return ChangedOpportunity(
        id=public_id,
        name=name,
        account=Named(account_id, account),
        account_owner=account_owner,
        change=change,
        stage=stage,
        amount=amount,
        currency=currency,
        close_date=None if close_date is None else date.fromisoformat(close_date),
        owner=owner,
    )
