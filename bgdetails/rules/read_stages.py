"""Reads stage models from a rules file, and checks that a group can go through them (docs/model.md, stages)."""

from __future__ import annotations

from bgdetails.rules.model import StageModel
from bgdetails.rules.toml_table import Table


def read_stage_model(table: Table) -> StageModel:
    """A stage model."""
    table.only("name", "stages", "entry", "success", "failure", "transitions")
    name, success = table.text("name"), table.text("success")
    entry, failure = table.texts("entry"), table.texts("failure")
    steps = table.names("transitions")
    transitions = {start: steps.texts(start) for start in steps.values}
    stages = table.texts("stages") or _in_order_of_appearance(entry, transitions, success, failure)
    known = {stage.casefold(): stage for stage in stages}
    if len(known) < len(stages):
        raise table.fail("stages", "a stage stands here twice.")
    if not entry:
        raise table.fail("entry", 'must name at least one stage, as in entry = ["Awareness"].')
    _all_known(table, known, success, entry, failure)
    shown = {
        _known(steps, known, start, start): tuple(dict.fromkeys(_known(steps, known, end, start) for end in ends))
        for start, ends in transitions.items()
    }
    model = StageModel(
        name=name,
        stages=stages,
        entry=tuple(known[stage.casefold()] for stage in entry),
        success=known[success.casefold()],
        failure=tuple(known[stage.casefold()] for stage in failure),
        transitions=tuple(shown.items()),
    )
    _check_ways(table, steps, model)
    return model


def _in_order_of_appearance(
    entry: tuple[str, ...], transitions: dict[str, tuple[str, ...]], success: str, failure: tuple[str, ...]
) -> tuple[str, ...]:
    """Entry stages, then as the transitions name them; the success stage and the failures stand last."""
    ends = (success, *failure)
    last = {stage.casefold() for stage in ends}
    named = (*entry, *(stage for start, targets in transitions.items() for stage in (start.strip(), *targets)))
    seen: dict[str, str] = {}
    for stage in (*(stage for stage in named if stage.casefold() not in last), *ends):
        seen.setdefault(stage.casefold(), stage)
    return tuple(seen.values())


def _all_known(
    table: Table, known: dict[str, str], success: str, entry: tuple[str, ...], failure: tuple[str, ...]
) -> None:
    for key, stages in (("success", (success,)), ("entry", entry), ("failure", failure)):
        for stage in stages:
            if stage.casefold() not in known:
                raise table.fail(key, f"“{stage}” is not among the stages {', '.join(known.values())}.")
    if success.casefold() in {stage.casefold() for stage in failure}:
        raise table.fail("failure", f"“{success}” is the success stage, and cannot be a failure.")


def _known(steps: Table, known: dict[str, str], stage: str, key: str) -> str:
    found = known.get(stage.strip().casefold())
    if found is None:
        raise steps.fail(key, f"“{stage}” is not among the stages {', '.join(known.values())}.")
    return found


def _check_ways(table: Table, steps: Table, model: StageModel) -> None:
    for written, (start, ends) in zip(steps.values, model.transitions, strict=True):
        if start in ends:
            raise steps.fail(written, "leads to itself; a step goes to another stage.")
        if start == model.success and ends:
            raise steps.fail(written, "is the success stage, and has no way out.")
    leading = {start for start, ends in model.transitions if ends}
    for stage in model.stages:
        if stage not in leading and stage != model.success and stage not in model.failure:
            raise table.fail("transitions", f"no way leads out of “{stage}”; only the success and failure stages end.")
