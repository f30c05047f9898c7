"""The opportunities of an account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.tables import Opportunity
from bgdetails.views.pages import OpportunityLine
from bgdetails.views.statements import SUBJECT, Query, Row, table

_deal = table(Opportunity).c
_OF_ACCOUNT = Query(
    select(
        _deal.name_key,
        _deal.public_id,
        _deal.name,
        _deal.stage,
        _deal.is_closed,
        _deal.is_won,
        _deal.amount,
        _deal.currency,
        _deal.close_date,
        _deal.owner,
    ).where(_deal.account_id == SUBJECT, ~_deal.hidden)
)


def opportunities_of(session: Session, account_id: int) -> tuple[OpportunityLine, ...]:
    """Open first, then by close date with unknown last, then name, then id."""
    lines = [(row[0], _line(row)) for row in _OF_ACCOUNT.rows(session, subject=account_id)]

    def order(keyed: tuple[str, OpportunityLine]) -> tuple[bool, bool, date, str, str]:
        name_key, line = keyed
        closes = line.close_date
        return not line.is_open, closes is None, closes or date.min, name_key, line.id

    return tuple(line for _, line in sorted(lines, key=order))


def _line(row: Row) -> OpportunityLine:
    _, public_id, name, stage, is_closed, is_won, amount, currency, close_date, owner = row
    return OpportunityLine(
        id=public_id,
        name=name,
        stage=stage,
        is_closed=None if is_closed is None else bool(is_closed),
        is_won=None if is_won is None else bool(is_won),
        amount=amount,
        currency=currency,
        close_date=None if close_date is None else date.fromisoformat(close_date),
        owner=owner,
    )
