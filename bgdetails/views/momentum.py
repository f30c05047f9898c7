"""Momentum of accounts: that of one, the accounts that surge or are at risk, and how many are in which band."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import BindParameter, and_, bindparam, func, select
from sqlmodel import Session

from bgdetails.rules.momentum import Momentum, MomentumBand
from bgdetails.store.tables import Account, AccountScore
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, SUBJECT, Query, table
from bgdetails.views.values import Named

_score, _account = table(AccountScore), table(Account)
_LIMIT: BindParameter[int] = bindparam("limit")
_VALUES = (_score.c.change, _score.c.band, _score.c.at_risk)

_OF_ACCOUNT = Query(select(*_VALUES).where(_score.c.day == DAY, _score.c.account_id == SUBJECT))
_LISTED = select(_account.c.public_id, _account.c.name, *_VALUES).select_from(
    _score.join(_account, and_(_account.c.id == _score.c.account_id, ~_account.c.hidden))
)
_NAMED = (_account.c.name_key, _account.c.public_id)
# No account that surges is at risk: told, so that the index has them in this order.
_SURGING = Query(
    _LISTED.where(_score.c.day == DAY, _score.c.band == MomentumBand.SURGING.value, ~_score.c.at_risk)
    .order_by(_score.c.change.desc().nulls_last(), _score.c.units.desc(), *_NAMED)
    .limit(_LIMIT)
)
_AT_RISK = Query(
    _LISTED.where(_score.c.day == DAY, _score.c.band == MomentumBand.NEGATIVE.value, _score.c.at_risk)
    .order_by(_score.c.change, *_NAMED)
    .limit(_LIMIT)
)
_COUNTS = Query(
    select(_score.c.band, _score.c.at_risk, func.count())
    .select_from(_score.join(_account, and_(_account.c.id == _score.c.account_id, ~_account.c.hidden)))
    .where(_score.c.day == DAY)
    .group_by(_score.c.band, _score.c.at_risk)
)


class AccountMomentum(Struct, frozen=True):
    """An account in a list of those that surge or are at risk."""

    account: Named
    momentum: Momentum


class MomentumCounts(Struct, frozen=True):
    """How many accounts are in which band; those without activity in either window are in none."""

    bands: tuple[tuple[MomentumBand, int], ...]
    """All four, from negative to surging."""
    at_risk: int
    """Of the negative ones."""


def momentum_of(session: Session, account_id: int, scoring: Scoring) -> Momentum | None:
    """The momentum of an account; None where there was nothing in either window."""
    row = _OF_ACCOUNT.first(session, subject=account_id, day=scoring.day)
    return None if row is None else _momentum(*row)


def surging_accounts(session: Session, scoring: Scoring, limit: int = 5) -> tuple[AccountMomentum, ...]:
    """Accounts above +50 %: by change, those that are new after them by how much they did; then name, then id."""
    rows = _SURGING.rows(session, day=scoring.day, limit=limit)
    return tuple(AccountMomentum(Named(public_id, name), _momentum(*values)) for public_id, name, *values in rows)


def at_risk_accounts(session: Session, scoring: Scoring, limit: int = 5) -> tuple[AccountMomentum, ...]:
    """Accounts at risk, deepest fall first, then by name, then id."""
    rows = _AT_RISK.rows(session, day=scoring.day, limit=limit)
    return tuple(AccountMomentum(Named(public_id, name), _momentum(*values)) for public_id, name, *values in rows)


def momentum_counts(session: Session, scoring: Scoring) -> MomentumCounts:
    """How many accounts are in which band on the day."""
    rows = _COUNTS.rows(session, day=scoring.day)
    bands = tuple((band, sum(count for name, _, count in rows if name == band.value)) for band in MomentumBand)
    return MomentumCounts(bands, sum(count for _, at_risk, count in rows if at_risk))


def _momentum(change: float | None, band: str, at_risk: int) -> Momentum:
    return Momentum(change, MomentumBand(band), bool(at_risk))
