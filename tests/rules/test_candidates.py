"""The worked examples of docs/model.md, who could fill a role."""

from __future__ import annotations

import pytest

from bgdetails.rules.candidates import RoleFit
from bgdetails.rules.model import Condition, Operator, TemplateRole
from bgdetails.rules.near import near_value

TITLE = "title"
DECIDES = Condition(TITLE, Operator.STARTS_WITH, ("Director", "Head of"))
ACTIVE = Condition("engagement_score", Operator.GREATER_THAN, ("50",))
STAYS = Condition("unsubscribed", Operator.IS_NOT, ("true",))
DEFAULT = r"^(?!.*\b(assistant|secretary|intern)\b).*(\bchief\b.*\bofficer\b|\bdirector\b|\bhead\b)"


def any_of(*conditions: Condition) -> RoleFit:
    return RoleFit(TemplateRole("Decision Maker", conditions=conditions))


def all_of(*conditions: Condition) -> RoleFit:
    return RoleFit(TemplateRole("Champion", conditions=conditions, match_all=True))


def test_who_fits() -> None:
    assert any_of(DECIDES, ACTIVE).fits({TITLE: "director of IT", "engagement_score": 3})
    assert not any_of(DECIDES).fits({TITLE: "Managing Director"})
    assert all_of(ACTIVE, STAYS).fits({"engagement_score": 51, "unsubscribed": None})
    assert not any_of().fits({})
    assert not all_of().fits({})


def test_all_but_one_of_all_is_nearly() -> None:
    role = all_of(DECIDES, ACTIVE, STAYS)
    values = {TITLE: "Director IT", "engagement_score": 12, "unsubscribed": False}
    assert role.nearly(values) == "engagement score greater than 50"
    assert role.nearly(values | {"unsubscribed": True}) is None


def test_where_any_would_do_one_that_is_nearly_held_is_nearly() -> None:
    role = any_of(DECIDES, Condition(TITLE, Operator.IS_ONE_OF, ("CFO", "CEO")))
    assert role.nearly({TITLE: "Managing Director"}) == "title starts with Director"
    assert role.nearly({TITLE: "Deputy CFO"}) == "title is one of CFO"
    assert role.nearly({TITLE: "Driver"}) is None
    assert role.nearly({TITLE: None}) is None
    assert any_of().nearly({TITLE: "Director"}) is None


def test_the_only_condition_of_all_has_to_be_nearly_held() -> None:
    assert all_of(ACTIVE).nearly({"engagement_score": 46}) == "engagement score greater than 50"
    assert all_of(ACTIVE).nearly({"engagement_score": 44}) is None


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "near"),
    [
        (Operator.STARTS_WITH, "Director", "Managing Director", "Director"),
        (Operator.STARTS_WITH, "Chief Information", "Deputy Chief for Information", "Chief Information"),
        (Operator.CONTAINS, "Head of IT", "Head of Group IT", "Head of IT"),
        (Operator.CONTAINS, "Manager", "Management Trainee", "Manager"),
        (Operator.IS, "IT", "IT Operations", "IT"),
        (Operator.IS, "IT", "Audit", None),
        (Operator.CONTAINS, "Lead", "Leader's Assistant", None),
        (Operator.MATCHES, r"\b(engineer|analyst)\b", "Engineering Lead", "engineer"),
        (Operator.MATCHES, r"\b(engineer|analyst)\b", "Web Analytics", "analyst"),
        (Operator.MATCHES, r"\b(engineer|analyst)\b", "Driver", None),
        (Operator.MATCHES, DEFAULT, "Directorate Lead", "director"),
        (Operator.MATCHES, DEFAULT, "Assistant to the Director", None),
        (Operator.MATCHES, r"^\w+\s[a-z]{2}(?i:chief)", "Fire Chief", "chief"),
        (Operator.MATCHES, r"^(?!.*[)](temp\)))lead", "Team Lead", "lead"),
        (Operator.MATCHES, r"(team) (?!\1)lead", "Team Lead", "team"),
        (Operator.LESS_THAN, "1,000", "1100", "1,000"),
        (Operator.LESS_THAN, "1,000", "1101", None),
        (Operator.GREATER_THAN, "50", "many", None),
        (Operator.IS_NOT, "Lead", "Lead", None),
        (Operator.IS_EMPTY, "", "x", None),
        (Operator.IS, "x", "  ", None),
    ],
)
def test_what_is_nearly_held(operator: Operator, wanted: str, value: str, near: str | None) -> None:
    assert near_value(Condition(TITLE, operator, (wanted,)), value) == near


@pytest.mark.parametrize(
    ("wanted", "value", "near"),
    [("High", "Medium", "High"), ("medium", "Low", "medium"), ("High", "Low", None), ("Low", "Medium", None)],
)
def test_one_level_of_intent_below_is_nearly(wanted: str, value: str, near: str | None) -> None:
    assert near_value(Condition("intent.Cloud Backup", Operator.IS, (wanted,)), value) == near
