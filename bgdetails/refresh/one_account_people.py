"""Counts the contact coverage and the contact overlap of one account anew, right after its members were changed.

It gives what a refresh would give; a test holds the two together.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from bgdetails.store.account_people import pack_coverage, pack_people
from bgdetails.store.times import end_of_day

# Of several rows of a person in a group that hold, the last one in this order is the membership (rules.membership).
_MEMBERS = """
SELECT g.id, g.interest_id, m.person_id, m.role_key FROM buying_group g
CROSS JOIN membership m ON m.group_id = g.id
WHERE g.account_id = :account AND NOT g.hidden
AND (m.added_at IS NULL OR m.added_at <= :end) AND (m.removed_at IS NULL OR m.removed_at > :end)
AND m.person_id NOT IN (SELECT id FROM person WHERE hidden = 1)
ORDER BY m.added_at NULLS FIRST, m.id
"""
_ROLES = """
SELECT i.id, r.role_key FROM solution_interest i JOIN template_role r ON r.template_id = i.template_id
WHERE i.id IN (SELECT interest_id FROM buying_group WHERE account_id = ?)
"""
_PEOPLE = """
SELECT p.id, COALESCE(s.units, 0), p.name_key, p.public_id FROM json_each(:people) wanted
CROSS JOIN person p ON p.id = wanted.value LEFT JOIN person_score s ON s.day = :day AND s.person_id = p.id
WHERE p.account_id = :account
"""
_KEEP = "UPDATE account_people SET overlap = ?, coverage = ? WHERE day = ? AND account_id = ?"


def recount_people(connection: sqlite3.Connection, account_id: int) -> None:
    """Do it on every day that keeps it."""
    roles = set(connection.execute(_ROLES, (account_id,)))
    for (day,) in connection.execute("SELECT day FROM score_day WHERE browsable").fetchall():
        rows = connection.execute(_MEMBERS, {"account": account_id, "end": end_of_day(day)})
        members = {(group, person): (interest, role) for group, interest, person, role in rows}
        in_groups = Counter(person for _, person in members)
        overlap = _overlap(connection, account_id, day, in_groups)
        in_roles = ((person, place) for (_, person), place in members.items() if place in roles)
        connection.execute(_KEEP, (overlap, _coverage(in_roles), day, account_id))


def _overlap(connection: sqlite3.Connection, account_id: int, day: int, in_groups: Mapping[int, int]) -> bytes:
    shared = [person for person, number in in_groups.items() if number > 1]
    values = {"people": json.dumps(shared), "day": day, "account": account_id}
    rows = [(-in_groups[row[0]], -row[1], *row[2:], row[0]) for row in connection.execute(_PEOPLE, values)]
    return pack_people([row[-1] for row in sorted(rows)])


def _coverage(members: Iterable[tuple[int, tuple[int, str]]]) -> str:
    people: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for person, (interest, role) in members:
        people[interest][role].add(person)
    return pack_coverage(
        {interest: {role: len(each) for role, each in roles.items()} for interest, roles in people.items()}
    )
