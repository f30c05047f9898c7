"""Person scores of a day, for the whole workspace at once (docs/model.md, person score)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from msgspec import Struct

from bgdetails.refresh.among import parts
from bgdetails.refresh.columns import Integers, Numbers, by_person, integers, of_people
from bgdetails.refresh.lake import Lake
from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.rules.scores import PERSON_UNITS, TYPE_OCCURS, UNITS_OF_SOME, window_parameters

# All that is read is in the index.
_BY_NAME = "SELECT group_concat(id) FROM (SELECT id FROM person INDEXED BY person_name ORDER BY name_key, public_id)"
_KEPT = "SELECT person_id, units FROM person_score WHERE day = :day"
_KEPT_OF_SOME = """
SELECT s.person_id, s.units FROM json_each(:people) wanted
CROSS JOIN person_score s ON s.day = :day AND s.person_id = wanted.value
"""
_SOME_BY_NAME = """
SELECT group_concat(id) FROM (
  SELECT id FROM person WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_key, public_id
)
"""
_KEEP = (
    "INSERT INTO person_score (day, person_id, units) VALUES (?, ?, ?)"
    " ON CONFLICT (day, person_id) DO UPDATE SET units = excluded.units"
)

_MOST_NAMES = 50_000
"""Of so many people the order of everybody is told faster, for there is an index."""


class PersonScores(Struct, frozen=True):
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
    return _divisors(connection, day)


def score_some(connection: sqlite3.Connection, day: int, people: Collection[int]) -> PersonScores:
    """Compute and keep the units of ``people`` on ``day``; those of the others are there already."""
    for part in parts(people):
        of_part = {"people": json.dumps(part), "day": day}
        kept: dict[int, int] = dict(connection.execute(_KEPT_OF_SOME, of_part).fetchall())
        fresh = _counted(connection, day, part)
        changed = [each for each in part if fresh.get(each) != kept.get(each)]
        _write(connection, day, [(each, fresh.get(each, 0)) for each in changed])
    return _divisors(connection, day)


def _divisors(connection: sqlite3.Connection, day: int) -> PersonScores:
    (units,) = connection.execute("SELECT COALESCE(MAX(units), 0) FROM person_score WHERE day = ?", (day,)).fetchone()
    return PersonScores(_largest_weight(connection, day), units)


def _counted(connection: sqlite3.Connection, day: int, people: Sequence[int]) -> dict[int, int]:
    days = json.dumps(list(range(day - WINDOW_DAYS + 1, day + 1)))
    values = {**window_parameters(day), "people": json.dumps(people), "days": days}
    return {person: units for _, person, units in connection.execute(UNITS_OF_SOME, values)}


def roots_of(connection: sqlite3.Connection, day: int, people: Collection[int] | None = None) -> Numbers:
    """The root of the units of everybody, or of ``people``, on ``day``, by our id of the person; 0 for the others."""
    return np.sqrt(kept_units(connection, day, people))


def kept_units(connection: sqlite3.Connection, day: int, people: Collection[int] | None = None) -> Integers:
    """The units of everybody, or of ``people``, on ``day`` as they are kept, by our id of the person."""
    if people is None:
        return _units(connection, _KEPT, {"day": day})
    return _units(connection, _KEPT_OF_SOME, {"day": day, "people": json.dumps(sorted(people))})


def places_by_name(connection: sqlite3.Connection, people: Collection[int] | None = None) -> Integers:
    """The place of everybody, or among ``people``, in the order of names, then public ids, by our id of the person."""
    if people is None or len(people) > _MOST_NAMES:
        by_name = integers(connection.execute(_BY_NAME).fetchone()[0])
    else:
        by_name = integers(connection.execute(_SOME_BY_NAME, (json.dumps(sorted(people)),)).fetchone()[0])
    return by_person(connection, by_name, np.arange(len(by_name)))


def count_units(connection: sqlite3.Connection, day: int, people: Collection[int] | None = None) -> Integers:
    """The units of everybody, or of ``people``, on ``day``, counted from their activities; it need not be kept."""
    if people is None:
        return _units(connection, PERSON_UNITS, window_parameters(day))
    counted: dict[int, int] = {}
    for part in parts(people):
        counted |= _counted(connection, day, part)
    columns = np.array([*counted.items()], np.int64).reshape(-1, 2)
    return by_person(connection, columns[:, 0], columns[:, 1])


def _units(connection: sqlite3.Connection, query: str, parameters: Mapping[str, object]) -> Integers:
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
    _write(connection, day, list(zip(changed.tolist(), fresh[changed].tolist(), strict=True)))


def _write(connection: sqlite3.Connection, day: int, rows: Sequence[tuple[int, int]]) -> None:
    """Keep people with their units; 0: nothing is kept of them."""
    connection.executemany(
        "DELETE FROM person_score WHERE day = ? AND person_id = ?",
        [(day, person) for person, units in rows if not units],
    )
    connection.executemany(_KEEP, [(day, person, units) for person, units in rows if units])
