"""Who could fill a role of a group (docs/model.md, who could fill a role)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from msgspec.structs import replace

from bgdetails.rules.conditions import compile_condition, compile_conditions, in_words
from bgdetails.rules.model import Condition, Operator, TemplateRole
from bgdetails.rules.near import near_value


class Fit(IntEnum):
    """How well somebody fits a role, the best first."""

    CRM = 0
    """A CRM role says so."""
    FITS = 1
    """The conditions hold."""
    NEARLY = 2
    """All of them but one hold; or, where any would do, one nearly holds."""


class RoleFit:
    """Says how well somebody fits one role of a template by its conditions. Without conditions nobody does."""

    def __init__(self, role: TemplateRole) -> None:
        self._tests = [(condition, compile_condition(condition)) for condition in role.conditions]
        self._all = role.match_all
        self._holds = compile_conditions(role.conditions, role.match_all)

    def fits(self, values: Mapping[str, object]) -> bool:
        """Whether the conditions hold for a person with these attributes."""
        return bool(self._tests) and self._holds(values)

    def nearly(self, values: Mapping[str, object]) -> str | None:
        """Of a person who does not fit, but nearly: the condition that fails, in words. None: not even nearly."""
        failing = [condition for condition, holds in self._tests if not holds(values)]
        if self._all and len(self._tests) > 1:
            return in_words(failing[0]) if len(failing) == 1 else None
        for condition in failing:
            near = near_value(condition, values.get(condition.field))
            if near is not None:
                return in_words(_only(condition, near))
        return None


def _only(condition: Condition, near: str) -> Condition:
    """The condition with only the value that somebody comes near of: a long list, or a pattern, says little."""
    operator = Operator.CONTAINS if condition.operator is Operator.MATCHES else condition.operator
    return replace(condition, operator=operator, values=(near,))
