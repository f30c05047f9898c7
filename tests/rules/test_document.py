"""Rules files: what they mean, and that an error names file, line and key."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgdetails.resources import default_rules_text, sample_folder
from bgdetails.rules.bands import ACTIVITY_BANDS
from bgdetails.rules.document import RulesError, parse_rules
from bgdetails.rules.model import Condition, Operator, RuleSet

DEFAULTS = parse_rules(default_rules_text(), "default_rules.toml")
TEMPLATE = """
[[roles_template]]
name = "T"
  [[roles_template.role]]
  role = "Buyer"
"""
MODEL = """
[[stage_model]]
name = "M"
entry = ["A"]
success = "C"
transitions = { "A" = ["B", "C"], "B" = ["C"] }
"""


def rules(text: str) -> RuleSet:
    return parse_rules(textwrap.dedent(text), "my.toml", DEFAULTS)


def test_the_defaults() -> None:
    assert DEFAULTS.weights["Meeting Held"] == 90
    assert [role.role for role in DEFAULTS.templates[0].roles] == [
        "Executive Steering Committee",
        "Decision Maker",
        "Champion",
        "Influencer",
        "Practitioner",
    ]
    assert [interest.name for interest in DEFAULTS.interests] == ["New business"]
    assert DEFAULTS.stage_models[0].stages == ("Awareness", "Interest", "Evaluation", "Decision", "Purchased", "Lost")


def test_the_default_rules_name_the_bands_that_hold_without_them() -> None:
    assert tomllib.loads(default_rules_text())["scoring"]["bands"] == ACTIVITY_BANDS


def test_shared_rules_are_read(shared_data: Path) -> None:
    same = parse_rules((shared_data / "rules/default.toml").read_text(), "default.toml", DEFAULTS)
    assert same == DEFAULTS
    for file in ("rules/products.toml", "worked/workspace/workspace.toml", "worked/formed/workspace.toml"):
        assert parse_rules((shared_data / file).read_text(), file, DEFAULTS).interests


def test_the_sample_rules_are_read() -> None:
    text = (sample_folder() / "workspace.toml").read_text(encoding="utf-8")
    assert len(parse_rules(text, "workspace.toml", DEFAULTS).interests) == 4


def test_weights_are_added_to_the_defaults_and_bands_can_move() -> None:
    found = rules(
        '[scoring]\nweights = { "page VIEWS" = 0, "Demo" = "important", "Poll" = "Huge" }\nbands = { "Huge" = 99.5 }'
    )
    assert found.weights["Page Views"] == 0
    assert "page VIEWS" not in found.weights
    assert (found.weights["Demo"], found.weights["Poll"], found.weights["Meeting Held"]) == (90, 99.5, 90)


def test_crm_roles_are_added_and_taken_out() -> None:
    found = rules('[opportunity_roles]\n"champion" = ""\n"Money Person" = "Buyer"').opportunity_roles
    assert "Champion" not in found
    assert found["Money Person"] == "Buyer"
    assert found["Economic Buyer"] == "Decision Maker"


def test_stages_by_appearance_end_with_the_ends() -> None:
    assert rules(MODEL.replace('success = "C"', 'success = "C"\nfailure = ["X"]')).stage_models[0].stages == (
        "A",
        "B",
        "C",
        "X",
    )


@pytest.mark.parametrize(
    ("text", "line", "key", "part"),
    [
        ("[scoring\nx = 1", 1, "", "no TOML"),
        ("\n\n[scorng]\n", 3, "scorng", "Did you mean scoring?"),
        ('[scoring]\nweights = { "A" = 1,\n}', 2, "", "no TOML"),
        ('[scoring]\n[scoring.weights]\n"A" = 1\n"B" = 101', 4, "B", "0 to 100"),
        ('[scoring]\nweights = { "A" = "Hefty" }', 2, "A", "not a band"),
        ('[scoring]\nbands = { "A" = "Vital" }', 2, "A", "0 to 100"),
        ('[[roles_template]]\nstatus = "Live"', 1, "name", "must be there"),
        ('[[roles_template]]\nname = "T"\nstatus = "Gone"', 3, "status", "Live, Draft"),
        (TEMPLATE + '  colour = "red"\n', 6, "colour", "not a key"),
        (TEMPLATE + '  weighting = "Heavy"\n', 6, "weighting", "not a band"),
        (TEMPLATE + "  weighting = 0\n", 6, "weighting", "1 to 100"),
        (TEMPLATE + "  members_required = 1001\n", 6, "members_required", "1 to 1000"),
        (TEMPLATE + "  members_required = 1.5\n", 6, "members_required", "1 to 1000"),
        (TEMPLATE + '  required_for_completeness = "no"\n', 6, "required_for_completeness", "true or false"),
        (TEMPLATE + '  match = "some"\n', 6, "match", "any, all"),
        (
            TEMPLATE
            + '  conditions = [\n    { field = "title", op = "is", value = "x" },\n    { field = "title", op = "like", '
            'value = "x" },\n  ]\n',
            8,
            "op",
            "not an operator",
        ),
        (
            TEMPLATE + '  conditions = [{ field = "title", op = "matches", value = "(" }]\n',
            6,
            "value",
            "regular expression",
        ),
        (
            TEMPLATE + '  conditions = [{ field = "title", op = "matches", value = ["a", "x{99999999999}"] }]\n',
            6,
            "value",
            "regular expression",
        ),
        (
            TEMPLATE + '  conditions = [{ field = "title", op = "greater than", value = "x" }]\n',
            6,
            "value",
            "no number",
        ),
        (TEMPLATE + '  conditions = [{ field = "title", op = "is" }]\n', 6, "value", "must be a text"),
        (TEMPLATE + '  conditions = [{ field = "title", op = "is", value = [] }]\n', 6, "value", "must be a text"),
        (
            TEMPLATE + '  conditions = [{ field = "title", op = "is empty", value = "x" }]\n',
            6,
            "value",
            "takes no value",
        ),
        (TEMPLATE + '  [[roles_template.role]]\n  role = "BUYER"\n', 7, "role", "already"),
        (TEMPLATE + TEMPLATE.replace('"Buyer"', '"Seller"'), 8, "name", "defined twice"),
        ('[[solution_interest]]\nname = "I"\nroles_template = "Nope"', 3, "roles_template", "not defined"),
        (
            '[[solution_interest]]\nname = "I"\nroles_template = "standard PURCHASE"\nstage_model = "Q"',
            4,
            "stage_model",
            "not defined",
        ),
        (MODEL.replace('entry = ["A"]', "entry = []"), 4, "entry", "at least one"),
        (MODEL.replace('"B" = ["C"]', '"B" = []'), 6, "transitions", "no way leads out"),
        (MODEL.replace('"B" = ["C"] }', '"B" = ["C"], "C" = ["A"] }'), 6, "C", "no way out"),
        (MODEL.replace('name = "M"', 'name = "M"\nstages = ["A", "B"]'), 6, "success", "not among the stages"),
        (MODEL.replace('success = "C"', 'success = "C"\nfailure = ["c"]'), 6, "failure", "success stage"),
        (MODEL.replace('name = "M"', 'name = "M"\nstages = ["A", "B", "C", "a"]'), 4, "stages", "twice"),
        ('[opportunity_roles]\n"X" = 3', 2, "X", "name of a role"),
        ('[activity_types]\n"marketo:41" = 7', 2, "marketo:41", "activity type"),
        ('[activity_types]\n"marketto:41" = "X"', 2, "marketto:41", "must name a type"),
        ('[activity_types]\n"marketo" = "X"', 2, "marketo", "must name a type"),
        ("[scorng.weights]\n", 1, "scorng", "Did you mean scoring?"),
        ('a = 1\n[scoring.weights]\n"B" = -1', 1, "a", "not a key"),
        ('# first\nscoring.weights."B" = -1', 2, "B", "0 to 100"),
        ('[scoring.weights]\n"A" = nan', 2, "A", "0 to 100"),
        ('[scoring.weights]\n"A" = true', 2, "A", "0 to 100"),
        ('[scoring.weights]\n"Demo" = 1\n" demo" = 2', 3, " demo", "same name as “Demo”"),
        ('[scoring]\nbands = { "Huge" = 1, "HUGE" = 2 }', 2, "HUGE", "same name"),
        ('[opportunity_roles]\n"X" = "A"\n"x" = "B"', 3, "x", "same name"),
        ('[opportunity_roles]\n"" = "A"', 2, "", "empty name"),
        ("scoring = 3", 1, "scoring", "must be a table"),
        ("\nroles_template = 3", 2, "roles_template", "must be a list of tables"),
        ("\n[roles_template]\nname = 'T'", 2, "roles_template", "must be a list of tables"),
        ('[[solution_interest]]\nname = "I"', 1, "roles_template", "must be there"),
        ('[[solution_interest]]\nname = ""', 2, "name", "not an empty one"),
        ("[[solution_interest]]\nname = 3", 2, "name", "must be a text"),
        (
            '[[solution_interest]]\nname = "I"\nroles_template = "Standard purchase"\nupdate_existing = 1',
            4,
            "update_existing",
            "true or false",
        ),
        (
            '[[solution_interest]]\nname = "I"\nroles_template = "Standard purchase"\naudience = [\n'
            '  { field = "country", op = "is", value = "Spain" },\n  { op = "is", value = "Spain" },\n]',
            6,
            "field",
            "must be there",
        ),
        (
            '[[solution_interest]]\nname = "I"\nroles_template = "Standard purchase"\n'
            '[[solution_interest.opportunities]]\nfield = "name"\nop = "contains"\nvalues = "x"',
            7,
            "values",
            "Did you mean value?",
        ),
        (
            '[[solution_interest]]\nname = "I"\nroles_template = "Standard purchase"\n' * 2,
            5,
            "name",
            "defined twice",
        ),
        (TEMPLATE + '  conditions = [{ field = "title", op = "is", value = " " }]\n', 6, "value", "is empty"),
        (TEMPLATE + '  conditions = ["title is x"]\n', 6, "conditions", "list of tables"),
        (TEMPLATE + "  weighting = true\n", 6, "weighting", "1 to 100"),
        (TEMPLATE + "  members_required = 0\n", 6, "members_required", "1 to 1000"),
        (
            TEMPLATE + '  conditions = [{ field = "a", op = "is", value = """x\\n\n""" }]\n  colour = 1\n',
            8,
            "colour",
            "not a key",
        ),
        (MODEL + MODEL, 9, "name", "defined twice"),
        (MODEL.replace('success = "C"\n', ""), 2, "success", "must be there"),
        (MODEL.replace('success = "C"', 'success = ["C"]'), 5, "success", "must be a text"),
        (MODEL.replace('entry = ["A"]', 'entry = "A"'), 4, "entry", "list of texts"),
        (
            MODEL.replace('name = "M"', 'name = "M"\nstages = ["A", "B", "C"]').replace('["C"] }', '["D"] }'),
            7,
            "B",
            "“D” is not",
        ),
        (
            MODEL.replace('name = "M"', 'name = "M"\nstages = ["A", "B", "C"]').replace('"B" =', '"D" ='),
            7,
            "D",
            "“D” is not",
        ),
        (MODEL.replace('"B" = ["C"] }', '"B" = ["b"] }'), 6, "B", "leads to itself"),
        (MODEL.replace('"B" = ["C"] }', '"B" = ["C"], "c" = ["A"] }'), 6, "c", "no way out"),
        (MODEL.replace("transitions", "# transitions"), 2, "transitions", "no way leads out"),
        ("x = " + "[" * 5000, 1, "", "too deep"),
        ("\nx = " + "9" * 5000, 2, "", "no TOML"),
    ],
)
def test_an_error_names_file_line_and_key(text: str, line: int, key: str, part: str) -> None:
    with pytest.raises(RulesError) as caught:
        rules(text)
    assert (caught.value.file, caught.value.line, caught.value.key) == ("my.toml", line, key)
    assert part in caught.value.sentence
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"my.toml, line {line}")


def test_a_complaint_is_one_line_whatever_the_key_holds() -> None:
    with pytest.raises(RulesError) as caught:
        rules('[scoring.weights]\n"A\\nB" = "x\\ny"')
    assert (caught.value.key, caught.value.line) == ("A\nB", 2)
    assert str(caught.value).startswith("my.toml, line 2, A B: “x y” is not a band.")


def test_steps_that_stand_twice_are_one() -> None:
    model = rules(MODEL.replace('["B", "C"]', '["B", "b", "C"]')).stage_models[0]
    assert model.transitions == (("A", ("B", "C")), ("B", ("C",)))


def test_what_a_file_leaves_out_is_left_out() -> None:
    found = rules("")
    assert (found.templates, found.interests, found.stage_models, found.activity_types) == ((), (), (), {})
    assert (found.weights, found.opportunity_roles) == (DEFAULTS.weights, DEFAULTS.opportunity_roles)


def test_values_are_texts_as_people_write_them() -> None:
    conditions = (
        rules(
            TEMPLATE + '  conditions = [{ field = "x", op = "is", value = [80, 80.0, 0.5, true, " A "] }, '
            '{ field = "y", op = "Is Empty" }]\n'
        )
        .templates[0]
        .roles[0]
        .conditions
    )
    assert conditions == (
        Condition("x", Operator.IS, ("80", "80", "0.5", "true", " A ")),
        Condition("y", Operator.IS_EMPTY),
    )


def test_fields_of_ours_are_written_as_ours_and_others_stay() -> None:
    found = rules(
        TEMPLATE
        + "  conditions = ["
        + ", ".join(
            f'{{ field = "{name}", op = "is empty" }}'
            for name in ("Title", "FIRST_NAME", "Engagement_Score", "Intent.Cloud Backup", "Industry", "Tier")
        )
        + """]
        [[solution_interest]]
        name = "I"
        roles_template = "T"
        audience = [{ field = "Industry", op = "is empty" }, { field = "Title", op = "is empty" }]
        opportunities = [{ field = "IsClosed", op = "is empty" }, { field = "Is_Closed", op = "is empty" }]
        """
    )
    interest = found.interests[0]
    assert [condition.field for condition in found.templates[0].roles[0].conditions] == [
        *("title", "first_name", "engagement_score", "intent.Cloud Backup", "Industry", "Tier")
    ]
    assert [condition.field for condition in interest.audience] == ["industry", "Title"]
    assert [condition.field for condition in interest.opportunities] == ["IsClosed", "is_closed"]


def test_names_are_shown_as_they_are_defined() -> None:
    found = rules(
        TEMPLATE + MODEL + '[[solution_interest]]\nname = "I"\nroles_template = " t "\nstage_model = "m"\n'
    ).interests[0]
    assert (found.roles_template, found.stage_model) == ("T", "M")


CUT = re.compile(r'"[^"\n]*"|\b\w+\b|[][{}=,.]')
CUTS = [found.span() for found in CUT.finditer(default_rules_text())]
INSTEAD = (
    '""',
    '"x"',
    "-1",
    "nan",
    "true",
    "[]",
    "{}",
    '["Lost"]',
    "1979-05-27",
    '"a\\nb"',
    "[[",
    "=",
    '"("',
    "\n",
    "#",
)


@settings(max_examples=150)
@given(st.sampled_from(CUTS), st.sampled_from(INSTEAD))
def test_a_spoilt_file_is_read_or_refused_on_one_of_its_lines(cut: tuple[int, int], instead: str) -> None:
    text = default_rules_text()
    spoilt = text[: cut[0]] + instead + text[cut[1] :]
    error = complaint(spoilt)
    if error is not None:
        assert 1 <= error.line <= spoilt.count("\n") + 1
        assert "\n" not in str(error)


def complaint(text: str) -> RulesError | None:
    try:
        parse_rules(text, "my.toml", DEFAULTS)
    except RulesError as error:
        return error
    return None


def test_at_most_twenty_roles() -> None:
    roles = "".join(f'[[roles_template.role]]\nrole = "R{index}"\n' for index in range(21))
    with pytest.raises(RulesError, match="20 different ones"):
        rules('[[roles_template]]\nname = "T"\n' + roles)
    assert (
        len(
            rules('[[roles_template]]\nname = "T"\n' + roles[: -len('[[roles_template.role]]\nrole = "R20"\n')])
            .templates[0]
            .roles
        )
        == 20
    )
