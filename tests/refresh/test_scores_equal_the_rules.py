"""The scores that SQL leaves in the store are those that the pure functions of the rules give."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bgdetails.refresh.run import refresh
from bgdetails.rules.completeness import group_completeness
from bgdetails.rules.engagement import TREND_DAYS, WINDOW_DAYS, group_raw, person_units, role_shares
from bgdetails.rules.membership import current
from bgdetails.store import tables
from bgdetails.store.times import end_of_day, start_of_day, to_day
from tests.factory import AS_OF, ROLES, Factory, new_workspace

DAY = to_day(AS_OF)
TYPES = {"Meeting Held": 90, "Page Views": 40, "Email Opened": 30, "Email Sent": 0, "Odd": 12.345}
PEOPLE, GROUPS = 6, 3


@dataclass(frozen=True, slots=True)
class Fill:
    role: str
    assigned: int
    required: int
    required_for_completeness: bool


moments = st.one_of(st.none(), st.integers(start_of_day(DAY - 90), end_of_day(DAY + 3)))
edges = st.sampled_from([each(DAY - before) for before in (*TREND_DAYS, -1) for each in (start_of_day, end_of_day)])
activities = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1), st.sampled_from(sorted(TYPES)), st.integers(DAY - 110, DAY + 2), st.integers(1, 25)
    ),
    max_size=25,
)
memberships = st.lists(
    st.tuples(
        st.integers(0, GROUPS - 1),
        st.integers(0, PEOPLE - 1),
        st.sampled_from([*(role[0] for role in ROLES), "decision maker", "Stranger"]),
        st.one_of(moments, edges),
        st.one_of(st.none(), moments, edges),
    ),
    max_size=20,
)


def expected_units(session: Session, day: int) -> dict[int, int]:
    types = {row.id: row for row in session.exec(select(tables.ActivityType))}
    hidden = set(session.exec(select(tables.Person.id).where(tables.Person.hidden)))
    counts: defaultdict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for row in session.exec(select(tables.ActivityDay)):
        if day - WINDOW_DAYS < row.day <= day and row.person_id not in hidden:
            counts[row.person_id][row.day, types[row.type_id].name_key] = row.n
    weights = {row.name_key: row.weight_milli for row in types.values()}
    units = {person: person_units(of_person, weights) for person, of_person in counts.items()}
    return {person: number for person, number in units.items() if number}


def expected_group(
    session: Session, group: int, units: dict[int, int], day: int
) -> tuple[float, float | None, int, dict[str, int]]:
    hidden = set(session.exec(select(tables.Person.id).where(tables.Person.hidden)))
    rows = session.exec(
        select(tables.Membership).where(tables.Membership.group_id == group).order_by(tables.Membership.id)
    ).all()
    members: Sequence[tables.Membership] = current(
        [row for row in rows if row.person_id not in hidden], end_of_day(day)
    )
    assigned: defaultdict[str, int] = defaultdict(int)
    for member in members:
        assigned[member.role_key] += 1
    shares = role_shares({role.casefold(): weight for role, weight, _, _ in ROLES if assigned[role.casefold()]})
    raw = group_raw((sqrt(units.get(row.person_id, 0)), shares.get(row.role_key, 0.0)) for row in members)
    fills = [Fill(role, assigned[role.casefold()], required, counts) for role, _, required, counts in ROLES]
    return raw, group_completeness(fills), len(members), dict(assigned)


@settings(
    max_examples=25,
    deadline=None,
    # Each example is a workspace of its own: making a failing one smaller would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(activities, memberships, st.sets(st.integers(0, PEOPLE - 1), max_size=2), st.randoms(use_true_random=False))
def test_the_store_agrees_with_the_rules(
    acts: list[tuple[int, str, int, int]],
    members: list[tuple[int, int, str, int | None, int | None]],
    hidden: set[int],
    order: random.Random,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        with workspace.writing() as session:
            fill(session, acts, members, hidden, order)
            refresh(session, AS_OF)
            compare(session)
            # Again, over what is kept: the way of a stale day.
            session.connection().exec_driver_sql("UPDATE score_day SET stale = 1")
            session.connection().exec_driver_sql("UPDATE person_score SET units = units + person_id % 2")
            refresh(session, AS_OF)
            compare(session)
        workspace.close()


def fill(
    session: Session,
    acts: list[tuple[int, str, int, int]],
    members: list[tuple[int, int, str, int | None, int | None]],
    hidden: set[int],
    order: random.Random,
) -> None:
    make = Factory(session)
    account, interest = make.account("Acme"), make.interest()
    people = [
        make.person(f"P {number}", account if number % 2 else None, hidden=number in hidden) for number in range(PEOPLE)
    ]
    groups = [make.group(account, interest) for _ in range(GROUPS)]
    for name, weight in TYPES.items():
        make.activity_type(name, weight)
    order.shuffle(acts)
    for person, name, day, times in acts:
        make.activity(people[person], name, start_of_day(day), times)
    for group, person, role, added, removed in members:
        make.member(groups[group], people[person], role, added_at=added, removed_at=removed)


def compare(session: Session) -> None:
    for before in TREND_DAYS:
        day = DAY - before
        units = expected_units(session, day)
        kept = session.connection().exec_driver_sql(f"SELECT person_id, units FROM person_score WHERE day = {day}")
        assert {person: number for person, number in kept} == units  # noqa: C416 - a result is no pair of columns
        scale = session.get_one(tables.ScoreDay, day)
        assert scale.largest_units == max(units.values(), default=0)
        raws = []
        for score in session.exec(select(tables.GroupScore).where(tables.GroupScore.day == day)).all():
            raw, completeness, count, assigned = expected_group(session, score.group_id, units, day)
            raws.append(score.raw)
            assert score.raw == pytest.approx(raw, abs=1e-8)
            assert score.completeness == pytest.approx(completeness, abs=1e-9)
            assert score.member_count == count
            if day == DAY:
                roles = session.exec(select(tables.GroupRole).where(tables.GroupRole.group_id == score.group_id)).all()
                assert {row.role_key: row.assigned for row in roles if row.assigned} == {
                    key: number
                    for key, number in assigned.items()
                    if number and key in {role.casefold() for role, *_ in ROLES}
                }
        assert len(raws) == GROUPS
        assert scale.largest_raw == max(raws)
