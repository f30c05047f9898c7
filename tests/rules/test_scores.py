"""The SQL that scores a workspace says the same as the rules for one person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from hypothesis import given
from hypothesis import strategies as st

from bgdetails.refresh.people import score_people
from bgdetails.rules.engagement import WINDOW_DAYS, person_units
from bgdetails.rules.scores import PERSON_UNITS, window_parameters

TYPES = ("page views", "meeting held", "email opened", "email sent")
WEIGHTS = {"page views": 40_000, "meeting held": 90_000, "email opened": 30_500}
DAY = 20_000
PEOPLE = range(1, 9)

Counts = Mapping[tuple[int, str], int]

# Reaches beyond both ends of the window: what lies there must not count.
seen = st.dictionaries(
    st.tuples(st.integers(DAY - WINDOW_DAYS - 9, DAY + 2), st.sampled_from(TYPES)), st.integers(1, 60), max_size=20
)
workspaces = st.dictionaries(st.sampled_from(PEOPLE), seen, max_size=8)


@contextmanager
def workspace(everybody: Mapping[int, Counts], hidden: int) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE TABLE person (id INTEGER PRIMARY KEY, hidden BOOLEAN NOT NULL);"
            "CREATE TABLE activity_type (id INTEGER PRIMARY KEY, weight_milli INTEGER NOT NULL);"
            "CREATE TABLE activity_day (day INTEGER, person_id INTEGER, type_id INTEGER, n INTEGER,"
            " PRIMARY KEY (day, person_id, type_id)) WITHOUT ROWID;"
            "CREATE TABLE person_score (day INTEGER, person_id INTEGER, units INTEGER, PRIMARY KEY (day, person_id));"
        )
        connection.executemany("INSERT INTO person VALUES (?, ?)", [(person, person == hidden) for person in PEOPLE])
        connection.executemany(
            "INSERT INTO activity_type VALUES (?, ?)", [(TYPES.index(name), WEIGHTS.get(name, 0)) for name in TYPES]
        )
        rows = [
            (day, person, TYPES.index(name), number)
            for person, counts in everybody.items()
            for (day, name), number in counts.items()
        ]
        connection.executemany("INSERT INTO activity_day VALUES (?, ?, ?, ?)", rows)
        yield connection


def in_window(counts: Counts, day: int) -> Counts:
    return {key: number for key, number in counts.items() if day - WINDOW_DAYS < key[0] <= day}


def by_the_rules(everybody: Mapping[int, Counts], hidden: int, day: int) -> dict[int, int]:
    units = {
        person: person_units(in_window(counts, day), WEIGHTS)
        for person, counts in everybody.items()
        if person != hidden
    }
    return {person: each for person, each in units.items() if each}


@given(workspaces, st.integers(0, 3), st.integers(DAY - 7, DAY))
def test_units(everybody: dict[int, Counts], hidden: int, day: int) -> None:
    with workspace(everybody, hidden) as connection:
        rows = connection.execute(PERSON_UNITS, window_parameters(day)).fetchall()
    assert {person: units for _, person, units in rows} == by_the_rules(everybody, hidden, day)
    assert {row[0] for row in rows} <= {day}


@given(workspaces, workspaces, st.integers(0, 3))
def test_what_is_kept_of_a_day_follows_the_activities(
    before: dict[int, Counts], after: dict[int, Counts], hidden: int
) -> None:
    with workspace(before, hidden) as connection, workspace(after, hidden) as other:
        score_people(connection, DAY)
        connection.execute("DELETE FROM activity_day")
        rows = other.execute("SELECT * FROM activity_day")
        connection.executemany("INSERT INTO activity_day VALUES (?, ?, ?, ?)", rows)
        scale = score_people(connection, DAY)
        kept = dict(connection.execute("SELECT person_id, units FROM person_score WHERE day = ?", (DAY,)))
    expected = by_the_rules(after, hidden, DAY)
    assert kept == expected
    assert scale.largest_units == max(expected.values(), default=0)
    visible = [in_window(counts, DAY) for person, counts in after.items() if person != hidden]
    assert scale.largest_weight_milli == max((WEIGHTS.get(name, 0) for each in visible for _, name in each), default=0)
