"""Forms groups and keeps the memberships of formed ones up to the rules (docs/model.md, who is in a group)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bgdetails.refresh import attributes
from bgdetails.refresh.among import ALL, Among, Chosen, condition, parameters, parts
from bgdetails.refresh.changes import GroupChanges, PendingChanges
from bgdetails.refresh.formed_interests import Formation, FormedInterest
from bgdetails.rules.formation import maintain
from bgdetails.rules.membership import current
from bgdetails.store.times import end_of_day

if TYPE_CHECKING:
    from bgdetails.refresh.computed_fields import ComputedFields

_ACCOUNTS_AT_ONCE = 1_000

_GROUPS = """
SELECT id, account_id, interest_id, origin = 'rules' AND NOT hidden FROM buying_group
WHERE {accounts}
"""
_MEMBERSHIPS = """
SELECT id, group_id, person_id, role, added_at, removed_at, source, removed_by FROM membership
WHERE group_id IN (SELECT value FROM json_each(?)) ORDER BY group_id, person_id, id
"""
_CONTACT_ROLES = """
SELECT o.id, o.account_id, r.person_id, r.role
FROM opportunity o JOIN opportunity_contact_role r ON r.opportunity_id = o.id
WHERE {accounts} AND NOT o.hidden AND NOT r.deleted AND r.role IS NOT NULL
"""


class Row(NamedTuple):
    """A row of membership."""

    id: int
    group_id: int
    person_id: int
    role: str
    added_at: int | None
    removed_at: int | None
    source: str
    removed_by: str | None


class Somebody(NamedTuple):
    """A person of an account."""

    id: int
    created_at: int | None
    values: attributes.Values


@dataclass(slots=True)
class _Accounts:
    """Some accounts with all that decides about their groups."""

    values: Mapping[int, attributes.Values]
    people: Mapping[int, list[Somebody]]
    crm_roles: Mapping[tuple[int, int], list[tuple[int, str]]]
    """(account, person) -> (opportunity, CRM role)."""
    opportunities: Mapping[int, attributes.Values]
    groups: Mapping[tuple[int, int], list[tuple[int, bool]]]
    """(account, interest) -> (group, whether the rules maintain it)."""
    rows: Mapping[int, list[Row]] = field(default_factory=dict)
    """Group -> its rows of membership."""
    belongs: dict[tuple[int, int], bool] = field(default_factory=dict)
    """(interest, opportunity), as far as it was asked for."""


def form_groups(
    connection: sqlite3.Connection,
    formation: Formation,
    day: int,
    computed: ComputedFields,
    advance: Callable[[int], None],
    chosen: Collection[int] | None = None,
) -> tuple[GroupChanges, set[int]]:
    """Find everything that the rules change as of ``day``, and write it.

    Args:
        connection: A connection that may write.
        formation: The interests that the rules form.
        day: The as-of day.
        computed: The scores and the intent of people on that day.
        advance: Told how many accounts are done.
        chosen: The accounts that are looked at; None: all.

    Returns:
        What was done, and our ids of the accounts for which anything was.
    """
    changes = PendingChanges(connection, day)
    hidden = frozenset(number for (number,) in connection.execute("SELECT id FROM person WHERE hidden = 1"))
    done = 0
    changed: set[int] = set()
    for among, values in _batches(connection, formation, chosen) if formation.interests else ():
        accounts = _load(connection, formation, values, among, computed, hidden)
        for account_id in values:
            before = changes.counts()
            for interest in formation.interests:
                _decide(accounts, account_id, interest, end_of_day(day), changes)
            if changes.counts() != before:
                changed.add(account_id)
        changes.write()
        done += len(values)
        advance(done)
    return changes.counts(), changed


def _batches(
    connection: sqlite3.Connection, formation: Formation, chosen: Collection[int] | None
) -> Iterator[tuple[Among, Mapping[int, attributes.Values]]]:
    """Accounts, so many at once that memory stays flat, with what audiences test of them."""
    fields = formation.account_fields
    if chosen is not None:
        for part in parts(chosen, _ACCOUNTS_AT_ONCE):
            yield Chosen.of(part), attributes.accounts(connection, fields, Chosen.of(part), _ACCOUNTS_AT_ONCE)
        return
    last = 0
    while values := attributes.accounts(connection, fields, (last + 1, ALL[1]), _ACCOUNTS_AT_ONCE):
        yield (last + 1, max(values)), values
        last = max(values)


def _load(
    connection: sqlite3.Connection,
    formation: Formation,
    values: Mapping[int, attributes.Values],
    bounds: Among,
    computed: ComputedFields,
    hidden: frozenset[int],
) -> _Accounts:
    people: defaultdict[int, list[Somebody]] = defaultdict(list)
    for number, account_id, created_at, cells in attributes.people(
        connection, formation.person_fields, bounds, computed
    ):
        people[account_id].append(Somebody(number, created_at, cells))
    crm_roles = _crm_roles(connection, bounds)
    groups: defaultdict[tuple[int, int], list[tuple[int, bool]]] = defaultdict(list)
    query = _GROUPS.format(accounts=condition("account_id", bounds))
    for group_id, account_id, interest_id, is_maintained in connection.execute(query, parameters(bounds)):
        groups[account_id, interest_id].append((group_id, bool(is_maintained)))
    formed = {interest.id for interest in formation.interests if interest.update_existing}
    maintained = [
        number
        for (_, interest), each in groups.items()
        if interest in formed
        for number, is_maintained in each
        if is_maintained
    ]
    rows = map(Row._make, connection.execute(_MEMBERSHIPS, (json.dumps(maintained),)))
    opportunities = attributes.opportunities(connection, formation.opportunity_fields, bounds)
    return _Accounts(
        values,
        people,
        crm_roles,
        {number: cells for number, _, cells in opportunities} if crm_roles else {},
        groups,
        {
            group_id: [row for row in each if row.person_id not in hidden]
            for group_id, each in groupby(rows, key=attrgetter("group_id"))
        },
    )


def _crm_roles(connection: sqlite3.Connection, bounds: Among) -> Mapping[tuple[int, int], list[tuple[int, str]]]:
    crm_roles: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    query = _CONTACT_ROLES.format(accounts=condition("o.account_id", bounds))
    for opportunity_id, account_id, person_id, role in connection.execute(query, parameters(bounds)):
        crm_roles[account_id, person_id].append((opportunity_id, role))
    return crm_roles


def _decide(accounts: _Accounts, account_id: int, interest: FormedInterest, end: int, changes: PendingChanges) -> None:
    groups = accounts.groups.get((account_id, interest.id))
    if groups and not interest.update_existing:
        return
    people = accounts.people.get(account_id, ())
    fits: dict[int, str] = {}
    if interest.in_audience(accounts.values[account_id]):
        for person in people:
            if role := _role_of(accounts, account_id, person, interest):
                fits[person.id] = role
    if groups:
        for group_id, is_maintained in groups:
            if is_maintained:
                _maintain(group_id, accounts.rows.get(group_id, ()), fits, end, changes)
    elif fits:
        created_at = {person.id: person.created_at for person in people}
        members = [(person, role, created_at[person]) for person, role in fits.items()]
        changes.form(account_id, interest.id, interest.name, members)


def _role_of(accounts: _Accounts, account_id: int, person: Somebody, interest: FormedInterest) -> str | None:
    """The CRM role from the opportunities of the interest first, then the conditions."""
    said = accounts.crm_roles.get((account_id, person.id))
    if said:
        roles = [role for opportunity, role in said if _belongs(accounts, interest, opportunity)]
        if roles and (role := interest.finder.matcher.by_crm(roles)):
            return role
    return interest.finder.by_conditions(person.values)


def _belongs(accounts: _Accounts, interest: FormedInterest, opportunity: int) -> bool:
    key = interest.id, opportunity
    if key not in accounts.belongs:
        accounts.belongs[key] = interest.has_opportunity(accounts.opportunities[opportunity])
    return accounts.belongs[key]


def _maintain(group_id: int, rows: Sequence[Row], fits: Mapping[int, str], end: int, changes: PendingChanges) -> None:
    held = {row.person_id: row for row in current(rows, end)}
    by_person: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    for person in {**by_person, **fits}:
        of_person = by_person.get(person, [])
        membership = held.get(person)
        change = maintain(of_person, membership, fits.get(person), end)
        if change is None:
            continue
        if membership is not None and change.role is None:
            changes.end(membership.id)
        elif membership is not None and change.role is not None:
            changes.give_role(membership.id, change.role)
        elif change.role is not None and not any(row.added_at is not None and row.added_at > end for row in of_person):
            # One that begins after the day is there already: a later refresh, or a record newer than the day.
            changes.join(group_id, person, change.role)
