"""Brings the deal checks of one account up to date, right after somebody changed the members of one of its groups.

It gives what a refresh would give; a test holds the two together.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bgdetails.refresh.deal_interests import interests_of
from bgdetails.refresh.deal_rows import (
    DEAL_COLUMNS,
    Deal,
    GroupsOf,
    deal_row,
    groups_at_risk,
    groups_for,
    groups_of,
    open_deals,
)
from bgdetails.refresh.one_account_people import recount_people
from bgdetails.refresh.replacing import replace_rows
from bgdetails.rules.deals import (
    CHAMPION_KEY,
    DECISION_MAKER_KEY,
    SILENT_DAYS,
    DealPeople,
    count_people,
    mapped_role,
    mapped_roles,
)
from bgdetails.rules.membership import current
from bgdetails.rules.model import RuleSet
from bgdetails.store.account_people import FIRST_KEPT, pack_people
from bgdetails.store.rules_text import rules_of
from bgdetails.store.times import end_of_day, start_of_day
from bgdetails.store.touched import touch_account

_CONTACTS = """
SELECT r.person_id, r.role FROM opportunity_contact_role r JOIN person p ON p.id = r.person_id
WHERE r.opportunity_id = ? AND NOT r.deleted AND NOT p.hidden
"""
_MEMBERS = """
SELECT m.person_id, m.role_key, m.added_at, m.removed_at FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.group_id = ? AND NOT p.hidden ORDER BY m.id
"""
_DID = """
SELECT p.value,
  COALESCE((SELECT s.units FROM person_score s WHERE s.day = :day AND s.person_id = p.value), 0),
  NOT EXISTS (
    SELECT 1 FROM activity INDEXED BY activity_person
    WHERE activity.person_id = p.value AND at BETWEEN :start AND :end
    AND type_id NOT IN (SELECT id FROM activity_type WHERE done_to_person)
  ),
  person.name_key, person.public_id
FROM json_each(:people) p JOIN person ON person.id = p.value
"""


class _Member(NamedTuple):
    person_id: int
    role_key: str
    added_at: int | None
    removed_at: int | None


class _Somebody(NamedTuple):
    person_id: int
    is_decision_maker: bool
    is_champion: bool
    units: int
    is_silent: bool
    name_key: str
    public_id: str

    @property
    def is_engaged(self) -> bool:
        return self.units > 0

    @property
    def place(self) -> tuple[bool, bool, int, str, str]:
        """Sorts people as a check lists them."""
        return not self.is_decision_maker, not self.is_champion, -self.units, self.name_key, self.public_id


def recount_account(connection: sqlite3.Connection, account_id: int) -> None:
    """Everything that is kept of an account and follows from its members, right after they were changed."""
    recheck_deals(connection, account_id)
    recount_people(connection, account_id)
    # The rules look at the account's groups again: what was undone may bring somebody back who fits no more.
    touch_account(connection, account_id)


def recheck_deals(connection: sqlite3.Connection, account_id: int) -> None:
    """Check the open opportunities of an account anew, on every day that keeps checks."""
    bounds = account_id, account_id
    rules = rules_of(connection)
    deals, groups = open_deals(connection, bounds), groups_of(connection, bounds)
    interests = interests_of(connection, rules, {deal.id for deal in deals}, bounds)
    for (day,) in connection.execute("SELECT day FROM score_day WHERE browsable").fetchall():
        rows = [deal_row(day, deal, *_people(connection, rules, day, deal, interests, groups)) for deal in deals]
        for deal, row in zip(deals, rows, strict=True):
            replace_rows(connection, "deal_score", DEAL_COLUMNS, [row], day, (deal.id, deal.id))
        at_risk = groups_at_risk(rows, deals, interests, groups)
        for group in {group for each in groups.values() for group in each}:
            wanted = [(day, group)] if group in at_risk else []
            replace_rows(connection, "group_at_risk", "day, group_id", wanted, day, (group, group))


def _people(
    connection: sqlite3.Connection,
    rules: RuleSet,
    day: int,
    deal: Deal,
    interests: Mapping[int, frozenset[int]],
    groups: GroupsOf,
) -> tuple[DealPeople, bytes]:
    """How many are what; and where they are members of groups, the first of them."""
    mapped = mapped_roles(rules.opportunity_roles)
    roles = _by_person(
        (person, (mapped_role(role, mapped) or "").casefold())
        for person, role in connection.execute(_CONTACTS, (deal.id,))
    )
    from_groups = not roles
    if from_groups:
        roles = _by_person(
            (row.person_id, row.role_key)
            for group in groups_for(deal, interests, groups)
            for row in current(map(_Member._make, connection.execute(_MEMBERS, (group,))), end_of_day(day))
        )
    window = {"start": start_of_day(day - SILENT_DAYS + 1), "end": end_of_day(day)}
    did = connection.execute(_DID, {"day": day, "people": json.dumps(list(roles)), **window})
    people = [
        _Somebody(person, DECISION_MAKER_KEY in roles[person], CHAMPION_KEY in roles[person], *of_person)
        for person, *of_person in did
    ]
    first = sorted(people, key=lambda one: one.place)[:FIRST_KEPT] if from_groups else ()
    return count_people(people, from_groups=from_groups), pack_people([one.person_id for one in first])


def _by_person(found: Iterable[tuple[int, str]]) -> Mapping[int, set[str]]:
    roles: defaultdict[int, set[str]] = defaultdict(set)
    for person, role in found:
        roles[person].add(role)
    return roles
