"""An account in brief: what its summary is made of, without the coverage and the overlap of its whole page."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.momentum import Momentum
from bgdetails.store.tables import Account
from bgdetails.views.brief import TopPerson, top_people
from bgdetails.views.group_cards import groups_of_account
from bgdetails.views.intent import intent_of
from bgdetails.views.momentum import momentum_of
from bgdetails.views.opportunities import opportunities_of
from bgdetails.views.overview import account_overview
from bgdetails.views.pages import AccountOverview, AccountPage, GroupCard, OpportunityLine
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.values import IntentCategory, SubjectGone

GROUPS_TOLD = 2
_account = table(Account).c
_NAME = Query(select(_account.public_id, _account.name).where(_account.id == SUBJECT, ~_account.hidden))


class AccountBrief(Struct, frozen=True):
    """The account's facts, its two most engaged groups and people, its opportunities and its intent."""

    record_id: int
    id: str
    name: str
    as_of: date
    overview: AccountOverview
    groups: tuple[GroupCard, ...]
    opportunities: tuple[OpportunityLine, ...]
    people: tuple[TopPerson, ...]
    momentum: Momentum | None
    intent: tuple[IntentCategory, ...]


def load_account_brief(session: Session, account_id: int, as_of: date) -> AccountBrief:
    """An account in brief as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    head = _NAME.first(session, subject=account_id)
    if head is None:
        raise SubjectGone("account")
    groups = groups_of_account(session, account_id, scoring)
    return AccountBrief(
        record_id=account_id,
        id=head[0],
        name=head[1],
        as_of=as_of,
        overview=account_overview(session, account_id, scoring.end),
        groups=tuple(group.card for group in groups[:GROUPS_TOLD]),
        opportunities=opportunities_of(session, account_id, scoring),
        people=top_people(session, account_id, scoring),
        momentum=momentum_of(session, account_id, scoring),
        intent=intent_of(session, "account", account_id, scoring.day),
    )


def brief_of_page(session: Session, account_id: int, page: AccountPage) -> AccountBrief:
    """The same of an account whose page is at hand."""
    return AccountBrief(
        record_id=account_id,
        id=page.id,
        name=page.name,
        as_of=page.as_of,
        overview=page.overview,
        groups=page.groups[:GROUPS_TOLD],
        opportunities=page.opportunities,
        people=top_people(session, account_id, scoring_of(session, page.as_of)),
        momentum=page.momentum,
        intent=page.intent,
    )
