from __future__ import annotations

from sqlmodel import Session

from bgdetails.rules.momentum import Momentum, MomentumBand
from bgdetails.store import tables
from bgdetails.store.times import to_day
from bgdetails.views.momentum import at_risk_accounts, momentum_counts, momentum_of, surging_accounts
from bgdetails.views.scoring import scoring_of
from tests.factory import AS_OF, Factory
from tests.views.kept import keep_scores

NEGATIVE, NEUTRAL, POSITIVE, SURGING = MomentumBand


def test_lists_and_counts_of_a_day(session: Session, make: Factory) -> None:
    told = (
        ("Beta", 0.6, SURGING, 5, False),
        ("alpha", 0.6, SURGING, 5, False),
        ("Top", 2.0, SURGING, 5, False),
        ("New small", None, SURGING, 5, False),
        ("New large", None, SURGING, 50, False),
        ("Falling", -0.2, NEGATIVE, 5, True),
        ("Plunging", -0.9, NEGATIVE, 5, True),
        ("Small", -0.9, NEGATIVE, 5, False),
        ("Same", 0.0, NEUTRAL, 5, False),
    )
    accounts = {}
    for name, change, band, units, at_risk in told:
        accounts[name] = _keep(session, make, name, Momentum(change, band, at_risk), units)
    _keep(session, make, "Gone", Momentum(9.0, SURGING), 5, hidden=True)
    keep_scores(session)
    scoring = scoring_of(session, AS_OF)
    surging = surging_accounts(session, scoring, limit=4)
    assert [each.account.name for each in surging] == ["Top", "alpha", "Beta", "New large"]
    assert surging[0].momentum == Momentum(2.0, SURGING)
    assert [each.account.name for each in at_risk_accounts(session, scoring)] == ["Plunging", "Falling"]
    counts = momentum_counts(session, scoring)
    assert counts.bands == ((NEGATIVE, 3), (NEUTRAL, 1), (POSITIVE, 0), (SURGING, 5))
    assert counts.at_risk == 2
    assert momentum_of(session, accounts["Plunging"], scoring) == Momentum(-0.9, NEGATIVE, at_risk=True)
    assert momentum_of(session, make.account(), scoring) is None


def _keep(session: Session, make: Factory, name: str, momentum: Momentum, units: int, *, hidden: bool = False) -> int:
    account = make.account(name, hidden=hidden)
    session.add(
        tables.AccountScore(
            day=to_day(AS_OF),
            account_id=account,
            units=units,
            units_before=1,
            band=momentum.band.value,
            change=momentum.change,
            at_risk=momentum.at_risk,
        )
    )
    session.flush()
    return account
