"""Over random workspaces: parts add up to the scores that the refresh keeps, and every page shows the same score."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bgdetails.refresh.run import refresh
from bgdetails.views.account import load_account
from bgdetails.views.contacts import load_contacts
from bgdetails.views.explain_group import explain_group
from bgdetails.views.explain_person import explain_person
from bgdetails.views.group import load_group
from bgdetails.views.members import load_members
from bgdetails.views.person import load_person
from tests.factory import AS_OF, Factory, days_before, new_workspace

TYPES = ("Page Views", "Email Opened", "Meeting Held", "Email Sent", "Trade Fair")
ROLES = ("Decision Maker", "Practitioner", "Champion", "Gatekeeper")
PEOPLE = 5

activities = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1), st.sampled_from(TYPES), st.sampled_from((-1, 0, 1, 29, 30, 77)), st.integers(1, 25)
    ),
    max_size=12,
)
memberships = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, PEOPLE - 1), st.sampled_from(ROLES)),
    max_size=8,
    unique_by=lambda each: each[:2],
)


@given(activities, memberships)
@settings(max_examples=15, deadline=None)
def test_parts_add_up_and_pages_agree(
    done: list[tuple[int, str, int, int]], members: list[tuple[int, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        with workspace.writing() as session:
            account, people, groups = _fill(Factory(session), done, members)
            refresh(session, AS_OF)
            _check(session, account, people, groups)
        workspace.close()


def _fill(
    make: Factory, done: list[tuple[int, str, int, int]], members: list[tuple[int, int, str]]
) -> tuple[int, list[int], list[int]]:
    make.activity_type("Trade Fair", 77.5)
    account, interest = make.account(), make.interest()
    people = [make.person(account=account) for _ in range(PEOPLE)]
    groups = [make.group(account, interest, f"Group {number}") for number in range(2)]
    for group, person, role in members:
        make.member(groups[group], people[person], role)
    for person, type_name, age, times in done:
        make.activity(people[person], type_name, days_before(age), times=times)
    return account, people, groups


def _check(session: Session, account: int, people: list[int], groups: list[int]) -> None:
    contacts = {contact.id: contact.engagement_score for contact in load_contacts(session, account, AS_OF)}
    for person in people:
        explained = explain_person(session, person, AS_OF)
        score = load_person(session, person, AS_OF).engagement_score
        assert 0 <= score <= 100
        assert explained.engagement_score == score == contacts[explained.id]
        assert sum(part.points for part in explained.parts) == pytest.approx(score, abs=1e-6)
        if explained.largest_root:
            assert 100 * explained.root / explained.largest_root == pytest.approx(score, abs=1e-6)
    cards = {card.id: card for card in load_account(session, account, AS_OF).groups}
    for group in groups:
        explained_group, page = explain_group(session, group, AS_OF), load_group(session, group, AS_OF)
        assert 0 <= page.engagement_score <= 100
        assert explained_group.engagement_score == page.engagement_score == cards[page.id].engagement_score
        assert page.completeness_score == explained_group.completeness_score == cards[page.id].completeness_score
        assert sum(part.points for part in explained_group.parts) == pytest.approx(page.engagement_score, abs=1e-6)
        assert len(explained_group.parts) == page.member_count == len(load_members(session, group, AS_OF))
        assert page.trend[-1].engagement_score == page.engagement_score
        if explained_group.largest_root:
            ratio = explained_group.root / explained_group.largest_root
            assert 100 * ratio == pytest.approx(page.engagement_score, abs=1e-6)
