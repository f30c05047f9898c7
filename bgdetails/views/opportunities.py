"""The opportunities of an account, each open one with its check."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace
from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.rules.deals import DealPeople, check_deal
from bgdetails.store.tables import DealScore, Opportunity
from bgdetails.views.pages import OpportunityLine
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, SUBJECT, Query, Row, table

_opportunity, _score = table(Opportunity), table(DealScore)
_deal = _opportunity.c
# In the order of the fields of DealPeople.
PEOPLE_COLUMNS = (
    _score.c.people,
    _score.c.decision_makers,
    _score.c.engaged_decision_makers,
    _score.c.champions,
    _score.c.engaged_champions,
    _score.c.engaged,
    _score.c.silent,
    _score.c.from_groups,
)
SCORE_OF_THE_DAY = and_(_score.c.day == DAY, _score.c.opportunity_id == _deal.id)
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
        *PEOPLE_COLUMNS,
    )
    .select_from(_opportunity.outerjoin(_score, SCORE_OF_THE_DAY))
    .where(_deal.account_id == SUBJECT, ~_deal.hidden)
)


def opportunities_of(session: Session, account_id: int, scoring: Scoring) -> tuple[OpportunityLine, ...]:
    """Open first, then by close date with unknown last, then name, then id."""
    rows = _OF_ACCOUNT.rows(session, subject=account_id, day=scoring.day)
    lines = [(row[0], _line(row, scoring.as_of)) for row in rows]

    def order(keyed: tuple[str, OpportunityLine]) -> tuple[bool, bool, date, str, str]:
        name_key, line = keyed
        closes = line.close_date
        return not line.is_open, closes is None, closes or date.min, name_key, line.id

    return tuple(line for _, line in sorted(lines, key=order))


def deal_people(row: Row) -> DealPeople | None:
    """The kept values of ``PEOPLE_COLUMNS``; None where the day has none."""
    return None if row[-1] is None else replace(DealPeople(*row), from_groups=bool(row[-1]))


def days_until(close_date: date | None, as_of: date) -> int | None:
    """From the scoring day to the close date; None where no date is known."""
    return None if close_date is None else (close_date - as_of).days


def _line(row: Row, as_of: date) -> OpportunityLine:
    _, public_id, name, stage, is_closed, is_won, amount, currency, close_date, owner = row[:10]
    closes = None if close_date is None else date.fromisoformat(close_date)
    people = None if is_closed or is_won else deal_people(row[10:])
    return OpportunityLine(
        id=public_id,
        name=name,
        stage=stage,
        is_closed=None if is_closed is None else bool(is_closed),
        is_won=None if is_won is None else bool(is_won),
        amount=amount,
        currency=currency,
        close_date=closes,
        owner=owner,
        check=None if people is None else check_deal(people, days_until(closes, as_of)),
    )
