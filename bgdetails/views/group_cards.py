"""Groups as pages list them: the columns, the card, and the order by score."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.store.tables import BuyingGroup, GroupRow, SolutionInterest
from bgdetails.store.times import from_micros
from bgdetails.views.pages import GroupCard
from bgdetails.views.scoring import Scoring, by_score
from bgdetails.views.statements import DAY, SUBJECT, WANTED, Query, Row, table, unindexed

GROUP = table(GroupRow)
COLUMNS = (
    GROUP.c.group_id,
    GROUP.c.public_id,
    GROUP.c.name,
    GROUP.c.name_key,
    GROUP.c.interest,
    GROUP.c.stage,
    GROUP.c.rank,
    GROUP.c.completeness,
    GROUP.c.member_count,
)


class ListedGroup(Struct, frozen=True):
    """A group's card and what lists sort it by.

    ``added_at`` is that of the person whose group it is; our ids of interest and template are there where the groups
    are an account's.
    """

    group_id: int
    name_key: str
    card: GroupCard
    added_at: datetime | None = None
    interest_id: int | None = None
    template_id: int | None = None


def listed_group(
    row: Sequence[Any],
    scoring: Scoring,
    *,
    role: str | None = None,
    added_at: int | None = None,
    interest_id: int | None = None,
    template_id: int | None = None,
) -> ListedGroup:
    """The group of a row of ``COLUMNS``."""
    group_id, public_id, name, name_key, interest, stage, raw, completeness, members = row
    engagement = scoring.group(raw)
    card = GroupCard(
        id=public_id,
        name=name,
        solution_interest=interest,
        stage=stage,
        engagement_score=engagement,
        engagement_level=level(engagement),
        completeness_score=completeness,
        member_count=members or 0,
        role=role,
    )
    return ListedGroup(group_id, name_key, card, from_micros(added_at), interest_id, template_id)


def by_engagement(groups: Iterable[ListedGroup]) -> list[ListedGroup]:
    """By engagement score, then name, then id."""
    return sorted(groups, key=lambda g: by_score(g.card.engagement_score, g.name_key, g.card.id))


# Outer joins, so that SQLite starts at the account's groups and not at all groups of the day.
_group, _interest = table(BuyingGroup), table(SolutionInterest)
_groups = (
    select(*COLUMNS, _interest.c.id, _interest.c.template_id)
    .select_from(
        _group.join(_interest, _interest.c.id == _group.c.interest_id).outerjoin(
            GROUP, and_(GROUP.c.day == DAY, GROUP.c.group_id == _group.c.id)
        )
    )
    .where(~_group.c.hidden)
)
_OF_ACCOUNT = Query(_groups.where(_group.c.account_id == SUBJECT))
_SOME = Query(_groups.where(_group.c.id.in_(WANTED), unindexed(_group.c.account_id) == SUBJECT))


def groups_of_account(session: Session, account_id: int, scoring: Scoring) -> list[ListedGroup]:
    """The groups of an account by engagement score, then name, then id."""
    return _listed(_OF_ACCOUNT.rows(session, subject=account_id, day=scoring.day), scoring)


def some_groups_of_account(
    session: Session, account_id: int, groups: Iterable[int], scoring: Scoring
) -> list[ListedGroup]:
    """Those of ``groups`` that are of the account, in the same order."""
    rows = _SOME.rows(session, subject=account_id, wanted=json.dumps(list(groups)), day=scoring.day)
    return _listed(rows, scoring)


def _listed(rows: Iterable[Row], scoring: Scoring) -> list[ListedGroup]:
    return by_engagement(
        listed_group(columns, scoring, interest_id=interest_id, template_id=template_id)
        for *columns, interest_id, template_id in rows
        if columns[0] is not None
    )
