"""Reads roles templates and conditions from a rules file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bgdetails.rules.bands import ROLE_WEIGHTINGS
from bgdetails.rules.conditions import (
    ACCOUNT_FIELDS,
    ENGAGEMENT_FIELD,
    INTENT_PREFIX,
    OPPORTUNITY_FIELDS,
    PERSON_FIELDS,
    TIME_FIELDS,
    number_of,
    pattern_of,
    text_of,
)
from bgdetails.rules.model import Condition, Operator, RolesTemplate, TemplateRole
from bgdetails.rules.toml_table import Table

_STATUS = {"live": "Live", "draft": "Draft"}
_MATCH = {"any": "any", "all": "all"}
_OPERATORS = {operator.value: operator for operator in Operator}
_UNARY = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_NUMERIC = (Operator.GREATER_THAN, Operator.LESS_THAN)

_FIELDS = {
    "conditions": (*PERSON_FIELDS, ENGAGEMENT_FIELD),
    "audience": ("id", "parent_id", *ACCOUNT_FIELDS, *TIME_FIELDS),
    "opportunities": ("id", "account_id", *OPPORTUNITY_FIELDS, *TIME_FIELDS),
}
"""What the conditions of each key test, besides custom attributes."""


def read_template(table: Table) -> RolesTemplate:
    """A roles template."""
    table.only("name", "status", "role")
    name = table.text("name")
    live = table.choice("status", "Live", _STATUS) == "Live"
    roles: list[TemplateRole] = []
    for role_table in table.tables("role"):
        role = _role(role_table)
        if any(known.role.casefold() == role.role.casefold() for known in roles):
            raise role_table.fail("role", f"“{role.role}” is in this template already.")
        roles.append(role)
    return RolesTemplate(name, tuple(roles), live)


def _role(table: Table) -> TemplateRole:
    table.only("role", "weighting", "members_required", "required_for_completeness", "match", "conditions")
    return TemplateRole(
        role=table.text("role"),
        weighting=_weighting(table),
        members_required=table.whole("members_required", 1, 1, 1000),
        required_for_completeness=table.flag("required_for_completeness", True),
        match_all=table.choice("match", "any", _MATCH) == "all",
        conditions=read_conditions(table, "conditions"),
    )


def _weighting(table: Table) -> float:
    value = table.values.get("weighting", "Normal")
    if isinstance(value, str):
        found = {name.casefold(): weight for name, weight in ROLE_WEIGHTINGS.items()}.get(value.strip().casefold())
        if found is None:
            known = ", ".join(ROLE_WEIGHTINGS)
            raise table.fail("weighting", f"“{value}” is not a band. Bands are {known}; or a number from 1 to 100.")
        return found
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 100:
        raise table.fail("weighting", "must be the name of a band, or a number from 1 to 100.")
    return float(value)


def read_conditions(table: Table, key: str) -> tuple[Condition, ...]:
    """The conditions of a key."""
    return tuple(_condition(each, _FIELDS[key]) for each in table.tables(key))


def _condition(table: Table, known: Sequence[str]) -> Condition:
    table.only("field", "op", "value")
    field = _field(table.text("field"), known)
    operator = _OPERATORS.get(table.text("op").casefold())
    if operator is None:
        raise table.fail("op", f"“{table.text('op')}” is not an operator. Operators are {', '.join(_OPERATORS)}.")
    if operator in _UNARY:
        if "value" in table.values:
            raise table.fail("value", f"“{operator.value}” takes no value.")
        return Condition(field, operator)
    values = _values(table)
    _check(table, operator, values)
    return Condition(field, operator, values)


def _field(written: str, known: Sequence[str]) -> str:
    """A field as the program writes it; a custom attribute as the file does."""
    folded = written.casefold()
    if ENGAGEMENT_FIELD in known and folded.startswith(INTENT_PREFIX):
        return INTENT_PREFIX + written[len(INTENT_PREFIX) :]
    return folded if folded in known else written


def _values(table: Table) -> tuple[str, ...]:
    value = table.values.get("value")
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(item, str | int | float) for item in values):
        raise table.fail("value", "must be a text, a number, true or false, or a list of these.")
    return tuple(item if isinstance(item, str) else text_of(item) for item in values)


def _check(table: Table, operator: Operator, values: tuple[str, ...]) -> None:
    for value in values:
        if operator is Operator.MATCHES:
            try:
                pattern_of(value)
            except (re.error, OverflowError, RecursionError) as error:
                raise table.fail("value", f"“{value}” is no regular expression: {error}.") from None
        elif operator in _NUMERIC and number_of(value) is None:
            raise table.fail("value", f"“{value}” is no number, and “{operator.value}” compares numbers.")
        elif not value.strip():
            raise table.fail("value", "is empty; to test for that use “is empty” or “is not empty”.")
