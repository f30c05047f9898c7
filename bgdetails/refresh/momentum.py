"""Momentum of all accounts on a day (docs/model.md, momentum): from the units that the scores of people are made of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

import numpy as np

from bgdetails.refresh.among import ALL, parts
from bgdetails.refresh.columns import Integers, integers, of_people
from bgdetails.refresh.people import count_units, kept_units
from bgdetails.refresh.replacing import replace_rows
from bgdetails.rules.momentum import DAYS_BEFORE, median_of, momentum

_COLUMNS = "day, account_id, units, units_before, band, change, at_risk"
_ACCOUNTS = "SELECT id, account_id FROM person WHERE account_id IS NOT NULL AND NOT hidden"
_ACCOUNTS_OF_SOME = """
SELECT id, account_id FROM person WHERE account_id IN (SELECT value FROM json_each(:accounts)) AND NOT hidden
"""
_KEPT = """
SELECT group_concat(account_id), group_concat(units), group_concat(units_before) FROM account_score WHERE day = ?
"""
_ACCOUNTS_AT_ONCE = 200


def keep_momentum(connection: sqlite3.Connection, day: int, accounts: Collection[int] | None = None) -> None:
    """Compute and keep the momentum of every account on ``day``, whose person scores are done.

    Args:
        connection: A connection that may write.
        day: The scoring day.
        accounts: Those whose people did something else than what is kept; None: all.
    """
    if accounts is None:
        of_people_ = of_people(connection, ("id", "account_id"), _ACCOUNTS, {})
        now = _by_account(of_people_, kept_units(connection, day))
        before = _by_account(of_people_, count_units(connection, day - DAYS_BEFORE))
    else:
        now, before = _kept(connection, day)
        for part in parts(accounts, _ACCOUNTS_AT_ONCE):
            _count_anew(connection, day, part, now, before)
    median = median_of(before.tolist())
    rows: list[tuple[object, ...]] = []
    active = np.flatnonzero(now + before)
    for account_id, units, units_before in zip(
        active.tolist(), now[active].tolist(), before[active].tolist(), strict=True
    ):
        found = momentum(units, units_before, median)
        assert found is not None  # there is something in one of the windows
        rows.append((day, account_id, units, units_before, found.band.value, found.change, found.at_risk))
    replace_rows(connection, "account_score", _COLUMNS, rows, day, ALL)


def _kept(connection: sqlite3.Connection, day: int) -> tuple[Integers, Integers]:
    """Units and units before of all accounts, as they are kept, by our id of the account."""
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM account").fetchone()
    now, before = np.zeros(last + 1, np.int64), np.zeros(last + 1, np.int64)
    accounts, units, units_before = map(integers, connection.execute(_KEPT, (day,)).fetchone())
    now[accounts], before[accounts] = units, units_before
    return now, before


def _count_anew(
    connection: sqlite3.Connection, day: int, accounts: Sequence[int], now: Integers, before: Integers
) -> None:
    """Write what the people of some accounts did into ``now`` and ``before``."""
    of_some = {"accounts": json.dumps(accounts)}
    of_people_ = of_people(connection, ("id", "account_id"), _ACCOUNTS_OF_SOME, of_some)
    people = np.flatnonzero(of_people_).tolist()
    units = _by_account(of_people_, kept_units(connection, day, people))
    units_before = _by_account(of_people_, count_units(connection, day - DAYS_BEFORE, people))
    now[accounts], before[accounts] = 0, 0
    now[: len(units)] += units
    before[: len(units_before)] += units_before


def _by_account(accounts: Integers, units: Integers) -> Integers:
    """The sum over its people by our id of the account; at 0 that of everybody who has none."""
    sums = np.bincount(accounts, weights=units)
    sums[:1] = 0
    # Sums of whole numbers below 2^53 are exact.
    return sums.astype(np.int64)
