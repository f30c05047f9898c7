"""Account details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.store.account_people import Coverage
from bgdetails.store.tables import Account
from bgdetails.views.coverage import contact_coverage
from bgdetails.views.group_cards import ListedGroup, groups_of_account
from bgdetails.views.intent import has_intent_keywords, intent_of
from bgdetails.views.kept_people import kept_people
from bgdetails.views.momentum import momentum_of
from bgdetails.views.opportunities import opportunities_of
from bgdetails.views.overlap import contact_overlap
from bgdetails.views.overview import account_overview
from bgdetails.views.pages import AccountPage
from bgdetails.views.roles import Role, roles_of
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.touches import touch
from bgdetails.views.values import Named, SubjectGone

_account, _parent = table(Account), table(Account).alias("parent")

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


def load_account(session: Session, account_id: int, as_of: date, overlap: int | None = None) -> AccountPage:
    """The page of an account as of a day for which scores are kept.

    Args:
        session: A session.
        account_id: Our id.
        as_of: The day.
        overlap: How many people of the contact overlap are told at most; None: all.
    """
    scoring = scoring_of(session, as_of)
    head = _HEAD.first(session, subject=account_id)
    if head is None:
        raise SubjectGone("account")
    (public_id, name, website, country, region, employees, revenue, owner, parent_id, parent) = head
    groups = groups_of_account(session, account_id, scoring)
    templates = roles_by_interest(session, groups)
    cards = {group.group_id: group.card for group in groups}
    kept = kept_people(session, account_id, scoring)
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
        active_people=kept.active,
        opportunities=opportunities_of(session, account_id, scoring),
        groups=tuple(cards.values()),
        contact_coverage=contact_coverage(templates, _by_interest(groups, kept.coverage)),
        contact_overlap=contact_overlap(session, kept.first_of_overlap(overlap), cards, scoring),
        contact_overlap_count=kept.overlap_count,
        intent=intent_of(session, "account", account_id, scoring.day),
        has_intent_keywords=has_intent_keywords(session, scoring.day),
        last_touch=touch(session, kept.last_touch_id),
        next_touch=touch(session, kept.next_touch_id),
        as_of=as_of,
        momentum=momentum_of(session, account_id, scoring),
    )


def roles_by_interest(session: Session, groups: Sequence[ListedGroup]) -> dict[str, tuple[Role, ...]]:
    """The roles of each interest's template, in the order in which the groups name the interests."""
    templates = {group.template_id for group in groups if group.template_id is not None}
    roles = {template: roles_of(session, template) for template in templates}
    return {group.card.solution_interest: roles[group.template_id] for group in groups if group.template_id in roles}


def _by_interest(groups: Sequence[ListedGroup], coverage: Coverage) -> dict[str, Mapping[str, int]]:
    """The coverage by the names of the interests."""
    names = {group.interest_id: group.card.solution_interest for group in groups}
    return {name: coverage.get(number or 0, {}) for number, name in names.items()}
