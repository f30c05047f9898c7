from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.widgets.bars import bar, columns, count_bar, level_mark, score, sparkline
from bgdetails.widgets.document import line_width
from bgdetails.widgets.glyphs import ASCII, UTF8


def drawn(spans: object) -> str:
    return "".join(span.text for span in spans)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "cells", "expected"),
    [
        (0, 8, "────────"),
        (0.4, 8, "╾───────"),
        (1, 8, "╾───────"),
        (50, 8, "━━━━────"),
        (78, 8, "━━━━━━──"),
        (94, 8, "━━━━━━━╾"),
        (100, 8, "━━━━━━━━"),
        (130, 4, "━━━━"),
    ],
)
def test_a_bar_goes_in_half_cells(value: float, cells: int, expected: str) -> None:
    assert drawn(bar(value, cells, "level-high", UTF8)) == expected


def test_a_bar_in_ascii_has_whole_cells() -> None:
    assert drawn(bar(50, 8, "level-medium", ASCII)) == "====----"
    assert drawn(bar(1, 8, "level-low", ASCII)) == "=-------"


@given(st.floats(-10, 200), st.integers(1, 40), st.sampled_from([UTF8, ASCII]))
def test_a_bar_is_as_wide_as_asked(value: float, cells: int, glyphs: object) -> None:
    assert line_width(bar(value, cells, "quiet", glyphs)) == cells  # type: ignore[arg-type]


@given(st.floats(0, 1000), st.floats(0, 1000), st.integers(1, 40))
def test_a_count_bar_is_as_wide_as_asked_and_never_empty_above_zero(value: float, largest: float, cells: int) -> None:
    spans = count_bar(value, largest, cells, UTF8, before=value)
    assert line_width(spans) == cells
    if value > 0 and largest > 0 and cells > 1:
        assert "▆" in drawn(spans) or "┃" in drawn(spans)


def test_a_count_bar_shows_where_it_stood() -> None:
    assert drawn(count_bar(50, 100, 10, UTF8, before=80)) == "▆▆▆▆▆   ┃ "


def test_a_sparkline_has_a_fixed_scale_and_blanks_for_unknown() -> None:
    assert drawn(sparkline([0, None, 50, 100], "High", UTF8)) == "▁ ▅█"
    assert sparkline([0, 100], "High", UTF8)[-1].style == "level-high"
    assert drawn(sparkline([22.2, 50, 78], "High", ASCII)) == "22 .. 78"


def test_columns_rise_to_the_largest() -> None:
    block = columns([1, 2], ["Oct", "Nov"], 2, 4, UTF8)
    assert [drawn(row) for row in block] == ["    ███ ", "███ ███ ", "Oct Nov "]


def test_marks_and_numbers() -> None:
    assert level_mark("High", UTF8).text == "▆"
    assert level_mark("None", ASCII).text == "."
    assert (score(66).style, score(67).style, score(7).text) == ("", "bold", "  7")
