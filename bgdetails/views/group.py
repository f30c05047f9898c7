"""Buying group details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.rules.completeness import missing_and_short
from bgdetails.rules.deals import DECISION_MAKER_KEY
from bgdetails.rules.engagement import level
from bgdetails.store.tables import BuyingGroup, GroupRow, GroupScore, SolutionInterest
from bgdetails.store.times import from_micros, start_of_day
from bgdetails.views.intent import has_intent_keywords, intent_of
from bgdetails.views.memberships import Member, member_card, members_of
from bgdetails.views.overview import account_overview
from bgdetails.views.pages import GroupPage
from bgdetails.views.roles import fills, roles_of
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.trend import group_trend
from bgdetails.views.values import Named, SubjectGone

CARDS_SHOWN = 3

_row, _group, _raw = table(GroupRow), table(BuyingGroup), table(GroupScore)
_interest = table(SolutionInterest)

_HEAD = Query(
    select(
        _row.c.public_id,
        _row.c.name,
        _row.c.account_id,
        _row.c.account_public_id,
        _row.c.account_name,
        _row.c.interest,
        _interest.c.template_id,
        _row.c.template,
        _row.c.stage,
        _group.c.stage_entered_at,
        _row.c.status,
        _raw.c.raw,
        _raw.c.completeness,
        _row.c.updated_at,
        _row.c.last_activity_at,
    )
    .select_from(
        _row.join(_group, _group.c.id == _row.c.group_id)
        .join(_interest, _interest.c.id == _group.c.interest_id)
        .outerjoin(_raw, and_(_raw.c.day == DAY, _raw.c.group_id == _row.c.group_id))
    )
    .where(_row.c.day == DAY, _row.c.group_id == SUBJECT)
)


class _Head(NamedTuple):
    """A group's row of the day, in the order of the select."""

    public_id: str
    name: str
    account_id: int
    account_public_id: str
    account_name: str
    interest: str
    template_id: int
    template: str
    stage: str | None
    stage_entered_at: int | None
    status: str | None
    raw: float | None
    completeness: float | None
    updated_at: int | None
    last_activity_at: int | None


def decision_makers_and_top(
    members: Sequence[Member],
) -> tuple[list[Member], list[Member]]:
    """The two rows of cards, from the members by score: the first decision makers, then the first of the others."""
    deciding = list(islice((m for m in members if m.role.casefold() == DECISION_MAKER_KEY), CARDS_SHOWN))
    return deciding, list(islice((member for member in members if member not in deciding), CARDS_SHOWN))


def load_group(session: Session, group_id: int, as_of: date) -> GroupPage:
    """The page of a group as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    found = _HEAD.first(session, subject=group_id, day=scoring.day)
    if found is None:
        raise SubjectGone("group")
    head = _Head(*found)
    roles = roles_of(session, head.template_id)
    template_roles = frozenset(role.key for role in roles)
    members = members_of(session, group_id, scoring)
    filled = fills(roles, (member.role for member in members))
    missing, short = missing_and_short(filled)
    deciding, top = decision_makers_and_top(members)
    engagement = scoring.group(head.raw)
    window_from = start_of_day(scoring.window_from)
    return GroupPage(
        id=head.public_id,
        name=head.name,
        account=Named(head.account_public_id, head.account_name),
        solution_interest=head.interest,
        roles_template=head.template,
        stage=head.stage,
        stage_entered_at=from_micros(head.stage_entered_at),
        status=head.status,
        member_count=len(members),
        new_members=sum((member.added_at or 0) >= window_from for member in members),
        engagement_score=engagement,
        engagement_level=level(engagement),
        completeness_score=head.completeness,
        roles=filled,
        missing_roles=missing,
        short_roles=short,
        updated_at=from_micros(head.updated_at),
        as_of=as_of,
        account_overview=account_overview(session, head.account_id, scoring.end),
        intent=intent_of(session, "group", group_id, scoring.day),
        has_decision_maker_role=any(role.key == DECISION_MAKER_KEY for role in roles),
        decision_makers=tuple(member_card(member, scoring, template_roles) for member in deciding),
        top_engaged_members=tuple(member_card(member, scoring, template_roles) for member in top),
        trend=group_trend(session, group_id, scoring),
        last_activity_at=from_micros(head.last_activity_at),
        has_intent_keywords=has_intent_keywords(session, scoring.day),
    )
