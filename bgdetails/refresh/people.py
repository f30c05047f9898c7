"""Person scores of a day, for the whole workspace at once (docs/model.md, person score)."""

from __future__ import annotations

import sqlite3
from array import array
from dataclasses import dataclass
from math import sqrt

from bgdetails.rules.scores import PERSON_UNITS, TYPE_OCCURS, window_parameters


@dataclass(frozen=True, slots=True)
class PersonScores:
    """What a day's person scores are divided by."""

    largest_weight_milli: int
    largest_units: int


def score_people(connection: sqlite3.Connection, day: int) -> PersonScores:
    """Compute and keep the units of everybody who was active in the window that ends on ``day``.

    Only rows that differ from what is kept are written.
    """
    if connection.execute("SELECT 1 FROM person_score WHERE day = ? LIMIT 1", (day,)).fetchone():
        _replace(connection, day)
    else:
        connection.execute(f"INSERT INTO person_score (day, person_id, units) {PERSON_UNITS}", window_parameters(day))
    (units,) = connection.execute("SELECT COALESCE(MAX(units), 0) FROM person_score WHERE day = ?", (day,)).fetchone()
    return PersonScores(_largest_weight(connection, day), units)


def roots_of(connection: sqlite3.Connection, day: int) -> array[float]:
    """The root of everybody's units on ``day``, by our id of the person; 0 where nothing counts."""
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM person").fetchone()
    roots = array("d", bytes(8 * (last + 1)))
    for person_id, units in connection.execute("SELECT person_id, units FROM person_score WHERE day = ?", (day,)):
        roots[person_id] = sqrt(units)
    return roots


def _largest_weight(connection: sqlite3.Connection, day: int) -> int:
    """Of the types that count; heaviest first, for the first that occurs is found within a few rows."""
    types = connection.execute(
        "SELECT id, weight_milli FROM activity_type WHERE weight_milli > 0 ORDER BY weight_milli DESC"
    ).fetchall()
    for type_id, weight in types:
        if connection.execute(TYPE_OCCURS, {**window_parameters(day), "type_id": type_id}).fetchone():
            return int(weight)
    return 0


def _replace(connection: sqlite3.Connection, day: int) -> None:
    connection.execute("DROP TABLE IF EXISTS temp.fresh_units")
    connection.execute("CREATE TEMP TABLE fresh_units (day INTEGER, person_id INTEGER PRIMARY KEY, units INTEGER)")
    connection.execute(f"INSERT INTO temp.fresh_units {PERSON_UNITS}", window_parameters(day))
    connection.execute(
        "DELETE FROM person_score WHERE day = ? AND person_id NOT IN (SELECT person_id FROM temp.fresh_units)", (day,)
    )
    connection.execute(
        "INSERT INTO person_score (day, person_id, units) SELECT day, person_id, units FROM temp.fresh_units WHERE true"
        " ON CONFLICT (day, person_id) DO UPDATE SET units = excluded.units WHERE units <> excluded.units"
    )
    connection.execute("DROP TABLE temp.fresh_units")
