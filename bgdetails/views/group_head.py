"""What decides who belongs into a group: its account, its solution interest, its roles template."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.model import RolesTemplate, RuleSet
from bgdetails.store.tables import GroupRow, SolutionInterest
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.values import SubjectGone

_row, _interest = table(GroupRow), table(SolutionInterest)
_HEAD = Query(
    select(_row.c.account_id, _row.c.interest, _row.c.template, _interest.c.template_id)
    .select_from(_row.join(_interest, _interest.c.name_key == _row.c.interest_key))
    .where(_row.c.day == DAY, _row.c.group_id == SUBJECT)
)


class GroupHead(NamedTuple):
    """A group's account, interest and template, in the order of the select."""

    account_id: int
    interest: str
    template: str
    template_id: int


def group_head(session: Session, group_id: int, scoring: Scoring) -> GroupHead:
    """The head of a group that is listed on the day."""
    head = _HEAD.first(session, subject=group_id, day=scoring.day)
    if head is None:
        raise SubjectGone("group")
    return GroupHead(*head)


def template_rules(rules: RuleSet, name: str) -> RolesTemplate:
    """A template as the rules have it, with its conditions; one that they lack has no roles."""
    found = (each for each in rules.templates if each.name.casefold() == name.casefold())
    return next(found, RolesTemplate(name, ()))
