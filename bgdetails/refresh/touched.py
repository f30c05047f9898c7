"""What a refresh has to look at: everything, or what an import and what was done by hand touched since the last one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping

from msgspec import Struct

from bgdetails.refresh.among import Chosen, condition, parameters, parts
from bgdetails.refresh.stage_states import figures_cell
from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.store.touched import EVER, read_touched

_SHARE = 10
"""Where more than one in so many people is touched, everything is looked at: that is as fast, and memory stays flat."""
_DAY = "SELECT browsable AND (NOT stale OR partly), figures FROM score_day WHERE day = ?"
_WORKSPACE = "SELECT refreshed_day, lake FROM workspace"
_COUNTS = "SELECT (SELECT COUNT(*) FROM touched WHERE kind = 'person'), (SELECT COUNT(*) FROM person)"
_FEW = 1_000


class Touched(Struct, frozen=True):
    """People and accounts by our ids."""

    people: Mapping[int, tuple[int, int]]
    """With the first and the last of the days of which something is another."""
    accounts: frozenset[int]
    """Those with a record, a person, a group, a membership or a deal that is another."""

    def on(self, day: int) -> list[int]:
        """The people of whom something is another in the window that ends on ``day``."""
        return [person for person, (first, last) in self.people.items() if first <= day and last > day - WINDOW_DAYS]

    def with_other_records(self) -> list[int]:
        """The people who are others themselves."""
        return [person for person, days in self.people.items() if days == EVER]


def what_is_touched(connection: sqlite3.Connection, day: int) -> Touched | None:
    """What a refresh of ``day`` has to look at; None: everything.

    Only where the last refresh was of this day, too, and rules, settings and engines are the same ones.
    """
    refreshed, lake = connection.execute(_WORKSPACE).fetchone()
    row = connection.execute(_DAY, (day,)).fetchone()
    if refreshed != day or lake is not None or row is None or not row[0] or row[1] != figures_cell():
        return None
    some, everybody = connection.execute(_COUNTS).fetchone()
    if some > max(_FEW, everybody // _SHARE):
        return None
    people = {person: (first, last) for person, first, last in read_touched(connection, "person")}
    return Touched(people, frozenset(account for account, _, _ in read_touched(connection, "account")))


def accounts_of(connection: sqlite3.Connection, people: Collection[int]) -> set[int]:
    """The accounts that people are at."""
    query = "SELECT DISTINCT account_id FROM person WHERE account_id IS NOT NULL AND {}"
    return _found(connection, query, "id", people)


def groups_with(connection: sqlite3.Connection, people: Collection[int]) -> set[int]:
    """The groups in which people are or were."""
    return _found(connection, "SELECT DISTINCT group_id FROM membership WHERE {}", "person_id", people)


def groups_at(connection: sqlite3.Connection, accounts: Collection[int]) -> set[int]:
    """The groups of accounts."""
    return _found(connection, "SELECT id FROM buying_group WHERE {}", "account_id", accounts)


def accounts_with(connection: sqlite3.Connection, groups: Collection[int]) -> set[int]:
    """The accounts of groups."""
    return _found(connection, "SELECT DISTINCT account_id FROM buying_group WHERE {}", "id", groups)


def accounts_with_deals_of(connection: sqlite3.Connection, people: Collection[int]) -> set[int]:
    """The accounts on an opportunity of which people have a contact role."""
    query = """
    SELECT DISTINCT o.account_id FROM opportunity_contact_role r JOIN opportunity o ON o.id = r.opportunity_id WHERE {}
    """
    return _found(connection, query, "r.person_id", people)


def people_at(connection: sqlite3.Connection, accounts: Collection[int]) -> set[int]:
    """The people at accounts."""
    return _found(connection, "SELECT id FROM person WHERE {}", "account_id", accounts)


def people_in(connection: sqlite3.Connection, groups: Collection[int]) -> set[int]:
    """The people who are or were in groups."""
    return _found(connection, "SELECT DISTINCT person_id FROM membership WHERE {}", "group_id", groups)


def people_of_deals_at(connection: sqlite3.Connection, accounts: Collection[int]) -> set[int]:
    """The people with a contact role on an opportunity of accounts."""
    query = """
    SELECT DISTINCT r.person_id FROM opportunity o JOIN opportunity_contact_role r ON r.opportunity_id = o.id WHERE {}
    """
    return _found(connection, query, "o.account_id", accounts)


def scales(connection: sqlite3.Connection, day: int) -> str:
    """What everything of ``day`` and of four weeks before that is compared between people is divided by."""
    people = connection.execute(
        "SELECT day, largest_units FROM score_day WHERE day IN (?, ?) ORDER BY day", (day, day - 28)
    ).fetchall()
    intent = connection.execute("SELECT product FROM intent_scale WHERE day = ? AND kind = 'person'", (day,)).fetchall()
    return json.dumps([people, intent], default=list)


def _found(connection: sqlite3.Connection, query: str, column: str, ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in parts(ids):
        chosen = Chosen.of(part)
        rows = connection.execute(query.format(condition(column, chosen)), parameters(chosen))
        found.update(number for (number,) in rows)
    return found
