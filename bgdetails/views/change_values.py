"""What changed about groups, as frozen values: between two days, and since a reader last looked."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from bgdetails.rules.what_changed import ScoreMove
from bgdetails.views.group_moments import GroupMoment
from bgdetails.views.values import Named


class StageStep(Struct, frozen=True):
    """A step from one stage to another; None: none, or unknown, and not known when."""

    before: str | None
    after: str | None
    at: datetime | None


class ChangedMember(Struct, frozen=True):
    """Somebody who came or went; ``at`` None: it is not known when."""

    id: str
    name: str
    role: str
    at: datetime | None


class RoleChange(Struct, frozen=True):
    """A member who has another role now."""

    id: str
    name: str
    before: str
    after: str


class Changes(Struct, frozen=True):
    """What is different about a group; scores as they are shown."""

    stage_steps: tuple[StageStep, ...] = ()
    engagement: ScoreMove | None = None
    completeness: ScoreMove | None = None
    added: tuple[ChangedMember, ...] = ()
    gone: tuple[ChangedMember, ...] = ()
    role_changes: tuple[RoleChange, ...] = ()
    moments: tuple[GroupMoment, ...] = ()
    """New interesting moments, latest first, four at most."""
    moment_count: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        return self != Changes()


class SinceLook(Struct, frozen=True):
    """What changed since the reader last looked: when that was, and the day that was shown then."""

    looked_at: datetime
    day: date
    changes: Changes


class ChangedGroup(Struct, frozen=True):
    """A group that moved between two days."""

    id: str
    name: str
    account: Named
    owner: str | None
    """Of the account."""
    solution_interest: str
    stage: str | None
    changes: Changes


class ChangedOpportunity(Struct, frozen=True):
    """An opportunity that moved; ``change``: new, won, lost or updated."""

    id: str
    name: str
    account: Named
    account_owner: str | None
    change: str
    stage: str | None
    amount: float | None
    currency: str | None
    close_date: date | None
    owner: str | None


class ChangeReport(Struct, frozen=True):
    """What moved from the end of ``since`` to the end of ``as_of``; by owner (unknown last), name, id."""

    since: date
    as_of: date
    groups: tuple[ChangedGroup, ...]
    opportunities: tuple[ChangedOpportunity, ...]
