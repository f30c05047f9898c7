"""Where a group may go from its stage, and the way that it came."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.model import StageModel
from bgdetails.rules.stages import allowed_steps, goes_forward, place_of, refusal
from bgdetails.store.stage_models import read_stage_models
from bgdetails.store.tables import BuyingGroup, GroupRow, SolutionInterest, StageChange
from bgdetails.store.times import from_micros, to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.action_values import StageChoice, StageOption, StageStep
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.values import SubjectGone

_row, _group, _interest, _change = table(GroupRow), table(BuyingGroup), table(SolutionInterest), table(StageChange)
_HEAD = Query(
    select(
        _row.c.public_id,
        _row.c.name,
        _group.c.stage,
        _group.c.stage_entered_at,
        _interest.c.stage_model_id,
        _row.c.velocity,
        _row.c.stagnant,
    )
    .select_from(
        _row.join(_group, _group.c.id == _row.c.group_id).join(_interest, _interest.c.id == _group.c.interest_id)
    )
    .where(_row.c.day == DAY, _row.c.group_id == SUBJECT)
)
_STEPS = Query(
    select(_change.c.from_stage, _change.c.to_stage, _change.c.at)
    .where(_change.c.group_id == SUBJECT)
    .order_by(_change.c.at.desc(), _change.c.id.desc())
)


def load_stage_choice(session: Session, group_id: int, as_of: date) -> StageChoice:
    """Everything that moving a group to another stage needs."""
    head = _HEAD.first(session, subject=group_id, day=to_day(as_of))
    if head is None:
        raise SubjectGone("buying group")
    public_id, name, stage, entered_at, model_id, velocity, stagnant = head
    steps = _STEPS.rows(session, subject=group_id)
    model = read_stage_models(driver_connection(session)).get(model_id or 0)
    return StageChoice(
        id=public_id,
        name=name,
        stage_model=None if model is None else model.name,
        stage=stage,
        stage_entered_at=from_micros(entered_at),
        options=() if model is None else _options(model, stage),
        steps=tuple(StageStep(start, end, from_micros(at)) for start, end, at in steps),
        velocity=velocity,
        stagnant=bool(stagnant),
    )


def _options(model: StageModel, stage: str | None) -> tuple[StageOption, ...]:
    steps = allowed_steps(model, stage)
    return tuple(
        StageOption(name, name in steps, _why(model, stage, name), "" if name in steps else refusal(model, stage, name))
        for name in model.stages
    )


def _why(model: StageModel, stage: str | None, name: str) -> str:
    if stage is not None and name.casefold() == stage.casefold():
        return "where it is now"
    if name == model.success:
        return "success"
    if name in model.failure:
        return "failure"
    if place_of(model, stage) is None:
        return "entry stage" if name in model.entry else "not an entry stage"
    return "a step forward" if goes_forward(model, stage, name) else "a step back"
