from __future__ import annotations

import pytest
from sqlmodel import Session, select

from bgdetails.refresh.interest_counts import keep_interests
from bgdetails.rules.document import parse_rules
from bgdetails.store import tables
from bgdetails.store.rules_rows import current_rules, write_rules
from bgdetails.store.workspace import driver_connection
from bgdetails.views.interest import load_interest
from bgdetails.views.pages import StageCount
from bgdetails.views.values import SubjectGone
from tests.factory import AS_OF, Factory

RULES = """
[[solution_interest]]
name = "Cloud Backup"
roles_template = "Standard purchase"
audience = [
  { field = "industry", op = "is", value = "Technology" },
  { field = "Tier", op = "is not", value = "C" },
]

[[solution_interest]]
name = "Everything"
roles_template = "Standard purchase"
"""


def _interest(session: Session, name: str) -> int:
    write_rules(session, parse_rules(RULES, "rules.toml"), RULES, "rules.toml")
    row = session.exec(select(tables.SolutionInterest).where(tables.SolutionInterest.name == name)).one()
    return row.id or 0


def test_accounts_without_a_group_are_those_of_the_audience(session: Session, make: Factory) -> None:
    interest = _interest(session, "Cloud Backup")
    make.account("zeta", industry="technology")
    make.account("Alpha", industry="Technology", attributes='{"Tier": "A"}')
    make.account("Third class", industry="Technology", attributes='{"Tier": "c"}')
    make.account("Farm", industry="Agriculture")
    make.account("Hidden", industry="Technology", hidden=True)
    has_group = make.account("Has one", industry="Technology")
    make.group(has_group, interest, stage="Interest")
    make.group(has_group, interest, stage="Procurement")
    make.group(has_group, interest)
    page = load_interest(session, interest, AS_OF)
    keep_interests(driver_connection(session), current_rules(session))
    assert load_interest(session, interest, AS_OF) == page
    assert [account.name for account in page.accounts_without_group] == ["Alpha", "zeta"]
    assert page.accounts_without_group_count == 2
    assert page.audience == ("industry is Technology", "Tier is not C")
    assert (page.roles_template, page.stage_model, page.groups) == ("Standard purchase", "Default", 3)
    assert [stage for stage in page.stages if stage.groups] == [
        StageCount("Interest", 1),
        StageCount("Procurement", 1),
        StageCount(None, 1),
    ]


def test_without_an_audience_every_account_counts(session: Session, make: Factory) -> None:
    interest = _interest(session, "Everything")
    for number in range(203):
        make.account(f"Company {number:03}")
    page = load_interest(session, interest, AS_OF)
    assert page.accounts_without_group_count == 203
    assert len(page.accounts_without_group) == 200
    assert page.audience == ()
    keep_interests(driver_connection(session), current_rules(session))
    assert load_interest(session, interest, AS_OF) == page
    # What an import without a refresh brings is counted, too.
    make.group(make.account("A new one"), interest)
    make.account("Another")
    assert load_interest(session, interest, AS_OF) == page
    session.get_one(tables.Workspace, 1).scores_outdated = True
    session.flush()
    page = load_interest(session, interest, AS_OF)
    assert (page.groups, page.accounts_without_group_count) == (1, 204)


def test_an_interest_that_is_gone(session: Session) -> None:
    with pytest.raises(SubjectGone, match="solution interest"):
        load_interest(session, 4711, AS_OF)
