"""Account details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlmodel import Session

from bgdetails.store.tables import Account, Person, PersonScore
from bgdetails.views.account_members import account_members
from bgdetails.views.coverage import contact_coverage
from bgdetails.views.group_cards import ListedGroup, groups_of_account
from bgdetails.views.intent import has_intent_keywords, intent_of
from bgdetails.views.momentum import momentum_of
from bgdetails.views.opportunities import opportunities_of
from bgdetails.views.overlap import contact_overlap
from bgdetails.views.overview import account_overview
from bgdetails.views.pages import AccountPage
from bgdetails.views.roles import Role, roles_of
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.touches import account_touches
from bgdetails.views.values import Named, SubjectGone

_account, _parent = table(Account), table(Account).alias("parent")
_person, _units = table(Person), table(PersonScore)

_HEAD = Query(
    select(
        _account.c.public_id,
        _account.c.name,
        _account.c.website,
        _account.c.country,
        _account.c.region,
        _account.c.employees,
        _account.c.annual_revenue,
        _account.c.owner,
        _parent.c.public_id,
        _parent.c.name,
    )
    .select_from(_account.outerjoin(_parent, and_(_parent.c.id == _account.c.parent_id, ~_parent.c.hidden)))
    .where(_account.c.id == SUBJECT, ~_account.c.hidden)
)
# From the people to their scores, never from all scores of the day to their people.
_SCORED = and_(_units.c.day == DAY, _units.c.person_id == _person.c.id, _units.c.units > 0)
_ACTIVE = Query(
    select(func.count(_units.c.units))
    .select_from(_person.outerjoin(_units, _SCORED))
    .where(_person.c.account_id == SUBJECT, ~_person.c.hidden)
)


def load_account(session: Session, account_id: int, as_of: date) -> AccountPage:
    """The page of an account as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    head = _HEAD.first(session, subject=account_id)
    if head is None:
        raise SubjectGone("account")
    (public_id, name, website, country, region, employees, revenue, owner, parent_id, parent) = head
    groups = groups_of_account(session, account_id, scoring)
    templates = _roles_by_interest(session, groups)
    cards = {group.group_id: group.card for group in groups}
    members = account_members(session, account_id, scoring)
    last_touch, next_touch = account_touches(session, account_id, scoring)
    return AccountPage(
        id=public_id,
        name=name,
        website=website,
        country=country,
        region=region,
        employees=employees,
        annual_revenue=revenue,
        owner=owner,
        parent=None if parent_id is None else Named(parent_id, parent),
        overview=account_overview(session, account_id, scoring.end),
        active_people=(_ACTIVE.first(session, subject=account_id, day=scoring.day) or (0,))[0],
        opportunities=opportunities_of(session, account_id, scoring),
        groups=tuple(cards.values()),
        contact_coverage=contact_coverage(
            templates, {group_id: card.solution_interest for group_id, card in cards.items()}, members
        ),
        contact_overlap=contact_overlap(session, account_id, cards, members, scoring),
        intent=intent_of(session, "account", account_id, scoring.day),
        has_intent_keywords=has_intent_keywords(session),
        last_touch=last_touch,
        next_touch=next_touch,
        as_of=as_of,
        momentum=momentum_of(session, account_id, scoring),
    )


def _roles_by_interest(session: Session, groups: Sequence[ListedGroup]) -> dict[str, tuple[Role, ...]]:
    """The roles of each interest's template, in the order in which the groups name the interests."""
    templates = {group.template_id for group in groups if group.template_id is not None}
    roles = {template: roles_of(session, template) for template in templates}
    return {group.card.solution_interest: roles[group.template_id] for group in groups if group.template_id in roles}
