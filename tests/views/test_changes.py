"""What moved between two days, from records written straight into the tables."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bgdetails.refresh.days import ensure_scores
from bgdetails.refresh.run import refresh
from bgdetails.rules.what_changed import ScoreMove
from bgdetails.store import tables
from bgdetails.store.workspace import open_workspace
from bgdetails.views.change_values import ChangedGroup, ChangeReport, RoleChange, StageStep
from bgdetails.views.changes import load_changes
from tests.factory import AS_OF, Factory, at, new_workspace
from tests.views.kept import keep_scores

SINCE = date(2026, 11, 13)
LAST_MOMENT, FIRST_MOMENT = at("2026-11-13T23:59:59.999999+00:00"), at("2026-11-14T00:00:00+00:00")
END = at("2026-11-20T23:59:59.999999+00:00")
AFTER = at("2026-11-21T00:00:00+00:00")


def report(session: Session, *groups: int) -> ChangeReport:
    return load_changes(session, groups, SINCE, AS_OF)


def only(session: Session, group: int) -> ChangedGroup:
    (found,) = report(session, group).groups
    return found


@pytest.fixture
def group(make: Factory) -> int:
    return make.group(make.account("Acme", owner="Lena Ortiz"), make.interest("Cloud Backup"), "The board")


def kept(session: Session, before: float = 40.0, after: float = 40.0) -> None:
    groups = [number for number in session.exec(select(tables.BuyingGroup.id)).all() if number is not None]
    keep_scores(session, groups=dict.fromkeys(groups, before), as_of=SINCE)
    keep_scores(session, groups=dict.fromkeys(groups, after))


def test_who_is_added_or_gone_after_the_end_of_one_day_and_by_the_end_of_the_other(
    session: Session, make: Factory, group: int
) -> None:
    def member(name: str, added: datetime | None, removed: datetime | None = None) -> None:
        make.member(group, make.person(name), "Champion", added_at=added, removed_at=removed)

    member("before", LAST_MOMENT)
    member("first", FIRST_MOMENT)
    member("last", END)
    member("later", AFTER)
    member("left before", None, LAST_MOMENT)
    member("left first", None, FIRST_MOMENT)
    member("left last", None, END)
    member("left later", None, AFTER)
    member("came and went", FIRST_MOMENT, END)
    member("always", None)
    kept(session)
    changes = only(session, group).changes
    assert [(m.name, m.at) for m in changes.added] == [("first", FIRST_MOMENT), ("last", END)]
    assert [(m.name, m.at) for m in changes.gone] == [("left first", FIRST_MOMENT), ("left last", END)]
    assert changes.role_changes == ()


def test_a_membership_that_is_taken_up_again_in_another_role_is_a_role_change(
    session: Session, make: Factory, group: int
) -> None:
    ana = make.person("Ana Moss", public_id="ana")
    make.member(group, ana, "Influencer", removed_at=FIRST_MOMENT)
    make.member(group, ana, "Champion", added_at=FIRST_MOMENT)
    kept(session)
    changes = only(session, group).changes
    assert changes.role_changes == (RoleChange("ana", "Ana Moss", "Influencer", "Champion"),)
    assert (changes.added, changes.gone) == ((), ())


def test_hidden_people_and_groups_move_nothing(session: Session, make: Factory, group: int) -> None:
    make.member(group, make.person("Ghost", hidden=True), "Champion", added_at=FIRST_MOMENT)
    kept(session)
    assert report(session, group).groups == ()


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [(40.0, 45.0, ScoreMove(40, 45)), (40.0, 44.4, None), (45.0, 40.0, ScoreMove(45, 40)), (40.0, 40.0, None)],
)
def test_scores_move_by_five(session: Session, group: int, before: float, after: float, move: ScoreMove | None) -> None:
    kept(session, before, after)
    found = report(session, group).groups
    assert [each.changes.engagement for each in found] == ([move] if move else [])


def test_stage_steps_of_the_period_in_order(session: Session, make: Factory, group: int) -> None:
    def step(before: str | None, after: str, moment: datetime) -> None:
        micros = int(moment.timestamp()) * 1_000_000 + moment.microsecond
        session.add(tables.StageChange(group_id=group, from_stage=before, to_stage=after, at=micros))

    step("Interest", "Awareness", LAST_MOMENT)
    step("Evaluation", "Decision", END)
    step("Interest", "Evaluation", FIRST_MOMENT)
    step("Decision", "decision", END)
    step("Decision", "Purchased", AFTER)
    session.flush()
    kept(session)
    assert only(session, group).changes.stage_steps == (
        StageStep("Interest", "Evaluation", FIRST_MOMENT),
        StageStep("Evaluation", "Decision", END),
    )


def test_a_stage_without_a_recorded_step_was_entered_from_an_unknown_one(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest(), stage="Decision", stage_entered_at=END)
    kept(session)
    assert only(session, group).changes.stage_steps == (StageStep(None, "Decision", END),)


def test_opportunities_are_new_won_lost_or_updated(session: Session, make: Factory) -> None:
    account, other = make.account("Acme", owner="Lena Ortiz"), make.account("Elsewhere")
    group = make.group(account, make.interest())
    make.opportunity(account, "a new", created_at=FIRST_MOMENT, updated_at=END)
    make.opportunity(account, "b won", is_won=True, is_closed=True, close_date="2026-11-20", updated_at=END)
    make.opportunity(account, "c lost", is_closed=True, close_date="2026-11-14")
    make.opportunity(account, "d updated", created_at=LAST_MOMENT, updated_at=FIRST_MOMENT)
    make.opportunity(account, "e closed before", is_closed=True, close_date="2026-11-13")
    make.opportunity(account, "f unchanged", created_at=LAST_MOMENT, updated_at=AFTER)
    make.opportunity(account, "g hidden", created_at=FIRST_MOMENT, hidden=True)
    make.opportunity(other, "h of nobody asked for", created_at=FIRST_MOMENT)
    kept(session)
    found = report(session, group).opportunities
    assert [(deal.name, deal.change) for deal in found] == [
        ("a new", "new"),
        ("b won", "won"),
        ("c lost", "lost"),
        ("d updated", "updated"),
    ]
    assert {deal.account_owner for deal in found} == {"Lena Ortiz"}


def test_by_owner_then_name_and_one_group_is_told_as_all_are(session: Session, make: Factory) -> None:
    interest = make.interest()
    owners = (None, "beta", "Alpha", "alpha")
    groups = [make.group(make.account(f"C{n}", owner=owner), interest, f"G{n}") for n, owner in enumerate(owners)]
    for group in groups:
        make.member(group, make.person(), "Champion", added_at=END)
    kept(session)
    every = report(session, *groups).groups
    assert [(group.owner, group.name) for group in every] == [
        ("Alpha", "G2"),
        ("alpha", "G3"),
        ("beta", "G1"),
        (None, "G0"),
    ]
    alone = [only(session, number) for number in groups]
    assert sorted(alone, key=lambda group: group.name) == sorted(every, key=lambda group: group.name)


def test_the_scores_of_the_earlier_day_are_computed_where_they_are_not_kept(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        account = make.account("Acme", public_id="acme")
        group = make.group(account, make.interest("Cloud Backup"), "The board")
        ana, ben = make.person("Ana", account), make.person("Ben")
        make.member(group, ana, "Decision Maker")
        make.member(make.group(make.account("Other"), make.interest("Cloud Backup 2"), "Best"), ben, "Decision Maker")
        make.activity(ben, "Page Views", AS_OF, 16)
        make.activity(ben, "Page Views", SINCE, 16)
        make.activity(ana, "Page Views", AS_OF, 4)
        refresh(session, AS_OF)
    reports = []
    for read_only in (True, False):
        opened = open_workspace(str(workspace.path), read_only=read_only)
        ensure_scores(opened, SINCE, AS_OF)
        with opened.reading() as session:
            reports.append(load_changes(session, [group], SINCE, AS_OF))
            kept_days = session.exec(select(tables.ScoreDay.browsable, tables.ScoreDay.stale)).all()
        opened.close()
        assert (False, True) not in kept_days
    workspace.close()
    (found,) = reports[0].groups
    assert found.changes.engagement == ScoreMove(0, 59)  # the root of the root of 4 of 32
    assert reports[0] == reports[1]
