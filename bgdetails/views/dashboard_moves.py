"""The dashboard's groups and accounts that move, or that stand still."""

from __future__ import annotations

import sqlite3
from datetime import date

from bgdetails.config import load_settings
from bgdetails.refresh.standing import condition, segment_values
from bgdetails.rules.momentum import MomentumBand
from bgdetails.rules.segment import Segment
from bgdetails.store.times import day_of, to_day
from bgdetails.views.dashboard_page import FastGroup, Moves, MovingAccount, StagnantGroup

_OF_GROUPS = "FROM group_row g WHERE g.day = :day AND {segment}"
_FAST = f"""
SELECT g.public_id, g.name, g.velocity {_OF_GROUPS} AND g.velocity > 0
ORDER BY g.velocity DESC, g.name_key, g.public_id LIMIT :most
"""
_STAGNANT = f"""
SELECT g.public_id, g.name, g.stage_changed_at, g.completeness {_OF_GROUPS} AND g.stagnant = 1
ORDER BY g.stage_changed_at, g.name_key, g.public_id LIMIT :most
"""
_STAGNANT_COUNT = f"SELECT COUNT(*) {_OF_GROUPS} AND g.stagnant = 1"
_OF_ACCOUNTS = """
FROM account_score m JOIN account a ON a.id = m.account_id AND NOT a.hidden
WHERE m.day = :day AND m.band = :band AND m.at_risk = :at_risk AND {among}
"""
_AMONG = f"m.account_id IN (SELECT g.account_id {_OF_GROUPS})"
# Those that are new have no change, and come after the others by how much they did.
_ACCOUNTS = f"""
SELECT a.public_id, a.name, a.industry, a.region, m.change {_OF_ACCOUNTS}
ORDER BY m.change IS NULL, m.change {{way}}, m.units DESC, a.name_key, a.public_id LIMIT :most
"""
_ACCOUNT_COUNT = f"SELECT COUNT(*) {_OF_ACCOUNTS}"


def load_moves(connection: sqlite3.Connection, as_of: date, segment: Segment, most: int) -> Moves:
    """The short lists of a segment on a browsable day, ``most`` in each, and how many there are in all."""
    day = to_day(as_of)
    where, values = condition(segment), {"day": day, "most": most, **segment_values(segment)}
    fast = connection.execute(_FAST.format(segment=where), values)
    stagnant = connection.execute(_STAGNANT.format(segment=where), values)
    (stagnant_count,) = connection.execute(_STAGNANT_COUNT.format(segment=where), values).fetchone()
    surging, surging_count = moving_accounts(connection, day, segment, at_risk=False, most=most)
    at_risk, at_risk_count = moving_accounts(connection, day, segment, at_risk=True, most=most)
    return Moves(
        fast=tuple(FastGroup(*row) for row in fast),
        velocity_days=load_settings().velocity_days,
        stagnant=tuple(
            StagnantGroup(public_id, name, None if at is None else day - day_of(at), completeness)
            for public_id, name, at, completeness in stagnant
        ),
        stagnant_count=stagnant_count,
        surging=surging,
        surging_count=surging_count,
        at_risk=at_risk,
        at_risk_count=at_risk_count,
    )


def moving_accounts(
    connection: sqlite3.Connection, day: int, segment: Segment, *, at_risk: bool, most: int
) -> tuple[tuple[MovingAccount, ...], int]:
    """Accounts at risk, deepest fall first, or else surging ones, highest rise first; and how many there are in all.

    ``most``: at most so many; -1: all.
    """
    among = _AMONG.format(segment=condition(segment)) if segment else "TRUE"
    band = MomentumBand.NEGATIVE if at_risk else MomentumBand.SURGING
    values = {"day": day, "band": band.value, "at_risk": at_risk, "most": most, **segment_values(segment)}
    way = "ASC" if at_risk else "DESC"
    rows = connection.execute(_ACCOUNTS.format(among=among, way=way), values)
    (count,) = connection.execute(_ACCOUNT_COUNT.format(among=among), values).fetchone()
    return tuple(MovingAccount(*row) for row in rows), count
