"""Text is measured in cells of the terminal, however few there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.text import clip, end_of, fit, visible, width, wrap

_TEXTS = st.text("ab 李🎉é\u0301\u200d", max_size=12).map(visible)
_CELLS = st.integers(-2, 9)


@pytest.mark.timeout(60)
@given(_TEXTS, _CELLS)
def test_lines_hold_every_sign_and_no_more_cells_than_there_are(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= max(cells, 2) for line in lines)


@given(_TEXTS, _CELLS)
def test_what_is_clipped_fits(text: str, cells: int) -> None:
    assert width(clip(text, cells)) <= max(cells, 0)
    assert width(fit(text, cells)) == max(cells, 0)
    assert text.endswith(end_of(text, cells))
    assert width(end_of(text, cells)) <= max(cells, 0)
