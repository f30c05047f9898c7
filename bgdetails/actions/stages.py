"""Moving a group to another stage."""

from __future__ import annotations

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done, done
from bgdetails.actions.group import Group, read_group
from bgdetails.actions.log import Entry, Kind, write_log
from bgdetails.actions.refused import ActionRefused
from bgdetails.refresh.one_group import rescore_group
from bgdetails.rules.model import StageModel
from bgdetails.rules.stages import allowed_steps, place_of, refusal
from bgdetails.store.stage_models import read_stage_models
from bgdetails.store.times import day_of


def move_to_stage(acting: Acting, group_id: int, stage: str) -> Done:
    """Move a group to a stage, if its stage model allows that.

    Raises:
        ActionRefused: It does not; the text names the stages that are allowed.
    """
    group = read_group(acting.connection, group_id)
    model = stage_model_of(acting, group)
    named = next((name for name in model.stages if name.casefold() == stage.strip().casefold()), stage.strip())
    if named not in allowed_steps(model, group.stage):
        raise ActionRefused(refusal(model, group.stage, named))
    before = model.stages[place] if (place := place_of(model, group.stage)) is not None else group.stage
    moment = acting.moment(group.stage_entered_at, _last_change(acting, group_id))
    connection = acting.connection
    connection.execute(
        "UPDATE buying_group SET stage = ?, stage_entered_at = ? WHERE id = ?", (named, moment, group_id)
    )
    made = connection.execute(
        "INSERT INTO stage_change (group_id, from_stage, to_stage, at) VALUES (?, ?, ?, ?)",
        (group_id, before, named, moment),
    ).lastrowid
    rescore_group(connection, group_id, day_of(moment))
    entry = Entry(group_id, None, before, named, moment, made=made, entered_at=group.stage_entered_at)
    return done(connection, write_log(acting, Kind.STAGE, [entry]))


def undo_move(acting: Acting, entry: Entry) -> None:
    """Put a group back into the stage before.

    Raises:
        ActionRefused: It has been changed since.
    """
    group = read_group(acting.connection, entry.group)
    connection = acting.connection
    change = connection.execute(
        "SELECT 1 FROM stage_change WHERE id = ? AND group_id = ? AND to_stage = ? AND at = ?",
        (entry.made, group.id, entry.after, entry.moment),
    ).fetchone()
    if (group.stage, group.stage_entered_at) != (entry.after, entry.moment) or change is None:
        raise ActionRefused(f"The stage of {group.name} has changed since; nothing was undone.")
    connection.execute(
        "UPDATE buying_group SET stage = ?, stage_entered_at = ? WHERE id = ?",
        (entry.before, entry.entered_at, group.id),
    )
    connection.execute("DELETE FROM stage_change WHERE id = ?", (entry.made,))


def stage_model_of(acting: Acting, group: Group) -> StageModel:
    """The stage model of a group's interest.

    Raises:
        ActionRefused: It has none.
    """
    model = read_stage_models(acting.connection).get(group.stage_model_id or 0)
    if model is None:
        raise ActionRefused(f"{group.interest} has no stage model: name one in the rules and import them.")
    return model


def _last_change(acting: Acting, group_id: int) -> int | None:
    (at,) = acting.connection.execute("SELECT MAX(at) FROM stage_change WHERE group_id = ?", (group_id,)).fetchone()
    return None if at is None else int(at)
