from __future__ import annotations

from datetime import date
from math import sqrt

import pytest
from sqlmodel import Session

from bgdetails.rules.engagement import group_raw, role_shares
from bgdetails.store import tables
from bgdetails.store.times import to_day
from bgdetails.views.explain_group import explain_group
from bgdetails.views.explain_person import explain_person
from bgdetails.views.explanations import NotCounted
from bgdetails.views.values import Named
from tests.factory import AS_OF, Factory, at
from tests.views.kept import keep_scores


def test_the_worked_explanation_of_a_person(session: Session, make: Factory) -> None:
    """The example of docs/formats.md: 37 and 15 page views, 3 opened e-mails, a largest root of 5."""
    dana = make.person("Dana Moss", public_id="p-1")
    ana = make.person("Ana Last", public_id="p-9")
    make.person("Zoe Last", public_id="p-10")
    make.activity(dana, "Page Views", at("2026-11-18T08:00:00+00:00"), times=37)
    make.activity(dana, "Page Views", at("2026-11-19T08:00:00+00:00"), times=15)
    make.activity(dana, "Email Opened", at("2026-11-20T08:00:00+00:00"), times=3)
    make.activity(dana, "Email Sent", at("2026-11-20T07:00:00+00:00"), times=6)
    make.activity(dana, "Page Views", at("2026-10-21T23:59:59+00:00"))
    make.activity(ana, "Meeting Held", at("2026-11-01T08:00:00+00:00"))
    day = make.score_day(largest_weight_milli=90_000, largest_units=25 * 90_000)
    for person, units in ((dana, 1_490_000), (ana, 25 * 90_000)):
        session.add(tables.PersonScore(day=day, person_id=person, units=units))
    session.flush()
    explained = explain_person(session, dana, AS_OF)
    assert explained.window_from == date(2026, 10, 22)
    assert explained.engagement_score == pytest.approx(81.37703743822468)
    assert explained.raw == pytest.approx(16.555555555555557)
    assert explained.root == pytest.approx(4.068851871911234)
    assert (explained.largest_root, explained.largest_root_person) == (5.0, Named("p-9", "Ana Last"))
    assert (explained.largest_weight, explained.largest_weight_type) == (90.0, "Meeting Held")
    assert [(p.day.day, p.type, p.count, p.counted, p.capped, p.weight) for p in explained.parts] == [
        (18, "Page Views", 37, 20, 17, 40.0),
        (19, "Page Views", 15, 15, 0, 40.0),
        (20, "Email Opened", 3, 3, 0, 30.0),
    ]
    points = [43.69236909434882, 32.76927682076161, 4.915391523114242]
    assert [part.points for part in explained.parts] == pytest.approx(points)
    assert explained.not_counted == (NotCounted("Email Sent", 6, "weight 0"),)


def test_of_several_largest_the_first_by_name(session: Session, make: Factory) -> None:
    zoe, ana = make.person("Zoe"), make.person("ana", public_id="p-ana")
    make.activity_type("Attend Event")
    make.activity(zoe, "Register for Event", at("2026-11-20T08:00:00+00:00"))
    make.activity(zoe, "Interesting Moment", at("2026-11-20T08:00:00+00:00"))
    make.activity(make.person(hidden=True), "Attend Event", at("2026-11-20T08:00:00+00:00"))
    day = make.score_day(largest_weight_milli=60_000, largest_units=120_000)
    for person in (zoe, ana):
        session.add(tables.PersonScore(day=day, person_id=person, units=120_000))
    session.flush()
    explained = explain_person(session, zoe, AS_OF)
    assert explained.largest_weight_type == "Interesting Moment"
    assert explained.largest_root_person == Named("p-ana", "ana")


def test_where_nobody_was_active_nothing_is_largest(session: Session, make: Factory) -> None:
    person = make.person()
    make.score_day()
    explained = explain_person(session, person, AS_OF)
    assert (explained.engagement_score, explained.raw, explained.largest_root) == (0.0, 0.0, 0.0)
    assert explained.largest_root_person is None
    assert explained.largest_weight_type is None
    assert explained.parts == explained.not_counted == ()


def test_the_parts_of_a_group_are_all_of_its_members(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest(), "Explained", public_id="bg-1")
    people = {
        "Dana": ("Decision Maker", 52.0),
        "Idle": ("Practitioner", 0.0),
        "Else": ("Gatekeeper", 90.0),
        "Bo": ("Champion", 28.0),
    }
    ids = {name: make.person(name, public_id=f"p-{name}") for name in people}
    for name, (role, _) in people.items():
        make.member(group, ids[name], role)
    shares = role_shares({"dm": 100, "ch": 80, "pr": 60})
    raw = group_raw([(52.0, shares["dm"]), (28.0, shares["ch"])])
    keep_scores(session, {ids[name]: value for name, (_, value) in people.items()}, {group: 0})
    # 1,000 is the root of the largest units, of which a score is a hundredth.
    session.get_one(tables.GroupScore, (to_day(AS_OF), group)).raw = raw * 10
    session.get_one(tables.ScoreDay, to_day(AS_OF)).largest_raw = raw * 40
    session.flush()
    explained = explain_group(session, group, AS_OF)
    assert explained.engagement_score == pytest.approx(50.0)
    assert explained.raw == pytest.approx(raw)
    assert explained.root == pytest.approx(sqrt(raw))
    assert explained.largest_root == pytest.approx(2 * sqrt(raw))
    assert explained.largest_root_group == Named("bg-1", "Explained")
    assert [(part.name, part.note) for part in explained.parts] == [
        ("Dana", None),
        ("Bo", None),
        ("Else", "role not in the template"),
        ("Idle", None),
    ]
    assert sum(part.points for part in explained.parts) == pytest.approx(50.0)
    assert [(role.role, role.members, round(role.share, 6)) for role in explained.roles] == [
        ("Executive Steering Committee", 0, 0.0),
        ("Decision Maker", 1, 0.416667),
        ("Champion", 1, 0.333333),
        ("Influencer", 0, 0.0),
        ("Practitioner", 1, 0.25),
    ]
    assert explained.missing_roles == ("Influencer",)
    assert explained.short_roles == ("Decision Maker",)
