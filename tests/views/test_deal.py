from __future__ import annotations

import pytest
from sqlmodel import Session

from bgdetails.rules.deals import DealLevel
from bgdetails.views.deal import load_deal
from bgdetails.views.values import Named, SubjectGone
from tests.factory import AS_OF, Factory, at
from tests.views.kept import keep_scores


def test_people_are_decision_makers_first_then_champions_then_by_score(session: Session, make: Factory) -> None:
    account, other = make.account("Acme"), make.account("Partner")
    deal = make.opportunity(account, "Renewal", close_date="2026-12-31", owner="Ola", public_id="o-1")
    people = {name: make.person(name, account) for name in ("Zoe Z", "Bo B", "Al A")}
    people["Partner P"] = make.person("Partner P", other)
    hidden = make.person("Gone G", account, hidden=True)
    for name, role in (("Zoe Z", " economic buyer"), ("Bo B", None), ("Bo B", "Champion"), ("Partner P", "Gatekeeper")):
        make.contact_role(deal, people[name], role)
    make.contact_role(deal, hidden, "Decision Maker")
    make.contact_role(deal, people["Al A"], "Decision Maker", deleted=True)
    make.activity(people["Bo B"], "Page Views", seen := at("2026-10-22T00:00:00+00:00"))
    make.activity(people["Zoe Z"], "Page Views", at("2026-10-21T23:59:59+00:00"))
    make.activity(people["Zoe Z"], "Email Sent", at("2026-11-19T12:00:00+00:00"))
    keep_scores(session, {people["Partner P"]: 90, people["Bo B"]: 10})
    details = load_deal(session, "o-1", AS_OF)
    assert [(p.name, p.roles, p.is_silent) for p in details.people] == [
        ("Zoe Z", ("Decision Maker (economic buyer)",), True),
        ("Bo B", ("Champion",), False),
        ("Partner P", ("Gatekeeper",), True),
    ]
    assert details.people[1].last_activity_at == seen
    assert (details.account, details.owner, details.from_groups) == (Named("a-1", "Acme"), "Ola", False)
    assert details.check is not None
    assert [finding.level for finding in details.check.findings] == [
        *(DealLevel.AMBER, DealLevel.GREEN, DealLevel.GREEN, DealLevel.AMBER, DealLevel.GREEN)
    ]


def test_without_contact_roles_it_is_over_the_members_of_the_groups(session: Session, make: Factory) -> None:
    account, interest = make.account(), make.interest()
    make.opportunity(account, public_id="o-1")
    first, second = make.group(account, interest, "A"), make.group(account, interest, "B")
    hidden = make.group(account, interest, "C", hidden=True)
    person, gone = make.person("Bo B", account), make.person("Gone G", account)
    make.member(first, person, "Influencer", added_at=at("2026-11-01T00:00:00+00:00"))
    make.member(first, person, "champion", added_at=at("2026-11-02T00:00:00+00:00"))
    make.member(second, person, "Decision Maker", added_at=at("2026-11-03T00:00:00+00:00"))
    make.member(first, gone, "Decision Maker", removed_at=at("2026-11-19T00:00:00+00:00"))
    make.member(hidden, gone, "Decision Maker")
    keep_scores(session)
    details = load_deal(session, "o-1", AS_OF)
    assert [(p.name, p.roles, p.is_decision_maker, p.is_champion) for p in details.people] == [
        ("Bo B", ("champion", "Decision Maker"), True, True)
    ]
    assert details.from_groups


def test_a_closed_one_has_no_check_and_a_hidden_one_is_gone(session: Session, make: Factory) -> None:
    account = make.account()
    make.opportunity(account, public_id="o-1", is_won=True)
    make.opportunity(account, public_id="o-2", hidden=True)
    keep_scores(session)
    assert load_deal(session, "o-1", AS_OF).check is None
    with pytest.raises(SubjectGone, match="opportunity"):
        load_deal(session, "o-2", AS_OF)
