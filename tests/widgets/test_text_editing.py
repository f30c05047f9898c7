"""A text that is being typed: its lines, its caret, and keys in any order."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bgdetails.text import visible, width
from bgdetails.widgets.document import line_width
from bgdetails.widgets.glyphs import UTF8
from bgdetails.widgets.text_editing import EditedText, rows_of

KEYS = ("left", "right", "up", "down", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w")
TEXTS = st.text(st.sampled_from("ab \n李e\u0301\u202e"), max_size=60)


@given(TEXTS, st.integers(2, 20))
def test_lines_hold_the_whole_text_and_fit(text: str, cells: int) -> None:
    rows = rows_of(text, cells)
    breaks = [text[end:first] for (_, end), (first, _) in itertools.pairwise(rows)]
    assert "".join(text[first:end] + gap for (first, end), gap in zip(rows, [*breaks, ""], strict=True)) == text
    assert set(breaks) <= {"", "\n"}
    for first, end in rows:
        assert width(visible(text[first:end])) <= max(cells - 1, 2)


@given(TEXTS, st.lists(st.sampled_from([*KEYS, "x", "\n"]), max_size=30), st.integers(4, 20))
def test_any_keys_leave_the_caret_in_the_text_and_it_is_drawn(text: str, keys: list[str], cells: int) -> None:
    edited = EditedText(text, len(text))
    for key in keys:
        edited = edited.typed(key) if key in ("x", "\n") else edited.edited(key, cells) or edited
        assert 0 <= edited.caret <= len(edited.text)
    drawn = edited.drawn(cells, UTF8)
    assert sum(span.spot is not None for line in drawn for span in line) == 1
    assert all(line_width(line) <= cells for line in drawn)


def test_what_the_keys_do() -> None:
    edited = EditedText("one two\nthree", 13)
    assert edited.edited("ctrl+w", 40) == EditedText("one two\n", 8)
    assert edited.edited("up", 40) == EditedText("one two\nthree", 5)
    assert edited.edited("home", 40) == EditedText("one two\nthree", 8)
    assert edited.edited("ctrl+u", 40) == EditedText("one two\n", 8)
    assert edited.at(7).edited("delete", 40) == EditedText("one twothree", 7)
    assert edited.at(0).edited("backspace", 40) == edited.at(0)
    assert edited.at(0).edited("end", 40) == edited.at(7)
    assert edited.edited("f5", 40) is None
