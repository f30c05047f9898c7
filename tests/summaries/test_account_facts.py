"""What the summary of an account tells of its momentum and of its deals at risk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from bgdetails.rules.momentum import Momentum, MomentumBand
from bgdetails.store import tables
from bgdetails.store.times import to_day
from bgdetails.summaries.facts_account import account_facts
from bgdetails.summaries.model import FactSheet
from bgdetails.summaries.offline import write_offline
from bgdetails.views.account_brief import load_account_brief
from tests.factory import AS_OF, Factory, new_workspace
from tests.views.kept import keep_scores


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        yield session
    workspace.close()


def sheet_of(session: Session, momentum: Momentum | None, *deals: tuple[str, str | None]) -> FactSheet:
    """The facts of an account of one silent person, with open opportunities of (name, close date) whom nobody knows."""
    make = Factory(session)
    account = make.account("Acme")
    make.person("Dana Moss", account)
    keep_scores(session)
    if momentum is not None:
        values = {"band": momentum.band.value, "change": momentum.change, "at_risk": momentum.at_risk}
        session.add(tables.AccountScore(day=to_day(AS_OF), account_id=account, units=1, units_before=1, **values))
    counts = ("people", "decision_makers", "engaged_decision_makers", "champions", "engaged_champions")
    nobody = dict.fromkeys((*counts, "engaged", "silent"), 0)
    for name, closes in deals:
        deal = make.opportunity(account, name, close_date=closes)
        session.add(tables.DealScore(day=to_day(AS_OF), opportunity_id=deal, from_groups=True, level=2, **nobody))
    session.flush()
    return account_facts(session, load_account_brief(session, account, AS_OF))


@pytest.mark.parametrize(
    ("momentum", "said", "sentence", "alert"),
    [
        (
            Momentum(0.62, MomentumBand.SURGING),
            "The activity of Acme is surging: up 62 % on the 30 days before.",
            "Activity rose 62 % on the 30 days before.",
            "▲ surging",
        ),
        (
            Momentum(None, MomentumBand.SURGING),
            "The activity of Acme is surging: there was none that counts in the 30 days before.",
            "Activity is new: there was none in the 30 days before.",
            "▲ surging",
        ),
        (
            Momentum(-0.444, MomentumBand.NEGATIVE, at_risk=True),
            "The activity of Acme is at risk: down 44 % on the 30 days before.",
            "Activity fell 44 % on the 30 days before.",
            "▼ at risk",
        ),
        (
            Momentum(-0.2, MomentumBand.NEGATIVE),
            "The activity of Acme is negative: down 20 % on the 30 days before.",
            "Activity fell 20 % on the 30 days before.",
            None,
        ),
        (
            Momentum(0.001, MomentumBand.NEUTRAL),
            "The activity of Acme is neutral: flat against the 30 days before.",
            None,
            None,
        ),
    ],
)
def test_momentum(session: Session, momentum: Momentum, said: str, sentence: str | None, alert: str | None) -> None:
    sheet = sheet_of(session, momentum)
    assert [fact.text for fact in sheet.facts if fact.kind == "attribute"] == [said]
    summary = write_offline(sheet)
    assert (sentence is not None) == summary.text.startswith("Activity ")
    assert sentence is None or summary.text.startswith(sentence)
    assert [line.text for line in summary.highlights if line.label == "Alerts"] == ([alert] if alert else [])


def test_without_activity_in_either_window_there_is_no_momentum(session: Session) -> None:
    assert not [fact for fact in sheet_of(session, None).facts if fact.kind == "attribute"]


def test_deals_at_risk_are_told_with_the_checks_that_are_red(session: Session) -> None:
    sheet = sheet_of(session, None, ("Renewal", "2026-11-19"), ("Pilot", None), ("Third", None))
    told = [fact for fact in sheet.facts if fact.kind == "attribute"]
    assert [fact.text for fact in told] == [
        "The open opportunity “Renewal” is at risk: Decision Maker, Engaged people, Silence and Close date are red.",
        "The open opportunity “Pilot” is at risk: Decision Maker, Engaged people and Silence are red.",
    ]
    assert [value.value for value in told[1].values.values()] == [
        *("deal check", "at risk", "Pilot", "Decision Maker", "Engaged people", "Silence")
    ]
    assert "3 opportunities are open; “Renewal” is at risk." in write_offline(sheet).text


def test_alerts_join_momentum_and_closing_dates(session: Session) -> None:
    sheet = sheet_of(session, Momentum(-0.5, MomentumBand.NEGATIVE, at_risk=True), ("Renewal", "2026-12-05"))
    summary = write_offline(sheet)
    assert summary.highlights[-1].text == "▼ at risk · ! Renewal closes in 15 days"
