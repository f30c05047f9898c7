"""The last sales touch of every account by a day, and the first one after it.

The roll-up is walked day by day away from the day until every account has its touch: most have one within weeks. Only
of those days' people activities are read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import numpy as np

from bgdetails.refresh.columns import Integers, integers
from bgdetails.store.times import end_of_day, start_of_day

_TOUCHES = "SELECT id FROM activity_type WHERE sales_touch"
_PEOPLE = f"SELECT group_concat(person_id) FROM activity_day WHERE day = ? AND type_id IN ({_TOUCHES})"
_EARLIER = "SELECT MAX(day) FROM activity_day WHERE day < ?"
_LATER = "SELECT MIN(day) FROM activity_day WHERE day > ?"
_ACTIVITIES = f"""
SELECT a.person_id, a.at, a.id FROM json_each(:people) wanted
CROSS JOIN activity a INDEXED BY activity_person ON a.person_id = wanted.value AND a.at BETWEEN :start AND :end
WHERE a.type_id IN ({_TOUCHES})
"""


def last_touches(connection: sqlite3.Connection, day: int, accounts: Integers) -> dict[int, int]:
    """The activity that was the last touch by the end of ``day``, by account; of two at one time the smaller id.

    Args:
        connection: A connection to the workspace.
        day: The scoring day.
        accounts: Everybody's account by our id of the person; 0: none.
    """
    return _touches(connection, _days(connection, _EARLIER, day + 1), accounts, latest=True)


def first_touches(connection: sqlite3.Connection, day: int, accounts: Integers) -> dict[int, int]:
    """The same for the first touch after ``day``: what is planned."""
    return _touches(connection, _days(connection, _LATER, day), accounts, latest=False)


def _days(connection: sqlite3.Connection, following: str, day: int) -> Iterator[int]:
    while (row := connection.execute(following, (day,)).fetchone())[0] is not None:
        day = row[0]
        yield day


def _touches(
    connection: sqlite3.Connection, days: Iterator[int], accounts: Integers, *, latest: bool
) -> dict[int, int]:
    waiting = np.zeros(int(accounts.max(initial=0)) + 1, bool)
    waiting[accounts] = True
    waiting[0] = False
    left = int(waiting.sum())
    found: dict[int, tuple[int, int]] = {}
    for day in days if left else ():
        people = integers(connection.execute(_PEOPLE, (day,)).fetchone()[0])
        people = np.unique(people[waiting[accounts[people]]])
        if not len(people):
            continue
        values = {"people": json.dumps(people.tolist()), "start": start_of_day(day), "end": end_of_day(day)}
        for person, at, number in connection.execute(_ACTIVITIES, values):
            account = int(accounts[person])
            place = (-at if latest else at, number)
            if account not in found or place < found[account]:
                found[account] = place
        waiting[accounts[people]] = False
        left -= len(np.unique(accounts[people]))
        if not left:
            break
    return {account: number for account, (_, number) in found.items()}
