"""The rules of a workspace, read from the text that it keeps."""

from __future__ import annotations

import sqlite3
from functools import cache, lru_cache
from typing import TypeVar

from msgspec.structs import replace
from sqlmodel import Session, select

from bgdetails.resources import default_rules_text
from bgdetails.rules.document import FALLBACK_STAGE_MODEL as FALLBACK_STAGE_MODEL
from bgdetails.rules.document import FALLBACK_TEMPLATE as FALLBACK_TEMPLATE
from bgdetails.rules.document import parse_rules
from bgdetails.rules.model import RolesTemplate, RuleSet, StageModel
from bgdetails.store.tables import Workspace

T = TypeVar("T", RolesTemplate, StageModel)


def current_rules(session: Session) -> RuleSet:
    """The rules of the workspace: its own, else the defaults; always with the fallback template and stage model."""
    row = session.exec(select(Workspace.rules_text, Workspace.rules_file).where(Workspace.id == 1)).first()
    return _rules(row)


def rules_of(connection: sqlite3.Connection) -> RuleSet:
    """The same over the driver's own connection."""
    return _rules(connection.execute("SELECT rules_text, rules_file FROM workspace WHERE id = 1").fetchone())


def _rules(row: tuple[str | None, str | None] | None) -> RuleSet:
    if row is None or row[0] is None:
        return default_rules()
    return _parsed(row[0], row[1] or "workspace.toml")


@cache
def default_rules() -> RuleSet:
    """The rules of a workspace that never got any."""
    return parse_rules(default_rules_text(), "default_rules.toml")


def with_fallbacks(rules: RuleSet) -> RuleSet:
    """``rules`` with the template and the stage model of an interest that nothing defines, where they lack them."""
    return replace(
        rules,
        templates=(*rules.templates, *_lacking(FALLBACK_TEMPLATE, rules.templates, default_rules().templates)),
        stage_models=(
            *rules.stage_models,
            *_lacking(FALLBACK_STAGE_MODEL, rules.stage_models, default_rules().stage_models),
        ),
    )


@lru_cache(maxsize=8)
def _parsed(text: str, file: str) -> RuleSet:
    return with_fallbacks(parse_rules(text, file, defaults=default_rules()))


def _lacking(name: str, own: tuple[T, ...], defaults: tuple[T, ...]) -> tuple[T, ...]:
    key = name.casefold()
    if any(each.name.casefold() == key for each in own):
        return ()
    return tuple(each for each in defaults if each.name.casefold() == key)
