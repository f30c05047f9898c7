"""What overlays show before and after something is done by hand, as plain values."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from bgdetails.navigation import Target

LINES_SHOWN = 100
"""Lines of the log that are read at once."""


class StageOption(Struct, frozen=True):
    """A stage of the group's model. ``why``: what it is from here, such as ``entry stage`` or ``a step back``."""

    stage: str
    allowed: bool
    why: str
    refusal: str = ""
    """Why the group cannot go there, in a sentence that names where it can."""


class StageStep(Struct, frozen=True):
    """A change of stage; the stage before is None where nobody knows it."""

    from_stage: str | None
    to_stage: str
    at: datetime


class StageChoice(Struct, frozen=True):
    """Where a group stands, where it may go, and the way that it came, the latest step first."""

    id: str
    name: str
    stage_model: str | None
    stage: str | None
    stage_entered_at: datetime | None
    options: tuple[StageOption, ...]
    steps: tuple[StageStep, ...]
    velocity: int
    stagnant: bool


class Assignable(Struct, frozen=True):
    """Somebody at the account who is not in the group."""

    id: str
    name: str
    title: str | None
    engagement_score: float
    engagement_level: str


class ActionLine(Struct, frozen=True):
    """Something that was done by hand, as the log lists it."""

    target: Target
    """The group, or the record that it was done to."""
    said: str
    at: datetime
    undone_at: datetime | None
