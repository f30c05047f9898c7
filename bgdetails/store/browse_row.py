"""A row of the group list, and what it is read from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from bgdetails.rules.engagement import level, score
from bgdetails.store.times import from_micros

Value = str | int | float | None

_BETWEEN_ROLES = "\x1f"
SHOWN = (
    "group_id", "public_id", "name", "account_public_id", "account_name", "interest", "template", "stage", "status",
    "rank", "completeness", "member_count", "missing", "short", "last_activity_at", "updated_at",
    "velocity",
)  # fmt: skip

HAS_NEWS = "EXISTS (SELECT 1 FROM group_news n WHERE n.day = g.day AND n.group_id = g.group_id)"


class BrowseRow(Struct, frozen=True):
    """A group as the list shows it. ``key`` is its place in the sort."""

    group_id: int
    id: str
    name: str
    account_id: str
    account_name: str
    solution_interest: str
    roles_template: str
    stage: str | None
    status: str | None
    engagement_score: float
    engagement_level: str
    completeness_score: float | None
    member_count: int
    missing_roles: tuple[str, ...]
    short: tuple[str, ...]
    """As ``Champion 1 of 2``."""
    last_activity_at: datetime | None
    updated_at: datetime | None
    velocity: int
    """Changes to a later stage (docs/model.md, stages)."""
    has_news: bool
    """Whether it is another than when the reader last looked at it."""
    is_watched: bool
    """Whether the reader watches it, or its account."""
    key: tuple[Value, ...]

    @property
    def short_roles(self) -> tuple[str, ...]:
        """The short roles' names alone."""
        return tuple(text.rsplit(" ", 3)[0] for text in self.short)


def browse_row(row: Sequence[Any], largest_raw: float) -> BrowseRow:
    """The row of what was read: ``SHOWN``, ``HAS_NEWS``, and its place in the sort."""
    group_id, public_id, name, account_id, account_name, interest, template, stage, status = row[:9]
    rank, completeness, members, missing, short, active, updated, velocity = row[9 : len(SHOWN)]
    has_news, is_watched, *key = row[len(SHOWN) :]
    engagement = score(rank, largest_raw)
    return BrowseRow(
        group_id=group_id,
        id=public_id,
        name=name,
        account_id=account_id,
        account_name=account_name,
        solution_interest=interest,
        roles_template=template,
        stage=stage,
        status=status,
        engagement_score=engagement,
        engagement_level=level(engagement),
        completeness_score=completeness,
        member_count=members,
        missing_roles=_roles(missing),
        short=_roles(short),
        last_activity_at=from_micros(active),
        updated_at=from_micros(updated),
        velocity=velocity,
        has_news=bool(has_news),
        is_watched=bool(is_watched),
        key=tuple(key),
    )


def _roles(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(_BETWEEN_ROLES)) if text else ()
