from __future__ import annotations

from datetime import date

from sqlmodel import Session

from bgdetails.views.group import load_group
from bgdetails.views.values import Named
from tests.factory import AS_OF, Factory, at, days_before
from tests.views.kept import keep_scores


def test_the_facts_of_a_group(session: Session, make: Factory) -> None:
    account = make.account("Castellan Insurance", public_id="a-1", industry="Insurance")
    group = make.group(account, make.interest("Cloud Backup"), stage="Interest", stage_entered_at=date(2026, 11, 2))
    make.member(group, make.person(), "Decision Maker")
    make.member(group, make.person(), "Influencer")
    keep_scores(session, groups={group: 66.5}, completeness=50.0)
    page = load_group(session, group, AS_OF)
    assert (page.name, page.account) == ("Cloud Backup for Castellan Insurance", Named("a-1", "Castellan Insurance"))
    assert (page.solution_interest, page.roles_template) == ("Cloud Backup", "Standard purchase")
    assert round(page.engagement_score, 9) == 66.5
    assert page.engagement_level == "High"
    assert page.completeness_score == 50.0
    assert page.missing_roles == ("Practitioner",)
    assert page.short_roles == ("Decision Maker",)
    assert (page.stage, page.stage_entered_at) == ("Interest", at("2026-11-02T12:00:00+00:00"))
    assert [(fill.role, fill.required, fill.assigned, fill.completeness) for fill in page.roles] == [
        ("Executive Steering Committee", 1, 0, 0.0),
        ("Decision Maker", 2, 1, 50.0),
        ("Champion", 1, 0, 0.0),
        ("Influencer", 1, 1, 100.0),
        ("Practitioner", 1, 0, 0.0),
    ]


def test_shares_are_among_the_roles_that_have_a_member(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    for role in ("Decision Maker", "Decision Maker", "Practitioner"):
        make.member(group, make.person(), role)
    keep_scores(session)
    shares = {fill.role: fill.share for fill in load_group(session, group, AS_OF).roles}
    assert shares["Decision Maker"] == 100 / 160
    assert shares["Practitioner"] == 60 / 160
    assert shares["Champion"] == 0


def test_an_empty_group_with_no_scores_is_a_page(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    keep_scores(session, completeness=0.0)
    page = load_group(session, group, AS_OF)
    assert (page.member_count, page.engagement_score, page.engagement_level) == (0, 0.0, "None")
    assert page.decision_makers == page.top_engaged_members == ()
    assert page.intent == ()
    assert not page.has_intent_keywords
    assert page.account_overview.industry is None


def test_a_trend_is_oldest_first_with_each_days_own_divisor(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    keep_scores(session, groups={group: 40}, as_of=days_before(7), completeness=25.0)
    keep_scores(session, groups={group: 80})
    make.score_day(days_before(8), largest_raw=1.0)
    trend = load_group(session, group, AS_OF).trend
    assert [(point.as_of, round(point.engagement_score, 9), point.completeness_score) for point in trend] == [
        (days_before(7), 40.0, 25.0),
        (AS_OF, 80.0, 50.0),
    ]


def test_account_overview_counts_what_is_not_hidden(session: Session, make: Factory) -> None:
    account = make.account(industry="Technology")
    make.person(account=account)
    make.person(account=account, hidden=True)
    make.opportunity(account, is_closed=None, is_won=None, amount=10.0, currency="EUR")
    make.opportunity(account, is_closed=False, is_won=False, amount=5.0, currency="EUR")
    make.opportunity(account, is_closed=False, is_won=False, currency="USD")
    for closed, won in ((True, False), (False, True), (True, True)):
        make.opportunity(account, is_closed=closed, is_won=won)
    make.opportunity(account, hidden=True)
    interest = make.interest()
    group = make.group(account, interest)
    make.group(account, interest, hidden=True)
    keep_scores(session)
    overview = load_group(session, group, AS_OF).account_overview
    assert (overview.people, overview.open_opportunities, overview.buying_groups) == (1, 3, 1)
    assert overview.open_amounts == (("EUR", 15.0),)


def test_recent_journeys_are_those_the_account_is_still_in(session: Session, make: Factory) -> None:
    account = make.account()
    group = make.group(account, make.interest())
    late = at("2026-11-20T23:59:59+00:00")
    noon = at("2026-11-10T12:00:00+00:00")
    stays = {name: make.journey(name, public_id=f"j-{name}") for name in ("Zeta", "alpha", "Beta", "Gamma")}
    for name in ("Zeta", "alpha", "Beta"):
        make.in_journey(account, stays[name], noon, status="In progress")
    make.in_journey(account, stays["Gamma"], days_before(90))
    make.in_journey(account, stays["Gamma"], late, left_at=at("2026-11-21T00:00:00+00:00"))
    for name, values in {
        "Left": {"left_at": late},
        "Done": {"status": "Completed"},
        "Stopped": {"status": "Aborted"},
        "Hidden": {},
    }.items():
        make.in_journey(account, make.journey(name, hidden=name == "Hidden"), late, **values)
    make.in_journey(account, make.journey("Tomorrow"), at("2026-11-21T00:00:00+00:00"))
    keep_scores(session)
    journeys = load_group(session, group, AS_OF).account_overview.recent_journeys
    assert [(journey.name, journey.entered_at) for journey in journeys] == [
        ("Gamma", late),
        ("alpha", noon),
        ("Beta", noon),
    ]
