"""Person scores as SQL: the one definition that a whole workspace is scored by (docs/model.md, engagement).

``engagement.person_units`` says the same of one person; a test holds the two together. The texts are written in what
SQLite and PostgreSQL both take, so that another engine can be given a translation of them. They read the roll-up
``activity_day`` (day, person_id, type_id, n), ``activity_type`` (id, weight_milli) and ``person`` (id, hidden).
"""

from __future__ import annotations

from bgdetails.rules.engagement import DAILY_CAP, WINDOW_DAYS

# Bound, not written out: a truth is 1 here and TRUE there, and with the value SQLite still takes the index of the few.
_NOBODY_HIDDEN = "counts.person_id NOT IN (SELECT person.id FROM person WHERE person.hidden = :hidden)"

_UNITS = f"""
SELECT
  CAST(:day AS INTEGER) AS day,
  counts.person_id,
  SUM(CASE WHEN counts.n > {DAILY_CAP} THEN {DAILY_CAP} ELSE counts.n END * types.weight_milli) AS units
FROM {{counts}} AS counts
JOIN activity_type AS types ON types.id = counts.type_id
WHERE counts.day BETWEEN :first_day AND :day AND types.weight_milli > 0 AND {_NOBODY_HIDDEN}
GROUP BY counts.person_id
"""
PERSON_UNITS = _UNITS.format(counts="activity_day")
"""Everybody with units above 0 in the window that ends on ``:day``: day, person, units."""

UNITS_OF_SOME = _UNITS.format(
    counts="""(
  SELECT d.day, d.person_id, d.type_id, d.n FROM json_each(:days) each CROSS JOIN json_each(:people) wanted
  CROSS JOIN activity_day d ON d.day = each.value AND d.person_id = wanted.value
)"""
)
"""The same of some ``:people`` alone; ``:days``: every day of the window, for rows are found by day and person."""

TYPE_OCCURS = f"""
SELECT 1 FROM activity_day AS counts
WHERE counts.day BETWEEN :first_day AND :day AND counts.type_id = :type_id AND {_NOBODY_HIDDEN}
LIMIT 1
"""
"""A row where the type ``:type_id`` has an activity in the window: with a weight above 0 it is a type that counts."""


def window_parameters(day: int) -> dict[str, int | bool]:
    """What both texts are bound to for the scoring day ``day``."""
    return {"first_day": day - WINDOW_DAYS + 1, "day": day, "hidden": True}
