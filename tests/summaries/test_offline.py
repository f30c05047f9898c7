"""The offline writer, over sheets of facts made by hand: what it says, what it leaves out, that it cites."""

from __future__ import annotations

from datetime import date

import pytest

from bgdetails.navigation import Target
from bgdetails.summaries.fact_list import FactList, label, number, quote, told_apart
from bgdetails.summaries.facts_common import count_facts, score_fact, trend_fact
from bgdetails.summaries.model import FactSheet, FactValue
from bgdetails.summaries.offline import MAX_WORDS, OfflineEngine, write_offline
from bgdetails.views.brief import TypeCount
from bgdetails.views.values import TrendPoint

DAY = date(2026, 11, 20)
HERE = Target("group", "bg-1")


def person(name: str) -> FactValue:
    return FactValue("person", name)


def sheet(facts: FactList, kind: str = "group", name: str = "Cloud Backup for Acme") -> FactSheet:
    return FactSheet(kind, "x-1", name, DAY, facts.facts, tuple(facts.highlights))


def coverage(facts: FactList, role: str, required: int, assigned: int) -> str:
    values = {"role": label(role), "required": number(required), "assigned": number(assigned)}
    return facts.add("coverage", f"{role} {assigned} of {required}.", HERE, percent=FactValue("percent", 0), **values)


def engaged_group() -> FactList:
    facts = FactList()
    ids = [score_fact(facts, person("Dana Moss"), 83.2, "High", Target("person", "p-1"))]
    count_facts(facts, person("Dana Moss"), [TypeCount("Page Views", 12), TypeCount("Meeting Held", 1)], HERE)
    ids.append(score_fact(facts, person("Kenji Sato"), 41.0, "Medium", Target("person", "p-2")))
    facts.highlight("Top engaged members", ids)
    facts.highlight("Missing roles", [coverage(facts, "Practitioner", 1, 0), coverage(facts, "Decision Maker", 2, 1)])
    return facts


def test_a_group_is_told_by_its_people_then_its_gaps() -> None:
    summary = write_offline(sheet(engaged_group()))
    assert summary.text == (
        "Dana Moss is the most engaged at 83, mostly through 12 page views and 1 meeting; Kenji Sato follows at 41. "
        "Nobody is Practitioner yet; Decision Maker has 1 of 2."
    )
    assert [(line.label, line.text) for line in summary.highlights] == [
        ("Top engaged members", "Dana Moss 83, Kenji Sato 41"),
        ("Missing roles", "Practitioner · Short: Decision Maker 1 of 2"),
    ]


def test_every_statement_cites_facts_that_exist() -> None:
    summary = write_offline(sheet(engaged_group()))
    known = {fact.id for fact in summary.sheet.facts}
    for statement in summary.statements:
        assert statement.facts
        assert set(statement.facts) <= known


def test_names_and_numbers_carry_weight() -> None:
    first = write_offline(sheet(engaged_group())).statements[0]
    assert [first.text[start:end] for start, end in first.emphasis] == ["Dana Moss", "83", "Kenji Sato", "41"]


def test_no_member_with_a_score_is_said_so() -> None:
    facts = FactList()
    facts.highlight("Top engaged members", [])
    assert write_offline(sheet(facts)).highlights[0].text == "No top engaged members"


def test_nothing_to_tell_is_nothing_said() -> None:
    assert write_offline(sheet(FactList())).statements == ()


def test_a_group_without_members_leaves_it_to_its_highlights() -> None:
    facts = FactList()
    facts.add("absent", "No members.", HERE, what=label("members"))
    facts.highlight("Missing roles", [coverage(facts, "Practitioner", 1, 0)])
    summary = write_offline(sheet(facts))
    assert summary.statements == ()
    assert [line.text for line in summary.highlights] == ["Practitioner"]


def test_a_full_group_says_so() -> None:
    full = FactList()
    full.highlight("Missing roles", [full.add("absent", "None.", HERE, what=label("missing roles"))])
    assert write_offline(sheet(full)).text == "Every required role is filled."
    assert write_offline(sheet(full)).highlights[0].text == "none"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (52.4, 78.0, "The group rose from 52 to 78 in four weeks."),
        (78.0, 51.5, "The group fell from 78 to 52 in four weeks."),
        (40.2, 39.6, ""),
        (40.0, 42.4, ""),
        (40.0, 43.0, "The group rose from 40 to 43 in four weeks."),
        (0.0, 0.2, ""),
    ],
)
def test_the_trend_is_told_by_what_is_shown(before: float, now: float, said: str) -> None:
    facts = FactList()
    points = [TrendPoint(DAY, before)] + [TrendPoint(DAY, 5.0)] * 3 + [TrendPoint(DAY, now)]
    trend_fact(facts, FactValue("group", "Cloud Backup for Acme"), points, HERE)
    assert write_offline(sheet(facts)).text == said


def test_a_person_is_told_by_what_they_did() -> None:
    facts = FactList()
    counts = [TypeCount("Page Views", 12), TypeCount("Meeting Held", 3), TypeCount("Webinar Poll Answered", 1)]
    count_facts(facts, person("Dana Moss"), counts, HERE)
    assert write_offline(sheet(facts, "person", "Dana Moss")).text == (
        "Dana Moss has 12 page views, 3 meetings and 1 of type Webinar Poll Answered in the last 30 days."
    )


def test_a_silent_person_is_told_by_the_latest_activity() -> None:
    facts = FactList()
    facts.add("absent", "Silent.", HERE, what=label("activity"), who=person("Dana Moss"))
    latest = FactValue("date", "2026-09-03")
    facts.add("activity", "Latest.", HERE, who=person("Dana Moss"), type=label("Email Opened"), at=latest)
    assert write_offline(sheet(facts, "person", "Dana Moss")).text == (
        "Dana Moss has had no activity that counts in 30 days; the latest of any kind was Email Opened on 3 Sep."
    )


@pytest.mark.parametrize(("members", "said"), [(1, "The only member has had"), (9, "None of the 9 members has had")])
def test_one_member_and_many(members: int, said: str) -> None:
    facts = FactList()
    facts.add("absent", "Silent.", HERE, what=label("activity"), members=number(members))
    assert write_offline(sheet(facts)).text.startswith(said)


def test_an_account_names_groups_without_itself_and_warns_of_what_closes() -> None:
    facts = FactList()
    group = FactValue("group", "Cloud Backup for Acme")
    facts.highlight("Top engaged groups", [score_fact(facts, group, 100.0, "High", HERE)])
    facts.add("stage", "In Evaluation.", HERE, stage=label("Evaluation"), who=group)
    deal = facts.add(
        "opportunity",
        "Closes.",
        HERE,
        name=FactValue("quote", "Fleet renewal"),
        closes=FactValue("date", "2026-12-05"),
        amount=number(298000),
        currency=label("EUR"),
    )
    gap = facts.add("absent", "Nobody.", HERE, what=label("missing roles"), who=group, role=label("Practitioner"))
    facts.highlight("Alerts", [deal, gap])
    summary = write_offline(sheet(facts, "account", "Acme"))
    assert summary.text == (
        "Cloud Backup is the most engaged group at 100, in Evaluation. “Fleet renewal” closes on 5 Dec, in 15 days "
        "(€ 298,000) while nobody is Practitioner in Cloud Backup."
    )
    assert summary.highlights[-1].text == "! Fleet renewal closes in 15 days, a role is missing"


def test_a_close_date_that_is_past_is_said_without_the_roles() -> None:
    facts = FactList()
    name, closes = FactValue("quote", "Cloud Backup for Acme"), FactValue("date", "2026-11-08")
    deal = facts.add("opportunity", "Closes.", HERE, name=name, closes=closes)
    group = FactValue("group", "Cloud Backup for Acme")
    gap = facts.add("absent", "Nobody.", HERE, what=label("missing roles"), who=group, role=label("Practitioner"))
    facts.highlight("Alerts", [deal, gap])
    summary = write_offline(sheet(facts, "account", "Acme"))
    assert summary.text == "“Cloud Backup” should have closed on 8 Nov."
    assert summary.highlights[0].text == "! Cloud Backup close date was 12 days ago"


def test_what_it_was_about_is_told_in_numbers() -> None:
    facts = FactList()
    for count, asset in ((37, "RPO"), (6, "Pricing")):
        values = {"what": label("activities"), "n": number(count), "who": person("Dana Moss")}
        facts.add("count", "On.", HERE, asset=FactValue("quote", asset), **values)
    assert write_offline(sheet(facts, "person", "Dana Moss")).text == "37 are on “RPO” and 6 on “Pricing”."


def test_sixty_words_at_most() -> None:
    facts = engaged_group()
    for index in range(20):
        facts.add("topic", "Topic.", HERE, product=label(f"Product number {index} with words"), level=label("High"))
    assert len(write_offline(sheet(facts)).text.split()) <= MAX_WORDS


async def test_the_engine_streams_whole_statements() -> None:
    texts = [summary.text async for summary in OfflineEngine().write(sheet(engaged_group()))]
    assert len(texts) == 2
    assert texts[1].startswith(texts[0])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Zero trust guide", "Zero trust guide"),
        ("see https://evil.example/x now", "see now"),
        ("mail me@evil.example", "mail"),
        ("call +47 22 55 01 02 today", "call today"),
        ("www.evil.example", None),
        ("two\nlines\u202e here\x1b", "two lines here"),
        ("go to evil.example or call", "go to or call"),
        ("x" * 300, "x" * 200),
        ("", None),
        (None, None),
    ],
)
def test_a_quote_has_no_address_link_or_number(written: str | None, kept: str | None) -> None:
    said = quote(written)
    assert (said.value if said else None) == kept


def test_namesakes_are_told_apart() -> None:
    people = [
        ("p-1", "Ana Moss", "CFO"),
        ("p-2", "Ana Moss", None),
        ("p-3", "Bo Lee", "CTO"),
        ("p-4", "ana moss", "CFO"),
    ]
    assert told_apart(people) == {
        "p-1": "Ana Moss (p-1)",
        "p-2": "Ana Moss (p-2)",
        "p-3": "Bo Lee",
        "p-4": "ana moss (p-4)",
    }
    assert told_apart(people[:2]) == {"p-1": "Ana Moss (CFO)", "p-2": "Ana Moss (p-2)"}
