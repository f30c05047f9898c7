"""What changed since the reader last looked: kept looks, the page's section, and the mark in the list agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bgdetails.refresh.days import ensure_day
from bgdetails.refresh.news import mark_news, mark_news_of
from bgdetails.refresh.run import refresh
from bgdetails.rules.what_changed import ScoreMove
from bgdetails.store import tables
from bgdetails.store.browse import browse_query, count, first_page
from bgdetails.store.looks import Look, SeenGroup, SeenMember, write_look
from bgdetails.store.rules_rows import mark_days_stale
from bgdetails.store.times import to_day, to_micros
from bgdetails.store.workspace import OpenWorkspace
from bgdetails.views.change_values import SinceLook
from bgdetails.views.group import load_group
from bgdetails.views.members import load_members
from bgdetails.views.since_look import load_since_look, newest_activity, seen_group
from tests.factory import AS_OF, Factory, at, new_workspace

NEXT = AS_OF + timedelta(days=1)
LOOKED_AT = at("2026-11-20T09:00:00+00:00")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[OpenWorkspace]:
    """Two groups of three people, refreshed as of AS_OF."""
    opened = new_workspace(tmp_path)
    with opened.writing() as session:
        make = Factory(session)
        account = make.account("Acme")
        interest = make.interest("Cloud Backup", stage_model_id=make.stage_model())
        people = [make.person(name, account, public_id=name) for name in ("ana", "ben", "cleo")]
        for name in ("board", "other"):
            group = make.group(account, interest, name, public_id=name, stage="Interest")
            for person, role in zip(people, ("Decision Maker", "Influencer", "Champion"), strict=True):
                make.member(group, person, role)
        make.activity(people[0], "Page Views", AS_OF, 4)
        make.activity(people[1], "Interesting Moment", AS_OF, description="before")
        refresh(session, AS_OF)
    yield opened
    opened.close()


def look(workspace: OpenWorkspace, name: str = "board", as_of: date = AS_OF) -> None:
    with workspace.reading() as session:
        seen = seen_group(*_shown(session, name, as_of), newest_activity(session)).to_json()
    with closing(workspace.connect()) as connection:
        write_look(connection, Look("group", name, name, to_micros(LOOKED_AT), to_day(as_of), seen))
        mark_news_of(connection, name)


def since(workspace: OpenWorkspace, name: str = "board", as_of: date = AS_OF) -> SinceLook | None:
    with workspace.reading() as session:
        return load_since_look(session, *_shown(session, name, as_of))


def _shown(session: Session, name: str, as_of: date):  # type: ignore[no-untyped-def]
    record = session.exec(select(tables.BuyingGroup.id).where(tables.BuyingGroup.public_id == name)).one()
    assert record is not None
    return load_group(session, record, as_of), load_members(session, record, as_of)


def marked(workspace: OpenWorkspace, as_of: date = AS_OF) -> list[str]:
    with closing(workspace.connect()) as connection:
        query = browse_query(connection, as_of, query="changed:since-last-look", sort="name")
        found = [row.id for row in first_page(connection, query, 10)]
        assert count(connection, query) == len(found)
        every = first_page(connection, browse_query(connection, as_of, sort="name"), 10)
        assert [row.id for row in every if row.has_news] == found
    return found


def member(session: Session, group: str, person: str) -> tables.Membership:
    return session.exec(
        select(tables.Membership)
        .join(tables.BuyingGroup, tables.BuyingGroup.id == tables.Membership.group_id)
        .join(tables.Person, tables.Person.id == tables.Membership.person_id)
        .where(tables.BuyingGroup.public_id == group, tables.Person.public_id == person)
    ).one()


def test_a_first_look_has_nothing_to_tell(workspace: OpenWorkspace) -> None:
    assert since(workspace) is None
    assert marked(workspace) == []


def test_after_a_look_nothing_changed_until_something_does(workspace: OpenWorkspace) -> None:
    look(workspace)
    told = since(workspace)
    assert told is not None
    assert (told.looked_at, told.day, told.changes.anything) == (LOOKED_AT, AS_OF, False)
    assert marked(workspace) == []


def test_everything_that_happened_is_told_and_the_list_marks_the_group(workspace: OpenWorkspace) -> None:
    look(workspace)
    look(workspace, "other")
    with workspace.writing() as session:
        make = Factory(session)
        gone = member(session, "board", "ben")
        gone.removed_at = to_micros(at("2026-11-21T08:00:00+00:00"))
        role = member(session, "board", "cleo")
        role.role, role.role_key = "Influencer", "influencer"
        group = session.get_one(tables.BuyingGroup, gone.group_id)
        group.stage, group.stage_entered_at = "Evaluation", to_micros(at("2026-11-21T09:00:00+00:00"))
        make.member(gone.group_id, make.person("dora", public_id="dora"), "Practitioner", added_at=NEXT)
        make.activity(role.person_id, "Interesting Moment", NEXT, description="after", external_id="x1")
        refresh(session, NEXT)
    told = since(workspace, as_of=NEXT)
    assert told is not None
    changes = told.changes
    assert [(step.before, step.after) for step in changes.stage_steps] == [("Interest", "Evaluation")]
    assert [(each.id, each.role) for each in changes.added] == [("dora", "Practitioner")]
    assert [(each.id, each.role) for each in changes.gone] == [("ben", "Influencer")]
    assert [(each.id, each.before, each.after) for each in changes.role_changes] == [("cleo", "Champion", "Influencer")]
    assert changes.completeness == ScoreMove(50, 83)
    assert (changes.moment_count, changes.moments[0].description) == (1, "after")
    assert marked(workspace, NEXT) == ["board", "other"]  # the moment is one of both
    look(workspace, as_of=NEXT)
    assert marked(workspace, NEXT) == ["other"]
    assert since(workspace, as_of=NEXT) != told


def test_a_moment_that_came_in_late_is_new_and_one_of_long_ago_is_not(workspace: OpenWorkspace) -> None:
    look(workspace)
    with workspace.writing() as session:
        make = Factory(session)
        person = member(session, "board", "ana").person_id
        make.activity(person, "Interesting Moment", AS_OF - timedelta(days=29), description="late", external_id="x1")
        make.activity(person, "Interesting Moment", AS_OF - timedelta(days=30), description="old", external_id="x2")
        make.activity(person, "Interesting Moment", NEXT, description="to come", external_id="x3")
        mark_days_stale(session)
        refresh(session, AS_OF)
    told = since(workspace)
    assert told is not None
    assert [moment.description for moment in told.changes.moments] == ["late"]
    assert marked(workspace) == ["board"]


def test_a_day_before_the_one_that_was_seen_tells_nothing(workspace: OpenWorkspace) -> None:
    look(workspace)
    earlier = AS_OF - timedelta(days=1)
    ensure_day(workspace, earlier)
    assert since(workspace, as_of=earlier) is None
    assert marked(workspace, earlier) == []


def test_a_look_at_an_earlier_day_takes_nothing_from_the_later_one(workspace: OpenWorkspace) -> None:
    look(workspace)
    earlier = AS_OF - timedelta(days=1)
    ensure_day(workspace, earlier)
    look(workspace, as_of=earlier)
    with workspace.reading() as session:
        row = session.get_one(tables.ViewHistory, ("group", "board"))
    assert (row.times, row.day) == (2, to_day(AS_OF))
    assert json.loads(row.seen or "")["engagement"] == 100.0


def test_what_was_looked_at_and_went_is_no_news(workspace: OpenWorkspace) -> None:
    look(workspace)
    with workspace.writing() as session:
        group = session.get_one(tables.BuyingGroup, member(session, "board", "ana").group_id)
        group.deleted = group.hidden = True
        refresh(session, NEXT)
    assert marked(workspace, NEXT) == []


def test_one_group_is_marked_as_all_are(workspace: OpenWorkspace) -> None:
    for name in ("board", "other"):
        look(workspace, name)
    with workspace.writing() as session:
        member(session, "other", "ana").role_key = "champion"
        member(session, "other", "ana").role = "Champion"
    with closing(workspace.connect()) as connection:
        mark_news(connection, to_day(AS_OF), "other")
        assert marked(workspace) == ["other"]
        mark_news(connection, to_day(AS_OF))
    assert marked(workspace) == ["other"]


@pytest.mark.parametrize(
    "seen",
    [
        SeenGroup(None, None, None),
        SeenGroup(200 / 3, 0.0, "“Stage”\n", {"p\x1f1": SeenMember("[b]", "\u202eAna"), "": SeenMember("", "")}, 2**62),
    ],
)
def test_what_was_seen_is_read_as_it_was_written(seen: SeenGroup) -> None:
    assert SeenGroup.from_json(seen.to_json()) == seen
