"""Momentum of all accounts on a day (docs/model.md, momentum): from the units that the scores of people are made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from bgdetails.refresh.account_people import accounts_of_people
from bgdetails.refresh.among import ALL, Chosen
from bgdetails.refresh.columns import Integers, integers
from bgdetails.refresh.people import count_units, kept_units
from bgdetails.refresh.replacing import replace_rows
from bgdetails.rules.momentum import DAYS_BEFORE, median_of, momentum

_COLUMNS = "day, account_id, units, units_before, band, change, at_risk"
_KEPT = """
SELECT group_concat(account_id), group_concat(units), group_concat(units_before) FROM account_score WHERE day = ?
"""
_FEW_PEOPLE = 20_000
"""Of more people it is counted faster from the activities of everybody."""


class Others(NamedTuple):
    """Accounts by our ids: those whose people may have done something else in the window, and in the 30 days before."""

    now: Collection[int]
    before: Collection[int]


def keep_momentum(connection: sqlite3.Connection, day: int, others: Others | None = None) -> None:
    """Compute and keep the momentum of every account on ``day``, whose person scores are done.

    Args:
        connection: A connection that may write.
        day: The scoring day.
        others: The accounts that may have another one than is kept; None: all.
    """
    if others is None:
        accounts = accounts_of_people(connection)
        now = _by_account(accounts, kept_units(connection, day))
        before = _by_account(accounts, count_units(connection, day - DAYS_BEFORE))
    else:
        now, before = _kept(connection, day)
        accounts = accounts_of_people(connection, Chosen.of(others.now))
        _write(now, others.now, _by_account(accounts, kept_units(connection, day)))
        accounts = accounts_of_people(connection, Chosen.of(others.before))
        people = np.flatnonzero(accounts).tolist()
        some = people if len(people) < _FEW_PEOPLE else None
        _write(before, others.before, _by_account(accounts, count_units(connection, day - DAYS_BEFORE, some)))
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


def _write(sums: Integers, accounts: Collection[int], found: Integers) -> None:
    """Have what was found of some accounts among the sums of all."""
    wanted = np.fromiter(accounts, np.int64, len(accounts))
    sums[wanted] = 0
    inside = wanted[wanted < len(found)]
    sums[inside] = found[inside]


def _by_account(accounts: Integers, units: Integers) -> Integers:
    """The sum over its people by our id of the account; at 0 that of everybody who has none."""
    sums = np.bincount(accounts, weights=units)
    sums[:1] = 0
    # Sums of whole numbers below 2^53 are exact.
    return sums.astype(np.int64)
