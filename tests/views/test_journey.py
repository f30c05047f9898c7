from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlmodel import Session

from bgdetails.refresh.journeys import keep_journeys
from bgdetails.store import tables
from bgdetails.store.times import to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.journey import EMAILS_KEPT, count_emails, load_journey
from bgdetails.views.pages import EmailAsset
from bgdetails.views.values import SubjectGone
from bgdetails.views.whole_lists import emails_of_journey
from tests.factory import AS_OF, Factory, at, days_before, new_workspace, refresh_all
from tests.views.kept import keep_scores


def test_accounts_are_counted_by_their_latest_entry(session: Session, make: Factory) -> None:
    journey = make.journey("Q4 nurture", status="Live")
    accounts = {name: make.account(name) for name in ("Done", "In", "Open", "Out", "Twice", "Later", "Hidden")}
    first, second = at("2026-11-01T12:00:00+00:00"), at("2026-11-09T12:00:00+00:00")
    make.in_journey(accounts["Done"], journey, first, left_at=second, status="Completed")
    make.in_journey(accounts["In"], journey, first, status="In progress")
    make.in_journey(accounts["Open"], journey, first, left_at=at("2026-11-21T00:00:00+00:00"))
    make.in_journey(accounts["Out"], journey, first, left_at=second, status="Aborted")
    make.in_journey(accounts["Twice"], journey, second, status="In progress")
    make.in_journey(accounts["Twice"], journey, first, left_at=first, status="Aborted")
    make.in_journey(accounts["Later"], journey, at("2026-11-21T00:00:00+00:00"), status="In progress")
    hidden = make.account("Hidden one", hidden=True)
    make.in_journey(hidden, journey, first, status="Completed")
    keep_scores(session)
    page = load_journey(session, journey, AS_OF)
    assert (page.completed, page.in_progress, page.aborted) == (1, 3, 1)
    assert page.completion_rate == 1 / 5
    assert page.average_days == 8.0
    assert page.completions == ((date(2026, 11, 9), 1), (date(2026, 11, 16), 0))
    assert [(line.name, line.status, line.left_at, line.days) for line in page.account_list] == [
        ("Twice", "In progress", None, 11),
        ("Done", "Completed", second, 8),
        ("In", "In progress", None, 19),
        ("Open", None, None, 19),
        ("Out", "Aborted", second, 8),
    ]


def test_a_journey_that_nobody_entered_has_no_rate(session: Session, make: Factory) -> None:
    journey = make.journey("Draft", status="Draft", description="Planned")
    keep_scores(session)
    page = load_journey(session, journey, AS_OF)
    assert (page.completion_rate, page.average_days) == (None, None)
    assert page.completions == page.emails == page.account_list == ()
    assert page.description == "Planned"


def test_emails_count_people(session: Session, make: Factory) -> None:
    journey = make.journey("Nurture")
    ana, bo = make.person(), make.person()
    noon = at("2026-11-10T12:00:00+00:00")
    for person in (ana, bo):
        make.activity(person, "Email Sent", noon, asset="Hello", journey_id=journey)
        make.activity(person, "Email Delivered", noon, asset="Hello", journey_id=journey)
    make.activity(ana, "Email Opened", noon, times=3, asset="Hello", journey_id=journey)
    make.activity(ana, "Email Clicked", noon, asset="Hello", journey_id=journey)
    make.activity(bo, "Email Opened", at("2026-11-21T00:00:00+00:00"), asset="Hello", journey_id=journey)
    make.activity(bo, "Email Sent", noon, subject="No asset", journey_id=journey)
    make.activity(bo, "Page Views", noon, asset="Hello", journey_id=journey)
    make.activity(make.person(hidden=True), "Email Sent", noon, asset="Hello", journey_id=journey)
    keep_scores(session)
    assert load_journey(session, journey, AS_OF).emails == (
        EmailAsset("Hello", sent=2, delivered=2, opened=1, clicked=1),
        EmailAsset("No asset", sent=1, delivered=0, opened=0, clicked=0),
    )


def test_engaged_are_those_with_a_score(session: Session, make: Factory) -> None:
    journey = make.journey("Nurture")
    busy, quiet, other = make.account(), make.account(), make.account()
    people = [make.person(account=account) for account in (busy, busy, quiet, other)]
    for account in (busy, quiet):
        make.in_journey(account, journey, at("2026-11-01T12:00:00+00:00"))
    keep_scores(session, {people[0]: 10, people[1]: 20, people[3]: 30})
    page = load_journey(session, journey, AS_OF)
    assert (page.accounts_engaged, page.people_engaged) == (1, 2)


def test_a_hidden_journey_is_gone(session: Session, make: Factory) -> None:
    journey = make.journey("Gone", hidden=True)
    keep_scores(session)
    with pytest.raises(SubjectGone, match="journey"):
        load_journey(session, journey, AS_OF)


def test_emails_are_counted_once_until_the_scores_are_made_anew(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        journey, person = make.journey("Nurture"), make.person(account=make.account())
        make.activity(person, "Email Sent", AS_OF, asset="Guide", journey_id=journey)
        refresh_all(session)
    first = count_emails(workspace, journey, AS_OF)
    assert first == ((EmailAsset("Guide", 1, 0, 0, 0),), 0)
    with workspace.writing() as session:
        Factory(session).activity(person, "Email Opened", AS_OF, external_id="later", asset="Guide", journey_id=journey)
    assert count_emails(workspace, journey, AS_OF) == first
    assert count_emails(workspace, journey + 1, AS_OF) == count_emails(workspace, journey + 1, AS_OF) == ((), 0)
    with workspace.writing() as session:
        refresh_all(session)
    assert count_emails(workspace, journey, AS_OF) == ((EmailAsset("Guide", 1, 0, 1, 0),), 0)
    workspace.close()


def test_emails_beyond_those_that_are_kept_are_counted_and_listed(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        journey, person = make.journey("Nurture"), make.person(account=make.account())
        for number in range(EMAILS_KEPT + 3):
            make.activity(person, "Email Sent", AS_OF, asset=f"Guide {number:03}", journey_id=journey)
        other = make.person(account=make.account())
        make.activity(other, "Email Sent", AS_OF, asset="Guide 077", journey_id=journey)
        refresh_all(session)
    for _ in ("counted", "kept"):
        emails, more = count_emails(workspace, journey, AS_OF)
        assert emails is not None
        assert ([each.asset for each in emails[:2]], len(emails), more) == (["Guide 077", "Guide 000"], EMAILS_KEPT, 3)
    with workspace.reading() as session:
        listed = emails_of_journey(session, journey, "Nurture", AS_OF)
    assert (listed.rows[0].cells, listed.rows[-1].cells[0]) == (("Guide 077", 2, 0.0, None, None), "Guide 102")
    assert listed.total == EMAILS_KEPT + 3
    workspace.close()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_of_journeys_is_what_counting_gives(session: Session, make: Factory, seed: int) -> None:
    dice = random.Random(seed)
    journeys = [make.journey(f"J {number}") for number in range(3)]
    accounts = [make.account(f"A {number % 7}", hidden=number == 4) for number in range(120)]
    people = [make.person(account=dice.choice(accounts)) for _ in range(60)]
    for _ in range(400):
        entered = days_before(dice.randrange(-3, 200))
        left = None if dice.random() < 0.3 else entered + timedelta(days=dice.randrange(40))
        status = dice.choice([None, "Completed", "In progress", "Aborted", "Paused"])
        # The first journey has more accounts than are listed.
        journey = journeys[0] if dice.random() < 0.8 else journeys[1]
        make.in_journey(dice.choice(accounts), journey, entered, left_at=left, status=status)
    keep_scores(session, {person: dice.randrange(100) for person in people if dice.random() < 0.7})
    counted = [load_journey(session, journey, AS_OF, with_emails=False) for journey in journeys]
    whole = [load_journey(session, journey, AS_OF) for journey in journeys]
    keep_journeys(driver_connection(session), to_day(AS_OF))
    assert [load_journey(session, journey, AS_OF, with_emails=False) for journey in journeys] == counted
    assert [load_journey(session, journey, AS_OF) for journey in journeys] == whole
    assert counted[0].more_accounts > 0
    for brief, full in zip(counted, whole, strict=True):
        lines = full.account_list
        assert brief.account_list == lines[:100]
        assert replace(brief, account_list=lines, more_accounts=0, has_emails=True) == full
        assert len(lines) == brief.more_accounts + len(brief.account_list)
        states = Counter(line.status for line in lines)
        assert (full.completed, full.aborted) == (states["Completed"], states["Aborted"])
        assert full.in_progress == sum(line.left_at is None and line.status in (None, "In progress") for line in lines)
        done = [line for line in lines if line.status == "Completed" and line.left_at]
        took = [(line.left_at - line.entered_at) / timedelta(days=1) for line in done]
        assert full.average_days == (pytest.approx(sum(took) / len(took)) if took else None)
        weeks = Counter(line.left_at.date() - timedelta(days=line.left_at.weekday()) for line in done)
        assert Counter(dict(full.completions)) == weeks
    session.get_one(tables.Workspace, 1).scores_outdated = True
    make.in_journey(make.account("New"), journeys[2], days_before(1))
    assert [line.name for line in load_journey(session, journeys[2], AS_OF, with_emails=False).account_list] == ["New"]
