"""What holds of every renderer: lines fit, styles are known, text is visible, spots are unique and lead somewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.themes import INK, colours
from bgdetails.views.suggestions import GroupSuggestions
from bgdetails.widgets.account_section import AccountSummary, account_document
from bgdetails.widgets.account_strip import account_strip
from bgdetails.widgets.by_hand_section import (
    assign_document,
    log_document,
    removal_document,
    role_document,
    stage_document,
)
from bgdetails.widgets.deal_section import deal_document
from bgdetails.widgets.document import Action, Block, Document, line_width
from bgdetails.widgets.explain_changes import account_reach
from bgdetails.widgets.explain_section import group_explanation, person_explanation
from bgdetails.widgets.glyphs import ASCII, UTF8, Glyphs, plain
from bgdetails.widgets.group_section import GroupSummaries, group_document
from bgdetails.widgets.group_strip import group_strip
from bgdetails.widgets.interest_section import interest_document, interest_strip
from bgdetails.widgets.journey_section import journey_document
from bgdetails.widgets.journey_strip import journey_strip
from bgdetails.widgets.member_section import member_document
from bgdetails.widgets.overlap_details import overlap_details
from bgdetails.widgets.parts import Look
from bgdetails.widgets.person_section import person_document
from bgdetails.widgets.person_strip import person_strip
from bgdetails.widgets.stage_model_section import stage_model_document, stage_model_strip
from bgdetails.widgets.styles import Styles
from bgdetails.widgets.summary_panel import PanelState
from bgdetails.widgets.template_section import template_document, template_strip
from tests.widgets.timing import LARGEST, times_the_floor

from . import by_hand_examples as by_hand
from . import examples as ex

WIDTHS = (30, 40, 59, 60, 80, 100, 120, 160, 200)
ASKS = PanelState(asks=True)


def _group(page: object) -> Callable[[Look], Document]:
    summaries = GroupSummaries(ex.HOSTILE_SUMMARY, ex.ACCOUNT_SUMMARY)
    return lambda look: group_document(page, summaries, look)  # type: ignore[arg-type]


def _bare(make: Callable[..., Document], *args: object) -> Callable[[Look], Document]:
    return lambda look: make(*args, look)


def _cells(look: Look) -> int:
    """Columns inside an overlay: frame, two blanks each side, two columns of the page."""
    return look.columns - 8 if look.columns >= 60 else look.columns - 2


def _over(make: Callable[..., Document], *args: object) -> Callable[[Look], Document]:
    return lambda look: make(*args, _cells(look), look)


DOCUMENTS: dict[str, Callable[[Look], Document]] = {
    "group": _group(ex.GROUP),
    "group empty": lambda look: group_document(ex.EMPTY_GROUP, GroupSummaries(ex.EMPTY_SUMMARY, None), look),
    "group hostile": _group(ex.HOSTILE_GROUP),
    "group suggestions": lambda look: group_document(
        ex.GROUP, GroupSummaries(ex.GROUP_SUMMARY, None), look, ex.SUGGESTIONS
    ),
    "group hostile suggestions": lambda look: group_document(
        ex.GROUP, GroupSummaries(ex.GROUP_SUMMARY, None), look, ex.HOSTILE_SUGGESTIONS
    ),
    "group no suggestions": lambda look: group_document(
        ex.GROUP, GroupSummaries(ex.GROUP_SUMMARY, None), look, GroupSuggestions((), ())
    ),
    "account": _bare(account_document, ex.ACCOUNT, AccountSummary(ex.ACCOUNT_SUMMARY)),
    "account reach": lambda look: account_document(
        ex.ACCOUNT, AccountSummary(ex.ACCOUNT_SUMMARY), look, reach=ex.ACCOUNT_REACH.people
    ),
    "account nobody to reach": lambda look: account_document(ex.ACCOUNT, AccountSummary(), look, reach=()),
    "account empty": _bare(account_document, ex.EMPTY_ACCOUNT, AccountSummary()),
    "account hostile": _bare(account_document, ex.HOSTILE_ACCOUNT, AccountSummary(ex.HOSTILE_SUMMARY)),
    "person": _bare(person_document, ex.PERSON, ex.PERSON_SUMMARY, ASKS),
    "person empty": _bare(person_document, ex.EMPTY_PERSON, None, ASKS),
    "person hostile": _bare(person_document, ex.HOSTILE_PERSON, ex.HOSTILE_SUMMARY, ASKS),
    "journey": _bare(journey_document, ex.JOURNEY),
    "journey empty": _bare(journey_document, ex.EMPTY_JOURNEY),
    "journey hostile": _bare(journey_document, ex.HOSTILE_JOURNEY),
    "template": _bare(template_document, ex.TEMPLATE),
    "template empty": _bare(template_document, ex.EMPTY_TEMPLATE),
    "template hostile": _bare(template_document, ex.HOSTILE_TEMPLATE),
    "interest": _bare(interest_document, ex.INTEREST),
    "interest empty": _bare(interest_document, ex.EMPTY_INTEREST),
    "interest hostile": _bare(interest_document, ex.HOSTILE_INTEREST),
    "stage model": _bare(stage_model_document, ex.STAGE_MODEL),
    "stage model hostile": _bare(stage_model_document, ex.HOSTILE_STAGE_MODEL),
}
OVERLAYS: dict[str, Callable[[Look], Document]] = {
    "member": _over(member_document, ex.MEMBER, ex.PERSON_SUMMARY, ASKS),
    "member empty": _over(member_document, ex.EMPTY_MEMBER, None, ASKS),
    "member hostile": _over(member_document, ex.HOSTILE_MEMBER, ex.HOSTILE_SUMMARY, ASKS),
    "deal": _over(deal_document, ex.DEAL),
    "deal empty": _over(deal_document, ex.EMPTY_DEAL),
    "deal closed": _over(deal_document, ex.CLOSED_DEAL),
    "deal hostile": _over(deal_document, ex.HOSTILE_DEAL),
    "overlap": _over(overlap_details, ex.OVERLAP_DETAILS),
    "overlap hostile": _over(overlap_details, ex.HOSTILE_OVERLAP),
    "overlap without intent": _over(overlap_details, replace(ex.OVERLAP_DETAILS, products=())),
    "explain person": _over(person_explanation, ex.PERSON_EXPLANATION),
    "explain silent": _over(person_explanation, ex.SILENT_EXPLANATION),
    "explain group": _over(group_explanation, ex.GROUP_EXPLANATION),
    "stages": _over(stage_document, by_hand.STAGES),
    "no stages": _over(stage_document, by_hand.NO_STAGES),
    "stages hostile": _over(stage_document, by_hand.HOSTILE_STAGES),
    "roles": _over(role_document, "Change the role", by_hand.NAMES, ("Decision Maker",), by_hand.ROLES),
    "roles of many": _over(role_document, "Assign 50 people", by_hand.MANY_NAMES, (), by_hand.ROLES),
    "no roles": _over(role_document, ex.HOSTILE, (ex.HOSTILE,), (), ()),
    "removal": _over(removal_document, "Remove 3 members", by_hand.MEMBERS, by_hand.ROLES),
    "removal hostile": _over(removal_document, ex.HOSTILE, ex.HOSTILE_MEMBERS, ()),
    "assign": _over(assign_document, "Deal", "Acme", by_hand.PEOPLE, "", frozenset({"p-3"})),
    "assign nobody": _over(assign_document, "Deal", "Acme", (), "", frozenset()),
    "assign hostile": _over(assign_document, ex.HOSTILE, ex.HOSTILE, by_hand.HOSTILE_PEOPLE, ex.HOSTILE, frozenset()),
    "log": _over(log_document, by_hand.ACTIONS, "What went wrong is in /tmp/bgdetails.log."),
    "log empty": _over(log_document, (), "Nothing went wrong yet: there is no log of faults."),
    "log hostile": _over(log_document, by_hand.HOSTILE_ACTIONS, ex.HOSTILE),
    "explain all of a group": _over(group_explanation, ex.FULL_EXPLANATION),
    "explain account": _over(account_reach, ex.ACCOUNT_REACH),
    "explain nobody": _over(account_reach, replace(ex.ACCOUNT_REACH, people=(), name=ex.HOSTILE)),
    "explain hostile": _over(
        group_explanation,
        replace(ex.GROUP_EXPLANATION, parts=tuple(replace(p, name=ex.HOSTILE) for p in ex.GROUP_EXPLANATION.parts)),
    ),
}
STRIPS: dict[str, Callable[[Look], Block]] = {
    "group": lambda look: group_strip(ex.GROUP, look),
    "group empty": lambda look: group_strip(ex.EMPTY_GROUP, look),
    "group hostile": lambda look: group_strip(ex.HOSTILE_GROUP, look),
    "account": lambda look: account_strip(ex.ACCOUNT, look),
    "account empty": lambda look: account_strip(ex.EMPTY_ACCOUNT, look),
    "account hostile": lambda look: account_strip(ex.HOSTILE_ACCOUNT, look),
    "person": lambda look: person_strip(ex.PERSON, look),
    "person empty": lambda look: person_strip(ex.EMPTY_PERSON, look),
    "person hostile": lambda look: person_strip(ex.HOSTILE_PERSON, look),
    "journey": lambda look: journey_strip(ex.JOURNEY, look),
    "journey hostile": lambda look: journey_strip(ex.HOSTILE_JOURNEY, look),
    "template": lambda look: template_strip(ex.TEMPLATE, look),
    "interest": lambda look: interest_strip(ex.INTEREST, look),
    "stage model": lambda look: stage_model_strip(ex.STAGE_MODEL, look),
}


def _look(columns: int, glyphs: Glyphs = UTF8) -> Look:
    return Look(columns, 50, glyphs, ex.CLOCK)


def _check(block: Block, cells: int, glyphs: Glyphs) -> None:
    styles = Styles(colours(INK))
    for line in block:
        text = "".join(span.text for span in line)
        assert line_width(line) <= cells, f"{line_width(line)} > {cells}: {text}"
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs")], repr(text)
        for span in line:
            styles(span.style)
            if glyphs.is_ascii:
                assert line_width(line) == sum(len(plain(span.text)) for span in line)


@pytest.mark.parametrize("glyphs", [UTF8, ASCII], ids=["utf8", "ascii"])
@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_line_of_a_page_fits(name: str, columns: int, glyphs: Glyphs) -> None:
    look = _look(columns, glyphs)
    _check(list(DOCUMENTS[name](look).lines), look.width, glyphs)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", STRIPS)
def test_every_line_of_a_strip_fits(name: str, columns: int) -> None:
    look = _look(columns)
    block = STRIPS[name](look)
    assert len(block) == (3 if columns >= 100 else 2 if columns >= 60 else 1)
    _check(block, look.width, UTF8)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", OVERLAYS)
def test_every_line_of_an_overlay_fits(name: str, columns: int) -> None:
    look = _look(columns)
    _check(list(OVERLAYS[name](look).lines), _cells(look), UTF8)


@pytest.mark.parametrize("name", [*DOCUMENTS, *OVERLAYS])
def test_no_two_blank_rows_and_every_section_begins_with_its_heading(name: str) -> None:
    for columns in (80, 160):
        document = (DOCUMENTS.get(name) or OVERLAYS[name])(_look(columns))
        blank = ["".join(s.text for s in line).strip() == "" for line in document.lines]
        assert not any(a and b for a, b in pairwise(blank))
        assert not blank[0]
        assert not blank[-1]
        assert not [section for section, row in document.section_rows.items() if blank[row]]


@pytest.mark.parametrize("name", [*DOCUMENTS, *OVERLAYS])
def test_every_spot_opens_something(name: str) -> None:
    document = (DOCUMENTS.get(name) or OVERLAYS[name])(_look(120))
    assert len({spot.id for spot in document.spots}) == len(document.spots)
    for spot in document.spots:
        assert spot.opens is None or isinstance(spot.opens, Target | Action)
        if isinstance(spot.opens, Target):
            assert Target.parse(str(spot.opens)) == spot.opens


def test_the_largest_pages_are_built_in_time() -> None:
    roles = tuple(replace(ex.GROUP.roles[0], role=f"Role {n}") for n in range(20))
    group = replace(ex.GROUP, member_count=400, roles=roles)
    person = replace(ex.PERSON, groups=tuple(replace(ex.GROUP_CARDS[0], id=f"bg-{n}") for n in range(30)))
    many = tuple(replace(ex.JOURNEY.account_list[0], id=f"a-{n}") for n in range(5000))
    makers = [
        lambda: group_document(group, GroupSummaries(ex.GROUP_SUMMARY, ex.ACCOUNT_SUMMARY), _look(160)),
        lambda: person_document(person, ex.PERSON_SUMMARY, ASKS, _look(160)),
        lambda: journey_document(replace(ex.JOURNEY, account_list=many), _look(160)),
    ]
    for make in makers:
        assert times_the_floor(make) < LARGEST
