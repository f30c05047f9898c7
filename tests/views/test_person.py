from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from bgdetails.store import tables
from bgdetails.views.member import load_member_details
from bgdetails.views.person import load_person
from bgdetails.views.values import Named, SubjectGone, Touch
from tests.factory import AS_OF, Factory, at, days_before
from tests.views.kept import keep_scores

NOON = at("2026-11-18T12:00:00+00:00")


def test_recent_activities_leave_out_what_was_done_to_the_person(session: Session, make: Factory) -> None:
    person = make.person()
    make.activity(person, "Page Views", NOON, external_id="b", asset="Pricing")
    make.activity(person, "Interesting Moment", NOON, external_id="a", moment_type="Web", description="Asked")
    make.activity(person, "Email Opened", NOON - timedelta(hours=1))
    make.activity(person, "Email Sent", NOON + timedelta(hours=1))
    make.activity(person, "Page Views", at("2026-11-21T00:00:00+00:00"))
    keep_scores(session)
    details = load_member_details(session, person, AS_OF)
    assert [(line.type, line.at) for line in details.recent_activities] == [
        ("Interesting Moment", NOON),
        ("Page Views", NOON),
    ]
    assert details.recent_activities[1].asset == "Pricing"
    page = load_person(session, person, AS_OF)
    assert [(line.type, line.done_to_person) for line in page.activities] == [
        ("Email Sent", True),
        ("Interesting Moment", False),
        ("Page Views", False),
        ("Email Opened", False),
    ]


def test_a_person_page_has_the_twenty_latest(session: Session, make: Factory) -> None:
    person = make.person()
    make.activity(person, "Page Views", NOON, times=25)
    keep_scores(session)
    activities = load_person(session, person, AS_OF).activities
    assert len(activities) == 20
    assert activities[0].at == NOON + timedelta(seconds=24)


def test_the_last_moment_is_the_latest_up_to_the_day_ties_by_id(session: Session, make: Factory) -> None:
    person = make.person()
    end = at("2026-11-20T23:59:59.999999+00:00")
    for external_id, when in (("x9", end), ("x10", end), ("x0", end + timedelta(microseconds=1))):
        make.activity(person, "Interesting Moment", when, external_id=external_id, description=external_id)
    keep_scores(session)
    moment = load_member_details(session, person, AS_OF).last_interesting_moment
    assert moment is not None
    assert (moment.description, moment.at, moment.is_moment) == ("x10", end, True)


def test_other_groups_are_last_added_first_without_the_one_one_comes_from(session: Session, make: Factory) -> None:
    account, interest = make.account(), make.interest()
    person = make.person(account=account)
    added = {"Old": days_before(50), "New": days_before(1), "beta": None, "Alpha": None, "Here": days_before(2)}
    groups = {name: make.group(account, interest, name) for name in added}
    for name, when in added.items():
        make.member(groups[name], person, "Champion" if name == "Here" else "Influencer", added_at=when)
    make.member(make.group(account, interest, "Gone"), person, "Champion", removed_at=days_before(3))
    keep_scores(session)
    details = load_member_details(session, person, AS_OF, groups["Here"])
    assert [group.name for group in details.other_buying_groups] == ["New", "Old", "Alpha"]
    assert details.other_buying_group_count == 4
    assert details.role == "Champion"
    outside = load_member_details(session, person, AS_OF)
    assert [group.name for group in outside.other_buying_groups] == ["New", "Here", "Old"]
    assert outside.role is None


def test_a_persons_groups_are_by_score(session: Session, make: Factory) -> None:
    account, interest = make.account(), make.interest()
    person = make.person(account=account)
    groups = {name: make.group(account, interest, name) for name in ("Low", "High", "low again")}
    for group in groups.values():
        make.member(group, person, "Champion")
    keep_scores(session, groups={groups["Low"]: 10, groups["High"]: 90, groups["low again"]: 10})
    page = load_person(session, person, AS_OF)
    assert [(card.name, card.role) for card in page.groups] == [
        ("High", "Champion"),
        ("Low", "Champion"),
        ("low again", "Champion"),
    ]


def test_the_facts_of_a_person(session: Session, make: Factory) -> None:
    account = make.account("Castellan Insurance", public_id="a-1")
    boss = make.person("Bea Boss", public_id="p-boss")
    person = make.person(
        "Dana Moss", account, mobile="+1 555 0101", city="Oslo", country="NO", reports_to_id=boss, unsubscribed=False
    )
    keep_scores(session, {person: 33.5})
    page = load_person(session, person, AS_OF)
    assert page.account == Named("a-1", "Castellan Insurance")
    assert page.reports_to == Named("p-boss", "Bea Boss")
    assert (page.phone, page.location) == ("+1 555 0101", "Oslo, NO")
    assert page.unsubscribed is False
    assert page.email_invalid is None
    assert (round(page.engagement_score, 9), page.engagement_level) == (33.5, "Medium")
    assert [round(point.engagement_score, 9) for point in page.trend] == [33.5]


def test_a_person_without_an_account_is_a_page(session: Session, make: Factory) -> None:
    person = make.person()
    keep_scores(session)
    page = load_person(session, person, AS_OF)
    assert page.account is None
    assert page.location is None
    assert (page.engagement_score, page.engagement_level) == (0.0, "None")
    assert page.groups == page.activities == ()


def test_touches_have_their_owner(session: Session, make: Factory) -> None:
    person = make.person(account=make.account())
    session.add(tables.SourceName(kind="user", source="salesforce", external_id="005A", name="Ola Owner"))
    make.activity(person, "Call Connected", NOON, source="salesforce", attributes='{"OwnerId": "005A"}')
    make.activity(person, "Email Replied", NOON - timedelta(days=1), source="salesforce")
    make.activity(person, "Page Views", NOON + timedelta(hours=1))
    planned = at("2026-11-25T09:00:00+00:00")
    make.activity(person, "Meeting Held", planned, source="salesforce", attributes='{"OwnerId": "005B"}')
    keep_scores(session)
    page = load_person(session, person, AS_OF)
    assert page.last_touch == Touch("Call Connected", NOON, "Ola Owner")
    assert page.next_touch == Touch("Meeting Held", planned, "005B")


@pytest.mark.parametrize(
    ("attributes", "owner"),
    [
        ('{"OWNERID": "0055g0000000005AAA"}', "Ola Owner"),
        ('{"OwnerId": "0055g0000000005"}', "Ola Owner"),
        ('{"OwnerId": "", "Owner": "Somebody"}', "Somebody"),
        ('{"Priority": "High"}', None),
    ],
)
def test_the_owner_is_found_as_a_file_may_name_them(
    session: Session, make: Factory, attributes: str, owner: str | None
) -> None:
    person = make.person(account=make.account())
    session.add(tables.SourceName(kind="user", source="salesforce", external_id="0055g0000000005AAA", name="Ola Owner"))
    make.activity(person, "Sales Email", NOON, source="salesforce", attributes=attributes)
    keep_scores(session)
    assert load_person(session, person, AS_OF).last_touch == Touch("Sales Email", NOON, owner)


def test_a_touch_later_on_the_day_counts_and_one_of_the_next_day_is_planned(session: Session, make: Factory) -> None:
    person = make.person(account=make.account())
    late, early = at("2026-11-20T23:59:59+00:00"), at("2026-11-21T00:00:00+00:00")
    for when in (late, early, early + timedelta(days=3)):
        make.activity(person, "Meeting Held", when)
    make.activity(person, "Task", late)
    keep_scores(session)
    page = load_person(session, person, AS_OF)
    assert (page.last_touch, page.next_touch) == (Touch("Meeting Held", late), Touch("Meeting Held", early))


def test_a_hidden_person_is_gone(session: Session, make: Factory) -> None:
    person = make.person(hidden=True)
    keep_scores(session)
    with pytest.raises(SubjectGone, match="person"):
        load_person(session, person, AS_OF)
    with pytest.raises(SubjectGone):
        load_member_details(session, person, AS_OF)
