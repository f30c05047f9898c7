"""Who is looked at first for a call: everybody who went quiet or shows High intent, and hardly anybody else.

Who it is exactly is said by the rules, when a page asks (``views/reach.py``): only these are asked about then.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from bgdetails.refresh.columns import Integers, Numbers, integers
from bgdetails.refresh.people import kept_units
from bgdetails.rules.intent import least_for_high
from bgdetails.rules.quiet import LEAST_FALL, QUIET_DAYS

_SCALE = "SELECT product FROM intent_scale WHERE day = ? AND kind = 'person'"
_STRONG = "SELECT group_concat(subject_id) FROM intent_strength WHERE day = ? AND kind = 'person' AND strongest >= ?"
_LARGEST = "SELECT largest_units FROM score_day WHERE day = ?"
_ABOUT = 1e-6
"""So much nearer lies a bound here than in the rules, which round."""


def marked_people(connection: sqlite3.Connection, day: int, units: Integers) -> Integers:
    """Our ids, in order.

    Args:
        connection: A connection to the workspace.
        day: A scoring day, whose person scores and intent are there, and the person scores of four weeks before.
        units: Everybody's units on it, by our id of the person.
    """
    return np.union1d(_quiet(connection, day, units), _with_high_intent(connection, day))


def _quiet(connection: sqlite3.Connection, day: int, units: Integers) -> Integers:
    before = kept_units(connection, day - QUIET_DAYS)
    fell = np.flatnonzero(2 * units < before)
    fall = _scores(connection, day - QUIET_DAYS, before[fell]) - _scores(connection, day, units[fell])
    # Both are rounded before they are compared, so that a point less may do.
    quiet: Integers = fell[fall > LEAST_FALL - 1 - _ABOUT]
    return quiet


def _scores(connection: sqlite3.Connection, day: int, units: Integers) -> Numbers:
    row = connection.execute(_LARGEST, (day,)).fetchone()
    return 100 * np.sqrt(units / row[0]) if row and row[0] else np.zeros(len(units))


def _with_high_intent(connection: sqlite3.Connection, day: int) -> Integers:
    row = connection.execute(_SCALE, (day,)).fetchone()
    if row is None or not row[0]:
        return np.zeros(0, np.int64)
    return integers(connection.execute(_STRONG, (day, least_for_high(row[0]))).fetchone()[0])
