"""What is told of the accounts in every journey on a day, counted at once (docs/model.md, account journeys)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

from bgdetails.refresh.among import ALL
from bgdetails.refresh.replacing import replace_rows
from bgdetails.store.account_people import FIRST_KEPT, pack_people
from bgdetails.store.times import MICROS_PER_DAY, end_of_day

COLUMNS = (
    "day, journey_id, accounts, completed, in_progress, aborted, durations, duration_micros, accounts_engaged,"
    " people_engaged, weeks, first"
)
# Each account by its latest entry. Who leaves after the day is still there.
_LATEST = """
SELECT journey_id, account_id, status, entered_at, left_at FROM (
  SELECT journey_id, account_id, status, entered_at, CASE WHEN left_at <= :end THEN left_at END AS left_at,
    ROW_NUMBER() OVER (PARTITION BY journey_id, account_id ORDER BY entered_at DESC, id DESC) AS place
  FROM account_journey WHERE journey_id BETWEEN :first AND :last AND entered_at <= :end
  AND account_id NOT IN (SELECT id FROM account WHERE hidden = 1)
) entry WHERE place = 1
"""
# An account counts its own active people (store/tables, account_people): nobody is looked at here.
_COUNTS = f"""
SELECT e.journey_id, COUNT(*), COUNT(CASE WHEN e.status = 'Completed' THEN 1 END),
  COUNT(CASE WHEN COALESCE(e.status, 'In progress') = 'In progress' AND e.left_at IS NULL THEN 1 END),
  COUNT(CASE WHEN e.status = 'Aborted' THEN 1 END),
  COUNT(CASE WHEN e.status = 'Completed' THEN e.left_at END),
  COALESCE(SUM(CASE WHEN e.status = 'Completed' THEN e.left_at - e.entered_at END), 0),
  COUNT(CASE WHEN p.active > 0 THEN 1 END), COALESCE(SUM(p.active), 0)
FROM ({_LATEST}) e
LEFT JOIN account_people p INDEXED BY account_people_active ON p.day = :day AND p.account_id = e.account_id
GROUP BY e.journey_id ORDER BY e.journey_id
"""
# The first day that there is was a Thursday. Counted from a Monday long before, no number is below 0.
_THURSDAY, _LONG_BEFORE = 3, 7 * 200_000
_WEEKS = f"""
SELECT journey_id, (left_at + {(_THURSDAY + _LONG_BEFORE) * MICROS_PER_DAY}) / {7 * MICROS_PER_DAY} AS week, COUNT(*)
FROM ({_LATEST}) completed WHERE status = 'Completed' AND left_at IS NOT NULL
GROUP BY journey_id, week ORDER BY journey_id, week
"""
_FIRST = f"""
SELECT journey_id, account_id FROM (
  SELECT e.journey_id, e.account_id,
    ROW_NUMBER() OVER (PARTITION BY e.journey_id ORDER BY e.entered_at DESC, a.name_key, a.public_id) AS place
  FROM ({_LATEST}) e JOIN account a ON a.id = e.account_id
) ranked WHERE place <= {FIRST_KEPT} ORDER BY journey_id, place
"""


def keep_journeys(connection: sqlite3.Connection, day: int) -> None:
    """Count and keep all journeys on ``day``, whose rows of accounts are there (``refresh/account_people.py``)."""
    replace_rows(connection, "journey_score", COLUMNS, count_journeys(connection, day, ALL), day, ALL)


def count_journeys(connection: sqlite3.Connection, day: int, bounds: tuple[int, int]) -> list[tuple[object, ...]]:
    """The rows of ``journey_score`` of the journeys whose ids lie in ``bounds`` and that an account has entered."""
    values = {"day": day, "end": end_of_day(day), "first": bounds[0], "last": bounds[1]}
    weeks: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for journey, week, count in connection.execute(_WEEKS, values):
        weeks[journey].append((week * 7 - _THURSDAY - _LONG_BEFORE, count))
    first: defaultdict[int, list[int]] = defaultdict(list)
    for journey, account in connection.execute(_FIRST, values):
        first[journey].append(account)
    return [
        (day, journey, *map(int, counts), json.dumps(weeks[journey]), pack_people(first[journey]))
        for journey, *counts in connection.execute(_COUNTS, values)
    ]
