"""The members tab: everybody in a group."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.tables import BuyingGroup, SolutionInterest
from bgdetails.views.memberships import member_card, members_of
from bgdetails.views.pages import MemberCard
from bgdetails.views.roles import roles_of
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.values import SubjectGone

_group, _interest = table(BuyingGroup), table(SolutionInterest)
_TEMPLATE = Query(
    select(_interest.c.template_id)
    .select_from(_group.join(_interest, _interest.c.id == _group.c.interest_id))
    .where(_group.c.id == SUBJECT, ~_group.c.hidden)
)


def load_members(session: Session, group_id: int, as_of: date) -> tuple[MemberCard, ...]:
    """All members by score, then name."""
    template = _TEMPLATE.first(session, subject=group_id)
    if template is None:
        raise SubjectGone("group")
    roles = roles_of(session, template[0])
    template_roles = frozenset(role.key for role in roles)
    scoring = scoring_of(session, as_of)
    return tuple(member_card(member, scoring, template_roles) for member in members_of(session, group_id, scoring))
