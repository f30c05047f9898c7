"""Stage model details."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.tables import SolutionInterest, Stage, StageModel, StageTransition
from bgdetails.views.interest_counts import counts_of_interests
from bgdetails.views.pages import StageLine, StageModelPage
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.values import SubjectGone

_model, _stage, _interest = table(StageModel).c, table(Stage), table(SolutionInterest)
_step = table(StageTransition)
_target = _stage.alias("target")

_HEAD = Query(select(_model.name).where(_model.id == SUBJECT))
_STAGES = Query(
    select(_stage.c.id, _stage.c.name, _stage.c.is_entry, _stage.c.is_success, _stage.c.is_failure)
    .where(_stage.c.stage_model_id == SUBJECT)
    .order_by(_stage.c.position)
)
_STEPS = Query(
    select(_step.c.from_stage_id, _target.c.name)
    .select_from(
        _step.join(_stage, _stage.c.id == _step.c.from_stage_id).join(_target, _target.c.id == _step.c.to_stage_id)
    )
    .where(_stage.c.stage_model_id == SUBJECT)
    .order_by(_target.c.position)
)
_INTERESTS = Query(
    select(_interest.c.id, _interest.c.name).where(_interest.c.stage_model_id == SUBJECT).order_by(_interest.c.name_key)
)


def load_stage_model(session: Session, stage_model_id: int, as_of: date) -> StageModelPage:
    """The page of a stage model."""
    head = _HEAD.first(session, subject=stage_model_id)
    if head is None:
        raise SubjectGone("stage model")
    steps: defaultdict[int, list[str]] = defaultdict(list)
    for stage_id, target in _STEPS.rows(session, subject=stage_model_id):
        steps[stage_id].append(target)
    interests: dict[int, str] = dict(_INTERESTS.rows(session, subject=stage_model_id))
    groups: Counter[str | None] = Counter()
    for counts in counts_of_interests(session, [*interests]).values():
        groups.update(counts.stages)
    return StageModelPage(
        name=head[0],
        stages=tuple(
            StageLine(name, bool(entry), bool(success), bool(failure), tuple(steps[stage_id]), groups[name])
            for stage_id, name, entry, success, failure in _STAGES.rows(session, subject=stage_model_id)
        ),
        solution_interests=tuple(interests.values()),
        groups=groups.total(),
        as_of=as_of,
    )
