"""Who could fill the missing and short roles of a group (docs/model.md): read from the workspace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from bgdetails.store import tables
from bgdetails.views.candidates import CANDIDATES_SHOWN, load_gaps
from bgdetails.views.suggestions import RoleGap
from bgdetails.views.values import SubjectGone
from tests.factory import AS_OF, Factory, days_before
from tests.views.kept import keep_scores
from tests.views.test_reach import keep_intent, keep_taxonomy

RULES = """
[[roles_template]]
name = "Standard purchase"
  [[roles_template.role]]
  role = "Decision Maker"
  members_required = 2
  conditions = [{ field = "title", op = "starts with", value = ["Director", "Head of"] }]
  [[roles_template.role]]
  role = "Champion"
  match = "all"
  conditions = [
    { field = "engagement_score", op = "greater than", value = 50 },
    { field = "team", op = "is", value = "Platform" },
  ]
  [[roles_template.role]]
  role = "Fan"
  conditions = [{ field = "intent.Cloud Backup", op = "is", value = "High" }]
  [[roles_template.role]]
  role = "Guest"
  required_for_completeness = false
[[solution_interest]]
name = "Cloud Backup"
roles_template = "Standard purchase"
opportunities = [{ field = "name", op = "contains", value = "Backup" }]
[opportunity_roles]
"Sponsor" = "Decision Maker"
"""
ROLES = (
    ("Decision Maker", 60, 2, True),
    ("Champion", 60, 1, True),
    ("Fan", 60, 1, True),
    ("Guest", 60, 1, False),
)


@pytest.fixture
def group(session: Session, make: Factory) -> int:
    """A group without members at the first account."""
    workspace = session.get_one(tables.Workspace, 1)
    workspace.rules_text, workspace.rules_file = RULES, "workspace.toml"
    interest = make.interest("Cloud Backup", make.template(roles=ROLES))
    return make.group(make.account("Acme"), interest)


def account_of(session: Session, group: int) -> int:
    return session.get_one(tables.BuyingGroup, group).account_id


def names(gap: RoleGap) -> list[tuple[str, str]]:
    return [(one.name, one.fit) for one in gap.candidates]


def test_whom_the_crm_names_then_who_fits_then_who_nearly_does_each_by_score(
    session: Session, make: Factory, group: int
) -> None:
    account = account_of(session, group)
    people = {
        name: make.person(name, account, title=title)
        for name, title in (
            ("Near Low", "Managing Director"),
            ("Near High", "Deputy Head of IT"),
            ("Fits Low", "Director"),
            ("Fits High", "head of IT"),
            ("Named", "Clerk"),
            ("Nobody", "Driver"),
        )
    }
    make.person("Elsewhere", make.account("Other"), title="Director")
    make.person("Gone", account, title="Director", hidden=True)
    make.contact_role(make.opportunity(account, "Cloud Backup 2026"), people["Named"], " sponsor ")
    make.contact_role(make.opportunity(account, "Something else"), people["Nobody"], "Sponsor")
    scores = {"Near Low": 80, "Near High": 90, "Fits Low": 10, "Fits High": 20}
    keep_scores(session, {people[name]: score for name, score in scores.items()})
    deciding, champion, _ = load_gaps(session, group, AS_OF)
    assert (deciding.role, deciding.people, deciding.fit_count) == ("Decision Maker", 2, 3)
    assert names(deciding) == [
        ("Named", "crm"),
        ("Fits High", "fits"),
        ("Fits Low", "fits"),
        ("Near High", "nearly"),
        ("Near Low", "nearly"),
    ]
    assert [one.why for one in deciding.candidates] == [
        "CRM role sponsor",
        "fits the role",
        "fits the role",
        "nearly fits, fails: title starts with Head of",
        "nearly fits, fails: title starts with Director",
    ]
    assert (champion.role, champion.people, champion.fit_count) == ("Champion", 1, 0)
    assert names(champion) == [("Near High", "nearly"), ("Near Low", "nearly")]
    assert {one.fails for one in champion.candidates} == {"team is Platform"}


def test_custom_attributes_and_scores_are_tested(session: Session, make: Factory, group: int) -> None:
    account = account_of(session, group)
    fits = make.person("Fits", account, attributes='{"Team": "platform"}')
    make.person("Silent", account, attributes='{"team": "Platform"}')
    keep_scores(session, {fits: 50.5})
    champion = load_gaps(session, group, AS_OF)[1]
    assert names(champion) == [("Fits", "fits"), ("Silent", "nearly")]
    assert champion.candidates[1].fails == "engagement score greater than 50"


def test_intent_is_tested_and_one_level_below_is_nearly(session: Session, make: Factory, group: int) -> None:
    account = account_of(session, group)
    (keyword,) = keep_taxonomy(session, "Cloud Backup")
    for name, strength in (("Keen", 9.0), ("Warm", 1.0), ("Cool", 0.1)):
        keep_intent(session, make.person(name, account), {keyword: strength})
    keep_scores(session)
    fan = load_gaps(session, group, AS_OF)[2]
    assert names(fan) == [("Keen", "fits"), ("Warm", "nearly")]
    assert fan.candidates[1].fails == "intent in Cloud Backup is High"


def test_members_in_another_role_and_people_who_were_taken_out_are_marked(
    session: Session, make: Factory, group: int
) -> None:
    account = account_of(session, group)
    people = {name: make.person(name, account, title="Director") for name in ("Other Role", "Out", "Left", "Has It")}
    make.member(group, people["Other Role"], "Guest")
    make.member(group, people["Has It"], "decision maker")
    ended = {"added_at": days_before(90), "removed_at": days_before(2)}
    make.member(group, people["Out"], "Guest", removed_by="manual", **ended)
    make.member(group, people["Left"], "Guest", removed_by="system", **ended)
    keep_scores(session)
    gap = load_gaps(session, group, AS_OF)[0]
    assert (gap.role, gap.people) == ("Decision Maker", 1)
    assert [one.why for one in gap.candidates] == [
        "fits the role",
        "fits the role; Guest now",
        "fits the role; was taken out of the group",
    ]
    before = AS_OF - timedelta(days=5)
    keep_scores(session, as_of=before)
    assert not any(one.was_removed for one in load_gaps(session, group, before)[0].candidates)


def test_the_first_five_of_equal_ones_are_by_name_then_id(session: Session, make: Factory, group: int) -> None:
    account = account_of(session, group)
    for number in (7, 3, 5, 1, 4, 2):
        make.person("ana", account, title="Director", public_id=f"p-{number}")
    make.person("Abe", account, title="Director", public_id="p-9")
    keep_scores(session)
    gap = load_gaps(session, group, AS_OF)[0]
    assert gap.fit_count == 7
    assert gap.candidates[0].id == "p-9"
    assert len(gap.candidates) == CANDIDATES_SHOWN


def test_a_group_that_lacks_nothing_and_one_that_is_gone(session: Session, make: Factory, group: int) -> None:
    account = account_of(session, group)
    for role in ("Decision Maker", "Decision Maker", "Champion", "Fan"):
        make.member(group, make.person(account=account), role)
    keep_scores(session)
    assert load_gaps(session, group, AS_OF) == ()
    with pytest.raises(SubjectGone):
        load_gaps(session, 999, AS_OF)
