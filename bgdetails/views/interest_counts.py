"""The groups of solution interests by stage, and the accounts without one: as kept by a refresh, else counted."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.refresh.interest_counts import InterestCounts, accounts_without, count_interest
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.tables import InterestCount, SolutionInterest
from bgdetails.views.statements import IS_REFRESHED, WANTED, Query, sqlite_of, table

_kept, _interest = table(InterestCount).c, table(SolutionInterest).c

_KEPT = Query(
    select(_kept.interest_id, _kept.stages, _kept.without_group, _kept.first_without).where(
        _kept.interest_id.in_(WANTED), IS_REFRESHED
    )
)
_KEYS = Query(select(_interest.id, _interest.name_key).where(_interest.id.in_(WANTED)))


def counts_of_interests(session: Session, interests: Sequence[int]) -> dict[int, InterestCounts]:
    """By our id of the interest."""
    rows = _KEPT.rows(session, wanted=json.dumps(interests))
    found = {number: InterestCounts.read(*cells) for number, *cells in rows}
    missing = [number for number in interests if number not in found]
    if missing:
        rules = {interest.name.casefold(): interest for interest in current_rules(session).interests}
        for number, key in _KEYS.rows(session, wanted=json.dumps(missing)):
            found[number] = count_interest(sqlite_of(session), number, rules.get(key))
    return found


def all_without_group(session: Session, interest_id: int) -> list[int]:
    """Our ids of all accounts of an interest's audience that have no group, by name."""
    ((_, key),) = _KEYS.rows(session, wanted=json.dumps([interest_id]))
    rules = next((each for each in current_rules(session).interests if each.name.casefold() == key), None)
    return accounts_without(sqlite_of(session), interest_id, rules)
