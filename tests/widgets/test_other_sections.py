"""Accounts, journeys, explanations and templates: what their blocks say."""

from __future__ import annotations

import re
from datetime import date

from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.rules.deals import DealLevel
from bgdetails.rules.momentum import Momentum, MomentumBand
from bgdetails.summaries.model import Fact, FactSheet, FactValue, Statement, SummaryText
from bgdetails.text import width
from bgdetails.views.pages import CoveragePerson
from bgdetails.views.values import IntentCategory, IntentKeywordLevel, IntentProduct
from bgdetails.widgets.account_section import AccountSummary, account_document
from bgdetails.widgets.account_strip import account_strip
from bgdetails.widgets.coverage_grid import coverage_section
from bgdetails.widgets.coverage_people import CoverageCell
from bgdetails.widgets.deal_section import deal_document, deal_mark
from bgdetails.widgets.document import Action, Block, Line, Span
from bgdetails.widgets.explain_section import TypePart, group_explanation, person_explanation
from bgdetails.widgets.glyphs import ASCII, UTF8
from bgdetails.widgets.intent_section import intent_section
from bgdetails.widgets.journey_section import journey_document
from bgdetails.widgets.parts import Look, flow, row_spot
from bgdetails.widgets.person_strip import person_strip
from bgdetails.widgets.row_table import Column, Row, row_table
from bgdetails.widgets.summary_panel import summary_panel
from bgdetails.widgets.template_section import template_document

from . import examples as ex


def _look(columns: int) -> Look:
    return Look(columns, 50, UTF8, ex.CLOCK)


def _text(block: Block) -> list[str]:
    return ["".join("" if span.only_focused else span.text for span in line).rstrip() for line in block]


def test_coverage_shows_numbers_gaps_and_what_does_not_apply() -> None:
    shown = _text(coverage_section(ex.COVERAGE, 156, _look(160)))
    assert shown[1].split() == [
        "Decision",
        "Maker",
        "Influencer",
        "Practitioner",
        "Exec.",
        "Steering",
        "Champion",
        "Other",
    ]
    assert shown[2].split() == ["Edge", "Security", "3", "2", "!", "0", "1", "1", "2"]
    assert shown[4].split() == ["Data", "Catalog", "1", "!", "0", "0", "N/A", "0", "1"]
    ends = [
        len(line[: line.index(word) + len(word)])
        for line, word in zip(shown[1:3], ("Decision Maker", "3"), strict=True)
    ]
    assert ends[0] == ends[1]


def test_coverage_goes_on_below_where_roles_do_not_fit() -> None:
    block = coverage_section(ex.COVERAGE, 76, _look(80))
    assert len(block) == 1 + 4 + 1 + 4
    spots = {span.spot.opens for line in block for span in line if span.spot is not None}
    assert Action("cell", "Edge Security\nChampion") in spots
    assert Action("cell", "Data Catalog\nExecutive Steering Committee") not in spots


def test_closed_opportunities_stand_below_the_open_ones() -> None:
    shown = "\n".join(_text(list(account_document(ex.ACCOUNT, AccountSummary(), _look(160)).lines)))
    assert "2 open, 1 closed" in shown
    assert shown.index("Fleet renewal 2027") < shown.index("Old deal")
    assert "€ 298,000  5 Dec in 15 days" in shown


def test_a_journey_says_states_with_shares_and_rates() -> None:
    shown = "\n".join(_text(list(journey_document(ex.JOURNEY, _look(120)).lines)))
    assert "Completed     87  41 %  ▆▆▆" in shown
    assert "98.2 % ━━━━━━━━" in shown
    assert "66 in 12 weeks" in shown
    plain = Look(80, 24, ASCII, ex.CLOCK)
    assert "16 Nov 11" in "\n".join(_text(list(journey_document(ex.JOURNEY, plain).lines)))


def test_types_add_up_to_the_score() -> None:
    types = TypePart.of(ex.PERSON_EXPLANATION.parts)
    assert [(part.type, part.count, part.counted) for part in types] == [("Page Views", 52, 35), ("Email Opened", 3, 3)]
    assert abs(sum(part.points for part in types) - ex.PERSON_EXPLANATION.engagement_score) < 1e-9


def test_a_person_is_explained_with_the_cap_and_the_steps() -> None:
    shown = "\n".join(_text(list(person_explanation(ex.PERSON_EXPLANATION, 88, _look(120)).lines)))
    for words in (
        "How Jonas Bergqvist got 81",
        "22 Oct to 20 Nov 2026, 30 days",
        "! 20 of a kind count a day: 18 Nov 37 Page Views → 20",
        "Not counted: 6 Email Sent (weight 0)",
        "√16.56 = 4.069",
        "5.000, the largest here: Ana Laszlo",
        "4.069 ÷ 5.000 × 100 = 81.4, shown as 81, High",
    ):
        assert words in shown
    assert "19 Nov" not in shown
    opened = person_explanation(ex.PERSON_EXPLANATION, 88, _look(120), opened=frozenset({"Page Views"}))
    assert "  19 Nov" in "\n".join(_text(list(opened.lines)))
    silent = "\n".join(_text(list(person_explanation(ex.SILENT_EXPLANATION, 88, _look(120)).lines)))
    assert "nobody is active, so every score is 0" in silent


def test_a_group_is_explained_by_members_and_completeness() -> None:
    shown = "\n".join(_text(list(group_explanation(ex.GROUP_EXPLANATION, 88, _look(120)).lines)))
    assert "The mean of Decision Maker 1 of 2 = 50 %, Practitioner 0 of 1 = 0 %." in shown
    assert re.search(r"Together +3 members", shown)
    without = replace(ex.GROUP_EXPLANATION, completeness_score=None)
    assert "no role is required" in "\n".join(_text(list(group_explanation(without, 88, _look(120)).lines)))


def test_a_template_says_its_conditions_in_words() -> None:
    shown = "\n".join(_text(list(template_document(ex.TEMPLATE, _look(120)).lines)))
    assert "title contains director and department is IT" in shown
    assert "No conditions: a CRM role fills it." in shown
    assert "1 member required, not for completeness" in shown


def test_rich_text_breaks_at_blanks_and_keeps_styles() -> None:
    block = flow([Span("one two", "bold"), Span(", three  four 田中精密工業 five")], 10)
    assert _text(block) == ["one two,", "three", "four", "田中精密工", "業 five"]
    assert [(span.text, span.style) for span in block[0]] == [("one two", "bold"), (",", "")]


def test_the_people_of_a_cell_stand_beside_the_grid_where_there_is_room() -> None:
    people = tuple(
        CoveragePerson(f"p{number}", f"Ana Reyes {number}", None, (), 50.0 - number, "Medium", None)
        for number in range(9)
    )
    cell = CoverageCell("Cloud Backup", "Influencer", people, len(people))
    wide = _text(coverage_section(ex.COVERAGE, 156, _look(160), cell))
    assert any("Cloud Backup, Influencer" in line and "9 people" in line for line in wide)
    assert any("Ana Reyes 0" in line and "50" in line for line in wide)
    assert not any("Ana Reyes 8" in line for line in wide)
    assert sum("more" in line for line in wide) == 1
    assert all(width(line) <= 156 for line in wide)
    narrow = _text(coverage_section(ex.COVERAGE, 140, _look(144), cell))
    assert not any("Ana Reyes" in line for line in narrow)


def test_a_citation_stands_behind_the_name_that_it_belongs_to() -> None:
    def score_fact(number: int, kind: str, name: str) -> Fact:
        return Fact(f"f{number}", "score", "", {"who": FactValue(kind, name)}, Target(kind, f"x{number}"))

    facts = (
        score_fact(1, "group", "Cloud Backup for Umbra"),
        score_fact(2, "group", "Backup for Umbra"),
        score_fact(3, "person", "Ana"),
    )
    sheet = FactSheet("account", "a-1", "Umbra", date(2026, 6, 30), facts)
    text = "Cloud Backup leads at 71; Backup follows at 60; Anabel knows Ana."
    said = Statement(text, ("f1", "f2", "f3"), None, ((0, 12), (26, 32)))
    summary = SummaryText("account", "a-1", "offline", None, sheet.as_of, None, (said,), (), sheet)
    paragraph = " ".join(_text(summary_panel(summary, "s", 76, _look(160)))[:2])
    assert "Cloud Backup [1] leads at 71; Backup [2] follows at 60; Anabel knows Ana [3]." in paragraph


def test_a_level_is_told_by_word_and_sign() -> None:
    levels = [replace(ex.CHECK, findings=(replace(ex.CHECK.findings[0], level=level),)) for level in DealLevel]
    utf8, plain = (
        [_said(deal_mark(check, Look(80, 50, glyphs, ex.CLOCK))) for check in (*levels, None)]
        for glyphs in (UTF8, ASCII)
    )
    assert utf8 == ["green", "! amber", "▼ at risk", "—"]
    assert plain == ["green", "! amber", "- at risk", "-"]


def _said(line: Line) -> str:
    return "".join(span.text for span in line)


def test_momentum_in_the_strip() -> None:
    def shown(momentum: Momentum | None) -> str:
        strip = account_strip(replace(ex.ACCOUNT, momentum=momentum), _look(200))
        at = _text(strip)[0].index("Momentum")
        return _text(strip)[1][at:].partition("    ")[0].strip()

    assert shown(Momentum(0.62, MomentumBand.SURGING)) == "▲ surging  +62 %"
    assert shown(Momentum(None, MomentumBand.SURGING)) == "▲ surging  new"
    assert shown(Momentum(-0.2, MomentumBand.NEGATIVE)) == "▼ negative  −20 %"
    assert shown(Momentum(-0.2, MomentumBand.NEGATIVE, at_risk=True)) == "▼ at risk  −20 %"
    assert shown(Momentum(0.0, MomentumBand.NEUTRAL)) == "neutral  0 %"
    assert shown(None) == "—"


def test_every_opportunity_opens_its_check() -> None:
    page = account_document(ex.ACCOUNT, AccountSummary(), _look(160))
    opened = [spot.opens for spot in page.spots if spot.section == "opportunities"]
    assert opened == [Action("deal", "o-1"), Action("deal", "o-2"), Action("deal", "o-3")]


def test_the_people_behind_a_check_are_links() -> None:
    document = deal_document(ex.DEAL, 78, _look(160))
    assert document.spots[0].opens == Target("person", ex.DEAL.people[0].id)
    shown = _text(list(document.lines))
    assert shown[0].split() == ["Fleet", "renewal", "2027", "!", "amber"]
    assert "Decision Maker  green      1 of 2 Decision Makers has a score above 0." in shown
    assert f"With a contact role  {len(ex.DEAL.people)}" in shown
    nobody = _text(list(deal_document(ex.EMPTY_DEAL, 78, _look(160)).lines))
    assert any(line.startswith("Nobody has a contact role, and its groups have no members.") for line in nobody)


def test_a_row_stays_in_its_columns_where_a_name_is_cut_after_a_blank() -> None:
    name = "Edge Security for Halvorsen Maritime"
    cells = [(Span(each, "name"),) for each in (name, "Edge Security")]
    rows = [Row((cell, (Span("Influencer"),), (Span("Retail"),)), row_spot("r", "s", None)) for cell in cells]
    columns = (Column("Group", least=10), Column("Role", 10), Column("Interest", 10))
    block = row_table(columns, rows, 29 + 2 + 10 + 2 + 10, _look(80))
    assert ["".join(span.text for span in line).index("Influencer") for line in block[1:]] == [31, 31]
    assert {sum(width(span.text) for span in line) for line in block} == {53}
    # Focused, it is shown whole, over columns as a whole.
    assert block[1][0].whole == name + " " * (43 - len(name))


def test_keywords_find_room_beside_a_shorter_bar() -> None:
    keywords = tuple(IntentKeywordLevel(name, "High") for name in ("zero trust", "RPO"))
    intent = (IntentCategory("Data", "High", (IntentProduct("Backup", "High", 1.0, keywords),)),)
    assert _text(intent_section(intent, True, 60, _look(160)))[2].endswith("High    ━━━━━━━━   zero trust, RPO")
    assert "━" * 16 + "   zero trust, RPO" in _text(intent_section(intent, True, 76, _look(80)))[2]


def test_an_address_stands_whole_where_the_other_facts_leave_room() -> None:
    page = replace(ex.PERSON, email="wei.watanabe@halvorsen.example")
    assert "wei.watanabe@halvorsen.example" in "\n".join(_text(person_strip(page, _look(80))))
