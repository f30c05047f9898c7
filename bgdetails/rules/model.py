"""The rules of a workspace as values: what one TOML file says, checked (docs/formats.md, workspace.toml)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field


class Operator(StrEnum):
    """How a condition tests a value; comparison ignores case and outer blanks."""

    IS = "is"
    IS_NOT = "is not"
    STARTS_WITH = "starts with"
    NOT_STARTS_WITH = "not starts with"
    CONTAINS = "contains"
    IS_ONE_OF = "is one of"
    MATCHES = "matches"
    GREATER_THAN = "greater than"
    LESS_THAN = "less than"
    IS_EMPTY = "is empty"
    IS_NOT_EMPTY = "is not empty"


class Condition(Struct, frozen=True):
    """A test on one field. Several values mean any of them; with ``is not`` and ``not starts with``, none of them."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


class TemplateRole(Struct, frozen=True):
    """A role that a purchase needs."""

    role: str
    weighting: float = 60.0
    """1–100."""
    members_required: int = 1
    required_for_completeness: bool = True
    match_all: bool = False
    conditions: tuple[Condition, ...] = ()


class RolesTemplate(Struct, frozen=True):
    """Roles in priority order."""

    name: str
    roles: tuple[TemplateRole, ...]
    live: bool = True


class SolutionInterest(Struct, frozen=True):
    """What is being sold, to whom, with which template and stage model."""

    name: str
    roles_template: str
    stage_model: str = "Default"
    audience: tuple[Condition, ...] = ()
    opportunities: tuple[Condition, ...] = ()
    update_existing: bool = True


class StageModel(Struct, frozen=True):
    """Stages in order, and the steps between them that are allowed."""

    name: str
    stages: tuple[str, ...]
    entry: tuple[str, ...]
    success: str
    failure: tuple[str, ...] = ()
    transitions: tuple[tuple[str, tuple[str, ...]], ...] = ()


class RuleSet(Struct, frozen=True):
    """Everything that a rules file decides; weights and CRM roles already added to the defaults."""

    weights: dict[str, float] = field(default_factory=dict)
    """Activity type as shown -> weight 0–100."""
    activity_types: dict[str, str] = field(default_factory=dict)
    """``system:…`` (as written in the file) -> type it becomes; "" keeps its own name."""
    templates: tuple[RolesTemplate, ...] = ()
    interests: tuple[SolutionInterest, ...] = ()
    stage_models: tuple[StageModel, ...] = ()
    opportunity_roles: dict[str, str] = field(default_factory=dict)
    """CRM role -> role of a template, both as shown."""
