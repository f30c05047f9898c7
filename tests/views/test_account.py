from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from bgdetails.store import tables
from bgdetails.views.account import load_account
from bgdetails.views.contacts import contact_order, load_contacts, some_contacts
from bgdetails.views.coverage_people import LISTED, load_coverage_people
from bgdetails.views.values import Named, SubjectGone, Touch
from tests.factory import AS_OF, Factory, at
from tests.views.kept import keep_scores


def test_groups_are_by_score_then_name(session: Session, make: Factory) -> None:
    account, interest = make.account(), make.interest()
    groups = {name: make.group(account, interest, name) for name in ("beta", "Alpha", "Top")}
    make.group(make.account(), interest, "Elsewhere")
    keep_scores(session, groups={groups["Top"]: 80, groups["beta"]: 20, groups["Alpha"]: 20})
    assert [card.name for card in load_account(session, account, AS_OF).groups] == ["Top", "Alpha", "beta"]


def test_coverage_counts_different_people_by_interest_and_role(session: Session, make: Factory) -> None:
    account = make.account()
    small = make.template("Small", [("User", 60, 1, True), ("Sponsor", 60, 1, False)])
    wide = make.template("Wide", [("Buyer", 60, 1, True), ("user", 60, 1, True)])
    first, second = make.interest("First", small), make.interest("Second", wide)
    groups = [make.group(account, first, "A"), make.group(account, first, "B"), make.group(account, second, "C")]
    twice, once, outsider = make.person(account=account), make.person(account=account), make.person()
    for group, person, role in (
        (groups[0], twice, "User"),
        (groups[1], twice, "User"),
        (groups[1], once, "User"),
        (groups[2], outsider, "User"),
        (groups[2], once, "Unheard of"),
    ):
        make.member(group, person, role)
    keep_scores(session, groups={groups[0]: 90, groups[1]: 80, groups[2]: 70})
    coverage = load_account(session, account, AS_OF).contact_coverage
    assert coverage.interests == ("First", "Second")
    assert coverage.roles == ("User", "Sponsor", "Buyer")
    assert coverage.cells == ((2, 0, None), (1, None, 0))
    assert coverage.required_and_empty == {("Second", "Buyer")}


def test_overlap_is_by_number_of_groups_then_score_then_name(session: Session, make: Factory) -> None:
    account, interest = make.account(), make.interest()
    groups = [make.group(account, interest, f"Group {number}") for number in range(3)]
    people = {name: make.person(name, account) for name in ("Three Groups", "Two B", "Two A", "One Only", "Two High")}
    stranger = make.person("Not Here")
    for name, count in (("Three Groups", 3), ("Two B", 2), ("Two A", 2), ("One Only", 1), ("Two High", 2)):
        for group in groups[:count]:
            make.member(group, people[name], "Champion")
    for group in groups:
        make.member(group, stranger, "Champion")
    keep_scores(session, {people["Two High"]: 50}, {groups[1]: 90, groups[0]: 10})
    overlap = load_account(session, account, AS_OF).contact_overlap
    assert [person.name for person in overlap] == ["Three Groups", "Two High", "Two A", "Two B"]
    assert [group.name for group in overlap[0].groups] == ["Group 1", "Group 0", "Group 2"]
    assert overlap[0].groups[0].role == "Champion"


def test_opportunities_are_open_first_then_by_close_date(session: Session, make: Factory) -> None:
    account = make.account()
    for name, closes, closed in (
        ("closed early", "2026-01-01", True),
        ("no date", None, False),
        ("Beta", "2026-12-01", False),
        ("alpha", "2026-12-01", None),
        ("sooner", "2026-11-01", False),
    ):
        make.opportunity(account, name, close_date=closes, is_closed=closed)
    keep_scores(session)
    lines = load_account(session, account, AS_OF).opportunities
    assert [line.name for line in lines] == ["sooner", "alpha", "Beta", "no date", "closed early"]
    assert lines[0].close_date == date(2026, 11, 1)
    assert lines[1].is_closed is None


def test_the_facts_of_an_account(session: Session, make: Factory) -> None:
    parent = make.account("Holding", public_id="a-parent")
    account = make.account("Acme", parent_id=parent, employees=12.0, owner="Ola Owner")
    active, quiet = make.person(account=account), make.person(account=account)
    make.person(account=account, hidden=True)
    held = at("2026-11-18T12:00:00+00:00")
    make.activity(active, "Meeting Held", held)
    make.activity(quiet, "Sales Email", held - timedelta(days=3))
    keep_scores(session, {active: 50})
    page = load_account(session, account, AS_OF)
    assert page.parent == Named("a-parent", "Holding")
    assert (page.employees, page.owner) == (12.0, "Ola Owner")
    assert (page.overview.people, page.active_people) == (2, 1)
    assert page.last_touch == Touch("Meeting Held", held, None)
    assert page.next_touch is None


def test_contacts_are_everybody_by_score(session: Session, make: Factory) -> None:
    account, interest = make.account(), make.interest()
    groups = [make.group(account, interest, "A"), make.group(account, interest, "B", hidden=True)]
    second = make.person("bo moss", account)
    make.person("Ana Moss", account)
    make.person("Elsewhere Moss")
    make.person("Hidden Moss", account, hidden=True)
    for group in groups:
        make.member(group, second, "Champion")
        make.member(group, second, "Influencer")
    keep_scores(session, {second: 20})
    contacts = load_contacts(session, account, AS_OF)
    assert [(contact.name, contact.groups, contact.engagement_level) for contact in contacts] == [
        ("bo moss", 1, "Low"),
        ("Ana Moss", 0, "None"),
    ]


def test_the_order_of_contacts_is_not_asked_of_what_an_import_left_outdated(session: Session, make: Factory) -> None:
    account = make.account()
    make.person("Ana Moss", account)
    keep_scores(session)
    workspace = session.get_one(tables.Workspace, 1)
    order = contact_order(session, account, AS_OF)
    assert order is not None
    assert some_contacts(session, order, AS_OF) == load_contacts(session, account, AS_OF)
    workspace.scores_outdated = True
    session.flush()
    assert contact_order(session, account, AS_OF) is None
    assert contact_order(session, make.account("Newcomer"), AS_OF) is None


def test_a_hidden_account_is_gone(session: Session, make: Factory) -> None:
    account = make.account(hidden=True)
    keep_scores(session)
    with pytest.raises(SubjectGone, match="account"):
        load_account(session, account, AS_OF)


def test_the_people_of_a_coverage_cell(session: Session, make: Factory) -> None:
    account = make.account()
    first, second = make.interest("First"), make.interest("Second")
    groups = [make.group(account, first, "B"), make.group(account, first, "A"), make.group(account, second, "C")]
    both, late = make.person("Both Groups", account, title="CFO"), make.person("Late Comer", account)
    for group in groups:
        make.member(group, both, "Champion")
    make.member(groups[0], late, "Influencer", added_at=date(2026, 11, 1))
    make.member(groups[0], late, "champion", added_at=date(2026, 11, 2))
    seen = at("2026-11-10T12:00:00+00:00")
    make.activity(both, "Page Views", seen)
    make.activity(both, "Email Sent", at("2026-11-12T12:00:00+00:00"))
    keep_scores(session, {late: 70})
    people, count = load_coverage_people(session, account, "first", "Champion", AS_OF)
    assert count == 2
    assert [(person.name, person.engagement_level, person.last_activity_at) for person in people] == [
        ("Late Comer", "High", None),
        ("Both Groups", "None", seen),
    ]
    assert [group.name for group in people[1].groups] == ["A", "B"]
    assert load_coverage_people(session, account, "First", "Influencer", AS_OF) == ((), 0)


def test_of_many_people_in_a_cell_the_first_are_listed(session: Session, make: Factory) -> None:
    account = make.account()
    group = make.group(account, make.interest("First"))
    people = [make.person(f"P {number:03}", account) for number in range(LISTED + 20)]
    for person in people:
        make.member(group, person, "Champion")
    keep_scores(session, {person: 10 + number // 50 for number, person in enumerate(people)})
    listed, count = load_coverage_people(session, account, "First", "Champion", AS_OF)
    names = [f"P {number:03}" for number in (*range(100, 120), *range(50, 100), *range(30))]
    assert ([person.name for person in listed], count) == (names, LISTED + 20)
    everybody, _ = load_coverage_people(session, account, "First", "Champion", AS_OF, most=None)
    assert ([person.name for person in everybody[:100]], len(everybody)) == (names, LISTED + 20)
