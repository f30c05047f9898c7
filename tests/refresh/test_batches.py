"""Scores of more groups than are looked at together, and of those that are no more."""

from __future__ import annotations

from math import sqrt

import pytest
from sqlmodel import select

from bgdetails.refresh import groups
from bgdetails.store import tables
from bgdetails.store.times import from_micros, to_day
from tests.factory import AS_OF, days_before
from tests.refresh.conftest import World

DAY = to_day(AS_OF)
SCORES = (tables.GroupScore, tables.GroupRow, tables.GroupRole)


def seven_groups(world: World) -> list[int]:
    """Each has one more member than the one before; the third is empty, the member of the first is in it twice."""
    account, interest = world.make.account("Acme"), world.make.interest()
    found = [world.make.group(account, interest) for _ in range(7)]
    for number, group in enumerate(found):
        for place in range(number + 1 if number != 2 else 0):
            person = world.make.person(f"P{number} Q{place}", account)
            world.make.activity(person, "Page Views", days_before(number), place + 1)
            world.make.member(group, person, "Practitioner", added_at=days_before(90))
            if number == 0:
                world.make.member(group, person, "Champion", added_at=days_before(1))
    return found


@pytest.mark.parametrize("at_once", [1, 2, 7, 1_000])
def test_it_is_the_same_however_many_are_looked_at_together(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(groups, "_GROUPS_AT_ONCE", at_once)
    found = seven_groups(world)
    world.refresh()
    for number, group in enumerate(found):
        score = world.session.get_one(tables.GroupScore, (DAY, group))
        row = world.session.get_one(tables.GroupRow, (DAY, group))
        members = range(number + 1 if number != 2 else 0)
        assert score.raw == row.rank == pytest.approx(sum(sqrt(40_000 * (place + 1)) for place in members), abs=1e-8)
        assert score.member_count == row.member_count == len(members)
        active = from_micros(row.last_activity_at)
        assert (active and active.date()) == (days_before(number) if members else None)
        changed = from_micros(row.updated_at)
        assert (changed and changed.date()) == (days_before(1 if number == 0 else 90) if members else None)
        roles = world.session.exec(select(tables.GroupRole).where(tables.GroupRole.group_id == group)).all()
        assert {role.role: role.assigned for role in roles if role.assigned} == (
            {"Champion" if number == 0 else "Practitioner": len(members)} if members else {}
        )


@pytest.mark.parametrize("gone", [[0], [3], [5, 6], list(range(7))])
def test_nothing_is_kept_of_groups_that_are_hidden_since(
    world: World, monkeypatch: pytest.MonkeyPatch, gone: list[int]
) -> None:
    monkeypatch.setattr(groups, "_GROUPS_AT_ONCE", 2)
    found = seven_groups(world)
    world.refresh()
    for number in gone:
        world.session.get_one(tables.BuyingGroup, found[number]).hidden = True
    world.refresh()
    left = {group for number, group in enumerate(found) if number not in gone}
    for table in SCORES:
        assert set(world.session.exec(select(table.group_id).where(table.day == DAY)).all()) == left
