"""What the store gives to a lake that is read, and what it keeps of one: the roll-up, and the latest activities."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bgdetails.refresh.lake import Known, Lake, LakeCounts, LakeError, Rows
from bgdetails.refresh.months import months_until
from bgdetails.rules.engagement import TREND_DAYS, WINDOW_DAYS
from bgdetails.rules.intent import MOMENT_TYPE
from bgdetails.store.activity_types import EMAIL_TYPES, key_of, type_ids
from bgdetails.store.indexes import drop_indexes
from bgdetails.store.rules_rows import mark_days_stale
from bgdetails.store.tables import Workspace
from bgdetails.store.times import end_of_day

SOURCE = "lake"
"""Of the activities that are kept of a lake."""
_LATEST, _LATEST_OF_TYPE = 20, 4
"""Activities of a person, and of each type: what pages show at the most."""
_OF_ACTIVITIES_FILE = "workspace"
# As in activities.csv; an id that another system gave names somebody, too, where it names nobody else.
_PEOPLE = f"""
SELECT e.external_id, p.id, p.hidden FROM external_id e JOIN person p ON p.id = e.record_id
WHERE e.kind = 'person' AND e.source = '{_OF_ACTIVITIES_FILE}'
UNION ALL
SELECT other.external_id, p.id, p.hidden FROM (
  SELECT e.external_id, MIN(e.record_id) AS person_id FROM external_id e
  WHERE e.kind = 'person' AND e.source <> '{_OF_ACTIVITIES_FILE}' AND NOT EXISTS (
    SELECT 1 FROM external_id o
    WHERE o.kind = 'person' AND o.external_id = e.external_id AND o.source = '{_OF_ACTIVITIES_FILE}'
  )
  GROUP BY e.external_id HAVING COUNT(DISTINCT e.record_id) = 1
) other JOIN person p ON p.id = other.person_id
"""
_JOURNEYS = f"""
SELECT external_id, record_id FROM external_id WHERE kind = 'journey' AND source = '{_OF_ACTIVITIES_FILE}'
"""
_OWN = f"""
SELECT source = '{_OF_ACTIVITIES_FILE}', external_id, person_id, type_id, at, asset, url, subject, campaign,
  description, moment_type, journey_id
FROM activity WHERE source <> '{SOURCE}'
"""
_TYPES = "SELECT id, name, name_key, weight_milli FROM activity_type"
_COUNT = "INSERT INTO activity_day (day, person_id, type_id, n) VALUES (?, ?, ?, ?)"
_KEEP = f"""
INSERT INTO activity (source, external_id, person_id, type_id, at, day, asset, url, subject, campaign, journey_id,
  description, moment_type)
VALUES ('{SOURCE}', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_KEEP_EMAIL = (
    "INSERT INTO journey_email (journey_id, asset, sent, delivered, opened, clicked) VALUES (?, ?, ?, ?, ?, ?)"
)
_LEAVE = (
    "DELETE FROM journey_email",
    f"DELETE FROM activity WHERE source = '{SOURCE}'",
    "DELETE FROM activity_day",
    """
    INSERT INTO activity_day (day, person_id, type_id, n)
    SELECT day, person_id, type_id, COUNT(*) FROM activity GROUP BY day, person_id, type_id
    """,
)


def lies_in_a_lake(connection: sqlite3.Connection) -> bool:
    """Whether the store has only the latest of the workspace's activities."""
    (location,) = connection.execute("SELECT lake FROM workspace").fetchone()
    return location is not None


def lie_in_lake(session: Session, location: str, engine: str) -> None:
    """From now on all activities lie there."""
    workspace = session.get_one(Workspace, 1)
    workspace.lake, workspace.lake_engine = location, engine
    session.add(workspace)


def leave_lake(session: Session) -> None:
    """From now on the store has all activities; what it kept of the lake goes."""
    workspace = session.get_one(Workspace, 1)
    if workspace.lake is None:
        return
    workspace.lake = workspace.lake_engine = workspace.lake_day = None
    session.add(workspace)
    for sql in _LEAVE:
        session.connection().exec_driver_sql(sql)
    mark_days_stale(session)


def take_lake(
    session: Session, connection: sqlite3.Connection, lake: Lake, day: int, progress: Callable[[str, int], None]
) -> LakeCounts:
    """Read a lake, and keep of it what pages show as of ``day``; every kept day of scores becomes stale."""
    workspace = session.get_one(Workspace, 1)
    with _said_of_nul(workspace.lake or ""):
        progress("types of activity in the lake", 0)
        known = _known(session, connection, lake)
        progress("activities in the lake", 0)
        counts = lake.read(known)
        first = min(day - TREND_DAYS[0] - WINDOW_DAYS + 1, months_until(day)[0].first)
        connection.execute("DELETE FROM activity_day WHERE day >= ?", (first,))
        _write(connection, _COUNT, lake.roll_up(first), partial(progress, "numbers by day"))
        _keep_latest(connection, lake, day, partial(progress, "latest activities"))
        connection.execute("DELETE FROM journey_email")
        _write(connection, _KEEP_EMAIL, lake.emails(_email_parameters(connection, day)), partial(progress, "e-mails"))
        workspace.lake_day = day
        mark_days_stale(session)
        return counts


@contextmanager
def _said_of_nul(location: str) -> Iterator[None]:
    """Of the store's own faults one is the lake's."""
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        if "NUL (0x00)" not in str(error):
            raise
        raise LakeError(
            f"{location} has a text with a NUL character, which PostgreSQL cannot keep; nothing has changed."
        ) from None


def _write(connection: sqlite3.Connection, sql: str, many: Rows, progress: Callable[[int], None]) -> None:
    done = 0
    progress(done)
    for rows in many:
        connection.executemany(sql, rows)
        done += len(rows)
        progress(done)


def _known(session: Session, connection: sqlite3.Connection, lake: Lake) -> Known:
    written = lake.types()
    numbers = type_ids(session, written)
    rows = connection.execute(_TYPES).fetchall()
    weights = {number: weight for number, _, _, weight in rows}
    names = {name: number for number, name, _, _ in rows} | {name: numbers[key_of(name)] for name in written}
    return Known(
        people=connection.execute(_PEOPLE),
        types=[(name, number, weights[number]) for name, number in names.items()],
        journeys=connection.execute(_JOURNEYS),
        own=connection.execute(_OWN),
    )


def _keep_latest(connection: sqlite3.Connection, lake: Lake, day: int, progress: Callable[[int], None]) -> None:
    # Sorting once beats a million insertions.
    indexes = drop_indexes(connection, "activity")
    connection.execute("DELETE FROM activity WHERE source = ?", (SOURCE,))
    _write(connection, _KEEP, lake.latest(_latest_parameters(connection, day)), progress)
    for sql in indexes:
        connection.execute(sql)


def _latest_parameters(connection: sqlite3.Connection, day: int) -> dict[str, int]:
    return {
        "end": end_of_day(day),
        "first_day": day - WINDOW_DAYS + 1,
        "latest": _LATEST,
        "latest_of_type": _LATEST_OF_TYPE,
        "moment": _type(connection, MOMENT_TYPE),
    }


def _email_parameters(connection: sqlite3.Connection, day: int) -> dict[str, int | bool]:
    types = {each.split()[1]: _type(connection, each) for each in EMAIL_TYPES}
    return {"end": end_of_day(day), "hidden": True, **types}


def _type(connection: sqlite3.Connection, key: str) -> int:
    """Our id of a type of activity; -1 where it never occurred."""
    row = connection.execute("SELECT id FROM activity_type WHERE name_key = ?", (key,)).fetchone()
    return -1 if row is None else int(row[0])
