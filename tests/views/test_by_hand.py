"""What the overlays read: stages and their history, whom to assign, the log."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from bgdetails.store import tables
from bgdetails.store.times import to_day, to_micros
from bgdetails.views.actions import count_actions, load_actions
from bgdetails.views.assignable import load_assignable
from bgdetails.views.stage_choice import load_stage_choice
from bgdetails.views.values import RoleFill, SubjectGone
from bgdetails.views.what_if import what_if
from tests.factory import AS_OF, Factory, at, days_before
from tests.views.kept import keep_scores


def a_group(session: Session, make: Factory, stage: str | None) -> int:
    interest = make.interest("Cloud Backup", stage_model_id=make.stage_model())
    group = make.group(make.account("Acme"), interest, stage=stage)
    keep_scores(session, velocity=3, stagnant=True)
    return group


@pytest.mark.parametrize(
    ("stage", "allowed", "why"),
    [
        (None, ["Awareness"], ["entry stage", *["not an entry stage"] * 3, "success", "failure"]),
        ("Odd", ["Awareness"], ["entry stage", *["not an entry stage"] * 3, "success", "failure"]),
        (
            "evaluation",
            ["Decision"],
            ["a step back", "a step back", "where it is now", "a step forward", "success", "failure"],
        ),
        ("Purchased", [], [*["a step back"] * 4, "where it is now", "failure"]),
    ],
)
def test_stages_are_allowed_for_a_reason(
    session: Session, make: Factory, stage: str | None, allowed: list[str], why: list[str]
) -> None:
    choice = load_stage_choice(session, a_group(session, make, stage), AS_OF)
    assert [option.stage for option in choice.options if option.allowed] == allowed
    assert [option.why for option in choice.options] == why
    assert all(bool(option.refusal) != option.allowed for option in choice.options)
    assert (choice.stage, choice.velocity, choice.stagnant) == (stage, 3, True)


def test_the_way_is_told_backwards(session: Session, make: Factory) -> None:
    group = a_group(session, make, "Interest")
    for start, end, day in ((None, "Awareness", 9), ("Awareness", "Interest", 2)):
        moment = to_micros(at(f"2026-11-{day:02d}T12:00:00+00:00"))
        session.add(tables.StageChange(group_id=group, from_stage=start, to_stage=end, at=moment))
    session.flush()
    steps = load_stage_choice(session, group, AS_OF).steps
    assert [(step.from_stage, step.to_stage) for step in steps] == [(None, "Awareness"), ("Awareness", "Interest")]
    assert steps[0].at == at("2026-11-09T12:00:00+00:00")


def test_without_a_model_there_is_nothing_to_choose(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    keep_scores(session)
    choice = load_stage_choice(session, group, AS_OF)
    assert (choice.options, choice.stage_model) == ((), None)
    with pytest.raises(SubjectGone):
        load_stage_choice(session, 4711, AS_OF)


def test_only_others_of_the_account_can_be_assigned(session: Session, make: Factory) -> None:
    acme, zeta = make.account("Acme"), make.account("Zeta")
    group = make.group(acme, make.interest())
    ana, ben, cleo, dan, _ = (make.person(name, acme) for name in ("Ana", "Ben", "Cleo", "Dan", "Eve"))
    make.person("Gone", acme, hidden=True)
    make.person("Elsewhere", zeta)
    make.member(group, ana, "Champion")
    make.member(group, ben, "Champion", removed_at=days_before(1))
    make.member(group, cleo, "Champion", added_at=days_before(-1))
    keep_scores(session, {dan: 40.0, ben: 0.4})
    people = load_assignable(session, group, AS_OF)
    assert [(each.name, each.engagement_level) for each in people] == [
        ("Dan", "Medium"),
        ("Ben", "None"),
        ("Cleo", "None"),
        ("Eve", "None"),
    ]


def test_what_was_done_together_is_one_line_and_the_last_comes_first(session: Session, make: Factory) -> None:
    acme = make.account("Acme")
    group = make.group(acme, make.interest("Cloud Backup"))
    people = [make.person(name, acme) for name in ("Ana", "Ben", "Cleo", "Dan")]
    values = {"day": to_day(AS_OF), "group_id": group, "moment": 0, "touched": "{}"}
    told = [
        {"batch": 1, "kind": "stage", "before": None, "after": "Awareness", "at": 1_000_000},
        *({"batch": 2, "kind": "assign", "person_id": each, "after": "Champion", "at": 2_000_000} for each in people),
        {"batch": 6, "kind": "role", "person_id": people[0], "before": "Champion", "after": "Other", "at": 3_000_000},
        {"batch": 7, "kind": "remove", "person_id": people[1], "before": "Other", "at": 4_000_000, "undone_at": 5},
    ]
    for each in told:
        session.add(tables.LoggedAction(**{**values, **each}))
        session.flush()
    lines = load_actions(session)
    assert [line.said for line in lines] == [
        "Removed Ben from Cloud Backup for Acme",
        "Cloud Backup for Acme: Ana is now Other, before Champion",
        "Assigned 4 people to Cloud Backup for Acme as Champion",
        "Cloud Backup for Acme: from no stage to Awareness",
    ]
    assert [line.undone_at is not None for line in lines] == [True, False, False, False]
    assert len(load_actions(session, most=2)) == 2
    assert count_actions(session) == len(load_actions(session, most=None)) == len(lines)


def test_completeness_as_it_would_be() -> None:
    roles = [RoleFill("Decision Maker", 100, 2, 1, 50.0, True, 1.0), RoleFill("Champion", 80, 1, 0, 0.0, True, 0.0)]
    then = what_if(roles, ["decision maker"], ["CHAMPION"])
    assert (then.now, then.then, then.missing) == (25.0, 50.0, ("Decision Maker",))
    assert what_if([], ["Other"]).now is None
