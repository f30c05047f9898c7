"""Intent of a day, for the whole workspace at once (docs/model.md, intent): people first, then accounts and groups."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from bgdetails.garbage import look_rarely
from bgdetails.refresh.among import Among, Chosen, condition, parameters, parts
from bgdetails.refresh.columns import Integers, integers
from bgdetails.refresh.groups import GroupBatch
from bgdetails.refresh.lake import Lake
from bgdetails.refresh.lake_rows import lies_in_a_lake
from bgdetails.refresh.people_strengths import PeopleStrengths
from bgdetails.refresh.spoken_of import SpokenOf
from bgdetails.refresh.strengths import KeptStrengths, Strengths, summed
from bgdetails.refresh.taxonomy import Taxonomy, read_taxonomy

_PEOPLE_AT_ONCE = 20_000
_ACCOUNTS_AT_ONCE = 1_000
_MEMBERS_AT_ONCE = 20_000
_GROUPS_AT_ONCE = 2_000
_FEW_ACCOUNTS = 1_000
# Every column is in the index.
_PEOPLE = """
SELECT group_concat(account_id), group_concat(id) FROM person INDEXED BY person_account
WHERE {accounts} AND hidden = 0
"""
_ACCOUNTS_AT_ONCE_OF_SOME = 500


def score_intent(connection: sqlite3.Connection, day: int, lake: Lake | None = None) -> None:
    """Compute and keep the intent of people and accounts on ``day``; where it is fresh nothing is done.

    Of a workspace whose activities lie in a lake, the intent of people is computed from that alone: without one, what
    is kept of them stays.
    """
    if _is_fresh(connection, day):
        return
    with look_rarely():
        taxonomy = read_taxonomy(connection)
        if lake is not None or not lies_in_a_lake(connection):
            _score_people(connection, day, taxonomy, lake)
        _score_accounts(connection, day, taxonomy)


def _is_fresh(connection: sqlite3.Connection, day: int) -> bool:
    row = connection.execute("SELECT browsable AND NOT stale FROM score_day WHERE day = ?", (day,)).fetchone()
    return row is not None and bool(row[0])


def _score_people(connection: sqlite3.Connection, day: int, taxonomy: Taxonomy, lake: Lake | None) -> None:
    kept = KeptStrengths(connection, day, "person", taxonomy)
    last = _last_id(connection, "person", taxonomy)
    spoken_of = SpokenOf(connection, day, taxonomy, lake)
    for begin, end in spoken_of.passes(last):
        spoken = spoken_of.read(begin, end)
        for first, upto in _ranges(begin, end, _PEOPLE_AT_ONCE):
            kept.write((first, upto), summed(*spoken.parts(first, upto), taxonomy))
    kept.finish(last)


def _score_accounts(connection: sqlite3.Connection, day: int, taxonomy: Taxonomy) -> None:
    kept = KeptStrengths(connection, day, "account", taxonomy)
    last = _last_id(connection, "account", taxonomy)
    strengths = PeopleStrengths(connection, day, taxonomy)
    for first, upto in _ranges(1, last, _ACCOUNTS_AT_ONCE):
        kept.write((first, upto), _of_accounts(connection, (first, upto), strengths, taxonomy))
    kept.finish(last)


def _of_accounts(
    connection: sqlite3.Connection, accounts: Among, strengths: PeopleStrengths, taxonomy: Taxonomy
) -> Strengths:
    query = _PEOPLE.format(accounts=condition("account_id", accounts))
    of_people, people = map(integers, connection.execute(query, parameters(accounts)).fetchone())
    return summed(*strengths.of(of_people, people), taxonomy)


def score_intent_of_some(
    connection: sqlite3.Connection, day: int, people: Collection[int], accounts: Collection[int]
) -> None:
    """Compute and keep the intent of ``people`` and of ``accounts`` on ``day``; that of all others is there and stays.

    Args:
        connection: A connection that may write.
        day: The scoring day.
        people: Those who may have said something else than when it was last done.
        accounts: Theirs, and those that had or have other people.
    """
    taxonomy = read_taxonomy(connection)
    if not len(taxonomy.keywords):
        return
    with look_rarely():
        kept = KeptStrengths(connection, day, "person", taxonomy)
        spoken_of = SpokenOf(connection, day, taxonomy)
        for part in parts(people, _PEOPLE_AT_ONCE):
            spoken = spoken_of.read_some(part)
            kept.write_some(Chosen.of(part), summed(*spoken.parts(part[0], part[-1]), taxonomy))
        kept.finish_some()
        kept = KeptStrengths(connection, day, "account", taxonomy)
        strengths = PeopleStrengths(connection, day, taxonomy, for_all=len(accounts) > _FEW_ACCOUNTS)
        for part in parts(accounts, _ACCOUNTS_AT_ONCE_OF_SOME):
            kept.write_some(Chosen.of(part), _of_accounts(connection, Chosen.of(part), strengths, taxonomy))
        kept.finish_some()


def _last_id(connection: sqlite3.Connection, table: str, taxonomy: Taxonomy) -> int:
    """The largest id; where there is no keyword to find, as if there were nobody."""
    (largest,) = connection.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()
    return int(largest) if len(taxonomy.keywords) else 0


def _ranges(begin: int, end: int, at_once: int) -> Iterator[tuple[int, int]]:
    """So many ids at once that memory stays flat."""
    return ((first, min(first + at_once - 1, end)) for first in range(begin, end + 1, at_once))


class GroupIntent:
    """The intent of groups on a day on which that of people is there."""

    def __init__(self, connection: sqlite3.Connection, day: int, *, for_all: bool = True) -> None:
        """Read what all groups share; ``for_all``: whether all will be written, or only some."""
        self._taxonomy = read_taxonomy(connection)
        self._strengths = PeopleStrengths(connection, day, self._taxonomy, for_all=for_all)
        self._kept = KeptStrengths(connection, day, "group", self._taxonomy)

    def write(self, batch: GroupBatch, groups: Integers, people: Integers) -> None:
        """Write the rows of a batch.

        Args:
            batch: The groups.
            groups: Of each membership that holds, our id of the group.
            people: The same for the person.
        """
        order = np.argsort(groups, kind="stable")
        groups, people = groups[order], people[order]
        if isinstance(batch.among, Chosen):
            for part in parts(batch.ids, _GROUPS_AT_ONCE):
                begin, end = np.searchsorted(groups, [part[0], part[-1] + 1])
                strengths = self._strengths.of(groups[begin:end], people[begin:end])
                self._kept.write_some(Chosen.of(part), summed(*strengths, self._taxonomy))
        else:
            self._write_range(*batch.among, groups, people)

    def _write_range(self, first: int, last: int, groups: Integers, people: Integers) -> None:
        begin = 0
        while first <= last:
            end, upto = len(groups), last
            if end - begin > _MEMBERS_AT_ONCE:
                # Whole groups, and at least one.
                upto = max(int(groups[begin + _MEMBERS_AT_ONCE]) - 1, int(groups[begin]))
                end = int(np.searchsorted(groups, upto, side="right"))
            strengths = self._strengths.of(groups[begin:end], people[begin:end])
            self._kept.write((first, upto), summed(*strengths, self._taxonomy))
            first, begin = upto + 1, end

    def finish(self, last: int | None) -> None:
        """All groups are written, of which ``last`` has the largest id; None: some are."""
        if last is None:
            self._kept.finish_some()
        else:
            self._kept.finish(last)


def rescore_group_intent(connection: sqlite3.Connection, day: int, group_id: int, people: Sequence[int]) -> None:
    """Compute the intent of one group anew, whose members on ``day`` are ``people``, in the order of their ids."""
    taxonomy = read_taxonomy(connection)
    strengths = PeopleStrengths(connection, day, taxonomy, for_all=False)
    members = np.array(people, np.int64)
    said = strengths.of(np.full(len(members), group_id), members)
    kept = KeptStrengths(connection, day, "group", taxonomy)
    kept.write_some((group_id, group_id), summed(*said, taxonomy))
    kept.finish_some()
