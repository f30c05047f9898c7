"""Who is in which group on a day, for all groups of a segment at once: what the dashboard's numbers of people count.

Each number has a method that gives the people (or accounts) themselves, by our ids, so that a number and the list that
it opens cannot disagree.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bgdetails.refresh.columns import Integers, Numbers, integers, of_people
from bgdetails.refresh.groups import GroupBatch, batches
from bgdetails.refresh.groups_on import FIRST_KNOWN, GroupsOn
from bgdetails.refresh.people import roots_of
from bgdetails.refresh.role_codes import RoleCodes
from bgdetails.refresh.templates import read_templates
from bgdetails.store.times import end_of_day

_ALWAYS = -(1 << 62)
_ACCOUNTS_OF_PEOPLE = "SELECT id, account_id FROM person WHERE account_id IS NOT NULL AND NOT hidden"
_PEOPLE = "SELECT id, COALESCE(created_at, :always) AS since FROM person WHERE NOT hidden"
# Whoever was active for many days comes many times: to sort these out takes SQLite five times as long.
_ACTIVE = """
SELECT group_concat(c.person_id) FROM activity_day c
WHERE c.day BETWEEN :first AND :last AND c.type_id IN (SELECT t.id FROM activity_type t WHERE t.weight_milli > 0)
"""
_ACCOUNTS = "SELECT group_concat(id), group_concat(COALESCE(created_at, :always)) FROM account WHERE NOT hidden"
_GROUPS = f"""
SELECT group_concat(id), group_concat(account_id), group_concat(interest_id), group_concat(since) FROM (
  SELECT b.id, b.account_id, b.interest_id, COALESCE({FIRST_KNOWN}, :always) AS since
  FROM {{rows}} g JOIN buying_group b ON b.id = g.group_id WHERE {{groups}} ORDER BY b.id
)
"""


class Held(Struct, frozen=True):
    """Memberships that hold at a moment, column by column. A role that the group's template lacks is -1."""

    groups: Integers
    """The place of the group among those of the crowd."""
    people: Integers
    roles: Integers


class Crowd:
    """The groups of a segment on a day, and who was in them at each of some moments."""

    def __init__(self, connection: sqlite3.Connection, groups: GroupsOn, ends: Sequence[int] = ()) -> None:
        """Read them; ``ends``: further moments than the end of the day."""
        self._connection = connection
        self.day = day = groups.counted
        self.segment = groups.segment
        # Of an earlier day it is told who was there; of the browsable one everybody is.
        self._last = -_ALWAYS - 1 if groups.then is None else end_of_day(day)
        columns = connection.execute(
            _GROUPS.format(rows=groups.rows, groups=groups.condition), {"always": _ALWAYS, **groups.values}
        ).fetchone()
        self.groups, self.accounts_of_groups, self.interests, self.since = map(integers, columns)
        self._codes = RoleCodes()
        self.held = self._read((end_of_day(day), *ends))
        self.roots: Numbers = roots_of(connection, day)
        self.people_since = of_people(connection, ("id", "since"), _PEOPLE, {"always": _ALWAYS}, otherwise=-_ALWAYS)
        self.accounts_of_people = of_people(connection, ("id", "account_id"), _ACCOUNTS_OF_PEOPLE, {})

    @property
    def now(self) -> Held:
        """The memberships that hold on the day."""
        return self.held[0]

    # -- who a number counts ---------------------------------------------------------------------------------------

    def people(self, at: int = 0) -> Integers:
        """Everybody; of a segment, the members of its groups, at moment number ``at``."""
        if self.segment:
            return np.flatnonzero(np.bincount(self.held[at].people))
        return np.flatnonzero(self.people_since <= self._last)

    def accounts(self) -> tuple[Integers, Integers]:
        """All accounts, of a segment those with a group of it, each with the moment since when it is known."""
        row = self._connection.execute(_ACCOUNTS, {"always": _ALWAYS}).fetchone()
        accounts, since = map(integers, row)
        accounts, since = accounts[since <= self._last], since[since <= self._last]
        if self.segment:
            kept = np.isin(accounts, self.accounts_of_groups)
            return accounts[kept], since[kept]
        return accounts, since

    def is_engaged(self) -> Integers:
        """1 for everybody with a weighted activity in the window of the day, by our id of the person."""
        engaged: Integers = (self.roots > 0).astype(np.int64)
        return engaged

    def is_active(self, first: int, last: int) -> Integers:
        """The same of the days from ``first`` to ``last``."""
        people = integers(self._connection.execute(_ACTIVE, {"first": first, "last": last}).fetchone()[0])
        active = np.zeros(len(self.people_since), np.int64)
        active[people] = 1
        active[self.people_since == -_ALWAYS] = 0
        return active

    def accounts_with(self, active: Integers) -> Integers:
        """Accounts of which somebody is ``active``, each once for every such person."""
        accounts = self.accounts_of_people[np.flatnonzero(active)]
        return accounts[accounts > 0]

    def groups_with(self, active: Integers, at: int) -> Integers:
        """Our ids of the groups in which a member is ``active`` whose role the template has, at moment ``at``."""
        held = self.held[at]
        return self.groups[np.unique(held.groups[(active[held.people] > 0) & (held.roles >= 0)])]

    def in_role(self, role: str) -> Integers:
        """Everybody who has the role in a group."""
        return np.unique(self.now.people[self._has(role)])

    def covering(self, interest: int, role: str) -> Integers:
        """Everybody who has the role in a group of the interest."""
        chosen = self._has(role) & (self.interests[self.now.groups] == interest)
        return np.unique(self.now.people[chosen])

    def groups_of_people(self) -> Integers:
        """In how many groups of their own account people are, by our id of the person."""
        own = self.accounts_of_groups[self.now.groups] == self.accounts_of_people[self.now.people]
        number: Integers = np.bincount(self.now.people[own], minlength=len(self.accounts_of_people))
        return number

    @property
    def roles(self) -> Sequence[str]:
        """The roles of the templates that the groups have."""
        return self._codes.names

    def _has(self, role: str) -> NDArray[np.bool_]:
        """Of each membership that holds, whether it is in the role."""
        found: NDArray[np.bool_] = self.now.roles == self._codes.number(role)
        return found

    # -- reading ---------------------------------------------------------------------------------------------------

    def _read(self, ends: Sequence[int]) -> tuple[Held, ...]:
        parts: list[list[tuple[Integers, Integers, Integers]]] = [[] for _ in ends]
        self.added: list[Integers] = []
        for batch in batches(self._connection, read_templates(self._connection)):
            rows = _of_batch(batch, self.groups, self._codes)
            chosen = rows.groups >= 0
            self.added.append(batch.memberships.added[chosen])
            for end, found in zip(ends, parts, strict=True):
                held = batch.memberships.on(end)
                held = held[chosen[held]]
                found.append((rows.groups[held], rows.people[held], rows.roles[held]))
        return tuple(Held(*(_joined([part[i] for part in found]) for i in range(3))) for found in parts)

    def added_between(self, first: int, last: int) -> int:
        """How many memberships began from one moment to another."""
        return sum(int(np.count_nonzero((added >= first) & (added <= last))) for added in self.added)


def _joined(columns: Sequence[Integers]) -> Integers:
    return np.concatenate(columns) if columns else np.zeros(0, np.int64)


def _of_batch(batch: GroupBatch, groups: Integers, codes: RoleCodes) -> Held:
    """All rows of a batch: the place of each one's group among ``groups`` (-1: not there), person, role."""
    ids = np.array(batch.ids)
    places = np.searchsorted(groups, ids)
    known = np.zeros(len(ids), np.bool_)
    inside = places < len(groups)
    known[inside] = groups[places[inside]] == ids[inside]
    places = np.where(known, places, -1)
    memberships = batch.memberships
    return Held(places[memberships.groups], memberships.people, codes.of(batch))
