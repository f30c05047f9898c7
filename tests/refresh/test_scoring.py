"""docs/model.md, engagement and completeness: what a refresh leaves in the store."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt

import pytest
from sqlmodel import select

from bgdetails.refresh.run import refresh
from bgdetails.rules.engagement import score
from bgdetails.store import tables
from bgdetails.store.rules_rows import mark_days_stale
from bgdetails.store.times import from_micros, to_day
from tests.factory import AS_OF, at, days_before
from tests.refresh.conftest import World

DAY = to_day(AS_OF)


def units(world: World, day: int = DAY) -> dict[int, int]:
    rows = world.session.exec(select(tables.PersonScore).where(tables.PersonScore.day == day)).all()
    return {row.person_id: row.units for row in rows}


def scale(world: World, day: int = DAY) -> tuple[int, int]:
    row = world.session.get_one(tables.ScoreDay, day)
    return row.largest_weight_milli, row.largest_units


def group_score(world: World, group: int, day: int = DAY) -> tables.GroupScore | None:
    return world.session.get(tables.GroupScore, (day, group))


def given_group(world: World) -> tuple[int, int]:
    """A given group without members, and its account."""
    account = world.make.account("Acme", public_id="acme")
    return world.make.group(account, world.make.interest(), public_id="g"), account


@pytest.mark.parametrize(
    ("days", "counts"), [(0, True), (29, True), (30, False), (-1, False)], ids=["today", "first", "before", "tomorrow"]
)
def test_the_window_is_the_thirty_days_that_end_with_the_day(world: World, days: int, counts: bool) -> None:
    person = world.make.person("Ana Moss")
    world.make.activity(person, "Page Views", days_before(days))
    world.refresh()
    assert units(world) == ({person: 40_000} if counts else {})


def test_twenty_of_a_type_count_each_day(world: World) -> None:
    person = world.make.person("Ana Moss")
    world.make.activity(person, "Page Views", AS_OF, 37)
    world.make.activity(person, "Page Views", days_before(1), 15)
    world.refresh()
    assert units(world) == {person: 35 * 40_000}


def test_types_without_weight_count_nothing(world: World) -> None:
    world.make.activity(world.make.person("Ana Moss"), "Email Sent", AS_OF, 3)
    world.refresh()
    assert units(world) == {}
    assert scale(world) == (0, 0)


def test_people_without_account_count_for_the_types_and_the_largest_and_hidden_ones_for_nothing(world: World) -> None:
    ana, ben = world.make.person("Ana Moss"), world.make.person("Ben Low", hidden=True)
    world.make.activity(ana, "Email Opened", AS_OF)
    world.make.activity(ben, "Meeting Held", AS_OF, 5)
    world.refresh()
    assert units(world) == {ana: 30_000}
    assert scale(world) == (30_000, 30_000)


def test_a_change_of_weights_is_seen_by_the_next_refresh(world: World) -> None:
    person = world.make.person("Ana Moss")
    world.make.activity(person, "Page Views", AS_OF)
    world.refresh()
    world.rules('[scoring]\nweights = { "page views" = 12.5 }')
    world.refresh()
    assert units(world) == {person: 12_500}


def test_a_group_is_the_sum_of_its_members_by_role_shares(world: World) -> None:
    group, account = given_group(world)
    people = [world.make.person(f"P {number}", account) for number in range(4)]
    for person, role in zip(people, ("Decision Maker", "Influencer", "influencer", "Gardener"), strict=True):
        world.make.member(group, person, role)
    for person, times in zip(people, (4, 9, 0, 16), strict=True):
        world.make.activity(person, "Page Views", AS_OF, times)
    world.refresh()
    found = group_score(world, group)
    assert found is not None
    # Only roles that somebody has share; the Gardener is in no score but is counted.
    expected = sqrt(4 * 40_000) * 100 / 180 + sqrt(9 * 40_000) * 80 / 180
    assert found.raw == pytest.approx(expected, abs=1e-9)
    assert found.member_count == 4
    # Decision Maker 1 of 2, Influencer 2 of 1, Practitioner 0 of 1.
    assert found.completeness == pytest.approx(50)


def test_a_person_is_in_a_group_once_as_what_was_added_last(world: World) -> None:
    group, account = given_group(world)
    ana = world.make.person("Ana Moss", account)
    world.make.activity(ana, "Page Views", AS_OF)
    world.make.member(group, ana, "Decision Maker", added_at=at("2026-05-01T00:00:00"))
    world.make.member(group, ana, "Influencer", added_at=at("2026-06-01T00:00:00"))
    world.make.member(group, ana, "Practitioner")
    world.refresh()
    roles = world.session.exec(select(tables.GroupRole).where(tables.GroupRole.assigned > 0)).all()
    assert [row.role for row in roles] == ["Influencer"]
    assert group_score(world, group).member_count == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("added", "removed", "holds"),
    [
        (None, None, True),
        ("2026-11-20T23:59:59.999999", None, True),
        ("2026-11-21T00:00:00", None, False),
        (None, "2026-11-20T23:59:59.999999", False),
        (None, "2026-11-21T00:00:00", True),
    ],
)
def test_a_membership_holds_from_its_day_until_the_day_before_it_ends(
    world: World, added: str | None, removed: str | None, holds: bool
) -> None:
    group, account = given_group(world)
    times = {"added_at": at(added) if added else None, "removed_at": at(removed) if removed else None}
    world.make.member(group, world.make.person("Ana Moss", account), "Practitioner", **times)
    world.refresh()
    assert world.group_row("g").member_count == int(holds)


def test_a_group_without_members_has_no_completeness_only_where_no_role_is_required(world: World) -> None:
    account = world.make.account("Acme")
    world.make.group(account, world.make.interest(), public_id="empty")
    free = world.make.template("Free", [("Friend", 60, 1, False)])
    world.make.group(account, world.make.interest("Free", free), public_id="free")
    world.refresh()
    assert (world.group_row("empty").completeness, world.group_row("free").completeness) == (0, None)
    assert (world.group_row("empty").gaps, world.group_row("free").gaps) == (3000, None)


def test_hidden_members_and_groups_are_in_no_score(world: World) -> None:
    group, account = given_group(world)
    ana = world.make.person("Ana Moss", account, hidden=True)
    world.make.activity(ana, "Page Views", AS_OF)
    world.make.member(group, ana, "Decision Maker")
    other = world.make.group(account, world.make.interest("Other"), public_id="h", hidden=True)
    world.make.member(other, world.make.person("Ben Low", account), "Practitioner")
    world.refresh()
    assert world.group_row("g").member_count == 0
    assert group_score(world, other) is None


def test_the_trend_is_scored_as_if_each_day_were_the_day(world: World) -> None:
    group, account = given_group(world)
    ana, ben = world.make.person("Ana Moss", account), world.make.person("Ben Low", account)
    world.make.member(group, ana, "Decision Maker", removed_at=at("2026-11-10T00:00:00"))
    world.make.member(group, ben, "Practitioner", added_at=at("2026-11-10T00:00:00"))
    world.make.activity(ana, "Meeting Held", days_before(77))
    world.make.activity(ben, "Page Views", days_before(7))
    world.refresh()
    days = world.session.exec(select(tables.ScoreDay.day).order_by(tables.ScoreDay.day)).all()
    assert list(days) == [DAY - 77 + 7 * week for week in range(12)]
    assert scale(world, DAY - 77) == (90_000, 90_000)
    assert scale(world, DAY) == (40_000, 40_000)
    first, before, last = (group_score(world, group, DAY - each) for each in (77, 14, 0))
    assert first is not None
    assert before is not None
    assert last is not None
    assert (first.raw, before.raw, last.raw) == (pytest.approx(300), 0, pytest.approx(200))
    assert [round(each.completeness or 0, 6) for each in (first, last)] == [16.666667, 33.333333]


def test_the_browse_row_says_everything_in_one_row(world: World) -> None:
    model = world.make.stage_model()
    account = world.make.account("Acme", public_id="acme", owner="Dana", region="EMEA", industry="Retail")
    template = world.make.template()
    interest = world.make.interest("Cloud Backup", template, stage_model_id=model)
    group = world.make.group(
        account, interest, public_id="g", stage="interest", status="Hot", updated_at=at("2026-11-21T00:00:00")
    )
    ana = world.make.person("Ana Moss", account)
    world.make.member(group, ana, "Decision Maker", added_at=at("2026-11-02T00:00:00"))
    world.make.activity(ana, "Page Views", at("2026-11-19T10:00:00"))
    world.make.activity(ana, "Email Sent", at("2026-11-20T10:00:00"))
    world.make.activity(ana, "Page Views", at("2026-11-21T10:00:00"))
    world.refresh()
    row = world.group_row("g")
    assert (row.name, row.name_key, row.account_name) == ("Cloud Backup for Acme", "cloud backup for acme", "Acme")
    assert (row.stage, row.stage_key, row.stage_position, row.status_key) == ("interest", "interest", 1, "hot")
    assert (row.owner_key, row.region_key, row.industry_key) == ("dana", "emea", "retail")
    assert (row.missing, row.short, row.gaps) == ("Influencer\x1fPractitioner", "Decision Maker 1 of 2", 2001)
    assert from_micros(row.last_activity_at) == at("2026-11-19T10:00:00+00:00")
    assert from_micros(row.updated_at) == at("2026-11-02T00:00:00+00:00")
    assert row.rank == pytest.approx(200)


def test_the_latest_activity_is_found_also_before_the_window(world: World) -> None:
    group, account = given_group(world)
    ana, ben = world.make.person("Ana Moss", account), world.make.person("Ben Low", account)
    for person in (ana, ben):
        world.make.member(group, person, "Practitioner")
    world.make.activity(ana, "Page Views", at("2026-01-02T00:00:00"))
    world.make.activity(ben, "Webinar", at("2026-01-03T00:00:00"))
    world.refresh()
    assert from_micros(world.group_row("g").last_activity_at) == at("2026-01-03T00:00:00+00:00")


def test_last_updated_is_the_latest_of_the_group_and_its_memberships_up_to_the_day(world: World) -> None:
    account = world.make.account("Acme")
    interest = world.make.interest()
    group = world.make.group(
        account,
        interest,
        public_id="g",
        updated_at=at("2026-10-01T00:00:00"),
        stage_entered_at=at("2026-10-02T00:00:00"),
    )
    ana = world.make.person("Ana Moss", account)
    world.make.member(group, ana, "Champion", added_at=at("2026-10-03T00:00:00"), removed_at=at("2026-11-20T23:00:00"))
    world.make.member(group, ana, "Champion", added_at=at("2026-11-21T00:00:00"))
    world.make.group(account, interest, public_id="unknown")
    world.refresh()
    assert from_micros(world.group_row("g").updated_at) == at("2026-11-20T23:00:00+00:00")
    assert world.group_row("unknown").updated_at is None


def written(world: World) -> int:
    connection = world.session.connection().connection.driver_connection
    return connection.total_changes  # type: ignore[union-attr]


@pytest.mark.parametrize("stale", [False, True])
def test_a_refresh_without_change_writes_next_to_nothing(world: World, stale: bool) -> None:
    world.rules()
    for number in range(30):
        account = world.make.account(f"A {number}")
        person = world.make.person(f"P {number}", account, title="Director")
        world.make.activity(person, "Page Views", days_before(number), number % 4 + 1)
    world.refresh()
    if stale:
        mark_days_stale(world.session)
    before = written(world)
    refresh(world.session, AS_OF)
    # The row of the workspace, and for stale days the mark of each; temporary rows of people count, too.
    temporary = sum(len(units(world, DAY - 7 * week)) for week in range(12)) if stale else 0
    assert written(world) - before - temporary <= 1 + 2 * 12 * stale


def test_a_refresh_after_a_small_change_touches_only_what_changed(world: World) -> None:
    world.rules()
    people = []
    for number in range(30):
        people.append(world.make.person(f"P {number}", world.make.account(f"A {number}"), title="Director"))
        world.make.activity(people[-1], "Page Views", AS_OF, number % 4 + 1)
    world.refresh()
    rows = {row.group_id: row.model_dump() for row in world.session.exec(select(tables.GroupRow)).all()}
    world.make.activity(people[3], "Page Views", AS_OF)
    mark_days_stale(world.session)
    world.refresh()
    world.session.expire_all()
    again = {row.group_id: row.model_dump() for row in world.session.exec(select(tables.GroupRow)).all()}
    assert [group for group, row in again.items() if row != rows[group]] == [4]


def test_outdated_days_go_and_at_most_three_stay_browsable(world: World) -> None:
    world.rules()
    world.make.person("Ana Moss", world.make.account("Acme"), title="Director")
    for later in range(6):
        world.refresh(AS_OF + timedelta(days=later))
    browsable = world.session.exec(select(tables.ScoreDay.day).where(tables.ScoreDay.browsable)).all()
    assert sorted(browsable) == [DAY + 3, DAY + 4, DAY + 5]
    assert set(world.session.exec(select(tables.GroupRow.day)).all()) == set(browsable)
    mark_days_stale(world.session)
    world.refresh(AS_OF + timedelta(days=6))
    assert len(world.session.exec(select(tables.ScoreDay.day)).all()) == 12
    assert not world.session.exec(select(tables.ScoreDay.day).where(tables.ScoreDay.stale)).all()


def test_the_best_of_all_has_a_hundred(world: World) -> None:
    group, account = given_group(world)
    for number in range(7):
        person = world.make.person(f"P {number}", account)
        world.make.member(group, person, "Practitioner")
        world.make.activity(person, "Page Views", AS_OF, number + 1)
    world.refresh()
    largest = world.session.get_one(tables.ScoreDay, DAY).largest_raw
    assert score(world.group_row("g").rank, largest) == 100
