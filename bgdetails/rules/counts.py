"""What the dashboard counts, as values: where groups stand, and what is told of people and accounts."""

from __future__ import annotations

from msgspec import Struct


class Standing(Struct, frozen=True):
    """Counts of groups on a day. Bands go up; stages and interests go by name, None is no stage."""

    groups: int
    accounts: int
    """Those with a group."""
    engaged: int
    """Groups whose score shows at least 1."""
    engagement: tuple[int, ...]
    completeness: tuple[int, ...]
    without_completeness: int
    stages: tuple[tuple[str | None, int], ...]
    interests: tuple[tuple[str, int], ...]
    stagnant: int | None = None
    """Groups that stand still; None of an earlier day, of which no row says so. It is no part of where they stand."""


class Share(Struct, frozen=True):
    """How many are engaged, and of how many."""

    engaged: int
    total: int


class MonthCounts(Struct, frozen=True):
    """A month: memberships that began in it, and who had a weighted activity in it."""

    month: str
    acquired: int
    accounts: Share
    groups: Share
    people: Share


class RoleEngagement(Struct, frozen=True):
    """The people who have a role in a group, and their mean engagement score."""

    role: str
    people: int
    mean: float


class RoleCoverage(Struct, frozen=True):
    """How many different people have a role of an interest's template in a group of the interest."""

    interest: str
    role: str
    people: int


class PeopleCounts(Struct, frozen=True):
    """All of it, of a segment on a day."""

    accounts: Share
    people: Share
    months: tuple[MonthCounts, ...]
    roles: tuple[RoleEngagement, ...]
    """Highest mean first."""
    coverage: tuple[RoleCoverage, ...]
    """By interest, roles in the order of the template."""
    overlap: tuple[tuple[int, int], ...]
    """(number of groups from 2 on, people who are in so many of their account), fewest groups first."""
    overlap_accounts: int
