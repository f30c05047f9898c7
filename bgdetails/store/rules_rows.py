"""Puts the rules into the tables that scores and screens read: templates, interests, stage models, weights."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import delete, exists, update
from sqlmodel import Session, col, select

from bgdetails.rules import model
from bgdetails.rules.model import RuleSet
from bgdetails.store import tables
from bgdetails.store.activity_types import weigh_types
from bgdetails.store.rules_text import (
    FALLBACK_STAGE_MODEL,
    FALLBACK_TEMPLATE,
    current_rules,
    default_rules,
    with_fallbacks,
)

BUILT_IN_STAGE_MODEL = "Default (built in)"
"""What the default stage model is called where the rules have another by its name."""

R = TypeVar("R", tables.RolesTemplate, tables.StageModel)

__all__ = ["current_rules", "ensure_rules", "interest_named", "mark_days_stale", "write_rules"]


def write_rules(session: Session, rules: RuleSet, text: str | None, file: str | None) -> bool:
    """Replace the rules of the workspace; every kept day of scores becomes stale.

    Args:
        session: A session that may write.
        rules: The rules as read from ``text``.
        text: The TOML that they came from; None: the defaults.
        file: What that file is called.

    Returns:
        False where the workspace had exactly these already and nothing was done.
    """
    workspace = session.get_one(tables.Workspace, 1)
    if _has_rules(session) and workspace.rules_text == text:
        return False
    template_ids = {each.name.casefold(): _write_template(session, each) for each in rules.templates}
    model_ids = {each.name.casefold(): _write_stage_model(session, each) for each in rules.stage_models}
    _write_interests(session, rules, template_ids, model_ids)
    _remove_unused(session, set(template_ids), set(model_ids))
    weigh_types(session, rules)
    workspace.rules_text, workspace.rules_file = text, file
    session.add(workspace)
    mark_days_stale(session)
    session.flush()
    return True


def ensure_rules(session: Session) -> None:
    """Give a workspace that never got rules the defaults."""
    if not _has_rules(session):
        write_rules(session, default_rules(), None, None)


def mark_days_stale(session: Session) -> None:
    """Say that the data or the rules are newer than every kept day of scores."""
    day = tables.ScoreDay
    session.execute(update(day).where(~col(day.stale) | col(day.partly)).values(stale=True, partly=False))


def interest_named(session: Session, name: str) -> tuple[int, bool]:
    """The interest of that name; where the rules define none, one is made as docs/formats.md says.

    Args:
        session: A session that may write.
        name: The interest's name; case and outer blanks are no difference.

    Returns:
        Its id, and whether it was made just now.
    """
    ensure_rules(session)
    name = name.strip()
    found = session.exec(
        select(tables.SolutionInterest.id).where(tables.SolutionInterest.name_key == name.casefold())
    ).first()
    if found is not None:
        return found, False
    row = tables.SolutionInterest(
        name=name,
        name_key=name.casefold(),
        template_id=_fallback_template(session),
        stage_model_id=_stage_model_without_rules(session, current_rules(session)),
        defined=False,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id, True


def _has_rules(session: Session) -> bool:
    if session.exec(select(tables.Workspace.rules_text)).first() is not None:
        # Rules of its own may be nothing but weights.
        return True
    return session.exec(select(tables.RolesTemplate.id).limit(1)).first() is not None


def _write_template(session: Session, template: model.RolesTemplate) -> int:
    key = template.name.casefold()
    row = _named(session, tables.RolesTemplate, key) or tables.RolesTemplate(name=template.name, name_key=key)
    row.name, row.status = template.name, "Live" if template.live else "Draft"
    number = _added(session, row)
    session.execute(delete(tables.TemplateRole).where(col(tables.TemplateRole.template_id) == number))
    session.add_all(_role_row(number, position, role) for position, role in enumerate(template.roles))
    session.flush()
    return number


def _role_row(template_id: int, position: int, role: model.TemplateRole) -> tables.TemplateRole:
    return tables.TemplateRole(
        template_id=template_id,
        position=position,
        role=role.role,
        role_key=role.role.casefold(),
        weighting=role.weighting,
        members_required=role.members_required,
        required_for_completeness=role.required_for_completeness,
    )


def _write_stage_model(session: Session, stage_model: model.StageModel) -> int:
    key = stage_model.name.casefold()
    row = _named(session, tables.StageModel, key) or tables.StageModel(name=stage_model.name, name_key=key)
    row.name = stage_model.name
    number = _added(session, row)
    _delete_stages(session, number)
    _write_stages(session, number, stage_model)
    return number


def _write_stages(session: Session, model_id: int, stage_model: model.StageModel) -> None:
    entry = {name.casefold() for name in stage_model.entry}
    failure = {name.casefold() for name in stage_model.failure}
    rows = {}
    for position, name in enumerate(stage_model.stages):
        key = name.casefold()
        rows[key] = row = tables.Stage(stage_model_id=model_id, position=position, name=name, name_key=key)
        row.is_entry, row.is_failure = key in entry, key in failure
        row.is_success = key == stage_model.success.casefold()
    session.add_all(rows.values())
    session.flush()
    ids = {key: row.id or 0 for key, row in rows.items()}
    session.add_all(
        tables.StageTransition(from_stage_id=ids[start.casefold()], to_stage_id=ids[end.casefold()])
        for start, ends in stage_model.transitions
        for end in ends
    )
    session.flush()


def _delete_stages(session: Session, model_id: int) -> None:
    stages = select(tables.Stage.id).where(tables.Stage.stage_model_id == model_id)
    transition = tables.StageTransition
    session.execute(
        delete(transition).where(col(transition.from_stage_id).in_(stages) | col(transition.to_stage_id).in_(stages))
    )
    session.execute(delete(tables.Stage).where(col(tables.Stage.stage_model_id) == model_id))


def _write_interests(session: Session, rules: RuleSet, template_ids: dict[str, int], model_ids: dict[str, int]) -> None:
    there = {row.name_key: row for row in session.exec(select(tables.SolutionInterest))}
    for interest in rules.interests:
        key = interest.name.casefold()
        template_id = template_ids.get(interest.roles_template.casefold()) or _fallback_template(session)
        row = there.pop(key, None) or tables.SolutionInterest(name=interest.name, name_key=key, template_id=template_id)
        row.name, row.template_id, row.defined = interest.name, template_id, True
        row.stage_model_id = model_ids.get(interest.stage_model.casefold()) or _fallback_stage_model(session)
        row.update_existing = interest.update_existing
        session.add(row)
    for row in there.values():
        _keep_without_rules(session, row, rules)
    session.flush()


def _keep_without_rules(session: Session, row: tables.SolutionInterest, rules: RuleSet) -> None:
    """An interest that no rules name any more stays as long as it has groups."""
    if not session.exec(select(exists().where(col(tables.BuyingGroup.interest_id) == row.id))).one():
        session.delete(row)
        return
    row.template_id = _fallback_template(session)
    row.stage_model_id = _stage_model_without_rules(session, rules)
    row.defined, row.update_existing = False, True
    session.add(row)


def _remove_unused(session: Session, templates: set[str], models: set[str]) -> None:
    """Templates and stage models that the new rules lack and no interest has."""
    session.flush()
    interests = session.exec(select(tables.SolutionInterest)).all()
    used_templates = {row.template_id for row in interests}
    used_models = {row.stage_model_id for row in interests}
    for template in session.exec(select(tables.RolesTemplate)):
        if template.name_key not in templates and template.id not in used_templates:
            session.execute(delete(tables.TemplateRole).where(col(tables.TemplateRole.template_id) == template.id))
            session.delete(template)
    for stage_model in session.exec(select(tables.StageModel)):
        if stage_model.name_key not in models and stage_model.id not in used_models:
            _delete_stages(session, stage_model.id or 0)
            session.delete(stage_model)
    session.flush()


def _fallback_template(session: Session) -> int:
    key = FALLBACK_TEMPLATE.casefold()
    row = _named(session, tables.RolesTemplate, key)
    if row is not None and row.id is not None:
        return row.id
    return _write_template(session, next(each for each in default_rules().templates if each.name.casefold() == key))


def _fallback_stage_model(session: Session) -> int:
    key = FALLBACK_STAGE_MODEL.casefold()
    row = _named(session, tables.StageModel, key)
    if row is not None and row.id is not None:
        return row.id
    return _write_stage_model(session, _default_stage_model(default_rules()))


def _stage_model_without_rules(session: Session, rules: RuleSet) -> int:
    """The default stage model as the program has it, also where the rules mean another by that name."""
    built_in = _default_stage_model(default_rules())
    if _default_stage_model(rules) == built_in:
        return _fallback_stage_model(session)
    row = _named(session, tables.StageModel, BUILT_IN_STAGE_MODEL.casefold())
    if row is not None and row.id is not None:
        return row.id
    return _write_stage_model(session, replace(built_in, name=BUILT_IN_STAGE_MODEL))


def _default_stage_model(rules: RuleSet) -> model.StageModel:
    key = FALLBACK_STAGE_MODEL.casefold()
    return next(each for each in with_fallbacks(rules).stage_models if each.name.casefold() == key)


def _named(session: Session, table: type[R], key: str) -> R | None:
    return session.exec(select(table).where(table.name_key == key)).first()


def _added(session: Session, row: tables.RolesTemplate | tables.StageModel) -> int:
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id
