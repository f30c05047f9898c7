"""Groups as pages list them: the columns, the card, and the order by score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_

from bgdetails.rules.engagement import level
from bgdetails.store.tables import GroupRow, GroupScore
from bgdetails.store.times import from_micros
from bgdetails.views.pages import GroupCard
from bgdetails.views.scoring import Scoring, by_score
from bgdetails.views.statements import DAY, table

GROUP, RAW = table(GroupRow), table(GroupScore)
SCORE_OF_THE_DAY = and_(RAW.c.day == DAY, RAW.c.group_id == GROUP.c.group_id)
COLUMNS = (
    GROUP.c.group_id,
    GROUP.c.public_id,
    GROUP.c.name,
    GROUP.c.name_key,
    GROUP.c.interest,
    GROUP.c.stage,
    RAW.c.raw,
    RAW.c.completeness,
    RAW.c.member_count,
)


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group's card and what lists sort it by; ``added_at`` is that of the person whose group it is."""

    group_id: int
    name_key: str
    card: GroupCard
    added_at: datetime | None = None


def listed_group(
    row: Sequence[Any], scoring: Scoring, role: str | None = None, added_at: int | None = None
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
    return ListedGroup(group_id, name_key, card, from_micros(added_at))


def by_engagement(groups: Iterable[ListedGroup]) -> list[ListedGroup]:
    """By engagement score, then name, then id."""
    return sorted(groups, key=lambda g: by_score(g.card.engagement_score, g.name_key, g.card.id))
