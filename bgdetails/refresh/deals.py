"""The check of all open opportunities on a day (docs/model.md, deal check), and the groups whose deals are at risk."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import NamedTuple

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.deal_interests import interests_of
from bgdetails.refresh.deal_people import Flags, contacts, count, members
from bgdetails.refresh.people import kept_units
from bgdetails.refresh.replacing import replace_rows
from bgdetails.rules.deals import SILENT_DAYS, DealLevel, DealPeople, deal_levels
from bgdetails.rules.model import RuleSet
from bgdetails.store.times import end_of_day, start_of_day, to_day

_COLUMNS = (
    "day, opportunity_id, people, decision_makers, engaged_decision_makers, champions, engaged_champions, engaged,"
    " silent, from_groups, level"
)
_OPEN = """
SELECT id, account_id, close_date FROM opportunity
WHERE NOT hidden AND is_closed IS NOT 1 AND is_won IS NOT 1 ORDER BY id
"""
_GROUPS = "SELECT id, account_id, interest_id FROM buying_group WHERE NOT hidden ORDER BY id"
_ALL = (0, 1 << 62)

GroupsOf = Mapping[tuple[int, int], Sequence[int]]
"""(account, interest) -> groups."""


class _Deal(NamedTuple):
    id: int
    account_id: int
    close_date: str | None


def keep_deals(connection: sqlite3.Connection, rules: RuleSet, day: int, last_activities: Integers) -> None:
    """Compute and keep the check of every open opportunity on ``day``, whose person scores are done.

    Args:
        connection: A connection that may write.
        rules: The rules of the workspace.
        day: The scoring day.
        last_activities: When everybody was last active by the end of ``day``, by our id of the person.
    """
    deals = list(map(_Deal._make, connection.execute(_OPEN)))
    engaged = kept_units(connection, day) > 0
    silent = last_activities < start_of_day(day - SILENT_DAYS + 1)
    interests = interests_of(connection, rules, {deal.id for deal in deals}, _ALL) if deals else {}
    groups = _groups(connection)
    people = _people_of(connection, rules, deals, interests, groups, end_of_day(day), engaged, silent)
    levels = [int(max(deal_levels(each, _days_to_close(deal, day)))) for deal, each in zip(deals, people, strict=True)]
    rows = [(day, deal.id, *astuple(each), level) for deal, each, level in zip(deals, people, levels, strict=True)]
    replace_rows(connection, "deal_score", _COLUMNS, rows, (day, *_ALL))
    at_risk = {
        group
        for deal, level in zip(deals, levels, strict=True)
        if level == DealLevel.RED
        for interest in interests[deal.id]
        for group in groups.get((deal.account_id, interest), ())
    }
    replace_rows(connection, "group_at_risk", "day, group_id", [(day, each) for each in sorted(at_risk)], (day, *_ALL))


def _people_of(
    connection: sqlite3.Connection,
    rules: RuleSet,
    deals: Sequence[_Deal],
    interests: Mapping[int, frozenset[int]],
    groups: GroupsOf,
    end: int,
    engaged: Flags,
    silent: Flags,
) -> list[DealPeople]:
    """Whom the check of each deal is over: those with a contact role on it, else members of its groups."""
    places = {deal.id: place for place, deal in enumerate(deals)}
    found = count(contacts(connection, rules.opportunity_roles, places), len(deals), engaged, silent)
    # Deals of one account and the same interests have the same groups, so these are counted once.
    without: defaultdict[tuple[int, frozenset[int]], list[int]] = defaultdict(list)
    for place, (deal, people) in enumerate(zip(deals, found, strict=True)):
        if not people.people:
            without[deal.account_id, interests[deal.id]].append(place)
    of_groups = [
        [group for interest in belongs for group in groups.get((account, interest), ())] for account, belongs in without
    ]
    counted = count(members(connection, of_groups, end), len(of_groups), engaged, silent, from_groups=True)
    for each, waiting in zip(counted, without.values(), strict=True):
        for place in waiting:
            found[place] = each
    return found


def _groups(connection: sqlite3.Connection) -> GroupsOf:
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for group_id, account_id, interest_id in connection.execute(_GROUPS):
        groups[account_id, interest_id].append(group_id)
    return groups


def _days_to_close(deal: _Deal, day: int) -> int | None:
    return None if deal.close_date is None else to_day(date.fromisoformat(deal.close_date)) - day
