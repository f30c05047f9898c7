"""Solution interest details."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, distinct, func, select, true
from sqlmodel import Session

from bgdetails.refresh import attributes
from bgdetails.rules.conditions import fields_of, in_words
from bgdetails.rules.formation import audience
from bgdetails.rules.model import SolutionInterest as Rules
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.tables import Account, BuyingGroup, RolesTemplate, SolutionInterest, Stage, StageModel
from bgdetails.store.workspace import driver_connection
from bgdetails.views.pages import InterestPage, StageCount
from bgdetails.views.statements import SUBJECT, Query, Row, table
from bgdetails.views.values import Named, SubjectGone

ACCOUNTS_SHOWN = 200
_ALL = sys.maxsize
_ENDLESS = 1 << 62
_interest, _template, _model = table(SolutionInterest), table(RolesTemplate), table(StageModel)
_stage, _group, _account = table(Stage).c, table(BuyingGroup).c, table(Account).c

_HEAD = Query(
    select(_interest.c.name, _interest.c.name_key, _template.c.name, _model.c.name, _model.c.id)
    .select_from(
        _interest.join(_template, _template.c.id == _interest.c.template_id).outerjoin(
            _model, _model.c.id == _interest.c.stage_model_id
        )
    )
    .where(_interest.c.id == SUBJECT)
)
_STAGES = Query(select(_stage.name).where(_stage.stage_model_id == SUBJECT).order_by(_stage.position))
_GROUPS = Query(
    select(_group.stage, func.count()).where(_group.interest_id == SUBJECT, ~_group.hidden).group_by(_group.stage)
)
_WITH_GROUP = Query(
    select(func.count(distinct(_group.account_id))).where(
        _group.interest_id == SUBJECT,
        ~_group.hidden,
        # Said as the index of the hidden ones says it, which are few.
        _group.account_id.not_in(select(_account.id).where(_account.hidden == true())),
    )
)
_ALL_ACCOUNTS = Query(select(func.count()).where(~_account.hidden))
_has_group = select(_group.id).where(_group.account_id == _account.id, ~_group.hidden, _group.interest_id == SUBJECT)
_WITHOUT_GROUP = Query(
    select(_account.id, _account.public_id, _account.name)
    .where(~_account.hidden, ~_has_group.exists())
    .order_by(_account.name_key, _account.id)
    .limit(bindparam("most"))
)


def load_interest(session: Session, interest_id: int, as_of: date) -> InterestPage:
    """The page of a solution interest."""
    head = _HEAD.first(session, subject=interest_id)
    if head is None:
        raise SubjectGone("solution interest")
    name, key, template, model, model_id = head
    rules = next((each for each in current_rules(session).interests if each.name.casefold() == key), None)
    order = [row[0] for row in _STAGES.rows(session, subject=model_id)]
    groups: dict[str | None, int] = dict(_GROUPS.rows(session, subject=interest_id))
    without, without_count = _without_group(session, interest_id, rules)
    return InterestPage(
        name=name,
        roles_template=template,
        stage_model=model,
        audience=tuple(in_words(condition) for condition in rules.audience) if rules else (),
        groups=sum(groups.values()),
        stages=_stages(order, groups),
        accounts_without_group=tuple(Named(row[1], row[2]) for row in without),
        accounts_without_group_count=without_count,
        as_of=as_of,
    )


def _stages(order: Iterable[str], groups: dict[str | None, int]) -> tuple[StageCount, ...]:
    """The model's stages with their groups, then stages that it lacks, then groups in none."""
    stages = list(dict.fromkeys(order))
    foreign = sorted((stage for stage in groups if stage and stage not in stages), key=str.casefold)
    counted = [StageCount(stage, groups.get(stage, 0)) for stage in (*stages, *foreign)]
    if None in groups:
        counted.append(StageCount(None, groups[None]))
    return tuple(counted)


def _without_group(session: Session, interest_id: int, rules: Rules | None) -> tuple[list[Row], int]:
    """The first accounts of the audience, by name, that have no group of the interest; and how many there are."""
    if rules is None or not rules.audience:
        with_group, everybody = (
            query.rows(session, subject=interest_id)[0][0] for query in (_WITH_GROUP, _ALL_ACCOUNTS)
        )
        most = min(everybody - with_group, ACCOUNTS_SHOWN)
        rows = _WITHOUT_GROUP.rows(session, subject=interest_id, most=most) if most else []
        return rows, everybody - with_group
    rows = _WITHOUT_GROUP.rows(session, subject=interest_id, most=_ENDLESS)
    values = attributes.accounts(driver_connection(session), fields_of(rules.audience), after=0, limit=_ALL)
    meant = audience(rules)
    found = [row for row in rows if meant(values[row[0]])]
    return found[:ACCOUNTS_SHOWN], len(found)
