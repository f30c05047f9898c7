"""The dashboard's groups and accounts that move, or that stand still."""

from __future__ import annotations

import sqlite3

from bgdetails.config import load_settings
from bgdetails.refresh.groups_on import GroupsOn
from bgdetails.refresh.stage_moves import fastest, stage_moves, stagnant
from bgdetails.rules.momentum import MomentumBand
from bgdetails.store.times import day_of
from bgdetails.views.dashboard_page import FastGroup, Moves, MovingAccount, StagnantGroup

_OF_GROUPS = "FROM {rows} g WHERE {groups}"
_FAST = f"""
SELECT g.public_id, g.name, g.velocity {_OF_GROUPS} AND g.velocity > 0
ORDER BY g.velocity DESC, g.name_key, g.public_id LIMIT :most
"""
_STAGNANT = f"""
SELECT g.public_id, g.name, g.stage_changed_at, g.completeness {_OF_GROUPS} AND g.stagnant = 1
ORDER BY g.stage_changed_at, g.name_key, g.public_id LIMIT :most
"""
_STAGNANT_COUNT = f"SELECT COUNT(*) {_OF_GROUPS} AND g.stagnant = 1"
_MOVING = "m.day = :day AND m.band = :band AND m.at_risk = :at_risk AND {among}"
_AMONG = f"m.account_id IN (SELECT g.account_id {_OF_GROUPS})"
# Those that are new have no change, and come after the others by how much they did.
_ACCOUNTS = f"""
SELECT a.public_id, a.name, a.industry, a.region, m.change
FROM account_score m JOIN account a ON a.id = m.account_id AND NOT a.hidden WHERE {_MOVING}
ORDER BY m.change {{way}} NULLS LAST, m.units DESC, a.name_key, a.public_id LIMIT :most
"""
_ALL = (
    f"SELECT m.account_id FROM account_score m JOIN account a ON a.id = m.account_id AND NOT a.hidden WHERE {_MOVING}"
)
# The few hidden accounts are looked up once.
_ACCOUNT_COUNT = f"""
SELECT COUNT(*) FROM account_score m WHERE {_MOVING} AND m.account_id NOT IN (SELECT id FROM account WHERE hidden = 1)
"""


def load_moves(connection: sqlite3.Connection, groups: GroupsOn, most: int, stagnant_count: int | None = None) -> Moves:
    """The short lists of a segment on a day, ``most`` in each, and how many there are in all.

    ``stagnant_count``: of the groups that stand still, where that was counted already.
    """
    if groups.then is None:
        fast, still, still_count = _now(connection, groups, most, stagnant_count)
    else:
        fast, still, still_count = _then(connection, groups, most)
    surging, surging_count = moving_accounts(connection, groups, at_risk=False, most=most)
    at_risk, at_risk_count = moving_accounts(connection, groups, at_risk=True, most=most)
    return Moves(
        fast=fast,
        velocity_days=load_settings().velocity_days,
        stagnant=still,
        stagnant_count=still_count,
        surging=surging,
        surging_count=surging_count,
        at_risk=at_risk,
        at_risk_count=at_risk_count,
    )


_GroupMoves = tuple[tuple[FastGroup, ...], tuple[StagnantGroup, ...], int]


def _now(connection: sqlite3.Connection, groups: GroupsOn, most: int, count: int | None) -> _GroupMoves:
    of, values = {"rows": groups.rows, "groups": groups.condition}, {"most": most, **groups.values}
    fast = connection.execute(_FAST.format(**of), values)
    still = connection.execute(_STAGNANT.format(**of), values)
    if count is None:
        (count,) = connection.execute(_STAGNANT_COUNT.format(**of), values).fetchone()
    return tuple(FastGroup(*row) for row in fast), tuple(_still(groups, *row) for row in still), count


def _then(connection: sqlite3.Connection, groups: GroupsOn, most: int) -> _GroupMoves:
    moves = stage_moves(connection, groups)
    still = stagnant(moves)
    return (
        tuple(FastGroup(each.public_id, each.name, each.velocity) for each in fastest(moves)[:most]),
        tuple(_still(groups, each.public_id, each.name, each.changed_at, each.completeness) for each in still[:most]),
        len(still),
    )


def _still(groups: GroupsOn, id: str, name: str, at: int | None, completeness: float | None) -> StagnantGroup:
    return StagnantGroup(id, name, None if at is None else groups.counted - day_of(at), completeness or 0.0)


def moving_accounts(
    connection: sqlite3.Connection, groups: GroupsOn, *, at_risk: bool, most: int
) -> tuple[tuple[MovingAccount, ...], int]:
    """Accounts at risk, deepest fall first, or else surging ones, highest rise first; and how many there are in all."""
    among, values = _moving(groups, at_risk)
    rows = connection.execute(_ACCOUNTS.format(among=among, way="ASC" if at_risk else "DESC"), {**values, "most": most})
    (count,) = connection.execute(_ACCOUNT_COUNT.format(among=among), values).fetchone()
    return tuple(MovingAccount(*row) for row in rows), count


def all_moving(connection: sqlite3.Connection, groups: GroupsOn, *, at_risk: bool) -> list[int]:
    """Our ids of all of them."""
    among, values = _moving(groups, at_risk)
    return [account_id for (account_id,) in connection.execute(_ALL.format(among=among), values)]


def _moving(groups: GroupsOn, at_risk: bool) -> tuple[str, dict[str, object]]:
    """The condition on accounts, and what it is bound to."""
    among = _AMONG.format(rows=groups.rows, groups=groups.condition) if groups.segment else "TRUE"
    band = MomentumBand.NEGATIVE if at_risk else MomentumBand.SURGING
    return among, {"band": band.value, "at_risk": at_risk, **groups.values}
