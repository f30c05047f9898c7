"""What is told of the people of every account as a whole on a day, for all accounts at once (docs/model.md)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bgdetails.refresh.account_touches import first_touches, last_touches
from bgdetails.refresh.among import ALL, Among, condition, parameters
from bgdetails.refresh.columns import Integers, integers, of_people
from bgdetails.refresh.groups import GroupBatch
from bgdetails.refresh.marked_people import marked_people
from bgdetails.refresh.people import kept_units
from bgdetails.refresh.replacing import replace_rows
from bgdetails.refresh.role_codes import FOREIGN, RoleCodes
from bgdetails.store.account_people import ID_BYTES, Coverage, pack_coverage

COLUMNS = "day, account_id, active, everybody, overlap, coverage, last_touch_id, next_touch_id, marked"
_ACCOUNTS = "SELECT group_concat(id) FROM (SELECT id FROM account WHERE NOT hidden AND {accounts} ORDER BY id)"
_GROUPS = (
    "SELECT group_concat(id), group_concat(account_id), group_concat(interest_id) FROM buying_group WHERE NOT hidden"
)
_OF_PEOPLE = "SELECT id, account_id FROM person WHERE {accounts} AND NOT hidden"


class _Held(NamedTuple):
    """Memberships that hold; 4 bytes a number, for all of a workspace are in memory together."""

    groups: NDArray[np.int32]
    people: NDArray[np.int32]
    roles: NDArray[np.int32]


class HeldMemberships:
    """The memberships that hold on a day, taken batch by batch as groups are scored."""

    def __init__(self) -> None:
        """None was taken yet."""
        self.codes = RoleCodes()
        self._parts: list[_Held] = []

    def take(self, batch: GroupBatch, held: Integers) -> None:
        """Those of a batch, which stand at these places."""
        members = batch.memberships
        groups = np.array(batch.ids)[members.groups[held]]
        columns = (groups, members.people[held], self.codes.of(batch)[held])
        self._parts.append(_Held(*(column.astype(np.int32) for column in columns)))

    def all(self) -> _Held:
        """All that were taken."""
        nothing = np.zeros(0, np.int32)
        return _Held(*(np.concatenate([nothing, *(part[place] for part in self._parts)]) for place in range(3)))


def keep_account_people(
    connection: sqlite3.Connection, day: int, held: HeldMemberships, by_name: Integers, among: Among = ALL
) -> None:
    """Compute and keep the rows of accounts on ``day``, whose person scores and intent are done.

    Args:
        connection: A connection that may write.
        day: The scoring day.
        held: The memberships that hold on it, in the groups of these accounts.
        by_name: The place of everybody at the accounts in the order of names, by our id of the person.
        among: The accounts whose rows are made; those of the others stay.
    """
    values = parameters(among)
    accounts = integers(connection.execute(_ACCOUNTS.format(accounts=condition("id", among)), values).fetchone()[0])
    of_person = accounts_of_people(connection, among)
    crowd = _Crowd(connection, of_person, kept_units(connection, day), by_name)
    active = np.bincount(of_person[crowd.units > 0], minlength=int(accounts.max(initial=0)) + 1)
    memberships = held.all()
    everybody, overlap = crowd.everybody(), crowd.overlap(memberships)
    marked = crowd.packed(marked_people(connection, day, crowd.units))
    coverage = _coverage(crowd, memberships, held.codes)
    last, following = last_touches(connection, day, of_person), first_touches(connection, day, of_person)
    rows: list[tuple[object, ...]] = [
        (
            day,
            account,
            number,
            everybody.get(account, b""),
            overlap.get(account, b""),
            pack_coverage(coverage.get(account, {})),
            last.get(account),
            following.get(account),
            marked.get(account, b""),
        )
        for account, number in zip(accounts.tolist(), active[accounts].tolist(), strict=True)
    ]
    replace_rows(connection, "account_people", COLUMNS, rows, day, among)


def accounts_of_people(connection: sqlite3.Connection, among: Among = ALL) -> Integers:
    """The account of everybody who is at one of some accounts, by our id of the person; 0: at none of them."""
    query = _OF_PEOPLE.format(accounts=condition("account_id", among))
    return of_people(connection, ("id", "account_id"), query, parameters(among))


def with_other_marks(connection: sqlite3.Connection, day: int) -> set[int]:
    """The accounts of which other people than those kept would be marked: what scores are divided by has changed."""
    units = kept_units(connection, day)
    marked = marked_people(connection, day, units)
    wanted = pack_by_account(marked, accounts_of_people(connection))
    kept = connection.execute("SELECT account_id, marked FROM account_people WHERE day = ?", (day,))
    return {account for account, cell in kept if wanted.get(account, b"") != cell}


class _Crowd:
    """Everybody with their units and their place by name, and all groups with account and interest; by our ids."""

    def __init__(self, connection: sqlite3.Connection, accounts: Integers, units: Integers, by_name: Integers) -> None:
        self.accounts, self.units = accounts, units
        self._by_name = by_name
        groups, of_groups, interests = map(integers, connection.execute(_GROUPS).fetchone())
        self.of_groups = np.zeros(int(groups.max(initial=0)) + 1, np.int64)
        self.interests = np.zeros(len(self.of_groups), np.int64)
        self.of_groups[groups], self.interests[groups] = of_groups, interests

    def everybody(self) -> dict[int, bytes]:
        """Everybody at each account: by score, then name."""
        people = np.flatnonzero(self.accounts > 0)
        return _in_cells(self._in_order(people, self.units[people]), self.accounts)

    def overlap(self, held: _Held) -> dict[int, bytes]:
        """The accounts' own people in two or more of their groups: by number of groups, score, name."""
        own = self.of_groups[held.groups] == self.accounts[held.people]
        number = np.bincount(held.people[own], minlength=len(self.accounts))
        people = np.flatnonzero(number > 1)
        return _in_cells(self._in_order(people, number[people], self.units[people]), self.accounts)

    def packed(self, people: Integers) -> dict[int, bytes]:
        """Some people by account, of those who have one, in the order of their ids."""
        return pack_by_account(people, self.accounts)

    def _in_order(self, people: Integers, *falling: Integers) -> Integers:
        """By account, then from the largest of these down, then by name."""
        order = np.lexsort((self._by_name[people], *(-each for each in reversed(falling)), self.accounts[people]))
        ordered: Integers = people[order]
        return ordered


def pack_by_account(people: Integers, accounts: Integers) -> dict[int, bytes]:
    """The cell of each account, of those of ``people`` who have one, who are in the order of their ids."""
    people = people[accounts[people] > 0]
    return _in_cells(people[np.argsort(accounts[people], kind="stable")], accounts)


def _in_cells(people: Integers, accounts: Integers) -> dict[int, bytes]:
    """The cell of each account, of people in the order of their accounts."""
    found, starts = np.unique(accounts[people], return_index=True)
    joined = people.astype("<u4").tobytes()
    ends = (*starts[1:].tolist(), len(people)) if len(starts) else ()
    return {
        account: joined[start * ID_BYTES : end * ID_BYTES]
        for account, start, end in zip(found.tolist(), starts.tolist(), ends, strict=True)
    }


def _coverage(crowd: _Crowd, held: _Held, codes: RoleCodes) -> dict[int, Coverage]:
    """How many different people have which role in the groups of which interest, by account."""
    known = held.roles != FOREIGN
    groups, people, roles = (column[known].astype(np.int64) for column in held)
    wide, interests = len(codes.keys) or 1, int(crowd.interests.max(initial=0)) + 1
    cells = (crowd.of_groups[groups] * interests + crowd.interests[groups]) * wide + roles
    # Sorted and compared with the neighbour: np.unique takes ten times as long for millions of different numbers.
    pairs = np.sort(cells * len(crowd.accounts) + people)
    cells = pairs[_begins(pairs)] // len(crowd.accounts)
    starts = np.flatnonzero(_begins(cells))
    met, numbers = cells[starts], np.diff(starts, append=len(cells))
    coverage: defaultdict[int, defaultdict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rest, role = np.divmod(met, wide)
    account, interest = np.divmod(rest, interests)
    for of_account, of_interest, code, number in zip(
        account.tolist(), interest.tolist(), role.tolist(), numbers.tolist(), strict=True
    ):
        coverage[of_account][of_interest][codes.keys[code]] = number
    return dict(coverage)


def _begins(ordered: Integers) -> NDArray[np.bool_]:
    """Where another number than the one before stands."""
    begins = np.ones(len(ordered), np.bool_)
    begins[1:] = ordered[1:] != ordered[:-1]
    return begins
