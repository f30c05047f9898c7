"""Who is in which of an account's groups on a day: what coverage and overlap are counted from."""

from __future__ import annotations

from sqlalchemy import Select, select, true
from sqlmodel import Session

from bgdetails.store.tables import BuyingGroup, Membership, Person
from bgdetails.views.memberships import LATEST_LAST, holds
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import SUBJECT, Query, table

_member, _person, _group = table(Membership), table(Person), table(BuyingGroup)


def memberships_in_account() -> Select[int, int, str]:
    """Group, person and role of each membership that holds in a group of the account.

    All columns are in one index, and the few hidden people are looked up once: an account may have thousands of
    memberships, and a look at each person would cost more than everything else on the page.
    """
    # Said as the index of the hidden ones says it: else everybody is looked at.
    hidden = select(_person.c.id).where(_person.c.hidden == true())
    return (
        select(_member.c.group_id, _member.c.person_id, _member.c.role)
        .select_from(_group.join(_member, _member.c.group_id == _group.c.id))
        .where(_group.c.account_id == SUBJECT, ~_group.c.hidden, holds(), _member.c.person_id.not_in(hidden))
    )


_MEMBERSHIPS = Query(memberships_in_account().order_by(*LATEST_LAST))


def account_members(session: Session, account_id: int, scoring: Scoring) -> dict[tuple[int, int], str]:
    """The role of each (group, person)."""
    rows = _MEMBERSHIPS.rows(session, subject=account_id, end=scoring.end)
    return {(group, person): role for group, person, role in rows}
