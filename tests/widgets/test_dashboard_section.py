"""The dashboard as text: what stands where at each width, and that any data fits."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.rules.counts import MonthCounts, PeopleCounts, RoleCoverage, RoleEngagement, Share, Standing
from bgdetails.rules.segment import Segment
from bgdetails.screens.chooser import Choice, Offer, draw_choices
from bgdetails.views.dashboard_page import (
    Counts,
    DashboardPage,
    FastGroup,
    Moves,
    MovingAccount,
    ShortLists,
    StagnantGroup,
    TopGroup,
)
from bgdetails.views.table import Table, TableRow
from bgdetails.widgets.columns import fitted_columns
from bgdetails.widgets.dashboard_section import dashboard_document, section_chart
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.glyphs import ASCII, UTF8, Glyphs
from bgdetails.widgets.parts import Look
from bgdetails.widgets.table_columns import said, shown_table, sort_key, table_columns
from tests.factory import AS_OF
from tests.widgets.timing import LARGEST, times_the_floor

from . import examples as ex
from .test_all_sections import WIDTHS, _check

NOW = Standing(
    groups=1204,
    accounts=312,
    engaged=811,
    engagement=(393, 402, 268, 141),
    completeness=(204, 296, 371, 322),
    without_completeness=11,
    stages=(("Awareness", 486), ("Evaluation", 204), ("Interest", 352), (None, 162)),
    interests=(("Cloud Backup", 611), ("Edge Security", 593)),
)
THEN = replace(
    NOW,
    groups=1151,
    engagement=(435, 367, 231, 118),
    stages=(("Awareness", 524), ("Interest", 327), ("Evaluation", 176), (None, 124)),
)
MONTHS = tuple(
    MonthCounts(f"{2025 + (month > 1)}-{month - 1 or 12:02}", acquired, Share(41, 312), Share(700, 1204), Share(0, 0))
    for month, acquired in zip(range(1, 13), (41, 56, 62, 70, 66, 88, 104, 97, 131, 146, 152, 173), strict=True)
)
PEOPLE = PeopleCounts(
    accounts=Share(204, 312),
    people=Share(4100, 9000),
    months=MONTHS,
    roles=(RoleEngagement("Champion", 120, 58.2), RoleEngagement("Executive Steering Committee", 80, 21.4)),
    coverage=(RoleCoverage("Cloud Backup", "Champion", 1204), RoleCoverage("Edge Security", "Decision Maker", 0)),
    overlap=((2, 1186), (3, 44)),
    overlap_accounts=97,
)
LISTS = ShortLists(
    (TopGroup("bg-7", "Cloud Backup for Halvorsen Maritime", 100.0, "High", 85.0),),
    Moves(
        fast=(FastGroup("bg-1", "Edge Security for Brightwater Foods", 4), FastGroup("bg-2", "Rail board", 1)),
        stagnant=(StagnantGroup("bg-3", "Edge Security for Kestrel Logistics", 141, 85.0),),
        stagnant_count=12,
        surging=(
            MovingAccount("a-1", "Brightwater Foods", "Food", None, 0.88),
            MovingAccount("a-2", "Talvi", None, None, None),
        ),
        surging_count=2,
        at_risk=(MovingAccount("a-3", "Castellan Insurance", None, None, -0.71),),
        at_risk_count=1204,
    ),
)
PAGE = DashboardPage(
    as_of=AS_OF,
    start=date(2026, 8, 22),
    segment=Segment(),
    counts=Counts(NOW, THEN, PEOPLE, LISTS),
    stages=("Awareness", "Interest", "Evaluation"),
)
HOSTILE = replace(
    PAGE,
    segment=Segment(stage=ex.HOSTILE, region=ex.HOSTILE),
    stages=(ex.HOSTILE,),
    counts=Counts(
        replace(NOW, stages=((ex.HOSTILE, 3),), interests=((ex.HOSTILE, 10**9), ("", 1))),
        replace(THEN, stages=((ex.HOSTILE, 4),), interests=((ex.HOSTILE, 1),)),
        replace(
            PEOPLE,
            roles=(RoleEngagement(ex.HOSTILE, 1, 0.0),),
            coverage=(RoleCoverage(ex.HOSTILE, ex.HOSTILE, 10**7),),
            months=tuple(replace(each, acquired=10**7) for each in MONTHS),
        ),
        ShortLists(
            (TopGroup("bg-8", ex.HOSTILE, 12.0, "Low", None),),
            Moves(
                fast=(FastGroup("bg-8", ex.HOSTILE, 10**6),),
                stagnant=(StagnantGroup("bg-8", ex.HOSTILE, None, 0.0),),
                stagnant_count=10**9,
                surging=(MovingAccount("a-1", ex.HOSTILE, None, None, 10.0**6),),
                surging_count=10**9,
                at_risk=(MovingAccount("a-2", ex.HOSTILE, None, None, -1.0),),
                at_risk_count=10**9,
            ),
        ),
    ),
)
NOTHING = Standing(0, 0, 0, (0,) * 4, (0,) * 4, 0, (), ())
NOBODY = PeopleCounts(
    Share(0, 0),
    Share(0, 0),
    tuple(MonthCounts(each.month, 0, Share(0, 0), Share(0, 0), Share(0, 0)) for each in MONTHS),
    (),
    (),
    (),
    0,
)
EMPTY = replace(PAGE, counts=Counts(NOTHING, NOTHING, NOBODY, ShortLists()), stages=())
PAGES = {"full": PAGE, "hostile": HOSTILE, "empty": EMPTY, "not counted": replace(PAGE, counts=Counts())}


def drawn(page: DashboardPage, columns: int, glyphs: Glyphs = UTF8, rows: int = 50) -> Document:
    return dashboard_document(page, Look(columns, rows, glyphs, ex.CLOCK), waiting=True)


def shown(document: Document) -> list[str]:
    return ["".join("" if span.only_focused else span.text for span in line).rstrip() for line in document.lines]


@pytest.mark.parametrize("glyphs", [UTF8, ASCII], ids=["utf8", "ascii"])
@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_every_line_fits(name: str, columns: int, glyphs: Glyphs) -> None:
    document = drawn(PAGES[name], columns, glyphs)
    _check(list(document.lines), Look(columns, 50, glyphs, ex.CLOCK).width, glyphs)
    for spot in document.spots:
        assert isinstance(spot.opens, Target | Action)
        if isinstance(spot.opens, Target):
            assert Target.parse(str(spot.opens)) == spot.opens


def test_two_charts_stand_beside_each_other_and_bars_say_where_they_stood() -> None:
    lines = shown(drawn(PAGE, 160))
    assert lines[0].startswith("Groups by engagement ──")
    assert "now, change, ┃ where it was on 22 Aug       Groups by completeness" in lines[0]
    assert lines[0].endswith("11 without a score")
    assert lines[1].startswith("76–100       141  +23  ▆▆▆▆▆▆▆▆▆▆▆▆▆┃▆▆")
    assert lines[4].startswith("0–25         393  −42  ▆▆▆▆")
    stage = lines[next(y for y, line in enumerate(lines) if line.startswith("Groups by stage")) :]
    assert [line.split()[0] for line in stage[1:5]] == ["Awareness", "Interest", "Evaluation", "No"]


def test_under_120_columns_everything_stands_below_each_other() -> None:
    for columns in (80, 120):
        lines = shown(drawn(PAGE, columns))
        assert sum(line.startswith("Groups by") for line in lines) == 4
        assert any(line.startswith("Engaged people") for line in lines)


@pytest.mark.parametrize(("rows", "blanks"), [(50, 2), (24, 1)])
def test_groups_of_sections_stand_apart(rows: int, blanks: int) -> None:
    lines = shown(drawn(PAGE, 160, rows=rows))
    assert lines[0]
    assert lines[-1]
    assert {len(list(run)) for is_blank, run in groupby(lines, lambda line: not line) if is_blank} == {blanks}


def test_months_are_columns_where_their_numbers_fit_and_rows_elsewhere() -> None:
    assert any("Dec 41       Jan 56" in line for line in shown(drawn(PAGE, 160)))
    narrow = shown(drawn(PAGE, 80))
    at = next(y for y, line in enumerate(narrow) if line.startswith("People given a role, a month"))
    assert narrow[at].endswith("1,186 in 12 months")
    assert narrow[at + 1].split()[:2] == ["Nov", "173"]
    for columns in (80, 160):
        months = [spot for spot in drawn(PAGE, columns).spots if spot.section == "given"]
        assert Target("count", "people/given/2026-11") in [spot.opens for spot in months]
        assert len(months) == 12


def test_what_is_not_counted_says_so_once_a_section() -> None:
    lines = shown(drawn(PAGES["not counted"], 80))
    assert lines.count("Counting…") == 16
    assert shown(drawn(replace(PAGE, counts=Counts(lists=LISTS)), 80)).count("Counting…") == 11
    quiet = dashboard_document(PAGES["not counted"], Look(80, 50, UTF8, ex.CLOCK))
    assert "Counting…" not in shown(quiet)


def test_nothing_says_what_is_not_there() -> None:
    text = "\n".join(shown(drawn(EMPTY, 80)))
    for sentence in (
        "No buying group yet.",
        "Nobody has a role yet.",
        "Nobody is in two groups or more.",
        "No account surges.",
    ):
        assert sentence in text
    assert "— in Nov" in text


def test_velocity_names_the_days_that_the_settings_say() -> None:
    moves = replace(LISTS.moves, velocity_days=30, fast=())
    page = replace(PAGE, counts=replace(PAGE.counts, lists=replace(LISTS, moves=moves)))
    lines = shown(drawn(page, 80))
    assert any(line.startswith("Top five by velocity ──") and line.endswith("── in 30 days") for line in lines)
    assert "No group came to a later stage in 30 days." in lines


def test_lists_of_what_moves_say_how_fast_and_how_many_there_are() -> None:
    lines = shown(drawn(PAGE, 80))
    for start, end in (
        ("Top five by velocity ──", "── in 90 days"),
        ("Edge Security for Brightwater Foods", " 4 stages"),
        ("Rail board", " 1 stage"),
        ("Stagnant ──", "── all 12"),
        ("Edge Security for Kestrel Logistics", "141 d   85 %"),
        ("Brightwater Foods", "▲ +88 %"),
        ("Talvi", "▲ new"),
        ("Accounts at risk ──", "── all 1,204"),
        ("Castellan Insurance", "▼ −71 %"),
    ):
        assert any(line.startswith(start) and line.endswith(end) for line in lines), start
    opens = [spot.opens for spot in drawn(PAGE, 80).spots]
    assert Target("groups", "stagnant:yes") in opens
    assert Target("count", "accounts/at-risk") in opens


def test_filters_can_be_taken_away() -> None:
    document = drawn(replace(PAGE, segment=Segment(stage="Interest", region="Europe")), 80)
    assert shown(document)[0] == "Only groups whose   stage is Interest ×    region is Europe ×"
    assert [spot.opens for spot in document.spots if spot.section == "filters"] == [
        Action("unfilter", "stage"),
        Action("unfilter", "region"),
    ]


def test_every_section_but_the_filters_is_a_chart() -> None:
    sections = {spot.section for spot in drawn(PAGE, 160).spots}
    assert len(sections) == 16
    assert all(section_chart(section) for section in sections)
    assert section_chart("filters") is None


def test_a_table_drops_texts_before_numbers_and_sorts_by_any_column() -> None:
    rows = [
        TableRow(("Ana 渡辺", "Chief Information Officer of all", 81.5)),
        TableRow((ex.HOSTILE, None, 0.4)),
        TableRow(("ben", "CFO", 1204)),
    ]
    table = Table("People", ("Name", "Title", "Score"), rows, 3, ("person", "people"))
    columns = table_columns(table, ex.CLOCK)
    assert [column.title for column in fitted_columns(columns, 30)] == ["Name", "Score"]
    assert [column.title for column in fitted_columns(columns, 76)] == ["Name", "Title", "Score"]
    listed = shown_table(table, ex.CLOCK, pytest.fail).rows
    by_name = sorted(listed, key=sort_key(0))  # type: ignore[arg-type]
    assert [row.number for row in by_name] == [1, 0, 2]
    assert [said(cell, ex.CLOCK) for cell in (None, " ", 81.5, 1204, 0.4)] == [None, None, "82", "1,204", "0"]
    assert [said(cell, ex.CLOCK) for cell in (-5, -70.5, -0.4, -1204)] == ["−5", "−71", "0", "−1,204"]
    for width in (20, 40, 76, 156):
        for column in fitted_columns(columns, width):
            for row in listed:
                cells = column.cells(row, column.width, UTF8)
                _check([cells], column.width, UTF8)


def test_choices_are_narrowed_by_typing_and_what_is_typed_can_be_one() -> None:
    offer = Offer(
        "Compare with",
        [Choice("", "Last week", "since 13 Nov 2026"), Choice("", "Last month", "since 21 Oct 2026", True)],
        lambda choice: None,
        "or type a day",
        lambda text: Choice("", f"Since {text}") if text == "2026-01-31" else None,
    )
    assert [each.label for each in offer.matching("MON")] == ["Last month"]
    assert [each.label for each in offer.matching("2026-01-31")] == ["Since 2026-01-31"]
    lines = shown(draw_choices(offer, "", 50, UTF8))
    assert lines[:2] == ["Compare with", "› or type a day"]
    assert lines[4] == "✓ Last month" + " " * (50 - 12 - 17) + "since 21 Oct 2026"
    assert shown(draw_choices(offer, "zz", 50, UTF8))[-1] == "Nothing goes with that."
    for columns in (30, 50):
        _check(list(draw_choices(offer, ex.HOSTILE, columns, UTF8).lines), columns, UTF8)


def test_the_largest_page_is_built_in_time() -> None:
    many = replace(NOW, interests=tuple((f"Interest {n}", n) for n in range(20)))
    page = replace(PAGE, counts=Counts(many, THEN, PEOPLE))
    assert times_the_floor(lambda: drawn(page, 160)) < 2 * LARGEST
