"""Momentum of all accounts on a day (docs/model.md, momentum): from the units that the scores of people are made of."""

from __future__ import annotations

import sqlite3

import numpy as np

from bgdetails.refresh.columns import Integers, of_people
from bgdetails.refresh.people import count_units, kept_units
from bgdetails.refresh.replacing import replace_rows
from bgdetails.rules.momentum import DAYS_BEFORE, median_of, momentum

_COLUMNS = "day, account_id, units, units_before, band, change, at_risk"
_ACCOUNTS = "SELECT id, account_id FROM person WHERE account_id IS NOT NULL AND NOT hidden"


def keep_momentum(connection: sqlite3.Connection, day: int) -> None:
    """Compute and keep the momentum of every account on ``day``, whose person scores are done."""
    accounts = of_people(connection, ("id", "account_id"), _ACCOUNTS, {})
    now = _by_account(accounts, kept_units(connection, day))
    before = _by_account(accounts, count_units(connection, day - DAYS_BEFORE))
    median = median_of(before.tolist())
    rows: list[tuple[object, ...]] = []
    active = np.flatnonzero(now + before)
    for account_id, units, units_before in zip(
        active.tolist(), now[active].tolist(), before[active].tolist(), strict=True
    ):
        found = momentum(units, units_before, median)
        assert found is not None  # there is something in one of the windows
        rows.append((day, account_id, units, units_before, found.band.value, found.change, found.at_risk))
    replace_rows(connection, "account_score", _COLUMNS, rows, (day, 0, 1 << 62))


def _by_account(accounts: Integers, units: Integers) -> Integers:
    """The sum over its people by our id of the account; at 0 that of everybody who has none."""
    sums = np.bincount(accounts, weights=units)
    sums[:1] = 0
    # Sums of whole numbers below 2^53 are exact.
    return sums.astype(np.int64)
