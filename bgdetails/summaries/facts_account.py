"""The facts of an account (docs/model.md, summaries)."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from bgdetails.navigation import Target
from bgdetails.rules.deals import DealLevel
from bgdetails.summaries.fact_list import WINDOW, FactList, day_value, label, number, plain, quote, told_apart
from bgdetails.summaries.facts_common import asset_facts, score_fact, topic_facts
from bgdetails.summaries.model import FactSheet, FactValue
from bgdetails.views.account_brief import AccountBrief
from bgdetails.views.brief import groups_with_gaps
from bgdetails.wording import listed, momentum_band, plural, whole

CLOSING_SOON_DAYS = 30
RISKS_TOLD = 2


def account_facts(session: Session, account: AccountBrief) -> FactSheet:
    """Facts of an account, most telling first."""
    facts = FactList()
    here = Target("account", account.id)
    who = FactValue("account", plain(account.name))
    facts.highlight("Top engaged groups", _group_facts(facts, account))
    facts.highlight("Top engaged people", _people_facts(session, facts, account))
    if account.overview.people == 0:
        facts.add("absent", f"{who.value} has no people.", here, what=label("people"), who=who)
    elif not account.people:
        text = f"No person of {who.value} has activity that counts in the last 30 days."
        values = {
            "what": label("activity"),
            "who": who,
            "window": WINDOW,
            "people": number(account.overview.people),
        }
        facts.add("absent", text, here, **values)
    momentum = _momentum_fact(facts, account, here)
    topic_facts(facts, who, account.intent, here)
    closing = _opportunity_facts(facts, account, here)
    _risk_facts(facts, account, here)
    gaps = _gap_facts(session, facts, account)
    facts.highlight("Alerts", [*momentum, *([*closing, *gaps] if closing else [])])
    _about_facts(facts, account, who, here)
    return FactSheet("account", account.id, plain(account.name), account.as_of, facts.facts, tuple(facts.highlights))


def _group_facts(facts: FactList, account: AccountBrief) -> list[str]:
    found: list[str] = []
    for card in [card for card in account.groups if card.engagement_score > 0][:2]:
        group, target = FactValue("group", plain(card.name)), Target("group", card.id)
        found.append(score_fact(facts, group, card.engagement_score, card.engagement_level, target))
        if card.stage:
            text = f"{group.value} is in the stage {plain(card.stage)}."
            facts.add("stage", text, target, stage=label(card.stage), who=group)
    return found


def _people_facts(session: Session, facts: FactList, account: AccountBrief) -> list[str]:
    names = told_apart((person.id, person.name, person.title) for person in account.people)
    found: list[str] = []
    for person in account.people:
        who, target = FactValue("person", names[person.id]), Target("person", person.id)
        found.append(score_fact(facts, who, person.engagement_score, person.engagement_level, target))
        asset_facts(session, facts, who, person.record_id, target, account.as_of)
    return found


def _momentum_fact(facts: FactList, account: AccountBrief, here: Target) -> list[str]:
    """How the account's activity compares with the 30 days before; its id where that is an alert."""
    momentum = account.momentum
    if momentum is None:
        return []
    who, band = FactValue("account", plain(account.name)), momentum_band(momentum)
    values = {"what": label("momentum"), "is_": label(band), "who": who, "window": WINDOW}
    if momentum.change is None:
        said = "there was none that counts in the 30 days before"
    else:
        size = whole(abs(momentum.change) * 100)
        direction = "flat" if not size else "up" if momentum.change > 0 else "down"
        said = f"{direction} {size} % on the 30 days before" if size else "flat against the 30 days before"
        values |= {"direction": label(direction), "percent": FactValue("percent", size)}
    fact = facts.add("attribute", f"The activity of {who.value} is {band}: {said}.", here, **values)
    return [fact] if momentum.is_surging or momentum.at_risk else []


def _risk_facts(facts: FactList, account: AccountBrief, here: Target) -> None:
    """The open opportunities whose check is red, with the checks that are."""
    told = 0
    for deal in account.opportunities:
        name = quote(deal.name)
        if deal.check is None or deal.check.level is not DealLevel.RED or name is None:
            continue
        red = [finding.check for finding in deal.check.findings if finding.level is DealLevel.RED]
        values = {"what": label("deal check"), "is_": label("at risk"), "name": name}
        values |= {f"check{number}": label(check) for number, check in enumerate(red, 1)}
        text = f"The open opportunity “{name.value}” is at risk: {listed(red)} {'is' if len(red) == 1 else 'are'} red."
        facts.add("attribute", text, here, **values)
        told += 1
        if told == RISKS_TOLD:
            return


def _opportunity_facts(facts: FactList, account: AccountBrief, here: Target) -> list[str]:
    """The number of open ones, then those that close soon or should have closed; the ids of the latter are returned."""
    who = FactValue("account", plain(account.name))
    count = account.overview.open_opportunities
    if count:
        text = f"{who.value} has {plural(count, 'open opportunity', 'open opportunities')}."
        facts.add("count", text, here, what=label("open opportunities"), n=number(count), who=who)
    closing: list[str] = []
    soon = account.as_of + timedelta(days=CLOSING_SOON_DAYS)
    for deal in account.opportunities:
        name = quote(deal.name)
        if not deal.is_open or name is None or deal.close_date is None or deal.close_date > soon:
            continue
        values = {"name": name, "closes": day_value(deal.close_date)}
        if deal.stage:
            values["stage"] = label(deal.stage)
        if deal.amount is not None:
            values["amount"] = number(deal.amount)
            if deal.currency:
                values["currency"] = label(deal.currency)
        text = f"The open opportunity “{name.value}” closes on {deal.close_date.isoformat()}."
        closing.append(facts.add("opportunity", text, here, **values))
    return closing[:2]


def _about_facts(facts: FactList, account: AccountBrief, who: FactValue, here: Target) -> None:
    """Industry, the journeys that it is in, and what it has none of."""
    overview = account.overview
    if overview.industry:
        text = f"The industry of {who.value} is {plain(overview.industry)}."
        facts.add("attribute", text, here, what=label("industry"), is_=label(overview.industry), who=who)
    for entry in overview.recent_journeys:
        name, entered = FactValue("journey", plain(entry.name)), entry.entered_at.date()
        text = f"{who.value} entered the journey {name.value} on {entered.isoformat()}."
        facts.add("journey", text, Target("journey", entry.id), name=name, entered=day_value(entered), who=who)
    if not overview.recent_journeys:
        facts.add("absent", f"{who.value} is in no journey.", here, what=label("journey"), who=who)
    if overview.open_opportunities == 0:
        facts.add("absent", f"{who.value} has no open opportunity.", here, what=label("open opportunity"), who=who)


def _gap_facts(session: Session, facts: FactList, account: AccountBrief) -> list[str]:
    found: list[str] = []
    for gap in groups_with_gaps(session, account.record_id, account.as_of):
        group, missing = FactValue("group", plain(gap.name)), [plain(role) for role in gap.missing_roles]
        text = f"{group.value} has nobody in {'the role' if len(missing) == 1 else 'the roles'} {listed(missing)}."
        values = {"what": label("missing roles"), "who": group, "role": label(missing[0])}
        found.append(facts.add("absent", text, Target("group", gap.id), **values))
    return found
