"""Stages: what step is allowed, how fast a group moves, whether it stands still (docs/model.md, stages)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bgdetails.rules.model import StageModel

VELOCITY_DAYS = 90
STAGNANT_DAYS = 60
STAGNANT_COMPLETENESS = 70.0


def allowed_from(model: StageModel, stage: str | None) -> tuple[str, ...]:
    """The stages that a group may enter from ``stage``; from none, or one that the model lacks, the entry stages."""
    known = {name.casefold() for name in model.stages}
    if stage is None or stage.casefold() not in known:
        return model.entry
    steps = {start.casefold(): ends for start, ends in model.transitions}
    return steps.get(stage.casefold(), ())


def refusal(model: StageModel, stage: str | None, wanted: str) -> str | None:
    """Why a step is refused, with the allowed ones named; None where it is allowed."""
    allowed = allowed_from(model, stage)
    if wanted.casefold() in {name.casefold() for name in allowed}:
        return None
    start = f"From {stage}" if stage else "From no stage"
    if not allowed:
        return f"{start} no step leads on: it ends the model {model.name}."
    names = allowed[0] if len(allowed) == 1 else f"{', '.join(allowed[:-1])} or {allowed[-1]}"
    return f"{start} a group can go to {names}, not to {wanted}."


def velocity(model: StageModel, changes: Iterable[tuple[str | None, str, date]], as_of: date) -> int:
    """Changes (from, to, day) in the last 90 days to a later stage in the model's order, or to the success stage."""
    place = {name.casefold(): index for index, name in enumerate(model.stages)}
    first = as_of - timedelta(days=VELOCITY_DAYS - 1)

    def forward(start: str | None, end: str) -> bool:
        if end.casefold() == model.success.casefold():
            return True
        return place.get(end.casefold(), -1) > place.get((start or "").casefold(), -1)

    return sum(first <= day <= as_of and forward(start, end) for start, end, day in changes)


def is_stagnant(
    model: StageModel, stage: str | None, entered: date | None, completeness: float | None, as_of: date
) -> bool:
    """No stage change for 60 days although the group is at least 70 % complete; never at an end of the model."""
    if stage is None or entered is None or completeness is None:
        return False
    if stage.casefold() in {name.casefold() for name in (model.success, *model.failure)}:
        return False
    return completeness >= STAGNANT_COMPLETENESS and (as_of - entered).days >= STAGNANT_DAYS
