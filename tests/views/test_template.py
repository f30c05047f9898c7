from __future__ import annotations

import pytest
from sqlmodel import Session, select

from bgdetails.rules.document import parse_rules
from bgdetails.store import tables
from bgdetails.store.rules_rows import ensure_rules, write_rules
from bgdetails.views.template import load_template
from bgdetails.views.values import SubjectGone
from tests.factory import AS_OF, Factory

RULES = """
[[roles_template]]
name = "Security"
status = "Draft"
  [[roles_template.role]]
  role = "Decision Maker"
  weighting = "Vital"
  members_required = 2
  match = "all"
  conditions = [
    { field = "title", op = "starts with", value = ["Director", "Sr. Director"] },
    { field = "department", op = "is", value = "IT" },
  ]
  [[roles_template.role]]
  role = "User"
  required_for_completeness = false

[[solution_interest]]
name = "Threat Detection"
roles_template = "Security"

[[solution_interest]]
name = "audit"
roles_template = "Security"
"""


def _template(session: Session, name: str) -> int:
    row = session.exec(select(tables.RolesTemplate).where(tables.RolesTemplate.name == name)).one()
    return row.id or 0


def test_a_template_says_its_roles_in_words(session: Session, make: Factory) -> None:
    write_rules(session, parse_rules(RULES, "rules.toml"), RULES, "rules.toml")
    account = make.account()
    interest = session.exec(select(tables.SolutionInterest).where(tables.SolutionInterest.name == "audit")).one()
    make.group(account, interest.id or 0)
    make.group(account, interest.id or 0, hidden=True)
    page = load_template(session, _template(session, "Security"), AS_OF)
    assert (page.name, page.status, page.groups) == ("Security", "Draft", 1)
    assert page.solution_interests == ("audit", "Threat Detection")
    decides, uses = page.roles
    assert (decides.role, decides.weighting, decides.share) == ("Decision Maker", 100.0, 100 / 160)
    assert (decides.members_required, decides.required_for_completeness, decides.match_all) == (2, True, True)
    assert decides.conditions == ("title starts with Director or Sr. Director", "department is IT")
    assert (uses.role, uses.required_for_completeness, uses.conditions) == ("User", False, ())


def test_the_default_template_is_a_page(session: Session) -> None:
    ensure_rules(session)
    page = load_template(session, _template(session, "Standard purchase"), AS_OF)
    assert [role.role for role in page.roles][:2] == ["Executive Steering Committee", "Decision Maker"]
    assert sum(role.share for role in page.roles) == pytest.approx(1.0)


def test_a_template_that_is_gone(session: Session) -> None:
    with pytest.raises(SubjectGone, match="roles template"):
        load_template(session, 4711, AS_OF)
