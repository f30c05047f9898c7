"""Who is worth a call now (docs/model.md): read from the workspace; and who went quiet, in the explanation."""

from __future__ import annotations

from datetime import timedelta
from struct import pack

import pytest
from sqlmodel import Session

from bgdetails.store import tables
from bgdetails.store.times import to_day
from bgdetails.views.explain_account import explain_account
from bgdetails.views.explain_group import explain_group
from bgdetails.views.explanations import QuietMember
from bgdetails.views.reach import load_account_reach, load_group_reach
from bgdetails.views.suggestions import ReachPerson
from bgdetails.views.values import SubjectGone
from tests.factory import AS_OF, Factory, days_before
from tests.views.kept import keep_scores

BEFORE = days_before(28)
NEVER = "engaged at 50, never touched by sales"


def said(people: tuple[ReachPerson, ...]) -> list[tuple[str, int, str]]:
    return [(person.name, person.points, person.why) for person in people]


def touched(make: Factory, person: int, days: int, type_: str = "Sales Email") -> None:
    make.activity(person, type_, days_before(days))


def keep_both(session: Session, now: dict[int, float], before: dict[int, float]) -> None:
    """Scores of the scoring day and of four weeks before."""
    keep_scores(session, before, as_of=BEFORE)
    keep_scores(session, now)


def keep_taxonomy(session: Session, *products: str) -> list[int]:
    """Keywords that are called like their products, and the scale by which 9 is the most; our ids of the keywords."""
    rows = [
        tables.IntentKeyword(
            category="All",
            category_key="all",
            product=name,
            product_key=name.casefold(),
            keyword=name,
            keyword_key=name.casefold(),
        )
        for name in products
    ]
    session.add_all(rows)
    session.add(tables.IntentScale(day=to_day(AS_OF), kind="person", keyword=9.0, product=9.0, category=9.0))
    session.flush()
    return [row.id or 0 for row in rows]


def keep_intent(session: Session, person: int, strengths: dict[int, float]) -> None:
    """The strength of each keyword."""
    cell = b"".join(pack("<IId", keyword, keyword, strength) for keyword, strength in strengths.items())
    key = {"day": to_day(AS_OF), "kind": "person", "subject_id": person}
    session.add(tables.IntentStrength(**key, strongest=max(strengths.values()), strengths=cell))
    session.flush()


def test_the_untouched_by_score(session: Session, make: Factory) -> None:
    account = make.account()
    people = {name: make.person(name, account) for name in ("Never", "Long Ago", "Lately", "Silent", "Tomorrow")}
    touched(make, people["Long Ago"], 28)
    touched(make, people["Lately"], 27, "Call Attempted")
    make.activity(people["Never"], "Page Views", AS_OF)
    make.activity(people["Tomorrow"], "Meeting Held", AS_OF + timedelta(days=1))
    keep_scores(session, {people["Never"]: 20, people["Long Ago"]: 50, people["Lately"]: 90, people["Tomorrow"]: 10})
    found = load_account_reach(session, account, AS_OF)
    assert said(found) == [
        ("Long Ago", 3, "engaged at 50, last sales touch 28 days ago"),
        ("Never", 3, "engaged at 20, never touched by sales"),
        ("Tomorrow", 3, "engaged at 10, never touched by sales"),
    ]
    assert [person.last_touch_at is None for person in found] == [False, True, True]
    assert found[0].role is None


def test_reasons_add_up_and_five_are_named(session: Session, make: Factory) -> None:
    account = make.account()
    group = make.group(account, make.interest(), "Edge")
    quiet, rival = make.person("Quiet", account), make.person("Rival", account)
    for person in (quiet, rival):
        make.member(group, person, "decision maker")
    champion = make.person("Champ", account)
    for name, won in (("Older", True), ("Newer", True), ("Lost", False)):
        closes = {"Older": "2026-01-01", "Newer": "2026-05-01", "Lost": "2026-09-01"}[name]
        deal = make.opportunity(account, name, is_won=won, is_closed=True, close_date=closes)
        make.contact_role(deal, champion, "champion ")
        make.contact_role(deal, rival, "Influencer")
    others = [make.person(f"Other {number}", account) for number in range(60)]
    now = {person: 30.0 + number / 10 for number, person in enumerate(others)}
    keep_both(session, {**now, quiet: 10, rival: 5}, {quiet: 60, rival: 50})
    touched(make, rival, 1)
    assert said(load_account_reach(session, account, AS_OF)) == [
        (
            "Quiet",
            5,
            "engaged at 10, never touched by sales; went quiet, 60 to 10 in 4 weeks, as Decision Maker of Edge",
        ),
        *((f"Other {number}", 3, "engaged at 36, never touched by sales") for number in (59, 58, 57, 56)),
    ]
    assert said(load_group_reach(session, group, AS_OF)) == [
        ("Quiet", 5, "engaged at 10, never touched by sales; went quiet, 60 to 10 in 4 weeks, as Decision Maker")
    ]
    make.member(group, champion, "Champion")
    session.flush()
    in_group = load_group_reach(session, group, AS_OF)
    assert said(in_group)[1:] == [("Champ", 1, "champion of Newer, which was won")]
    assert [person.role for person in in_group] == ["decision maker", "Champion"]


def test_high_intent_comes_first_unless_somebody_called(session: Session, make: Factory) -> None:
    account = make.account()
    people = {name: make.person(name, account) for name in ("Called", "Keen", "Keener", "Warm")}
    backup, vault = keep_taxonomy(session, "Cloud Backup", "Vault")
    for name, strengths in (
        ("Called", {backup: 9.0}),
        ("Keener", {vault: 8.0, backup: 9.0}),
        ("Keen", {backup: 9.0}),
        ("Warm", {backup: 1.0}),
    ):
        keep_intent(session, people[name], strengths)
    touched(make, people["Called"], 2)
    keep_scores(session, dict.fromkeys(people.values(), 50.0))
    assert said(load_account_reach(session, account, AS_OF)) == [
        ("Keen", 7, f"High intent in Cloud Backup, no sales touch in 28 days; {NEVER}"),
        ("Keener", 7, f"High intent in Cloud Backup and Vault, no sales touch in 28 days; {NEVER}"),
        ("Warm", 3, NEVER),
    ]


def test_whom_the_crm_names_fits_best(session: Session, make: Factory) -> None:
    account = make.account()
    group = make.group(account, make.interest())
    named, louder = make.person("Named", account), make.person("Louder", account)
    for person in (named, louder):
        make.member(group, person, "Decision Maker")
        touched(make, person, 3)
    make.contact_role(make.opportunity(account), named, "Economic Buyer")
    keep_both(session, {named: 1, louder: 80}, {named: 40, louder: 80})
    assert [(person.name, person.points) for person in load_group_reach(session, group, AS_OF)] == [("Named", 2)]
    assert load_account_reach(session, account, AS_OF)[0].name == "Named"


def test_of_several_roles_the_first_groups_is_named_whoever_else_went_quiet(session: Session, make: Factory) -> None:
    account = make.account()
    groups = [make.group(account, make.interest(name), name) for name in ("Alps", "Benelux")]
    still_there, gone = make.person("Still There", account), make.person("Gone", account)
    for group in groups:
        make.member(group, still_there, "Decision Maker")
    make.member(groups[1], gone, "Decision Maker")
    keep_both(session, {still_there: 10}, {still_there: 60, gone: 50})
    (found,) = load_account_reach(session, account, AS_OF)
    assert (found.name, found.points) == ("Still There", 5)
    assert found.why.endswith("went quiet, 60 to 10 in 4 weeks, as Decision Maker of Alps")


def test_those_without_a_score_are_named_where_nobody_else_is(session: Session, make: Factory) -> None:
    account = make.account()
    group = make.group(account, make.interest(), "Edge")
    active, gone = make.person("Active", account), make.person("Gone", account)
    make.member(group, gone, "Decision Maker")
    keep_both(session, {active: 50}, {active: 50, gone: 40})
    assert said(load_account_reach(session, account, AS_OF)) == [
        ("Active", 3, NEVER),
        ("Gone", 2, "went quiet, 40 to 0 in 4 weeks, as Decision Maker of Edge"),
    ]


def test_a_role_that_is_not_required_is_no_reason(session: Session, make: Factory) -> None:
    account = make.account()
    group = make.group(account, make.interest())
    person = make.person("Quiet", account)
    make.member(group, person, "Champion")
    keep_both(session, {}, {person: 40})
    assert load_group_reach(session, group, AS_OF) == load_account_reach(session, account, AS_OF) == ()


def test_the_explanation_says_who_went_quiet_and_how_the_call_list_is_ranked(session: Session, make: Factory) -> None:
    account = make.account("Acme", public_id="a-1")
    group = make.group(account, make.interest())
    people = {name: make.person(name, account, public_id=name) for name in ("a", "b", "c", "d")}
    for person in people.values():
        make.member(group, person, "Guest")
    make.member(group, make.person("left", account), "Guest", removed_at=days_before(1))
    now, before = {people["a"]: 10.0, people["c"]: 50.0, people["d"]: 4.0}, {"a": 60.0, "b": 60.0, "c": 60.0, "d": 8.0}
    keep_both(session, now, {people[name]: score for name, score in before.items()})
    explained = explain_group(session, group, AS_OF)
    assert [(quiet.id, quiet.score_before, quiet.score) for quiet in explained.went_quiet] == [
        ("b", pytest.approx(60), 0.0),
        ("a", pytest.approx(60), pytest.approx(10)),
    ]
    assert isinstance(explained.went_quiet[0], QuietMember)
    assert explained.reach == load_group_reach(session, group, AS_OF)
    assert [gain.role for gain in explained.gains] == ["Influencer", "Practitioner", "Decision Maker"]
    ranked = explain_account(session, account, AS_OF)
    assert (ranked.id, ranked.name, ranked.people) == ("a-1", "Acme", load_account_reach(session, account, AS_OF))
    with pytest.raises(SubjectGone):
        explain_account(session, 999, AS_OF)


def test_nothing_is_known_of_four_weeks_ago(session: Session, make: Factory) -> None:
    group = make.group(make.account(), make.interest())
    make.member(group, make.person(), "Decision Maker")
    keep_scores(session)
    assert explain_group(session, group, AS_OF).went_quiet == ()
