"""Velocity and stagnation that a refresh leaves in the store are those that the pure functions of the rules give."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bgdetails.refresh.days import ensure_day
from bgdetails.refresh.run import refresh
from bgdetails.rules.stages import StageFigures, Step, is_stagnant, velocity
from bgdetails.store import tables
from bgdetails.store.stage_models import read_stage_models
from bgdetails.store.times import day_of, end_of_day, start_of_day, to_day
from bgdetails.store.workspace import driver_connection
from tests.factory import AS_OF, STAGES, Factory, days_before, new_workspace
from tests.refresh.conftest import World

DAY = to_day(AS_OF)
FIGURES = StageFigures(90, 60, 70.0)
EDGES = [each(DAY - before) for before in (89, 90, 59, 60, 0, -1) for each in (start_of_day, end_of_day)]
stages = st.sampled_from([None, "Elsewhere", *STAGES, "interest"])
moments = st.one_of(st.sampled_from(EDGES), st.integers(start_of_day(DAY - 100), end_of_day(DAY + 2)))
changes = st.lists(st.tuples(st.integers(0, 2), stages, stages.filter(bool), moments), max_size=12)
groups = st.tuples(stages, st.one_of(st.none(), moments), st.booleans())


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.tuples(groups, groups, groups), changes)
def test_the_store_agrees_with_the_rules(
    told: tuple[tuple[str | None, int | None, bool], ...], steps: list[tuple[int, str | None, str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        with workspace.writing() as session:
            make = Factory(session)
            template = make.template(roles=[("Decision Maker", 100, 1, True)])
            interest = make.interest("Cloud Backup", template, stage_model_id=make.stage_model())
            account = make.account()
            ids = []
            for stage, entered, complete in told:
                ids.append(make.group(account, interest, stage=stage, stage_entered_at=entered))
                if complete:
                    make.member(ids[-1], make.person(account=account), "Decision Maker")
            for group, start, end, at in steps:
                session.add(tables.StageChange(group_id=ids[group], from_stage=start, to_stage=end, at=at))
            session.flush()
            refresh(session, AS_OF)
            compare(session)
        workspace.close()


def compare(session: Session) -> None:
    (model,) = read_stage_models(driver_connection(session)).values()
    rows = session.exec(select(tables.GroupRow).where(tables.GroupRow.day == DAY)).all()
    assert len(rows) == 3
    for row in rows:
        group = session.get_one(tables.BuyingGroup, row.group_id)
        of_group = session.exec(select(tables.StageChange).where(tables.StageChange.group_id == group.id)).all()
        steps = [Step(each.from_stage, each.to_stage, day_of(each.at)) for each in of_group]
        assert row.velocity == velocity(model, steps, DAY, FIGURES)
        known = [at for at in (group.stage_entered_at, *(each.at for each in of_group)) if at is not None]
        changed_at = max((at for at in known if at <= end_of_day(DAY)), default=None)
        assert row.stage_changed_at == changed_at
        changed = None if changed_at is None else day_of(changed_at)
        assert row.stagnant == is_stagnant(model, group.stage, changed, row.completeness, DAY, FIGURES)


def state_on(world: World, as_of: date) -> tuple[int, bool]:
    row = world.group_row("bg-1", as_of)
    return row.velocity, row.stagnant


def two_steps(world: World) -> None:
    """Complete, in Evaluation since the 100th day before the as-of day, in Decision since the 20th."""
    make = world.make
    template = make.template(roles=[("Decision Maker", 100, 1, True)])
    interest = make.interest("Cloud Backup", template, stage_model_id=make.stage_model())
    account = make.account()
    group = make.group(account, interest, stage="Decision", stage_entered_at=days_before(20))
    make.member(group, make.person(account=account), "Decision Maker")
    for start, end, before in (("Interest", "Evaluation", 100), ("Evaluation", "Decision", 20)):
        at = end_of_day(DAY - before)
        world.session.add(tables.StageChange(group_id=group, from_stage=start, to_stage=end, at=at))
    world.session.flush()


def test_later_changes_do_not_exist(world: World) -> None:
    two_steps(world)
    world.refresh()
    assert state_on(world, AS_OF) == (1, False)
    world.refresh(days_before(21))
    # The stage is as it is stored; the way to it is not there yet.
    assert state_on(world, days_before(21)) == (1, True)
    world.refresh(days_before(101))
    assert state_on(world, days_before(101)) == (0, True)


def test_the_figures_are_those_of_the_settings(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    two_steps(world)
    for name, value in (("VELOCITY_DAYS", "101"), ("STAGNANT_DAYS", "20"), ("STAGNANT_COMPLETENESS", "100")):
        monkeypatch.setenv(f"BGDETAILS_{name}", value)
    world.refresh()
    assert state_on(world, AS_OF) == (2, True)


def test_an_interest_without_a_stage_model_has_no_fast_groups(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        group = make.group(make.account(), make.interest(), stage="Interest", stage_entered_at=days_before(3))
        session.add(
            tables.StageChange(group_id=group, from_stage="Interest", to_stage="Decision", at=start_of_day(DAY))
        )
    ensure_day(workspace, AS_OF)
    with workspace.reading() as session:
        row = session.exec(select(tables.GroupRow)).one()
        assert (row.velocity, row.stagnant, row.stage_changed_at) == (0, False, start_of_day(DAY))
    workspace.close()
