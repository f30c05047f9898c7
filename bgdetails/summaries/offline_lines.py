"""Highlight lines over the facts (docs/model.md, summaries)."""

from __future__ import annotations

from datetime import date

from bgdetails.summaries.fact_list import plain
from bgdetails.summaries.model import Fact, FactSheet, Statement
from bgdetails.summaries.phrases import Sentence
from bgdetails.wording import Clock, deadline


def highlight(sheet: FactSheet, label: str, ids: tuple[str, ...]) -> Statement | None:
    """The line of a label; None where it would say nothing."""
    by_id = {fact.id: fact for fact in sheet.facts}
    facts = [by_id[fact_id] for fact_id in ids]
    if label.startswith("Top engaged"):
        return _top(sheet, label, facts)
    if label == "Missing roles":
        return _missing(label, facts)
    if label == "Alerts":
        return _alerts(sheet, label, facts)
    return Statement(", ".join(str(fact.values["product"].value) for fact in facts), ids, label)


def _top(sheet: FactSheet, label: str, facts: list[Fact]) -> Statement:
    if not facts:
        return Statement(f"No {label[0].lower()}{label[1:]}", (), label)
    sentence = Sentence()
    tail = f" for {plain(sheet.name)}"
    for index, fact in enumerate(facts):
        name = str(fact.values["who"].value)
        name = name[: -len(tail)] if sheet.kind == "account" and name.endswith(tail) else name
        sentence.say(", " if index else "").say(f"{name} {fact.values['score'].value}", fact.id)
    return sentence.done(label)


def _missing(label: str, facts: list[Fact]) -> Statement:
    ids = tuple(fact.id for fact in facts)
    coverage = [fact for fact in facts if fact.kind == "coverage"]
    if not coverage:
        none_required = facts and facts[0].values["what"].value == "required roles"
        return Statement("No role is required" if none_required else "none", ids, label)
    missing = [str(fact.values["role"].value) for fact in coverage if fact.values["assigned"].value == 0]
    short = [
        f"{fact.values['role'].value} {fact.values['assigned'].value} of {fact.values['required'].value}"
        for fact in coverage
        if fact.values["assigned"].value != 0
    ]
    parts = [", ".join(missing)] if missing else []
    parts += [f"Short: {', '.join(short)}"] if short else []
    return Statement(" · ".join(parts), ids, label)


def _alerts(sheet: FactSheet, label: str, facts: list[Fact]) -> Statement | None:
    momentum = next((fact for fact in facts if fact.kind == "attribute"), None)
    gap = next((fact for fact in facts if fact.kind == "absent"), None)
    sentence = Sentence()
    alerts = 0
    if momentum is not None:
        band = str(momentum.values["is"].value)
        sentence.say(f"{'▼' if band == 'at risk' else '▲'} {band}", momentum.id)
        alerts = 1
    for deal in [fact for fact in facts if fact.kind == "opportunity"]:
        sentence.say(" · " if alerts else "")
        _closing(sheet, sentence, deal, gap)
        alerts += 1
    return sentence.done(label) if alerts else None


def _closing(sheet: FactSheet, sentence: Sentence, deal: Fact, gap: Fact | None) -> None:
    closes = date.fromisoformat(str(deal.values["closes"].value))
    when = deadline(closes, Clock.for_day(sheet.as_of)).split(" ", 2)[2]
    said = "close date was " if closes < sheet.as_of else "closes "
    name = str(deal.values["name"].value).removesuffix(f" for {plain(sheet.name)}")
    sentence.say(f"! {name} {said}{when}", deal.id)
    if gap is not None and closes >= sheet.as_of:
        sentence.say(", a role is missing", gap.id)
