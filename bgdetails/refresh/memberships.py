"""Memberships of many groups at once, and which of them hold on a day."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.refresh.columns import Integers, integers, texts
from bgdetails.refresh.templates import SEPARATOR, Template
from bgdetails.rules.membership import current

_EVER = 1 << 62
# Every column is in the index.
_FROM = "FROM membership INDEXED BY membership_group WHERE {groups}"
_ROWS = f"""
SELECT group_concat(group_id), group_concat(person_id), group_concat(COALESCE(added_at, '{-_EVER}')),
       group_concat(COALESCE(removed_at, '{_EVER}')), group_concat(role, '{SEPARATOR}') {_FROM}
"""
_IDS = f"SELECT group_concat(id) {_FROM}"
_HIDDEN = "SELECT group_concat(id) FROM person WHERE hidden = 1"


class Contender(NamedTuple):
    """One of several rows of a person in a group; ``place`` is that in the columns."""

    person_id: int
    added_at: int | None
    removed_at: int | None
    place: int


class Memberships(Struct, frozen=True):
    """Rows of membership, column by column. A moment that is unknown lies before or after all others."""

    groups: Integers
    """The place of the group among those that were asked for."""
    people: Integers
    added: Integers
    removed: Integers
    roles: Integers
    """The place of the role in the template's order; after its last, of one that the template lacks."""
    contests: Sequence[Sequence[Contender]]
    """The rows of everybody who has several in one group, in their order."""

    def on(self, end: int) -> Integers:
        """Places of the rows that are memberships at the end of a day: ``rules.membership``, for all at once."""
        held = (self.added <= end) & (self.removed > end)
        for rows in self.contests:
            held[[row.place for row in rows]] = False
            held[[row.place for row in current(rows, end)]] = True
        return np.flatnonzero(held)

    def latest_change(self, end: int) -> dict[int, int]:
        """By place of the group, the last moment until ``end`` at which anybody came or went."""
        moments = np.concatenate([self.added, self.removed])
        known = np.flatnonzero((moments > -_EVER) & (moments <= end))
        return latest(np.concatenate([self.groups, self.groups])[known], moments[known])


def latest(keys: Integers, moments: Integers) -> dict[int, int]:
    """The largest of ``moments`` for each of ``keys``."""
    if not len(keys):
        return {}
    largest = np.full(int(keys.max()) + 1, -_EVER)
    np.maximum.at(largest, keys, moments)
    found = np.flatnonzero(largest > -_EVER)
    return dict(zip(found.tolist(), largest[found].tolist(), strict=True))


def read_memberships(
    connection: sqlite3.Connection, groups: Sequence[int], templates: Sequence[Template], among: Among
) -> Memberships:
    """All rows, also past ones, of ``groups``, which are in the order of their ids, but not those of hidden people."""
    values, of_groups = parameters(among), condition("group_id", among)
    *columns, joined = connection.execute(_ROWS.format(groups=of_groups), values).fetchone()
    group_ids, people, added, removed = map(integers, columns)
    codes: defaultdict[str, int] = defaultdict(count().__next__)
    roles = np.fromiter(map(codes.__getitem__, texts(joined)), np.int64, len(people))
    known = np.array(groups)
    places = np.minimum(np.searchsorted(known, group_ids), len(known) - 1)
    shown = np.flatnonzero((known[places] == group_ids) & ~np.isin(people, _integers(connection, _HIDDEN, ())))
    places, people, added, removed, roles = (column[shown] for column in (places, people, added, removed, roles))
    contested = _contested(places, people)
    ids = _integers(connection, _IDS.format(groups=of_groups), values)[shown] if len(contested) else people
    contests = _contests(contested[np.argsort(ids[contested])], places, people, added, removed)
    return Memberships(
        places, people, added, removed, _places_of_roles(list(codes), templates, places, roles), contests
    )


def _integers(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> Integers:
    return integers(connection.execute(query, values).fetchone()[0])


def _places_of_roles(
    codes: Sequence[str], templates: Sequence[Template], groups: Integers, roles: Integers
) -> Integers:
    """The place of each role, by its place in ``codes``, in the template of its group."""
    distinct = {template: place for place, template in enumerate(dict.fromkeys(templates))}
    lines = np.array([template.places_of(codes) for template in distinct], np.int64)
    of_groups = np.array([distinct[template] for template in templates])
    places: Integers = lines[of_groups[groups], roles]
    return places


def _contested(groups: Integers, people: Integers) -> NDArray[np.intp]:
    """Places of the rows whose group and person have another row, too."""
    pairs = groups * (int(people.max(initial=0)) + 1) + people
    ordered = np.sort(pairs)
    return np.flatnonzero(np.isin(pairs, ordered[1:][ordered[1:] == ordered[:-1]]))


def _contests(
    contested: NDArray[np.intp], groups: Integers, people: Integers, added: Integers, removed: Integers
) -> list[list[Contender]]:
    found: defaultdict[tuple[int, int], list[Contender]] = defaultdict(list)
    for place in contested.tolist():
        begun, ended = int(added[place]), int(removed[place])
        found[int(groups[place]), int(people[place])].append(
            Contender(int(people[place]), None if begun == -_EVER else begun, None if ended == _EVER else ended, place)
        )
    return list(found.values())
