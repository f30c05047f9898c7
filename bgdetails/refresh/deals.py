"""The check of all open opportunities on a day (docs/model.md, deal check), and the groups whose deals are at risk."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bgdetails.refresh.among import ALL, Among, Chosen, condition, parameters
from bgdetails.refresh.columns import Integers
from bgdetails.refresh.deal_interests import interests_of
from bgdetails.refresh.deal_people import Flags, Involved, contacts, count, first, members, together
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
from bgdetails.refresh.people import kept_units
from bgdetails.refresh.replacing import replace_rows
from bgdetails.rules.deals import SILENT_DAYS, DealPeople
from bgdetails.rules.model import RuleSet
from bgdetails.store.times import end_of_day, start_of_day


class _Everybody(Struct, frozen=True):
    """By our id of the person: units, silent or not, and the place in the order of names."""

    units: Integers
    silent: Flags
    by_name: Integers

    def count(self, involved: Involved, size: int, *, from_groups: bool = False) -> list[DealPeople]:
        return count(involved, size, self.units > 0, self.silent, from_groups=from_groups)


def keep_deals(
    connection: sqlite3.Connection,
    rules: RuleSet,
    day: int,
    last_activities: Integers,
    by_name: Integers,
    among: Among = ALL,
) -> None:
    """Compute and keep the check of every open opportunity on ``day``, whose person scores are done.

    Args:
        connection: A connection that may write.
        rules: The rules of the workspace.
        day: The scoring day.
        last_activities: When everybody was last active by the end of ``day``, by our id of the person.
        by_name: Everybody's place in the order of names, the same way.
        among: The accounts whose opportunities are checked; all else stays as it is kept.
    """
    deals = open_deals(connection, among)
    interests = interests_of(connection, rules, {deal.id for deal in deals}, among) if deals else {}
    groups = groups_of(connection, among)
    silent = last_activities < start_of_day(day - SILENT_DAYS + 1)
    everybody = _Everybody(kept_units(connection, day), silent, by_name)
    named = contacts(connection, rules.opportunity_roles, {deal.id: place for place, deal in enumerate(deals)}, among)
    people = everybody.count(together(named, len(silent)), len(deals))
    cells = [b""] * len(deals)
    waiting = [place for place, found in enumerate(people) if not found.people]
    for place, found, cell in _from_groups(connection, deals, waiting, interests, groups, end_of_day(day), everybody):
        people[place], cells[place] = found, cell
    rows = [deal_row(day, *each) for each in zip(deals, people, cells, strict=True)]
    replace_rows(connection, "deal_score", DEAL_COLUMNS, rows, day, _records(connection, "opportunity", among))
    at_risk = sorted(groups_at_risk(rows, deals, interests, groups))
    red = [(day, group) for group in at_risk]
    replace_rows(connection, "group_at_risk", "day, group_id", red, day, _records(connection, "buying_group", among))


def _records(connection: sqlite3.Connection, table: str, accounts: Among) -> Among:
    """Whatever is of some accounts, also what is hidden or closed."""
    if not isinstance(accounts, Chosen):
        return ALL
    query = f"SELECT id FROM {table} WHERE {condition('account_id', accounts)}"
    return Chosen.of(number for (number,) in connection.execute(query, parameters(accounts)))


def _from_groups(
    connection: sqlite3.Connection,
    deals: Sequence[Deal],
    waiting: Sequence[int],
    interests: Mapping[int, frozenset[int]],
    groups: GroupsOf,
    end: int,
    everybody: _Everybody,
) -> list[tuple[int, DealPeople, bytes]]:
    """For the places of deals on which nobody has a contact role: the members of their groups."""
    # Deals of one account and the same interests have the same groups, so these are counted once.
    alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for place in waiting:
        alike[tuple(sorted(groups_for(deals[place], interests, groups)))].append(place)
    involved = together(members(connection, list(alike), end), len(everybody.silent))
    counted = everybody.count(involved, len(alike), from_groups=True)
    cells = first(involved, len(alike), everybody.units, everybody.by_name)
    return [
        (place, found, cell)
        for found, cell, places in zip(counted, cells, alike.values(), strict=True)
        for place in places
    ]
