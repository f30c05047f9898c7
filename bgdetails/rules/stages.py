"""Stages: which steps are allowed, how fast a group moves on, when it stands still (docs/model.md, stages).

Days are numbers, counted from 1970-01-01. A window of n days ends with the scoring day, that day included.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from bgdetails.rules.engagement import TIE_DECIMALS
from bgdetails.rules.model import StageModel


class StageFigures(Struct, frozen=True):
    """What velocity and stagnation are measured by (config.py)."""

    velocity_days: int
    stagnant_days: int
    stagnant_completeness: float


class Step(Struct, frozen=True):
    """A change of stage; ``from_stage`` None: from none, or nobody knows from which."""

    from_stage: str | None
    to_stage: str
    day: int


def place_of(model: StageModel, stage: str | None) -> int | None:
    """The place of a stage in the model's order, from 0; None for no stage and for one that the model lacks."""
    if stage is None:
        return None
    key = stage.casefold()
    return next((place for place, name in enumerate(model.stages) if name.casefold() == key), None)


def allowed_steps(model: StageModel, stage: str | None) -> tuple[str, ...]:
    """Where a group in ``stage`` may go, in the model's order; from no stage or a foreign one only to enter."""
    if place_of(model, stage) is None:
        return _in_order(model, model.entry)
    key = (stage or "").casefold()
    return _in_order(model, next((ends for start, ends in model.transitions if start.casefold() == key), ()))


def goes_forward(model: StageModel, from_stage: str | None, to_stage: str) -> bool:
    """Whether a change leads to a later stage in the model's order, or to the success stage."""
    if to_stage.casefold() == model.success.casefold():
        return True
    start, end = place_of(model, from_stage), place_of(model, to_stage)
    return start is not None and end is not None and end > start


def velocity(model: StageModel, steps: Iterable[Step], day: int, figures: StageFigures) -> int:
    """How many of a group's changes in the window lead forward."""
    first = day - figures.velocity_days + 1
    return sum(first <= step.day <= day and goes_forward(model, step.from_stage, step.to_stage) for step in steps)


def can_stagnate(model: StageModel, stage: str | None) -> bool:
    """False for no stage, and where the way is at its end."""
    ends = {model.success.casefold(), *(name.casefold() for name in model.failure)}
    return stage is not None and stage.casefold() not in ends


def is_stagnant(
    model: StageModel,
    stage: str | None,
    changed: int | None,
    completeness: float | None,
    day: int,
    figures: StageFigures,
) -> bool:
    """Whether a group that could move on has not.

    Args:
        model: The group's stage model.
        stage: Where it stands.
        changed: The day of its last change of stage; None: none is known.
        completeness: 0–100; None where no role is required.
        day: The scoring day.
        figures: How long, and how complete.
    """
    if completeness is None or round(completeness, TIE_DECIMALS) < figures.stagnant_completeness:
        return False
    stands_still = changed is None or changed <= day - figures.stagnant_days
    return stands_still and can_stagnate(model, stage)


def _in_order(model: StageModel, stages: Iterable[str]) -> tuple[str, ...]:
    wanted = {name.casefold() for name in stages}
    return tuple(name for name in model.stages if name.casefold() in wanted)


def refusal(model: StageModel, stage: str | None, wanted: str) -> str:
    """Why a group in ``stage`` cannot go to ``wanted``, and where it can go."""
    steps = allowed_steps(model, stage)
    place = place_of(model, stage)
    if place_of(model, wanted) is None:
        first = f"“{wanted}” is no stage of {model.name}."
    elif place is None:
        known = "in no stage" if stage is None else f"in {stage}, which {model.name} lacks,"
        return f"A group {known} can only enter {_either(steps)}, not {wanted}."
    elif wanted.casefold() == model.stages[place].casefold():
        first = f"The group is in {model.stages[place]} already."
    else:
        first = f"No way leads from {model.stages[place]} to {wanted}."
    if not steps:
        return f"{first} {model.stages[place or 0]} is an end: nothing is allowed from there."
    return f"{first} Allowed: {_either(steps)}."


def _either(stages: tuple[str, ...]) -> str:
    return " or ".join([", ".join(stages[:-1]), stages[-1]]) if len(stages) > 1 else "".join(stages)
