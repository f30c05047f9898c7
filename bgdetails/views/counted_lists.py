"""Who or what a number of the dashboard counts: accounts, groups or people, as a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from types import MappingProxyType

from msgspec.structs import replace

from bgdetails import wording
from bgdetails.refresh.columns import Integers
from bgdetails.refresh.crowd import Crowd
from bgdetails.refresh.groups_on import GroupsOn, groups_on
from bgdetails.refresh.months import month_named
from bgdetails.refresh.stage_moves import stage_moves, stagnant
from bgdetails.rules.engagement import score
from bgdetails.store.query_language import QueryError, parts_of
from bgdetails.store.query_sql import Scope, compile_query
from bgdetails.store.query_words import say
from bgdetails.views.counted import ACCOUNTS, GROUPS, LISTED, PEOPLE, Counted
from bgdetails.views.counted_rows import (
    ACCOUNT,
    FALLING,
    GROUP,
    PERSON,
    RISING,
    Columns,
    Connect,
    Listed,
    listed_table,
)
from bgdetails.views.dashboard_moves import all_moving
from bgdetails.views.dashboard_tables import AT_RISK, STAGNANT, SURGING, TITLES
from bgdetails.views.given_roles import given_roles
from bgdetails.views.table import AS_IT_COMES, MOST_ROWS, Asked, Table
from bgdetails.views.values import SubjectGone

MOVING = {kind: TITLES[kind] for kind in (SURGING, AT_RISK)}
_INTEREST = "SELECT id FROM solution_interest WHERE name_key = ?"
_SCALE = "SELECT largest_units, largest_raw FROM score_day WHERE day = ?"


def load_counted(
    connect: Connect,
    counted: Counted,
    as_of: date,
    asked: Asked = AS_IT_COMES,
    at_once: int = MOST_ROWS,
) -> Table:
    """The table of a number that counts accounts, groups or people.

    Args:
        connect: Opens a connection to the workspace, also when rows of a long list are looked at later.
        counted: Which number.
        as_of: The browsable day; of one before it that is counted there is all that ``ensure_end`` makes.
        asked: Which rows, and in which order; the total counts all the same.
        at_once: Of a list of more rows, those are read that are looked at.

    Raises:
        SubjectGone: Nothing is counted by that name.
    """
    groups = groups_on(as_of, counted.segment, counted.end)
    try:
        with closing(connect()) as connection:
            listed = _LISTS[counted.what](connection, counted, groups)
    except (ValueError, IndexError, KeyError, QueryError):
        raise SubjectGone("list") from None
    table = listed_table(connect, listed, asked, at_once)
    return table if counted.end is None else replace(table, days=(counted.end,))


def _people(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn) -> Listed:
    if counted.names[0] == "given":
        return given_roles(connection, groups, month_named(counted.names[1], groups.counted))
    title, people = _people_of(connection, counted, groups)
    largest, _ = _scale(connection, groups.counted)
    return Listed(
        title=title,
        kind="person",
        columns=PERSON,
        ids=people.tolist(),
        noun=("person", "people"),
        empty="Nobody.",
        day=groups.counted,
        cells=lambda cells: (*cells[:-1], score(cells[-1], largest)),
    )


def _people_of(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn) -> tuple[str, Integers]:
    """What the list is called, and who is on it."""
    kind, *names = counted.names
    if kind == "active":
        month = month_named(names[0], groups.counted)
        crowd = Crowd(connection, groups, [month.end])
        active, people = crowd.is_active(month.first, month.last), crowd.people(1)
        people = people[crowd.people_since[people] <= month.end]
        return f"People active in {wording.month(month.name)}", people[active[people] > 0]
    crowd = Crowd(connection, groups)
    if kind == "role":
        return f"People with the role {names[0]}", crowd.in_role(names[0])
    if kind == "coverage":
        interest, role = names
        row = connection.execute(_INTEREST, (interest.casefold(),)).fetchone()
        return f"{interest}, {role}", crowd.covering(row[0] if row else 0, role)
    if kind == "groups":
        number = int(names[0])
        return f"People in {number} groups of their account", (crowd.groups_of_people() == number).nonzero()[0]
    people = crowd.people()
    engaged = crowd.is_engaged()[people] > 0
    if kind == "engaged":
        return "Engaged people", people[engaged]
    if kind == "silent":
        return "People who are not engaged", people[~engaged]
    raise KeyError(kind)


def _accounts(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn) -> Listed:
    """Accounts, those with the most active people first."""
    import numpy as np

    kind, *names = counted.names
    if kind in MOVING:
        ids = all_moving(connection, groups, at_risk=kind == AT_RISK)
        return _listed_accounts(MOVING[kind], FALLING if kind == AT_RISK else RISING, ids, groups)
    crowd = Crowd(connection, groups)
    accounts, since = crowd.accounts()
    if kind == "active":
        month = month_named(names[0], groups.counted)
        active, title = crowd.is_active(month.first, month.last), f"Accounts active in {wording.month(month.name)}"
        accounts = accounts[since <= month.end]
    else:
        active = crowd.is_engaged()
        title = {"engaged": "Engaged accounts", "silent": "Accounts that are not engaged"}[kind]
    found, people = np.unique(crowd.accounts_with(active), return_counts=True)
    number = dict(zip(found.tolist(), people.tolist(), strict=True))
    ids = [each for each in accounts.tolist() if (each in number) != (kind == "silent")]
    return _listed_accounts(title, ACCOUNT, ids, groups, number)


def _listed_accounts(
    title: str, columns: Columns, ids: list[int], groups: GroupsOn, people: Mapping[int, int] = MappingProxyType({})
) -> Listed:
    return Listed(
        title=title,
        kind="account",
        columns=columns,
        ids=ids,
        noun=("account", "accounts"),
        empty="No account.",
        day=groups.counted,
        rows=groups.rows,
        beside=people,
    )


def _groups(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn) -> Listed:
    """Groups by score."""
    kind, name = (*counted.names, "")[:2]
    if kind == "active":
        month = month_named(name, groups.counted)
        title = f"Buying groups active in {wording.month(month.name)}"
        crowd = Crowd(connection, groups, [month.end])
        found = crowd.groups_with(crowd.is_active(month.first, month.last), 1)
        there = crowd.groups[crowd.since <= month.end]
        ids = sorted({*found.tolist()} & {*there.tolist()})
    elif kind == STAGNANT:
        title, ids = TITLES[STAGNANT], [each.group_id for each in stagnant(stage_moves(connection, groups))]
    elif kind == LISTED:
        title, ids = _queried(connection, name, groups)
    else:
        raise KeyError(kind)
    _, largest = _scale(connection, groups.counted)
    return Listed(
        title=title,
        kind="group",
        columns=GROUP,
        ids=ids,
        noun=("group", "groups"),
        empty="No buying group.",
        day=groups.counted,
        rows=groups.rows,
        cells=lambda cells: (*cells[:2], score(cells[2], largest), cells[3]),
    )


def _queried(connection: sqlite3.Connection, query: str, groups: GroupsOn) -> tuple[str, list[int]]:
    """What the list of groups shows for a query, of a day whose rows it does not have."""
    _, largest = _scale(connection, groups.counted)
    whole = groups.segment.query(query)
    where, values = compile_query(whole, Scope(groups.counted, largest)).row
    rows = connection.execute(f"SELECT g.group_id FROM {groups.rows} g WHERE {where} ORDER BY g.group_id", values)
    said = ", ".join(say(part.node) for part in parts_of(whole))
    return f"Buying groups: {said}" if said else "Buying groups", [group_id for (group_id,) in rows]


def _scale(connection: sqlite3.Connection, day: int) -> tuple[int, float]:
    """What scores of people and of groups are divided by."""
    row: Sequence[float] | None = connection.execute(_SCALE, (day,)).fetchone()
    return (int(row[0]), float(row[1])) if row else (0, 0.0)


_LISTS: dict[str, Callable[[sqlite3.Connection, Counted, GroupsOn], Listed]] = {
    ACCOUNTS: _accounts,
    GROUPS: _groups,
    PEOPLE: _people,
}
