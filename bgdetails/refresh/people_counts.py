"""What the dashboard counts of people and accounts: engagement, roles, coverage, overlap, and all that by month."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from math import sqrt

import numpy as np

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.crowd import Crowd
from bgdetails.refresh.groups_on import GroupsOn
from bgdetails.refresh.months import Month, months_until
from bgdetails.rules.counts import MonthCounts, PeopleCounts, RoleCoverage, RoleEngagement, Share

_SCALE = "SELECT largest_units FROM score_day WHERE day = ?"
_INTERESTS = "SELECT id, name FROM solution_interest ORDER BY name_key"
_TEMPLATE_ROLES = """
SELECT i.id, r.role FROM solution_interest i JOIN template_role r ON r.template_id = i.template_id
ORDER BY i.name_key, r.position
"""


def count_people(connection: sqlite3.Connection, groups: GroupsOn) -> PeopleCounts:
    """Count, for the groups of a segment on a day."""
    months = months_until(groups.counted)
    crowd = Crowd(connection, groups, [month.end for month in months])
    engaged = crowd.is_engaged()
    accounts, since = crowd.accounts()
    people = crowd.people()
    number = crowd.groups_of_people()
    shared = np.flatnonzero(number >= 2)
    sizes = np.bincount(number[shared]) if len(shared) else np.zeros(0, np.int64)
    return PeopleCounts(
        accounts=Share(_among(crowd.accounts_with(engaged), accounts), len(accounts)),
        people=Share(int(engaged[people].sum()), len(people)),
        months=tuple(_month(crowd, month, place, accounts, since) for place, month in enumerate(months, 1)),
        roles=_roles(connection, crowd),
        coverage=_coverage(connection, crowd),
        overlap=tuple((groups, int(size)) for groups, size in enumerate(sizes.tolist()) if size),
        overlap_accounts=len(np.unique(crowd.accounts_of_people[shared])),
    )


def _among(found: Integers, known: Integers) -> int:
    return len(np.intersect1d(found, known))


def _month(crowd: Crowd, month: Month, at: int, accounts: Integers, since: Integers) -> MonthCounts:
    active = crowd.is_active(month.first, month.last)
    people = crowd.people(at)
    people = people[crowd.people_since[people] <= month.end]
    there = crowd.groups[crowd.since <= month.end]
    accounts = accounts[since <= month.end]
    return MonthCounts(
        month=month.name,
        acquired=crowd.added_between(month.start, month.end),
        accounts=Share(_among(crowd.accounts_with(active), accounts), len(accounts)),
        groups=Share(_among(crowd.groups_with(active, at), there), len(there)),
        people=Share(int(active[people].sum()), len(people)),
    )


def _roles(connection: sqlite3.Connection, crowd: Crowd) -> tuple[RoleEngagement, ...]:
    row = connection.execute(_SCALE, (crowd.day,)).fetchone()
    largest = sqrt(row[0]) if row and row[0] else 0.0
    found = []
    for role in crowd.roles:
        people = crowd.in_role(role)
        if len(people):
            mean = 100 * float(crowd.roots[people].mean()) / largest if largest else 0.0
            found.append(RoleEngagement(role, len(people), mean))
    return tuple(sorted(found, key=lambda each: (-round(each.mean, 9), each.role.casefold())))


def _coverage(connection: sqlite3.Connection, crowd: Crowd) -> tuple[RoleCoverage, ...]:
    names: dict[int, str] = dict(connection.execute(_INTERESTS))
    rows: Sequence[tuple[int, str]] = connection.execute(_TEMPLATE_ROLES).fetchall()
    met = set(np.unique(crowd.interests).tolist())
    return tuple(
        RoleCoverage(names[interest], role, len(crowd.covering(interest, role)))
        for interest, role in rows
        if interest in met
    )
