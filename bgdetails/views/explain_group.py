"""How a group's engagement and completeness scores came about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import sqrt

from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.rules.completeness import gains, missing_and_short
from bgdetails.rules.engagement import group_raw, level
from bgdetails.store.tables import BuyingGroup, GroupRow, GroupScore, SolutionInterest
from bgdetails.views.explanations import GroupExplanation, MemberPart, RoleCompleteness, RoleShare
from bgdetails.views.memberships import Member, members_of
from bgdetails.views.quiet import quiet_members
from bgdetails.views.reach import load_group_reach
from bgdetails.views.roles import fills, roles_of
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.values import Named, SubjectGone

_row, _group, _raw = table(GroupRow), table(BuyingGroup), table(GroupScore)
_interest = table(SolutionInterest)
_HEAD = Query(
    select(_row.c.public_id, _row.c.name, _interest.c.template_id, _raw.c.raw, _raw.c.completeness)
    .select_from(
        _row.join(_group, _group.c.id == _row.c.group_id)
        .join(_interest, _interest.c.id == _group.c.interest_id)
        .outerjoin(_raw, and_(_raw.c.day == DAY, _raw.c.group_id == _row.c.group_id))
    )
    .where(_row.c.day == DAY, _row.c.group_id == SUBJECT)
)
_LARGEST = Query(
    select(_row.c.public_id, _row.c.name)
    .where(_row.c.day == DAY)
    .order_by(_row.c.rank.desc(), _row.c.name_key, _row.c.public_id)
    .limit(1)
)


def explain_group(session: Session, group_id: int, as_of: date) -> GroupExplanation:
    """The parts of a group's scores as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    head = _HEAD.first(session, subject=group_id, day=scoring.day)
    if head is None:
        raise SubjectGone("group")
    public_id, name, template_id, units_raw, completeness = head
    roles = roles_of(session, template_id)
    members = members_of(session, group_id, scoring)
    filled = fills(roles, (member.role for member in members))
    missing, short = missing_and_short(filled)
    engagement = scoring.group(units_raw)
    shares = {fill.role.casefold(): fill.share for fill in filled}
    scores = [(scoring.person(member.units), shares.get(member.role.casefold())) for member in members]
    raw = group_raw((score, share or 0.0) for score, share in scores)
    return GroupExplanation(
        id=public_id,
        name=name,
        as_of=as_of,
        engagement_score=engagement,
        engagement_level=level(engagement),
        raw=raw,
        root=sqrt(raw),
        largest_root=sqrt(_in_scores(scoring)),
        largest_root_group=_largest(session, scoring),
        roles=tuple(RoleShare(fill.role, fill.weighting, fill.assigned, fill.share) for fill in filled),
        parts=_parts(members, scores, engagement / raw if raw else 0.0),
        completeness_score=completeness,
        completeness_roles=tuple(
            RoleCompleteness(f.role, f.required, f.assigned, f.completeness, f.required_for_completeness)
            for f in filled
        ),
        missing_roles=missing,
        short_roles=short,
        gains=gains(filled),
        went_quiet=quiet_members(session, group_id, members, scoring),
        reach=load_group_reach(session, group_id, as_of),
    )


def _in_scores(scoring: Scoring) -> float:
    """The largest raw as a sum of person scores; the store keeps it as a sum of roots of units."""
    return scoring.largest_raw * 100 / sqrt(scoring.largest_units) if scoring.largest_units else 0.0


def _parts(
    members: Sequence[Member], scores: Sequence[tuple[float, float | None]], points_of_one: float
) -> tuple[MemberPart, ...]:
    """A part for each member, by points, then name, then id."""
    parts = (_part(member, score, share, points_of_one) for member, (score, share) in zip(members, scores, strict=True))
    return tuple(sorted(parts, key=lambda part: by_score(part.points, part.name.casefold(), part.id)))


def _part(member: Member, score: float, share: float | None, points_of_one: float) -> MemberPart:
    raw = score * (share or 0.0)
    return MemberPart(
        id=member.public_id,
        name=member.name,
        role=member.role,
        person_score=score,
        share=share or 0.0,
        raw=raw,
        points=raw * points_of_one,
        note="role not in the template" if share is None else None,
    )


def _largest(session: Session, scoring: Scoring) -> Named | None:
    """By whose root the scores are divided; of several the first by name, then id."""
    row = _LARGEST.first(session, day=scoring.day) if scoring.largest_raw else None
    return None if row is None else Named(*row)
