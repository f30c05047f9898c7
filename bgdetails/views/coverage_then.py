"""An account's contact coverage by the memberships of another day, and of one interest alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.tables import BuyingGroup, Membership, Person, SolutionInterest
from bgdetails.store.times import end_of_day, to_day
from bgdetails.views.account import roles_by_interest
from bgdetails.views.coverage import contact_coverage
from bgdetails.views.group_cards import groups_of_account
from bgdetails.views.memberships import LATEST_LAST, holds
from bgdetails.views.pages import Coverage
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import SUBJECT, Query, table

_group, _interest = table(BuyingGroup), table(SolutionInterest)
_member, _person = table(Membership), table(Person)
_HELD = Query(
    select(_member.c.person_id, _member.c.group_id, _member.c.role_key, _interest.c.name)
    .select_from(
        _group.join(_interest, _interest.c.id == _group.c.interest_id)
        .join(_member, _member.c.group_id == _group.c.id)
        .join(_person, _person.c.id == _member.c.person_id)
    )
    .where(_group.c.account_id == SUBJECT, ~_group.c.hidden, ~_person.c.hidden, holds())
    .order_by(*LATEST_LAST)
)


def load_coverage(session: Session, account_id: int, as_of: date, held_on: date) -> Coverage:
    """Who had which role at the end of ``held_on``, for the interests of which the account has groups as of a day."""
    groups = groups_of_account(session, account_id, scoring_of(session, as_of))
    rows = _HELD.rows(session, subject=account_id, end=end_of_day(to_day(held_on)))
    people: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for person, _, role, interest in {row[:2]: row for row in rows}.values():
        people[interest][role].add(person)
    counts = {name: {role: len(each) for role, each in roles.items()} for name, roles in people.items()}
    return contact_coverage(roles_by_interest(session, groups), counts)
