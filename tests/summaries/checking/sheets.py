"""A sheet with a fact of every kind, namesakes, ties of words, zeros and absences among them."""

from __future__ import annotations

from datetime import date
from functools import cache

from bgdetails.summaries.fact_list import FOUR_WEEKS, WINDOW, FactList, label, number
from bgdetails.summaries.model import FactSheet, FactValue


def person(name: str) -> FactValue:
    return FactValue("person", name)


def group(name: str) -> FactValue:
    return FactValue("group", name)


def percent(value: int) -> FactValue:
    return FactValue("percent", value)


def on(day: str) -> FactValue:
    return FactValue("date", day)


def quoted(text: str) -> FactValue:
    return FactValue("quote", text)


@cache
def everything() -> FactSheet:
    facts = FactList()
    facts.add(
        "score",
        "Dana Moss has an engagement score of 83 (High) in the last 30 days.",
        None,
        who=person("Dana Moss"),
        score=number(83),
        level=label("High"),
        window=WINDOW,
    )
    facts.add(
        "coverage",
        "The role Practitioner needs 1 person and has 0 (0 %).",
        None,
        role=label("Practitioner"),
        required=number(1),
        assigned=number(0),
        percent=percent(0),
    )
    facts.add(
        "coverage",
        "The role Decision Maker needs 2 people and has 1 (50 %).",
        None,
        role=label("Decision Maker"),
        required=number(2),
        assigned=number(1),
        percent=percent(50),
    )
    facts.add(
        "score",
        "Ana Ruiz has an engagement score of 41 (Medium) in the last 30 days.",
        None,
        who=person("Ana Ruiz"),
        score=number(41),
        level=label("Medium"),
        window=WINDOW,
    )
    facts.add(
        "count",
        "Dana Moss has 12 page views in the last 30 days.",
        None,
        who=person("Dana Moss"),
        what=label("Page Views"),
        n=number(12),
        window=WINDOW,
    )
    facts.add(
        "trend",
        "The engagement score of Cloud Backup for Acme went up from 60 to 78 in the last 28 days.",
        None,
        who=group("Cloud Backup for Acme"),
        direction=label("up"),
        from_=number(60),
        to=number(78),
        window=FOUR_WEEKS,
    )
    facts.add("completeness", "Cloud Backup for Acme is 50 % complete.", None, score=percent(50))
    facts.add(
        "stage",
        "Cloud Backup for Acme is in the stage Evaluation since 2026-11-06, for 14 days.",
        None,
        stage=label("Evaluation"),
        since=on("2026-11-06"),
        days=number(14),
    )
    facts.add(
        "move",
        "Cloud Backup for Acme moved from Interest to Evaluation on 2026-11-06.",
        None,
        from_=label("Interest"),
        to=label("Evaluation"),
        at=on("2026-11-06"),
    )
    facts.add(
        "absent",
        "Ana Ruiz has no activity that counts in the last 30 days.",
        None,
        what=label("activity"),
        who=person("Ana Ruiz"),
        window=WINDOW,
    )
    facts.add(
        "topic",
        "Cloud Backup for Acme shows High intent in Cloud Backup.",
        None,
        product=label("Cloud Backup"),
        level=label("High"),
    )
    facts.add(
        "member",
        "Dana Moss has the role Decision Maker in Cloud Backup for Acme.",
        None,
        who=person("Dana Moss"),
        role=label("Decision Maker"),
    )
    facts.add(
        "absent",
        "No role that is required is missing or short in Cloud Backup for Acme.",
        None,
        what=label("missing roles"),
    )
    facts.add(
        "opportunity",
        "The open opportunity “Fleet renewal” closes on 2026-12-05.",
        None,
        name=quoted("Fleet renewal"),
        closes=on("2026-12-05"),
        stage=label("Negotiation"),
        amount=number(412000),
        currency=label("EUR"),
    )
    facts.add(
        "activity",
        "The last interesting moment of Dana Moss is on 2026-11-18, Web: “asked for a quote”.",
        None,
        who=person("Dana Moss"),
        type=label("Web"),
        at=on("2026-11-18"),
        asset=quoted("asked for a quote"),
    )
    facts.add(
        "absent", "No phone number of Ana Ruiz is known.", None, what=label("phone number"), who=person("Ana Ruiz")
    )
    facts.add(
        "rank",
        "Dana Moss is number 1 of 7 members by engagement score.",
        None,
        who=person("Dana Moss"),
        by=label("engagement score"),
        rank=number(1),
        of=number(7),
    )
    facts.add(
        "journey",
        "Acme entered the journey Q4 nurture on 2026-11-01.",
        None,
        name=FactValue("journey", "Q4 nurture"),
        entered=on("2026-11-01"),
    )
    facts.add(
        "score",
        "Leo Moss has an engagement score of 20 (Low) in the last 30 days.",
        None,
        who=person("Leo Moss"),
        score=number(20),
        level=label("Low"),
        window=WINDOW,
    )
    facts.add(
        "quote",
        "Note of Dana Moss: “budget approved, 12 seats”.",
        None,
        who=person("Dana Moss"),
        text_=quoted("budget approved, 12 seats"),
    )
    facts.add(
        "count",
        "Dana Moss has 3 opened emails in the last 30 days.",
        None,
        who=person("Dana Moss"),
        what=label("Email Opened"),
        n=number(3),
        window=WINDOW,
    )
    facts.add(
        "count",
        "Ana Ruiz has 0 page views in the last 30 days.",
        None,
        who=person("Ana Ruiz"),
        what=label("Page Views"),
        n=number(0),
        window=WINDOW,
    )
    facts.add(
        "absent",
        "Backup for Beta has nobody in the role Champion.",
        None,
        what=label("people"),
        who=group("Backup for Beta"),
        role=label("Champion"),
    )
    facts.add(
        "score",
        "Ana Moss (CFO) has an engagement score of 50 (Medium) in the last 30 days.",
        None,
        who=person("Ana Moss (CFO)"),
        score=number(50),
        level=label("Medium"),
        window=WINDOW,
    )
    facts.add(
        "score",
        "Ana Moss (CTO) has an engagement score of 55 (Medium) in the last 30 days.",
        None,
        who=person("Ana Moss (CTO)"),
        score=number(55),
        level=label("Medium"),
        window=WINDOW,
    )
    facts.add(
        "count",
        "Acme has 4 open opportunities.",
        None,
        who=FactValue("account", "Acme"),
        what=label("open opportunities"),
        n=number(4),
    )
    facts.add(
        "count",
        "9 of the 15 activities of Dana Moss in the last 30 days came by email.",
        None,
        who=person("Dana Moss"),
        what=label("email"),
        n=number(9),
        of=number(15),
        window=WINDOW,
    )
    facts.add(
        "trend",
        "The engagement score of Dana Moss stayed at 83 in the last 28 days.",
        None,
        who=person("Dana Moss"),
        direction=label("flat"),
        from_=number(83),
        to=number(83),
        window=FOUR_WEEKS,
    )
    facts.add("attribute", "The industry of Acme is Technology.", None, what=label("industry"), is_=label("Technology"))
    facts.add("attribute", "The account has 1,204 people.", None, what=label("people"), is_=number(1204))
    facts.add(
        "absent",
        "No member of Cloud Backup for Acme has activity that counts in the last 30 days.",
        None,
        what=label("activity"),
        who=group("Cloud Backup for Acme"),
        window=WINDOW,
        members=number(7),
    )
    facts.add(
        "stage",
        "Backup for Beta is in the stage Purchased.",
        None,
        stage=label("Purchased"),
        who=group("Backup for Beta"),
    )
    facts.add(
        "count",
        "Dana Moss has 5 activities on “Pricing page” in the last 30 days.",
        None,
        what=label("activities"),
        n=number(5),
        who=person("Dana Moss"),
        window=WINDOW,
        asset=quoted("Pricing page"),
    )
    facts.add(
        "score",
        "Cloud Backup for Acme has an engagement score of 64 (Medium) in the last 30 days.",
        None,
        who=group("Cloud Backup for Acme"),
        score=number(64),
        level=label("Medium"),
        window=WINDOW,
    )
    facts.add(
        "trend",
        "The engagement score of Ana Ruiz went down from 70 to 41 in the last 28 days.",
        None,
        who=person("Ana Ruiz"),
        direction=label("down"),
        from_=number(70),
        to=number(41),
        window=FOUR_WEEKS,
    )
    facts.add(
        "absent", "No role is required for completeness in Standard purchase.", None, what=label("required roles")
    )
    facts.add(
        "score",
        "Zoe Zero has an engagement score of 0 (None) in the last 30 days.",
        None,
        who=person("Zoe Zero"),
        score=number(0),
        level=label("None"),
        window=WINDOW,
    )
    facts.add(
        "absent",
        "Cloud Backup for Acme has no members.",
        None,
        what=label("members"),
        who=group("Cloud Backup for Acme"),
    )
    highlights = (("Missing roles", ("f2",)), ("Top engaged members", ("f1", "f4")))
    return FactSheet("group", "bg-1", "Cloud Backup for Acme", date(2026, 11, 20), facts.facts, highlights)
