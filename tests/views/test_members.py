from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bgdetails.rules.membership import current
from bgdetails.store import tables
from bgdetails.views.group import load_group
from bgdetails.views.members import load_members
from bgdetails.views.values import SubjectGone
from tests.factory import AS_OF, Factory, at, end_of
from tests.views.kept import keep_scores

END = datetime(2026, 11, 20, 23, 59, 59, 999999, tzinfo=UTC)


def test_members_are_ranked_by_score_then_name_then_id(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    people = {
        name: make.person(name, public_id=public_id)
        for name, public_id in (("Zoe Moss", "p-1"), ("ana moss", "p-9"), ("Ana Moss", "p-2"), ("Bo Low", "p-3"))
    }
    for person in people.values():
        make.member(group, person, "Influencer")
    keep_scores(session, {people["Zoe Moss"]: 40, people["ana moss"]: 40, people["Ana Moss"]: 40, people["Bo Low"]: 90})
    assert [member.id for member in load_members(session, group, AS_OF)] == ["p-3", "p-2", "p-9", "p-1"]


def test_the_two_rows_of_cards_share_nobody(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    scores: dict[int, float] = {}
    for number in range(5):
        person = make.person(f"Decider {number}")
        make.member(group, person, "decision maker")
        scores[person] = 50 + number
    for number in range(2):
        person = make.person(f"Other {number}")
        make.member(group, person, "Champion")
        scores[person] = 10 + number
    keep_scores(session, scores)
    page = load_group(session, group, AS_OF)
    assert [card.name for card in page.decision_makers] == ["Decider 4", "Decider 3", "Decider 2"]
    assert [card.name for card in page.top_engaged_members] == ["Decider 1", "Decider 0", "Other 1"]
    assert page.has_decision_maker_role
    assert page.member_count == 7


def test_a_role_outside_the_template_is_listed_and_scored_nowhere(session: Session, make: Factory) -> None:
    template = make.template("Only users", [("User", 60, 1, True)])
    group = make.group(make.account(), make.interest(template=template))
    make.member(group, make.person("Uma User"), "User")
    make.member(group, make.person("Ada Else"), "Sponsor")
    keep_scores(session)
    page = load_group(session, group, AS_OF)
    assert {card.name: card.in_template for card in page.top_engaged_members} == {"Uma User": True, "Ada Else": False}
    assert not page.has_decision_maker_role
    assert page.decision_makers == ()
    assert [(fill.role, fill.assigned, fill.share) for fill in page.roles] == [("User", 1, 1.0)]


@pytest.mark.parametrize(
    ("added", "removed", "holds"),
    [
        (None, None, True),
        (END, None, True),
        (END + timedelta(microseconds=1), None, False),
        (None, END, False),
        (None, END + timedelta(microseconds=1), True),
    ],
)
def test_a_membership_holds_at_the_end_of_the_day(
    session: Session, make: Factory, added: datetime | None, removed: datetime | None, holds: bool
) -> None:
    group = make.group(make.account(), make.interest())
    make.member(group, make.person(), "Champion", added_at=added, removed_at=removed)
    keep_scores(session)
    assert len(load_members(session, group, AS_OF)) == holds


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.none() | st.integers(-3, 3),
            st.none() | st.integers(-3, 3),
            st.sampled_from(["Champion", "Influencer", "Other"]),
        ),
        max_size=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_the_query_takes_the_membership_that_the_rule_takes(
    session: Session, rows: list[tuple[int, int | None, int | None, str]]
) -> None:
    with _undone(session):
        make = Factory(session)
        group = make.group(make.account(), make.interest())
        people = [make.person() for _ in range(3)]
        for person, *moments, role in rows:
            added, removed = (None if offset is None else end_of() + offset for offset in moments)
            make.member(group, people[person], role, added_at=added, removed_at=removed)
        keep_scores(session)
        stored: list[Any] = sorted(session.exec(select(tables.Membership)).all(), key=lambda row: row.id or 0)
        expected = {row.person_id: row.role for row in current(stored, end_of())}
        names = {session.get_one(tables.Person, person).public_id: role for person, role in expected.items()}
        assert {member.id: member.role for member in load_members(session, group, AS_OF)} == names


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    """What is written in the block is gone after it."""
    before = session.begin_nested()
    try:
        yield
    finally:
        before.rollback()


def test_new_members_are_those_of_the_window(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    for when in ("2026-10-21T23:59:59+00:00", "2026-10-22T00:00:00+00:00", "2026-11-20T23:00:00+00:00"):
        make.member(group, make.person(), "Champion", added_at=at(when))
    make.member(group, make.person(), "Champion")
    keep_scores(session)
    assert load_group(session, group, AS_OF).new_members == 2


def test_hidden_people_are_no_members(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    make.member(group, make.person(hidden=True), "Champion")
    keep_scores(session)
    assert load_members(session, group, AS_OF) == ()


def test_a_phone_is_the_phone_else_the_mobile(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    make.member(group, make.person("A A", phone="1", mobile="2"), "Champion")
    make.member(group, make.person("B B", mobile="3"), "Champion")
    keep_scores(session)
    assert [member.phone for member in load_members(session, group, AS_OF)] == ["1", "3"]


def test_a_group_that_is_gone_says_so(session: Session) -> None:
    with pytest.raises(SubjectGone, match="This group is not in the workspace any more"):
        load_members(session, 4711, AS_OF)
    with pytest.raises(SubjectGone):
        load_group(session, 4711, AS_OF)
