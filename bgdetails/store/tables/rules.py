"""The rules as tables: templates, interests, stage models."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class RolesTemplate(SQLModel, table=True):
    """The roles that a purchase needs."""

    __tablename__ = "roles_template"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    status: str = "Live"


class TemplateRole(SQLModel, table=True):
    """One role of a template."""

    __tablename__ = "template_role"
    __table_args__ = (UniqueConstraint("template_id", "role_key"),)

    id: int | None = Field(default=None, primary_key=True)
    template_id: int = Field(foreign_key="roles_template.id")
    position: int
    """Priority order, from 0."""
    role: str
    role_key: str
    weighting: float
    """1–100."""
    members_required: int = 1
    required_for_completeness: bool = True


class StageModel(SQLModel, table=True):
    """A stage model; what it allows is in its stages and transitions."""

    __tablename__ = "stage_model"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)


class Stage(SQLModel, table=True):
    """One stage of a model."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("stage_model_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    stage_model_id: int = Field(foreign_key="stage_model.id")
    position: int
    name: str
    name_key: str
    is_entry: bool = False
    is_success: bool = False
    is_failure: bool = False


class StageTransition(SQLModel, table=True):
    """An allowed step from one stage to another."""

    __tablename__ = "stage_transition"

    from_stage_id: int = Field(primary_key=True, foreign_key="stage.id")
    to_stage_id: int = Field(primary_key=True, foreign_key="stage.id")


class SolutionInterest(SQLModel, table=True):
    """What is being sold."""

    __tablename__ = "solution_interest"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    template_id: int = Field(foreign_key="roles_template.id")
    stage_model_id: int | None = Field(default=None, foreign_key="stage_model.id")
    update_existing: bool = True
    defined: bool = True
    """False: no rules name it; it came with a group."""
