"""Roles template details."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.conditions import in_words
from bgdetails.rules.model import RolesTemplate as Rules
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.tables import RolesTemplate, SolutionInterest
from bgdetails.views.interest_counts import counts_of_interests
from bgdetails.views.pages import TemplatePage, TemplateRoleLine
from bgdetails.views.roles import Role, roles_of
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.values import SubjectGone

_template, _interest = table(RolesTemplate).c, table(SolutionInterest).c

_HEAD = Query(select(_template.name, _template.status).where(_template.id == SUBJECT))
_INTERESTS = Query(
    select(_interest.id, _interest.name).where(_interest.template_id == SUBJECT).order_by(_interest.name_key)
)


def load_template(session: Session, template_id: int, as_of: date) -> TemplatePage:
    """The page of a roles template."""
    head = _HEAD.first(session, subject=template_id)
    if head is None:
        raise SubjectGone("roles template")
    name, status = head
    roles = roles_of(session, template_id)
    total = sum(role.weighting for role in roles)
    rules = next((t for t in current_rules(session).templates if t.name.casefold() == name.casefold()), None)
    interests: dict[int, str] = dict(_INTERESTS.rows(session, subject=template_id))
    counts = counts_of_interests(session, [*interests])
    return TemplatePage(
        name=name,
        status=status,
        roles=tuple(_line(role, role.weighting / total if total else 0.0, rules) for role in roles),
        solution_interests=tuple(interests.values()),
        groups=sum(sum(count.stages.values()) for count in counts.values()),
        as_of=as_of,
    )


def _line(role: Role, share: float, rules: Rules | None) -> TemplateRoleLine:
    rule = next((r for r in rules.roles if r.role.casefold() == role.key), None) if rules else None
    return TemplateRoleLine(
        role=role.role,
        weighting=role.weighting,
        share=share,
        members_required=role.required,
        required_for_completeness=role.required_for_completeness,
        match_all=rule is not None and rule.match_all,
        conditions=tuple(in_words(condition) for condition in rule.conditions) if rule else (),
    )
