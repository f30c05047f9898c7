"""Group scores of many groups at once (docs/model.md, group score and completeness)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

import numpy as np
from msgspec import Struct

from bgdetails.refresh.among import ALL, Among, Chosen, condition, parameters, parts
from bgdetails.refresh.columns import Integers, Numbers
from bgdetails.refresh.memberships import Memberships, read_memberships
from bgdetails.refresh.templates import Filling, Template
from bgdetails.rules.engagement import TIE_DECIMALS
from bgdetails.store.times import end_of_day

_GROUPS_AT_ONCE = 10_000
_EVER = ALL[1]
_GROUPS = """
SELECT g.id, i.template_id FROM buying_group g JOIN solution_interest i ON i.id = g.interest_id
WHERE NOT g.hidden AND {groups} ORDER BY g.id LIMIT ?
"""


class GroupBatch(Struct, frozen=True):
    """Some groups by id, and who was ever in them."""

    among: Among
    """Their ids, and those of hidden ones."""
    ids: Sequence[int]
    templates: Sequence[Template]
    memberships: Memberships


class GroupStates(Struct, frozen=True):
    """What a batch is on one day, group by group."""

    raw: Sequence[float]
    fillings: Sequence[Filling]
    member_counts: Sequence[int]
    held: Integers
    """Places of the memberships that hold."""


def batches(
    connection: sqlite3.Connection, templates: Mapping[int, Template], chosen: Collection[int] | None = None
) -> Iterator[GroupBatch]:
    """All groups that are not hidden, or those of them that are ``chosen``, so many at once that memory stays flat."""
    if chosen is not None:
        for part in parts(chosen, _GROUPS_AT_ONCE):
            ids, of_groups = _groups(connection, templates, among := Chosen.of(part))
            if ids:
                yield GroupBatch(among, ids, of_groups, read_memberships(connection, ids, of_groups, among))
        return
    last = 0
    while (found := _groups(connection, templates, (last + 1, _EVER)))[0]:
        ids, of_groups = found
        span = last + 1, ids[-1]
        yield GroupBatch(span, ids, of_groups, read_memberships(connection, ids, of_groups, span))
        last = ids[-1]


def _groups(
    connection: sqlite3.Connection, templates: Mapping[int, Template], among: Among
) -> tuple[list[int], list[Template]]:
    """The first of some groups that are not hidden, and the template of each."""
    query = _GROUPS.format(groups=condition("g.id", among))
    rows = connection.execute(query, (*parameters(among), _GROUPS_AT_ONCE)).fetchall()
    return [group_id for group_id, _ in rows], [templates[template_id] for _, template_id in rows]


def states_on(batch: GroupBatch, day: int, roots: Numbers) -> GroupStates:
    """The scores of a batch on ``day``, on which everybody has the root of units that ``roots`` says."""
    memberships = batch.memberships
    held = memberships.on(end_of_day(day))
    groups, roles = memberships.groups[held], memberships.roles[held]
    width = max(len(template.roles) for template in batch.templates) + 1
    size = len(batch.ids)
    counts = np.bincount(groups * width + roles, minlength=size * width).reshape(size, width)
    # Groups whose roles are filled in the same way are thought about once.
    ways: defaultdict[tuple[Template, tuple[int, ...]], int] = defaultdict(count().__next__)
    of_groups = list(map(ways.__getitem__, zip(batch.templates, map(tuple, counts.tolist()), strict=True)))
    fillings = [template.filling(each[: len(template.roles)]) for template, each in ways]
    shares = np.zeros((len(fillings), width))
    for place, filling in enumerate(fillings):
        shares[place, : len(filling.shares)] = filling.shares
    # The same sum as rules.engagement.group_raw, without a step of Python for each member. Rounded, so that the order
    # of rows never decides a tie (docs/model.md, ties).
    parts = roots[memberships.people[held]] * shares[np.array(of_groups)[groups], roles]
    raw = np.bincount(groups, weights=parts, minlength=size).tolist()
    return GroupStates(
        [round(each, TIE_DECIMALS) for each in raw],
        [fillings[way] for way in of_groups],
        counts.sum(axis=1).tolist(),
        held,
    )
