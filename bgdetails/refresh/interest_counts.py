"""How many groups of every solution interest are in which stage, and which accounts have none (docs/model.md)."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from bgdetails.refresh import attributes
from bgdetails.refresh.among import ALL
from bgdetails.rules.conditions import fields_of
from bgdetails.rules.formation import audience
from bgdetails.rules.model import RuleSet, SolutionInterest
from bgdetails.store.account_people import pack_people, unpack_people

WITHOUT_KEPT = 200
"""Accounts without a group that are kept of an interest: as many as its page shows."""
_ALL = sys.maxsize
_COLUMNS = "interest_id, stages, without_group, first_without"
_STAGES = (
    "SELECT stage, COUNT(*) FROM buying_group WHERE interest_id = ? AND hidden = 0 GROUP BY stage"
    " ORDER BY stage NULLS FIRST"
)
_WITHOUT = """
SELECT id FROM account WHERE NOT hidden
AND id NOT IN (SELECT account_id FROM buying_group WHERE interest_id = ? AND hidden = 0)
ORDER BY name_key, id
"""


class InterestCounts(NamedTuple):
    """Stage → number of groups; how many accounts of the audience have no group, and the first of them by name."""

    stages: dict[str | None, int]
    without_group: int
    first_without: tuple[int, ...]

    @classmethod
    def read(cls, stages: str, without_group: int, first_without: bytes) -> InterestCounts:
        """Of a row that is kept."""
        return cls(dict(json.loads(stages)), without_group, unpack_people(first_without))

    @property
    def cells(self) -> tuple[str, int, bytes]:
        """As a row keeps it."""
        return _stage_cell(self.stages), self.without_group, pack_people(self.first_without)


def keep_interests(connection: sqlite3.Connection, rules: RuleSet) -> None:
    """Count all interests and keep it."""
    interests = connection.execute("SELECT id, name_key FROM solution_interest ORDER BY id").fetchall()
    by_key = {interest.name.casefold(): interest for interest in rules.interests}
    accounts = _Accounts(connection)
    rows = [
        (number, *_count(connection, number, by_key.get(name_key), accounts).cells) for number, name_key in interests
    ]
    if connection.execute(f"SELECT {_COLUMNS} FROM interest_count ORDER BY interest_id").fetchall() != rows:
        connection.execute("DELETE FROM interest_count")
        connection.executemany(f"INSERT INTO interest_count ({_COLUMNS}) VALUES (?, ?, ?, ?)", rows)


def count_interest(connection: sqlite3.Connection, interest_id: int, rules: SolutionInterest | None) -> InterestCounts:
    """What a refresh would keep of one interest."""
    return _count(connection, interest_id, rules, _Accounts(connection))


def accounts_without(connection: sqlite3.Connection, interest_id: int, rules: SolutionInterest | None) -> list[int]:
    """All accounts of an interest's audience that have no group, by name."""
    return _without(connection, interest_id, rules, _Accounts(connection))


def recount_stages(connection: sqlite3.Connection, interest_id: int) -> None:
    """Count the stages of an interest anew, right after one of its groups was moved."""
    stages = _stage_cell(_stages(connection, interest_id))
    connection.execute("UPDATE interest_count SET stages = ? WHERE interest_id = ?", (stages, interest_id))


class _Accounts:
    """What audiences test of all accounts, read once for each list of fields."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._values: defaultdict[tuple[str, ...], Mapping[int, attributes.Values]] = defaultdict(dict)

    def values(self, fields: tuple[str, ...]) -> Mapping[int, attributes.Values]:
        """By our id of the account."""
        if fields not in self._values:
            self._values[fields] = attributes.accounts(self._connection, fields, ALL, limit=_ALL)
        return self._values[fields]


def _count(
    connection: sqlite3.Connection, interest_id: int, rules: SolutionInterest | None, accounts: _Accounts
) -> InterestCounts:
    without = _without(connection, interest_id, rules, accounts)
    return InterestCounts(_stages(connection, interest_id), len(without), tuple(without[:WITHOUT_KEPT]))


def _without(
    connection: sqlite3.Connection, interest_id: int, rules: SolutionInterest | None, accounts: _Accounts
) -> list[int]:
    without = [number for (number,) in connection.execute(_WITHOUT, (interest_id,))]
    if rules is None or not rules.audience:
        return without
    values, meant = accounts.values(tuple(fields_of(rules.audience))), audience(rules)
    return [account for account in without if meant(values[account])]


def _stages(connection: sqlite3.Connection, interest_id: int) -> dict[str | None, int]:
    return dict(connection.execute(_STAGES, (interest_id,)).fetchall())


def _stage_cell(stages: Mapping[str | None, int]) -> str:
    return json.dumps([*stages.items()], ensure_ascii=False)
