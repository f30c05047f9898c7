"""Intent of a day, for the whole workspace at once (docs/model.md, intent): people first, then accounts and groups."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import numpy as np

from bgdetails.refresh.columns import Integers, runs
from bgdetails.refresh.spoken_of import SpokenOf
from bgdetails.refresh.strengths import KeptStrengths, Strengths, summed, unpacked
from bgdetails.refresh.taxonomy import Taxonomy, read_taxonomy

_PEOPLE_AT_ONCE = 20_000
_ACCOUNTS_AT_ONCE = 500
_MEMBERS_AT_ONCE = 20_000
_OF_ACCOUNTS = """
SELECT p.account_id, i.strengths FROM person p INDEXED BY person_account
CROSS JOIN intent_strength i ON i.day = ? AND i.kind = 'person' AND i.subject_id = p.id
WHERE p.account_id BETWEEN ? AND ? AND NOT p.hidden
"""
_OF_PEOPLE = """
SELECT i.subject_id, i.strengths FROM json_each(?) wanted
CROSS JOIN intent_strength i ON i.day = ? AND i.kind = 'person' AND i.subject_id = wanted.value
ORDER BY i.subject_id
"""


def score_intent(connection: sqlite3.Connection, day: int) -> None:
    """Compute and keep the intent of people and accounts on ``day``; where it is fresh nothing is done."""
    if _is_fresh(connection, day):
        return
    taxonomy = read_taxonomy(connection)
    _score_people(connection, day, taxonomy)
    _score_accounts(connection, day, taxonomy)


def _is_fresh(connection: sqlite3.Connection, day: int) -> bool:
    row = connection.execute("SELECT browsable AND NOT stale FROM score_day WHERE day = ?", (day,)).fetchone()
    return row is not None and bool(row[0])


def _score_people(connection: sqlite3.Connection, day: int, taxonomy: Taxonomy) -> None:
    kept = KeptStrengths(connection, day, "person", taxonomy)
    spoken = SpokenOf(connection, day, taxonomy)
    last = 0
    for first, last in _ranges(connection, "person", _PEOPLE_AT_ONCE, taxonomy):
        kept.write(first, last, summed(*spoken.parts(first, last), taxonomy))
    kept.finish(last)


def _score_accounts(connection: sqlite3.Connection, day: int, taxonomy: Taxonomy) -> None:
    kept = KeptStrengths(connection, day, "account", taxonomy)
    last = 0
    for first, last in _ranges(connection, "account", _ACCOUNTS_AT_ONCE, taxonomy):
        rows = connection.execute(_OF_ACCOUNTS, (day, first, last)).fetchall()
        sizes, places, strengths = unpacked([cell for _, cell in rows], taxonomy)
        accounts = np.fromiter((account for account, _ in rows), np.int64, len(rows))
        kept.write(first, last, summed(np.repeat(accounts, sizes), places, strengths, taxonomy))
    kept.finish(last)


def _ranges(connection: sqlite3.Connection, table: str, at_once: int, taxonomy: Taxonomy) -> Iterator[tuple[int, int]]:
    """Ranges of ids, so many at once that memory stays flat; none where there is no keyword to find."""
    (largest,) = connection.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()
    if len(taxonomy.keywords):
        yield from ((first, first + at_once - 1) for first in range(1, largest + 1, at_once))


class GroupIntent:
    """The intent of groups on a day on which that of the people is there."""

    def __init__(self, connection: sqlite3.Connection, day: int) -> None:
        """Read what all groups share."""
        self._connection = connection
        self._day = day
        self._taxonomy = read_taxonomy(connection)
        self._kept = KeptStrengths(connection, day, "group", self._taxonomy)

    def write(self, first: int, last: int, groups: Integers, people: Integers) -> None:
        """Write the rows of the groups from ``first`` to ``last``.

        Args:
            first: Our id of a group.
            last: Our id of a later one.
            groups: Of each membership that holds, our id of the group.
            people: The same for the person.
        """
        if not len(self._taxonomy.keywords):
            return
        order = np.argsort(groups, kind="stable")
        groups, people = groups[order], people[order]
        begin = 0
        while first <= last:
            end = len(groups)
            upto = last
            if end - begin > _MEMBERS_AT_ONCE:
                # Whole groups, and at least one.
                upto = max(int(groups[begin + _MEMBERS_AT_ONCE]) - 1, int(groups[begin]))
                end = int(np.searchsorted(groups, upto, side="right"))
            self._kept.write(first, upto, self._summed(groups[begin:end], people[begin:end]))
            first, begin = upto + 1, end

    def finish(self, last: int) -> None:
        """All groups are written; ``last`` is the one with the largest id."""
        self._kept.finish(last)

    def _summed(self, groups: Integers, people: Integers) -> Strengths:
        asked = json.dumps(np.unique(people).tolist())
        rows = self._connection.execute(_OF_PEOPLE, (asked, self._day)).fetchall()
        sizes, places, strengths = unpacked([cell for _, cell in rows], self._taxonomy)
        known = np.fromiter((person for person, _ in rows), np.int64, len(rows))
        active = np.flatnonzero(np.isin(people, known))
        # A row for each keyword of each member.
        lengths, taken = runs(sizes, np.searchsorted(known, people[active]))
        return summed(np.repeat(groups[active], lengths), places[taken], strengths[taken], self._taxonomy)
