"""Group scores of several days in one pass over the memberships (docs/model.md, group score and completeness)."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from bgdetails.refresh.templates import Filling, Template
from bgdetails.rules.membership import current
from bgdetails.store.times import end_of_day

_TIE_DECIMALS = 9
_SEPARATOR = "\x1f"

_GROUPS = """
SELECT g.id, i.template_id FROM buying_group g JOIN solution_interest i ON i.id = g.interest_id
WHERE NOT g.hidden ORDER BY g.id
"""
# One row a group, for a row a member costs more to fetch than to sum. Only what holds on one of the days at least;
# ``steady``: on all of them. Every column is in the index.
_MEMBERSHIPS = f"""
SELECT group_id, json_group_array(person_id), group_concat(role, char({ord(_SEPARATOR)})),
       MIN((added_at IS NULL OR added_at <= :first) AND (removed_at IS NULL OR removed_at > :last)) AS steady
FROM membership
WHERE (added_at IS NULL OR added_at <= :last) AND (removed_at IS NULL OR removed_at > :first)
AND person_id NOT IN (SELECT id FROM person WHERE hidden = 1)
GROUP BY group_id ORDER BY group_id
"""
_ROWS = """
SELECT person_id, role, added_at, removed_at FROM membership
WHERE group_id = ? AND person_id NOT IN (SELECT id FROM person WHERE hidden = 1) ORDER BY person_id, id
"""


class Member(NamedTuple):
    """A row of membership."""

    person_id: int
    role: str
    added_at: int | None
    removed_at: int | None


class GroupState(NamedTuple):
    """A group on one day."""

    raw: float
    filling: Filling
    people: Sequence[int]


def groups_on_days(
    connection: sqlite3.Connection, templates: Mapping[int, Template], roots: Mapping[int, array[float]]
) -> Iterator[tuple[int, int, list[GroupState]]]:
    """Every group that is not hidden, by id, with its template and its state on each day of ``roots``.

    Args:
        connection: A connection to the workspace.
        templates: All templates.
        roots: The days, oldest first, with everybody's root of units.
    """
    ends = [end_of_day(day) for day in roots]
    days = list(roots.values())
    found = connection.execute(_MEMBERSHIPS, {"first": ends[0], "last": ends[-1]})
    waiting = next(found, None)
    for group_id, template_id in connection.execute(_GROUPS):
        while waiting is not None and waiting[0] < group_id:
            waiting = next(found, None)
        template = templates[template_id]
        if waiting is None or waiting[0] != group_id:
            yield group_id, template_id, _on_days([], [], template, days)
            continue
        people, roles = json.loads(waiting[1]), waiting[2].split(_SEPARATOR)
        if waiting[3] and len(set(people)) == len(people):
            yield group_id, template_id, _on_days(people, roles, template, days)
        else:
            rows = [Member._make(row) for row in connection.execute(_ROWS, (group_id,))]
            yield group_id, template_id, _changing(rows, template, ends, days)


def _changing(
    rows: Sequence[Member], template: Template, ends: Sequence[int], days: Sequence[array[float]]
) -> list[GroupState]:
    """The states of a group whose members are not the same on all days."""
    states: list[GroupState] = []
    times = {moment for row in rows for moment in (row.added_at, row.removed_at) if moment is not None}
    changed = [True, *(any(before < moment <= end for moment in times) for before, end in pairwise(ends))]
    people: list[int] = []
    roles: list[str] = []
    for end, roots, other in zip(ends, days, changed, strict=True):
        if other:
            held = current(rows, end)
            people, roles = [row.person_id for row in held], [row.role for row in held]
        states += _on_days(people, roles, template, [roots])
    return states


def _on_days(
    people: Sequence[int], roles: Sequence[str], template: Template, days: Sequence[array[float]]
) -> list[GroupState]:
    places = template.places_of(roles)
    filling = template.filling(tuple(map(places.count, range(len(template.roles)))))
    shares = [filling.shares[place] for place in places]
    # The same sum as rules.engagement.group_raw, without a step of Python for each member. Rounded, so that the order
    # of rows never decides a tie (docs/model.md, ties).
    return [
        GroupState(round(sum(map(mul, map(roots.__getitem__, people), shares)), _TIE_DECIMALS), filling, people)
        for roots in days
    ]
