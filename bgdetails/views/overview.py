"""The facts of an account that its own page and its groups' pages show."""

from __future__ import annotations

from sqlalchemy import Select, func, or_, select, true
from sqlmodel import Session

from bgdetails.store.tables import Account, AccountJourney, BuyingGroup, Journey, Opportunity, Person
from bgdetails.store.times import from_micros
from bgdetails.views.pages import AccountOverview
from bgdetails.views.statements import END, SUBJECT, Query, Row, table
from bgdetails.views.values import JourneyEntry

JOURNEYS_SHOWN = 3
_account, _entry, _journey = table(Account), table(AccountJourney).c, table(Journey)
_deal = table(Opportunity).c


def _number_in(model: type[Person] | type[BuyingGroup]) -> Select[int]:
    records = table(model).c
    return select(func.count()).where(records.account_id == SUBJECT, ~records.hidden)


_COUNTS = Query(
    select(
        _account.c.industry,
        _number_in(Person).scalar_subquery(),
        _number_in(BuyingGroup).scalar_subquery(),
    ).where(_account.c.id == SUBJECT)
)
_OPEN = Query(
    select(_deal.currency, func.count(), func.sum(_deal.amount))
    .where(
        _deal.account_id == SUBJECT,
        ~_deal.hidden,
        _deal.is_closed.is_not(true()),
        _deal.is_won.is_not(true()),
    )
    .group_by(_deal.currency)
    .order_by(_deal.currency)
)
_JOURNEYS = Query(
    select(_journey.c.public_id, _journey.c.name, _journey.c.name_key, func.max(_entry.entered_at))
    .join(_journey, _journey.c.id == _entry.journey_id)
    .where(
        _entry.account_id == SUBJECT,
        ~_journey.c.hidden,
        _entry.entered_at <= END,
        or_(_entry.left_at.is_(None), _entry.left_at > END),
        or_(_entry.status.is_(None), _entry.status == "In progress"),
    )
    .group_by(_journey.c.id)
)


def account_overview(session: Session, account_id: int, end: int) -> AccountOverview:
    """What an account's page and its groups' pages show of it, as of the day that ends with ``end``."""
    industry, people, groups = _COUNTS.first(session, subject=account_id) or (None, 0, 0)
    deals = _OPEN.rows(session, subject=account_id)
    entries = sorted(_JOURNEYS.rows(session, subject=account_id, end=end), key=lambda row: (-row[3], row[2], row[0]))
    return AccountOverview(
        people=people,
        industry=industry,
        open_opportunities=sum(count for _, count, _ in deals),
        buying_groups=groups,
        recent_journeys=tuple(_entry_of(row) for row in entries[:JOURNEYS_SHOWN]),
        open_amounts=tuple((currency, amount) for currency, _, amount in deals if amount is not None),
    )


def _entry_of(row: Row) -> JourneyEntry:
    public_id, name, _, entered_at = row
    return JourneyEntry(public_id, name, from_micros(entered_at))
