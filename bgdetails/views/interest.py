"""Solution interest details."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.conditions import in_words
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.tables import Account, RolesTemplate, SolutionInterest, Stage, StageModel
from bgdetails.views.interest_counts import counts_of_interests
from bgdetails.views.pages import InterestPage, StageCount
from bgdetails.views.statements import SUBJECT, WANTED, Query, table
from bgdetails.views.values import Named, SubjectGone

_interest, _template, _model = table(SolutionInterest), table(RolesTemplate), table(StageModel)
_stage, _account = table(Stage).c, table(Account).c

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
_ACCOUNTS = Query(select(_account.id, _account.public_id, _account.name).where(_account.id.in_(WANTED)))


def load_interest(session: Session, interest_id: int, as_of: date) -> InterestPage:
    """The page of a solution interest."""
    head = _HEAD.first(session, subject=interest_id)
    if head is None:
        raise SubjectGone("solution interest")
    name, key, template, model, model_id = head
    rules = next((each for each in current_rules(session).interests if each.name.casefold() == key), None)
    order = [row[0] for row in _STAGES.rows(session, subject=model_id)]
    counts = counts_of_interests(session, [interest_id])[interest_id]
    return InterestPage(
        name=name,
        roles_template=template,
        stage_model=model,
        audience=tuple(in_words(condition) for condition in rules.audience) if rules else (),
        groups=sum(counts.stages.values()),
        stages=_stages(order, counts.stages),
        accounts_without_group=_named(session, counts.first_without),
        accounts_without_group_count=counts.without_group,
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


def _named(session: Session, accounts: Sequence[int]) -> tuple[Named, ...]:
    """Accounts in the order of our ids."""
    rows = _ACCOUNTS.rows(session, wanted=json.dumps(accounts))
    found = {number: Named(public_id, name) for number, public_id, name in rows}
    return tuple(found[number] for number in accounts)
