"""Who or what a number of the dashboard counts: accounts, groups or people, as a table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from bgdetails import wording
from bgdetails.navigation import Target
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
from bgdetails.views.dashboard_moves import moving_accounts
from bgdetails.views.dashboard_tables import AT_RISK, STAGNANT, SURGING, TITLES
from bgdetails.views.given_roles import given_roles
from bgdetails.views.table import Table, TableRow
from bgdetails.views.values import SubjectGone

MOST_ROWS = 5_000
"""Rows that a page shows; saved as CSV they are all there."""
_PEOPLE = """
SELECT p.public_id, p.name, p.title, a.name, COALESCE(s.units, 0)
FROM json_each(:ids) each CROSS JOIN person p ON p.id = each.value LEFT JOIN account a ON a.id = p.account_id
LEFT JOIN person_score s ON s.day = :day AND s.person_id = p.id
WHERE :needle = '' OR instr(p.name_key, :needle) > 0 OR instr(casefold(COALESCE(p.title, '')), :needle) > 0
  OR instr(COALESCE(a.name_key, ''), :needle) > 0
ORDER BY 5 DESC, p.name_key, p.public_id LIMIT :most
"""
_ACCOUNTS = """
SELECT a.public_id, a.name, a.industry, a.region, CAST(json_extract(each.value, '$[1]') AS INTEGER),
  (SELECT COUNT(*) FROM {rows} g WHERE g.day = :day AND g.account_id = a.id)
FROM json_each(:ids) each CROSS JOIN account a ON a.id = CAST(json_extract(each.value, '$[0]') AS INTEGER)
WHERE :needle = '' OR instr(a.name_key, :needle) > 0 OR instr(casefold(COALESCE(a.industry, '')), :needle) > 0
  OR instr(casefold(COALESCE(a.region, '')), :needle) > 0
ORDER BY 5 DESC, a.name_key, a.public_id LIMIT :most
"""
_GROUPS = """
SELECT g.public_id, g.name, g.stage, g.rank, g.member_count
FROM json_each(:ids) each CROSS JOIN {rows} g ON g.day = :day AND g.group_id = each.value
WHERE :needle = '' OR instr(g.name_key, :needle) > 0 OR instr(COALESCE(g.stage_key, ''), :needle) > 0
ORDER BY 4 DESC, g.name_key, g.public_id LIMIT :most
"""
MOVING = {kind: TITLES[kind] for kind in (SURGING, AT_RISK)}
_INTEREST = "SELECT id FROM solution_interest WHERE name_key = ?"
_SCALE = "SELECT largest_units, largest_raw FROM score_day WHERE day = ?"
_PERSON_COLUMNS = ("Name", "Title", "Account", "Score")
_ACCOUNT_COLUMNS = ("Name", "Industry", "Region", "Active people", "Groups")
_MOVING_COLUMNS = ("Name", "Industry", "Region", "Change, %")
_GROUP_COLUMNS = ("Name", "Stage", "Engagement", "Members")
People = Callable[[Crowd, tuple[str, ...]], tuple[str, Integers]]


class _Rows(Struct, frozen=True):
    """Which rows are read: at most ``limit`` (-1: all) of those that have ``needle``."""

    limit: int
    needle: str = ""

    @property
    def values(self) -> dict[str, int | str]:
        """What statements are bound to."""
        return {"most": self.limit, "needle": self.needle}


def load_counted(
    connection: sqlite3.Connection,
    counted: Counted,
    as_of: date,
    most: int | None = MOST_ROWS,
    needle: str = "",
) -> Table:
    """The table of a number that counts accounts, groups or people.

    Args:
        connection: The workspace.
        counted: Which number.
        as_of: The browsable day; of one before it that is counted there is all that ``ensure_end`` makes.
        most: Rows at most; None: all.
        needle: Only rows that have this text, whatever its case, where the list can be asked for it; the total counts
            all the same.

    Raises:
        SubjectGone: Nothing is counted by that name.
    """
    groups = groups_on(as_of, counted.segment, counted.end)
    try:
        table = _load(connection, counted, groups, _Rows(-1 if most is None else most, needle.strip().casefold()))
    except (ValueError, IndexError, KeyError, QueryError):
        raise SubjectGone("list") from None
    return table if counted.end is None else replace(table, days=(counted.end,))


def _load(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn, wanted: _Rows) -> Table:
    if counted.what == PEOPLE and counted.names[0] == "given":
        return given_roles(connection, groups, month_named(counted.names[1], groups.counted), wanted.limit)
    if counted.what == GROUPS:
        return _groups(connection, counted, groups, wanted)
    if counted.what == ACCOUNTS:
        return _accounts(connection, counted, groups, wanted)
    title, people = _people_of(connection, counted, groups)
    return _people(connection, title, people, groups.counted, wanted)


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


def _people(connection: sqlite3.Connection, title: str, people: Integers, day: int, wanted: _Rows) -> Table:
    largest, _ = _scale(connection, day)
    rows = connection.execute(_PEOPLE, {"ids": json.dumps(people.tolist()), "day": day, **wanted.values})
    return Table(
        title=title,
        columns=_PERSON_COLUMNS,
        rows=[
            TableRow((name, job, account, score(units, largest)), Target("person", public_id))
            for public_id, name, job, account, units in rows
        ],
        total=len(people),
        noun=("person", "people"),
        empty="Nobody.",
    )


def _accounts(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn, wanted: _Rows) -> Table:
    """Accounts, those with the most active people first."""
    import numpy as np

    kind, *names = counted.names
    if kind in MOVING:
        return _moving(connection, kind, groups, wanted.limit)
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
    listed = [(each, number.get(each, 0)) for each in accounts.tolist() if (each in number) != (kind == "silent")]
    values = {"ids": json.dumps(listed), "day": groups.counted, **wanted.values}
    rows = connection.execute(_ACCOUNTS.format(rows=groups.rows), values)
    return Table(
        title=title,
        columns=_ACCOUNT_COLUMNS,
        rows=[TableRow(tuple(cells), Target("account", public_id)) for public_id, *cells in rows],
        total=len(listed),
        noun=("account", "accounts"),
        empty="No account.",
    )


def _moving(connection: sqlite3.Connection, kind: str, groups: GroupsOn, limit: int) -> Table:
    """Accounts that surge or are at risk; the change is in per cent, unknown where there was nothing before."""
    accounts, total = moving_accounts(connection, groups, at_risk=kind == AT_RISK, most=limit)
    return Table(
        title=MOVING[kind],
        columns=_MOVING_COLUMNS,
        rows=[
            TableRow(
                (each.name, each.industry, each.region, None if each.change is None else 100 * each.change),
                Target("account", each.id),
            )
            for each in accounts
        ],
        total=total,
        noun=("account", "accounts"),
        empty="No account.",
    )


def _groups(connection: sqlite3.Connection, counted: Counted, groups: GroupsOn, wanted: _Rows) -> Table:
    """Groups by score."""
    kind, name = (*counted.names, "")[:2]
    if kind == "active":
        month = month_named(name, groups.counted)
        title = f"Buying groups active in {wording.month(month.name)}"
        crowd = Crowd(connection, groups, [month.end])
        found = crowd.groups_with(crowd.is_active(month.first, month.last), 1)
        there = crowd.groups[crowd.since <= month.end]
        listed = sorted({*found.tolist()} & {*there.tolist()})
    elif kind == STAGNANT:
        title, listed = TITLES[STAGNANT], [each.group_id for each in stagnant(stage_moves(connection, groups))]
    elif kind == LISTED:
        title, listed = _listed(connection, name, groups)
    else:
        raise KeyError(kind)
    _, largest = _scale(connection, groups.counted)
    values = {"ids": json.dumps(listed), "day": groups.counted, **wanted.values}
    rows = connection.execute(_GROUPS.format(rows=groups.rows), values)
    return Table(
        title=title,
        columns=_GROUP_COLUMNS,
        rows=[
            TableRow((name, stage, score(raw, largest), members), Target("group", public_id))
            for public_id, name, stage, raw, members in rows
        ],
        total=len(listed),
        noun=("group", "groups"),
        empty="No buying group.",
    )


def _listed(connection: sqlite3.Connection, query: str, groups: GroupsOn) -> tuple[str, list[int]]:
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
