"""Conditions, operator by operator (docs/formats.md, the rules)."""

from __future__ import annotations

import pytest

from bgdetails.rules.conditions import compile_condition, compile_conditions, in_words
from bgdetails.rules.model import Condition, Operator


def holds(field: str, operator: str, value: str | list[str] | None, actual: object) -> bool:
    values = () if value is None else (value,) if isinstance(value, str) else tuple(value)
    return compile_condition(Condition(field, Operator(operator), values))({field: actual})


@pytest.mark.parametrize(
    ("operator", "value", "actual", "expected"),
    [
        ("is", "Director", " director ", True),
        ("is", ["CEO", "CFO"], "cfo", True),
        ("is", "Director", "Director of IT", False),
        ("is", "Director", None, False),
        ("is", "Director", "", False),
        ("is not", "Director", "VP", True),
        ("is not", ["CEO", "CFO"], "CFO", False),
        ("is not", "Director", None, True),
        ("starts with", ["Director", "VP"], "vp sales", True),
        ("starts with", "VP", "SVP", False),
        ("starts with", "VP", None, False),
        ("not starts with", ["Intern", "Assistant"], "Internal auditor", False),
        ("not starts with", "Intern", "CFO", True),
        ("not starts with", "Intern", "", True),
        ("contains", "MANAGER", "IT Manager", True),
        ("contains", ["Legal", "Counsel"], "general counsel", True),
        ("contains", "x", None, False),
        ("is one of", ["a", "B"], "b", True),
        ("matches", r"\b(engineer|analyst)\b", "Data ENGINEER", True),
        ("matches", r"^engineer$", "Data Engineer", False),
        ("matches", r".*", "", False),
        ("greater than", "40", "41", True),
        ("greater than", "40", 40, False),
        ("greater than", "1,000", "1,200.5", True),
        ("greater than", "40", "many", False),
        ("less than", "40", "nan", False),
        ("less than", "40", 39.5, True),
        ("less than", "40", None, False),
        ("is empty", None, None, True),
        ("is empty", None, "  ", True),
        ("is empty", None, "x", False),
        ("is not empty", None, "x", True),
        ("is not empty", None, None, False),
        ("is", "80", 80.0, True),
        ("is", "80.00", 80.0, True),
        ("is", "1,250,000.5", 1250000.5, True),
        ("is not", ["80", "90"], 90, False),
        ("is", "many", 80.0, False),
        ("is", "80.0", "80", False),  # a text is compared as it is written
        ("starts with", "25", 250.0, True),
        ("matches", r"^\d+$", 250.0, True),
        ("matches", "straße", "Hauptstraße 5", True),  # folding would make it strasse
        ("matches", r"\bI[A-Z]\b", "head of it", True),
        ("is", "HAUPTSTRASSE", "Hauptstraße", True),
        ("greater than", ["40", "10"], 20, True),
        ("less than", ["40", "10"], 20, True),
    ],
)
def test_an_operator(operator: str, value: str | list[str] | None, actual: object, expected: bool) -> None:
    assert holds("title", operator, value, actual) is expected


@pytest.mark.parametrize(
    ("value", "actual", "expected"),
    [("yes", True, True), ("true", 1, True), ("false", False, True), ("true", False, False), ("no", None, False)],
)
def test_truth(value: str, actual: object, expected: bool) -> None:
    assert holds("unsubscribed", "is", value, actual) is expected


def test_a_pattern_that_python_frowns_at_is_taken_without_a_word(recwarn: pytest.WarningsRecorder) -> None:
    assert holds("title", "matches", "[[]x[]]", "a [x]")
    assert not recwarn.list


def test_any_and_all() -> None:
    conditions = [Condition("title", Operator.IS, ("CFO",)), Condition("country", Operator.IS, ("France",))]
    person = {"title": "CFO", "country": "Spain"}
    assert compile_conditions(conditions, match_all=False)(person)
    assert not compile_conditions(conditions, match_all=True)(person)


def test_no_conditions_hold_for_all_but_not_for_any() -> None:
    assert compile_conditions([], match_all=True)({})
    assert not compile_conditions([], match_all=False)({})


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("stage", Operator.IS_NOT, ("Lost",)), "stage is not Lost"),
        (
            Condition("title", Operator.STARTS_WITH, ("Director", "Sr. Director")),
            "title starts with Director or Sr. Director",
        ),
        (Condition("lead_source", Operator.IS_EMPTY), "lead source is empty"),
        (Condition("title", Operator.MATCHES, (r"\bx\b",)), "title matches “\\bx\\b”"),
        (Condition("Buying_Centre__c", Operator.CONTAINS, ("x",)), "Buying_Centre__c contains x"),
        (Condition("country", Operator.IS_NOT, ("Spain", "Italy", "Malta")), "country is not Spain, Italy or Malta"),
        (Condition("intent.Cloud Backup", Operator.IS, ("High",)), "intent in Cloud Backup is High"),
    ],
)
def test_in_words(condition: Condition, words: str) -> None:
    assert in_words(condition) == words
