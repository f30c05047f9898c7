"""Person scores of a day, for the whole workspace at once (docs/model.md, person score)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np

from bgdetails.refresh.columns import Integers, Numbers, by_person, integers, of_people
from bgdetails.refresh.lake import Lake
from bgdetails.rules.scores import PERSON_UNITS, TYPE_OCCURS, window_parameters

# All that is read is in the index.
_BY_NAME = "SELECT group_concat(id) FROM (SELECT id FROM person INDEXED BY person_name ORDER BY name_key, public_id)"
_KEPT = "SELECT person_id, units FROM person_score WHERE day = :day"
_KEEP = (
    "INSERT INTO person_score (day, person_id, units) VALUES (?, ?, ?)"
    " ON CONFLICT (day, person_id) DO UPDATE SET units = excluded.units"
)


@dataclass(frozen=True, slots=True)
class PersonScores:
    """What a day's person scores are divided by."""

    largest_weight_milli: int
    largest_units: int


def score_people(connection: sqlite3.Connection, day: int, lake: Lake | None = None) -> PersonScores:
    """Compute and keep the units of everybody who was active in the window that ends on ``day``.

    Only rows that differ from what is kept are written.
    """
    if lake is not None:
        _replace(connection, day, by_person(connection, *lake.units(window_parameters(day))))
    elif connection.execute("SELECT 1 FROM person_score WHERE day = ? LIMIT 1", (day,)).fetchone():
        _replace(connection, day, count_units(connection, day))
    else:
        connection.execute(f"INSERT INTO person_score (day, person_id, units) {PERSON_UNITS}", window_parameters(day))
    (units,) = connection.execute("SELECT COALESCE(MAX(units), 0) FROM person_score WHERE day = ?", (day,)).fetchone()
    return PersonScores(_largest_weight(connection, day), units)


def roots_of(connection: sqlite3.Connection, day: int) -> Numbers:
    """The root of everybody's units on ``day``, by our id of the person; 0 where nothing counts."""
    return np.sqrt(kept_units(connection, day))


def kept_units(connection: sqlite3.Connection, day: int) -> Integers:
    """Everybody's units on ``day`` as they are kept, by our id of the person."""
    return _units(connection, _KEPT, {"day": day})


def places_by_name(connection: sqlite3.Connection) -> Integers:
    """Everybody's place in the order of names, then public ids, by our id of the person."""
    by_name = integers(connection.execute(_BY_NAME).fetchone()[0])
    return by_person(connection, by_name, np.arange(len(by_name)))


def count_units(connection: sqlite3.Connection, day: int) -> Integers:
    """Everybody's units on ``day``, counted from their activities; whether that day is kept or not."""
    return _units(connection, PERSON_UNITS, window_parameters(day))


def _units(connection: sqlite3.Connection, query: str, parameters: dict[str, int | bool]) -> Integers:
    return of_people(connection, ("person_id", "units"), query, parameters)


def _largest_weight(connection: sqlite3.Connection, day: int) -> int:
    """Of the types that count; heaviest first, for the first that occurs is found within a few rows."""
    types = connection.execute(
        "SELECT id, weight_milli FROM activity_type WHERE weight_milli > 0 ORDER BY weight_milli DESC"
    ).fetchall()
    for type_id, weight in types:
        if connection.execute(TYPE_OCCURS, {**window_parameters(day), "type_id": type_id}).fetchone():
            return int(weight)
    return 0


def _replace(connection: sqlite3.Connection, day: int, fresh: Integers) -> None:
    changed = np.flatnonzero(fresh != kept_units(connection, day))
    rows = list(zip(changed.tolist(), fresh[changed].tolist(), strict=True))
    connection.executemany(
        "DELETE FROM person_score WHERE day = ? AND person_id = ?",
        [(day, person) for person, units in rows if not units],
    )
    connection.executemany(_KEEP, [(day, person, units) for person, units in rows if units])
