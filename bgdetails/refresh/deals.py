"""The check of all open opportunities on a day (docs/model.md, deal check), and the groups whose deals are at risk."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.deal_interests import interests_of
from bgdetails.refresh.deal_people import Flags, contacts, count, members
from bgdetails.refresh.deal_rows import (
    ALL,
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


def keep_deals(connection: sqlite3.Connection, rules: RuleSet, day: int, last_activities: Integers) -> None:
    """Compute and keep the check of every open opportunity on ``day``, whose person scores are done.

    Args:
        connection: A connection that may write.
        rules: The rules of the workspace.
        day: The scoring day.
        last_activities: When everybody was last active by the end of ``day``, by our id of the person.
    """
    deals = open_deals(connection, ALL)
    interests = interests_of(connection, rules, {deal.id for deal in deals}, ALL) if deals else {}
    groups = groups_of(connection, ALL)
    engaged = kept_units(connection, day) > 0
    silent = last_activities < start_of_day(day - SILENT_DAYS + 1)
    named = contacts(connection, rules.opportunity_roles, {deal.id: place for place, deal in enumerate(deals)})
    people = count(named, len(deals), engaged, silent)
    for place, found in _from_groups(connection, deals, people, interests, groups, end_of_day(day), engaged, silent):
        people[place] = found
    rows = [deal_row(day, deal, each) for deal, each in zip(deals, people, strict=True)]
    replace_rows(connection, "deal_score", DEAL_COLUMNS, rows, (day, *ALL))
    at_risk = sorted(groups_at_risk(rows, deals, interests, groups))
    replace_rows(connection, "group_at_risk", "day, group_id", [(day, group) for group in at_risk], (day, *ALL))


def _from_groups(
    connection: sqlite3.Connection,
    deals: Sequence[Deal],
    people: Sequence[DealPeople],
    interests: Mapping[int, frozenset[int]],
    groups: GroupsOf,
    end: int,
    engaged: Flags,
    silent: Flags,
) -> list[tuple[int, DealPeople]]:
    """For the places of deals on which nobody has a contact role: the members of their groups."""
    # Deals of one account and the same interests have the same groups, so these are counted once.
    waiting: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, (deal, found) in enumerate(zip(deals, people, strict=True)):
        if not found.people:
            waiting[tuple(sorted(groups_for(deal, interests, groups)))].append(place)
    counted = count(members(connection, list(waiting), end), len(waiting), engaged, silent, from_groups=True)
    return [(place, each) for each, places in zip(counted, waiting.values(), strict=True) for place in places]
