"""The rows that frame a page: path and name, tabs, the key line, the search field's row."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bgdetails.keys import Entry
from bgdetails.widgets.document import Block, Line, Span, line
from bgdetails.widgets.glyphs import ASCII, UTF8, Glyphs
from bgdetails.widgets.key_line import entries_that_fit, key_spans
from bgdetails.widgets.page_header import Header, Tab, draw_header
from bgdetails.widgets.parts import Look
from bgdetails.wording import Clock

CLOCK = Clock(date(2026, 11, 20), datetime(2026, 11, 20, 12, tzinfo=UTC), UTC)
NAME = "Edge Security for Halvorsen Maritime"


def look(columns: int, rows: int, glyphs: Glyphs = UTF8) -> Look:
    return Look(columns, rows, glyphs, CLOCK)


def text(spans: Line) -> str:
    return "".join(span.text for span in spans)


def strip(_look: Look) -> Block:
    return [line("78 High   70 %   Interest")]


def drawn(columns: int, rows: int, path: tuple[str, ...] = ("Buying groups",), glyphs: Glyphs = UTF8) -> list[str]:
    header = Header(
        NAME,
        path,
        ("6 of 48", "as of 20 Nov 2026"),
        strip,
        (Tab("overview", "Overview"), Tab("members", "Members", 9)),
        "members",
    )
    return [text(row).rstrip() for row in draw_header(header, look(columns, rows, glyphs)).lines]


def test_a_wide_header_says_everything() -> None:
    first, blank, facts, space, tabs, rule = drawn(120, 40)
    assert first.startswith(f"Buying groups › {NAME} ")
    assert first.endswith("6 of 48  ·  as of 20 Nov 2026")
    assert (blank, space) == ("", "")
    assert facts.startswith("78 High")
    assert tabs == "Overview   Members 9"
    assert rule.index("━") == tabs.index("Members")
    assert rule.count("━") == len("Members 9")


def test_the_day_goes_before_the_place_and_the_blank_row_under_thirty_rows() -> None:
    first, facts, *_ = drawn(80, 24)
    assert first == f"{'Buying groups › ' + NAME:<69}6 of 48"
    assert facts.startswith("78 High")


def test_a_long_path_is_cut_and_the_name_is_not() -> None:
    first = drawn(90, 40, ("Buying groups", "Cloud Backup for Halvorsen Maritime and Sons", "Somebody"))[0]
    assert NAME in first
    assert "…" in first


def test_forty_columns_have_the_name_one_line_and_the_tabs() -> None:
    assert drawn(40, 12) == [f"‹ {NAME}", "78 High   70 %   Interest         6/48", "Overview   Members 9"]


@pytest.mark.parametrize("columns", [5, 20, 39, 60, 99, 140, 200])
def test_no_row_is_wider_than_the_content(columns: int) -> None:
    for row in drawn(columns, 40):
        assert len(row) <= max(look(columns, 40).width, 0) or "High" in row


def test_without_utf8_the_path_is_ascii() -> None:
    assert all(row.isascii() for row in drawn(120, 40, glyphs=ASCII))


ENTRIES = (
    Entry("↵", "open"),
    Entry("S", "sort", 3),
    Entry("d", "dashboard", 9),
    Entry("?", "help"),
    Entry("q", "quit"),
)


def test_keys_are_dropped_whole_by_rank() -> None:
    full = text(key_spans(ENTRIES))
    assert [e.word for e in entries_that_fit(ENTRIES, len(full))] == ["open", "sort", "dashboard", "help", "quit"]
    assert [e.word for e in entries_that_fit(ENTRIES, len(full) - 1)] == ["open", "sort", "help", "quit"]
    assert [e.word for e in entries_that_fit(ENTRIES, 30)] == ["open", "help", "quit"]


def test_at_last_what_stays_is_whole() -> None:
    assert [e.word for e in entries_that_fit(ENTRIES, 8)] == ["open"]


def test_a_key_is_bold_and_its_word_quiet() -> None:
    spans = key_spans(ENTRIES[:1])
    assert spans == (Span("↵", "key"), Span(" open", "quiet"))
