from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from bgdetails.rules.document import parse_rules
from bgdetails.store import tables
from bgdetails.store.activity_types import type_ids
from bgdetails.store.rules_rows import current_rules, ensure_rules, interest_named, write_rules
from bgdetails.store.rules_text import default_rules
from tests.factory import AS_OF, Factory, new_workspace

TWO = """
[scoring]
weights = { "page views" = 55.5, "Webinar" = "Vital" }

[[roles_template]]
name = "Small"
  [[roles_template.role]]
  role = "Boss"
  weighting = "Vital"
  members_required = 3
  [[roles_template.role]]
  role = "Hand"
  required_for_completeness = false

[[solution_interest]]
name = "Phones"
roles_template = "small"
stage_model = "Short"
update_existing = false

[[solution_interest]]
name = "Cars"
roles_template = "Standard purchase"

[[stage_model]]
name = "Short"
stages = ["Open", "Won", "Lost"]
entry = ["Open"]
success = "Won"
failure = ["Lost"]
transitions = { "Open" = ["Won", "Lost"] }
"""


@pytest.fixture
def session(tmp_path: Path, database: str) -> Iterator[Session]:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as opened:
        yield opened
    workspace.close()


def take(session: Session, text: str) -> bool:
    return write_rules(session, parse_rules(text, "two.toml", default_rules()), text, "two.toml")


def names(session: Session, table: type[SQLModel]) -> list[str]:
    return sorted(row.name for row in session.exec(select(table)).all())  # type: ignore[attr-defined]


def test_a_workspace_without_rules_has_the_defaults_in_its_tables(session: Session) -> None:
    ensure_rules(session)
    roles = session.exec(select(tables.TemplateRole).order_by(tables.TemplateRole.position)).all()
    assert [(row.role, row.weighting, row.members_required, row.required_for_completeness) for row in roles] == [
        ("Executive Steering Committee", 80, 1, False),
        ("Decision Maker", 100, 2, True),
        ("Champion", 80, 1, False),
        ("Influencer", 80, 1, True),
        ("Practitioner", 60, 1, True),
    ]
    assert names(session, tables.SolutionInterest) == ["New business"]
    stages = session.exec(select(tables.Stage).order_by(tables.Stage.position)).all()
    assert [row.name for row in stages if row.is_entry] == ["Awareness"]
    assert [row.name for row in stages if row.is_success] == ["Purchased"]
    assert [row.name for row in stages if row.is_failure] == ["Lost"]
    ensure_rules(session)
    assert len(session.exec(select(tables.TemplateRole)).all()) == 5


def test_rules_replace_the_rules_as_a_whole(session: Session) -> None:
    ensure_rules(session)
    assert take(session, TWO)
    assert names(session, tables.RolesTemplate) == ["Small", "Standard purchase"]
    assert names(session, tables.SolutionInterest) == ["Cars", "Phones"]
    assert names(session, tables.StageModel) == ["Default", "Short"]
    phones = session.exec(select(tables.SolutionInterest).where(tables.SolutionInterest.name == "Phones")).one()
    assert (phones.update_existing, phones.defined) == (False, True)
    short = session.exec(select(tables.StageModel.id).where(tables.StageModel.name == "Short")).one()
    assert phones.stage_model_id == short
    assert current_rules(session).interests[0].name == "Phones"


def test_the_same_rules_again_change_nothing_and_others_make_kept_days_stale(session: Session) -> None:
    take(session, TWO)
    Factory(session).score_day(AS_OF)
    assert not take(session, TWO)
    assert not session.exec(select(tables.ScoreDay.stale)).one()
    assert take(session, TWO.replace("Webinar", "Seminar"))
    assert session.exec(select(tables.ScoreDay.stale)).one()


def test_weights_are_those_of_the_rules_and_types_stand_as_the_model_writes_them(session: Session) -> None:
    type_ids(session, ["PAGE views", "webinar ", "Other", "OTHER", "Email Sent", "meeting held"])
    take(session, TWO)
    rows = session.exec(select(tables.ActivityType)).all()
    assert {row.name: row.weight_milli for row in rows} == {
        "Page Views": 55_500,
        "Webinar": 100_000,
        "Other": 0,
        "Email Sent": 0,
        "Meeting Held": 90_000,
    }
    assert {row.name for row in rows if row.done_to_person} == {"Email Sent"}
    assert {row.name for row in rows if row.sales_touch} == {"Meeting Held"}


def test_a_type_is_made_once_whatever_its_case(session: Session) -> None:
    first = type_ids(session, ["Trade Fair", "trade fair "])
    assert list(first) == ["trade fair"]
    assert type_ids(session, ["TRADE FAIR"]) == first
    assert [row.name for row in session.exec(select(tables.ActivityType))] == ["Trade Fair"]


def test_an_interest_that_nothing_defines_has_the_fallbacks(session: Session) -> None:
    take(session, TWO.replace('[[solution_interest]]\nname = "Cars"\nroles_template = "Standard purchase"\n', ""))
    assert names(session, tables.RolesTemplate) == ["Small"]
    number, is_new = interest_named(session, " Boats ")
    assert is_new
    row = session.get_one(tables.SolutionInterest, number)
    assert (row.name, row.defined) == ("Boats", False)
    assert session.get_one(tables.RolesTemplate, row.template_id).name == "Standard purchase"
    assert session.get_one(tables.StageModel, row.stage_model_id).name == "Default"
    assert interest_named(session, "bOATS") == (number, False)


def test_rules_that_drop_an_interest_keep_it_as_long_as_it_has_groups(session: Session) -> None:
    take(session, TWO)
    make = Factory(session)
    number, _ = interest_named(session, "Phones")
    make.group(make.account("Acme"), number)
    take(session, '[scoring]\nweights = { "Webinar" = 5 }')
    row = session.exec(select(tables.SolutionInterest)).one()
    assert (row.id, row.name, row.defined) == (number, "Phones", False)
    assert names(session, tables.RolesTemplate) == ["Standard purchase"]
    ensure_rules(session)
    assert names(session, tables.SolutionInterest) == ["Phones"]
    take(session, TWO)
    again = session.exec(select(tables.SolutionInterest).where(tables.SolutionInterest.name == "Phones")).one()
    assert (again.id, again.defined) == (number, True)
