"""Open opportunities, and the rows that are kept of their checks. Without NumPy: one account needs none."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import astuple

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.rules.deals import DealLevel, DealPeople, deal_levels
from bgdetails.store.times import to_day

DEAL_COLUMNS = (
    "day, opportunity_id, people, decision_makers, engaged_decision_makers, champions, engaged_champions, engaged,"
    " silent, from_groups, level, first"
)
_OPEN = """
SELECT id, account_id, close_date FROM opportunity
WHERE {accounts} AND NOT hidden AND is_closed IS NOT TRUE AND is_won IS NOT TRUE ORDER BY id
"""
_GROUPS = "SELECT id, account_id, interest_id FROM buying_group WHERE {accounts} AND NOT hidden"

DealRow = tuple[int | bytes, ...]
GroupsOf = Mapping[tuple[int, int], Sequence[int]]
"""(account, interest) -> groups."""


class Deal(NamedTuple):
    """An open opportunity."""

    id: int
    account_id: int
    close_date: str | None


def open_deals(connection: sqlite3.Connection, bounds: Among) -> list[Deal]:
    """The open opportunities of some accounts, by id."""
    query = _OPEN.format(accounts=condition("account_id", bounds))
    return list(map(Deal._make, connection.execute(query, parameters(bounds))))


def groups_of(connection: sqlite3.Connection, bounds: Among) -> GroupsOf:
    """The groups of those accounts by account and interest."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    query = _GROUPS.format(accounts=condition("account_id", bounds))
    for group_id, account_id, interest_id in connection.execute(query, parameters(bounds)):
        groups[account_id, interest_id].append(group_id)
    return groups


def groups_for(deal: Deal, interests: Mapping[int, frozenset[int]], groups: GroupsOf) -> list[int]:
    """The account's groups of the interests that an opportunity belongs to."""
    return [group for interest in interests[deal.id] for group in groups.get((deal.account_id, interest), ())]


def deal_row(day: int, deal: Deal, people: DealPeople, first: bytes) -> DealRow:
    """What is kept of a deal, in the order of ``DEAL_COLUMNS``; ``first``: the first people who are listed."""
    closes = None if deal.close_date is None else to_day(date.fromisoformat(deal.close_date)) - day
    return (day, deal.id, *astuple(people), int(max(deal_levels(people, closes))), first)


def groups_at_risk(
    rows: Sequence[DealRow], deals: Sequence[Deal], interests: Mapping[int, frozenset[int]], groups: GroupsOf
) -> set[int]:
    """The groups of which a deal is red, from the rows of the deals."""
    red = (deal for deal, row in zip(deals, rows, strict=True) if row[-2] == DealLevel.RED)
    return {group for deal in red for group in groups_for(deal, interests, groups)}
