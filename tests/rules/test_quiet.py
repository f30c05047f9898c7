"""The worked examples of docs/model.md, who went quiet."""

from __future__ import annotations

import pytest

from bgdetails.rules.quiet import went_quiet


@pytest.mark.parametrize(
    ("before", "now", "score_before", "score", "quiet"),
    [
        (360, 160, 58.0, 38.7, True),
        (360, 180, 58.0, 41.0, False),
        (360, 0, 58.0, 0.0, True),
        (10, 0, 4.4, 0.0, False),
        (10, 0, 4.5, 0.0, True),
        (360, 160, 58.0, 53.5, False),
        (0, 0, 0.0, 0.0, False),
        (100, 300, 20.0, 35.0, False),
    ],
)
def test_less_than_half_and_five_points(before: int, now: int, score_before: float, score: float, quiet: bool) -> None:
    assert went_quiet(before, now, score_before, score) is quiet
