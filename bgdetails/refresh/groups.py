"""Group scores of several days in one pass over the memberships (docs/model.md, group score and completeness)."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter, mul
from typing import NamedTuple

from bgdetails.refresh.templates import Filling, Template
from bgdetails.rules.membership import current
from bgdetails.store.times import end_of_day

_TIE_DECIMALS = 9

_GROUPS = """
SELECT g.id, i.template_id FROM buying_group g JOIN solution_interest i ON i.id = g.interest_id
WHERE NOT g.hidden ORDER BY g.id
"""
# Only what holds on one of the days at least; ``steady``: on all of them. Every column is in the index.
_MEMBERSHIPS = """
SELECT group_id, person_id, role, added_at, removed_at, id,
       (added_at IS NULL OR added_at <= :first) AND (removed_at IS NULL OR removed_at > :last) AS steady
FROM membership
WHERE (added_at IS NULL OR added_at <= :last) AND (removed_at IS NULL OR removed_at > :first)
ORDER BY group_id
"""


class Member(NamedTuple):
    """A row of membership."""

    group_id: int
    person_id: int
    role: str
    added_at: int | None
    removed_at: int | None
    id: int
    steady: int


class GroupState(NamedTuple):
    """A group on one day."""

    raw: float
    filling: Filling
    people: tuple[int, ...]


def groups_on_days(
    connection: sqlite3.Connection, templates: Mapping[int, Template], roots: Mapping[int, array[float]]
) -> Iterator[tuple[int, int, list[GroupState]]]:
    """Every group that is not hidden, by id, with its template and its state on each day of ``roots``.

    Args:
        connection: A connection to the workspace.
        templates: All templates.
        roots: The days in their order, with everybody's root of units.
    """
    hidden = {number for (number,) in connection.execute("SELECT id FROM person WHERE hidden = 1")}
    ends = [(end_of_day(day), of_day) for day, of_day in roots.items()]
    bounds = {"first": min(roots), "last": max(roots)}
    rows = connection.execute(_MEMBERSHIPS, {name: end_of_day(day) for name, day in bounds.items()})
    waiting = groupby(rows, key=itemgetter(0))
    next_id, found = next(waiting, (None, iter(())))
    for group_id, template_id in connection.execute(_GROUPS):
        while next_id is not None and next_id < group_id:
            next_id, found = next(waiting, (None, iter(())))
        members = list(found) if next_id == group_id else []
        if hidden:
            members = [row for row in members if row[1] not in hidden]
        yield group_id, template_id, _states(members, templates[template_id], ends)


def _states(
    rows: Sequence[tuple[int, int, str, int | None, int | None, int, int]],
    template: Template,
    ends: Sequence[tuple[int, array[float]]],
) -> list[GroupState]:
    people = tuple([row[1] for row in rows])
    if len(set(people)) == len(people) and all(row[6] for row in rows):
        return _on_days(people, [row[2] for row in rows], template, [roots for _, roots in ends])
    members = [Member._make(row) for row in sorted(rows, key=itemgetter(1, 5))]
    states: list[GroupState] = []
    for end, roots in ends:
        held = current(members, end)
        states += _on_days(tuple(row.person_id for row in held), [row.role for row in held], template, [roots])
    return states


def _on_days(
    people: tuple[int, ...], roles: Sequence[str], template: Template, days: Sequence[array[float]]
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
