"""The buying group's blocks: roles as rows or chips, cards, empty sentences, the strip and what it drops."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bgdetails.widgets.document import Action, Block, Document
from bgdetails.widgets.glyphs import UTF8
from bgdetails.widgets.group_section import GroupSummaries, group_document
from bgdetails.widgets.group_strip import group_strip, some_of
from bgdetails.widgets.member_cards import card_widths
from bgdetails.widgets.parts import Look

from . import examples as ex


def _look(columns: int, rows: int = 50) -> Look:
    return Look(columns, rows, UTF8, ex.CLOCK)


def _text(block: Block) -> list[str]:
    return ["".join("" if span.only_focused else span.text for span in line).rstrip() for line in block]


def _document(columns: int, page: object = ex.GROUP) -> Document:
    summaries = GroupSummaries(ex.GROUP_SUMMARY, ex.ACCOUNT_SUMMARY)
    return group_document(page, summaries, _look(columns))  # type: ignore[arg-type]


def test_roles_are_rows_with_words_then_marks_then_chips() -> None:
    wide, middle, narrow, narrowest = (_text(list(_document(c).lines)) for c in (160, 120, 80, 40))
    assert wide[8].startswith("Practitioner                   0 of 1  ──────   0 %  missing")
    assert wide[10].startswith("Champion                       1 of 2  ━━━───  50 %  short")
    assert middle[8].startswith("Practitioner                   0 of 1  ──────   0 % !!")
    assert middle[10].startswith("Champion                       1 of 2  ━━━───  50 % !")
    assert " Decision Maker 100 %   Influencer 100 %   !! Practitioner 0 %" in narrow
    assert " Executive Steering Committee 100 %   ! Champion 50 %" in narrow
    assert [line.strip() for line in narrowest[6:8]] == ["!! Practitioner 0 %", "! Champion 50 %"]


def test_a_role_that_is_not_required_is_never_missing() -> None:
    roles = tuple(
        replace(role, required_for_completeness=False, assigned=0, completeness=0.0) for role in ex.GROUP.roles
    )
    for columns in (160, 80):
        shown = "\n".join(_text(list(_document(columns, replace(ex.GROUP, roles=roles)).lines)[:12]))
        assert "missing" not in shown
        assert "!" not in shown


def test_the_whole_page_fits_160x50() -> None:
    assert len(_document(160).lines) <= 50 - 9


def test_cards_are_three_across_then_two_then_one() -> None:
    assert card_widths(156) == [50, 51, 51]
    assert card_widths(116) == [37, 37, 38]
    assert card_widths(76) == [37, 37]
    assert card_widths(38) == [38]


def test_a_card_opens_its_member_and_stands_where_it_says() -> None:
    document = _document(160)
    spots = [spot for spot in document.spots if spot.section == "decision makers"]
    assert [spot.opens for spot in spots] == [Action("member", f"p-{n}") for n in (1, 2, 3)]
    areas = [document.areas[spot.id] for spot in spots]
    assert [(area.x, area.width, area.height) for area in areas] == [(0, 50, 4), (52, 51, 4), (105, 51, 4)]


@pytest.mark.parametrize(
    "page, sentence",
    [
        (ex.EMPTY_GROUP, "This group has no members."),
        (replace(ex.GROUP, decision_makers=(), has_decision_maker_role=False), "has no role Decision Maker."),
        (replace(ex.GROUP, decision_makers=()), "No member of this group is Decision Maker."),
        (replace(ex.GROUP, top_engaged_members=()), "All members are in the row above."),
        (ex.EMPTY_GROUP, "Nobody yet."),
        (ex.EMPTY_GROUP, "No intent keywords yet.  Add them with bgdetails import intent_keywords.csv"),
        (replace(ex.GROUP, intent=()), "No keyword matches.  Add more with bgdetails import intent_keywords.csv"),
        (ex.EMPTY_GROUP, "none in progress"),
    ],
)
def test_what_is_not_there_is_said(page: object, sentence: str) -> None:
    assert sentence in "\n".join(_text(list(_document(160, page).lines)))


def test_the_strip_drops_trend_then_notes_then_labels() -> None:
    wide = _text(group_strip(ex.GROUP, _look(160)))
    assert "Trend, 12 weeks" in wide[0]
    assert "▲ 33 in 4 weeks" in wide[1]
    assert "short: Champion 1 of 2" in wide[2]
    middle = _text(group_strip(ex.GROUP, _look(120)))
    assert "Trend" not in middle[0]
    assert "for 23 days" in middle[2]
    narrow = _text(group_strip(ex.GROUP, _look(80)))
    assert len(narrow) == 2
    assert narrow[1].endswith("Practitioner +1")
    assert _text(group_strip(ex.GROUP, _look(40))) == ["78 High   70 %   Interest   9 members"]


def test_an_unknown_score_is_no_zero() -> None:
    shown = _text(group_strip(ex.EMPTY_GROUP, _look(160)))
    assert "—" in shown[1]
    assert "no role is required" in shown[2]
    assert "0 None" in shown[1]


def test_some_of_names_as_many_whole_ones_as_fit() -> None:
    names = ("Practitioner", "Champion", "Decision Maker")
    assert some_of(names, 40, _look(80)) == "Practitioner, Champion, Decision Maker"
    assert some_of(names, 30, _look(80)) == "Practitioner, Champion +1"
    assert some_of(names, 16, _look(80)) == "Practitioner +2"
    assert some_of(("田中精密工業" * 3,), 10, _look(80)) == "田中精密…"
