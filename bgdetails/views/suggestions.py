"""What pages suggest, as frozen values: who could fill a role, and who is worth a call."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Candidate(Struct, frozen=True):
    """Somebody at the account who could fill a role of a group."""

    id: str
    name: str
    title: str | None
    engagement_score: float
    engagement_level: str
    fit: str
    """crm, fits or nearly."""
    fails: str | None = None
    """Of nearly: which condition does not hold, in words."""
    crm_role: str | None = None
    """Of crm: the role that the CRM has."""
    present_role: str | None = None
    """The role that they have in the group now."""
    was_removed: bool = False
    """They were in the group, and somebody took them out."""

    @property
    def why(self) -> str:
        """What speaks for them, or which condition fails, and what they are in the group."""
        if self.crm_role is not None:
            said = f"CRM role {self.crm_role}"
        else:
            said = "fits the role" if self.fails is None else f"nearly fits, fails: {self.fails}"
        if self.present_role is not None:
            return f"{said}; {self.present_role} now"
        return f"{said}; was taken out of the group" if self.was_removed else said


class RoleGap(Struct, frozen=True):
    """A missing or short role of a group, and the first five who could fill it."""

    role: str
    people: int
    """How many it lacks."""
    candidates: tuple[Candidate, ...]
    fit_count: int
    """How many fit, and not only nearly."""


class ReachReason(Struct, frozen=True):
    """Why somebody is worth a call: ``kind`` and points are those of ``rules.reach``, the text says it."""

    kind: str
    points: int
    text: str


class ReachPerson(Struct, frozen=True):
    """Somebody who is worth a call now. ``role`` is that in the group, on a group's page."""

    id: str
    name: str
    title: str | None
    role: str | None
    engagement_score: float
    engagement_level: str
    last_touch_at: datetime | None
    points: int
    reasons: tuple[ReachReason, ...]

    @property
    def why(self) -> str:
        """All reasons in one line, the weightiest first."""
        return "; ".join(reason.text for reason in self.reasons)


class GroupSuggestions(Struct, frozen=True):
    """What a group's page suggests."""

    gaps: tuple[RoleGap, ...]
    reach: tuple[ReachPerson, ...]
