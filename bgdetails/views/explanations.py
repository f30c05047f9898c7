"""How a score came about, as values; the parts add up to the score (docs/formats.md, explain)."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from bgdetails.rules.completeness import Gain
from bgdetails.views.suggestions import ReachPerson
from bgdetails.views.values import Named


class ScorePart(Struct, frozen=True):
    """One type of activity on one day. ``raw`` = counted x normalised weight; ``points`` are its share of the score."""

    day: date
    type: str
    weight: float
    normalised_weight: float
    count: int
    counted: int
    capped: int
    raw: float
    points: float


class NotCounted(Struct, frozen=True):
    """A type that was seen in the window and never scored."""

    type: str
    count: int
    reason: str


class PersonExplanation(Struct, frozen=True):
    """How a person's engagement score came about."""

    id: str
    name: str
    as_of: date
    window_from: date
    engagement_score: float
    engagement_level: str
    raw: float
    root: float
    largest_root: float
    largest_root_person: Named | None
    largest_weight: float
    largest_weight_type: str | None
    daily_cap: int
    parts: tuple[ScorePart, ...]
    not_counted: tuple[NotCounted, ...]


class RoleShare(Struct, frozen=True):
    """A template role with its weighting, its members in the group, and its share (0 where nobody has it)."""

    role: str
    weighting: float
    members: int
    share: float


class MemberPart(Struct, frozen=True):
    """What one member adds to a group's score."""

    id: str
    name: str
    role: str
    person_score: float
    share: float
    raw: float
    points: float
    note: str | None = None


class RoleCompleteness(Struct, frozen=True):
    """How a role of the template is filled."""

    role: str
    required: int
    assigned: int
    completeness: float
    required_for_completeness: bool


class QuietMember(Struct, frozen=True):
    """A member whose activity fell: the score four weeks before, and now."""

    id: str
    name: str
    role: str
    score_before: float
    score: float


class GroupExplanation(Struct, frozen=True):
    """How a group's engagement and completeness scores came about."""

    id: str
    name: str
    as_of: date
    engagement_score: float
    engagement_level: str
    raw: float
    root: float
    largest_root: float
    largest_root_group: Named | None
    roles: tuple[RoleShare, ...]
    parts: tuple[MemberPart, ...]
    completeness_score: float | None
    completeness_roles: tuple[RoleCompleteness, ...]
    missing_roles: tuple[str, ...]
    short_roles: tuple[str, ...]
    gains: tuple[Gain, ...] = ()
    """What would raise completeness most."""
    went_quiet: tuple[QuietMember, ...] = ()
    reach: tuple[ReachPerson, ...] = ()
    """Who is worth a call, with points and reasons."""


class AccountReach(Struct, frozen=True):
    """Who is worth a call at an account, with points and reasons: accounts have no score to explain."""

    id: str
    name: str
    as_of: date
    people: tuple[ReachPerson, ...]
