from __future__ import annotations

from math import sqrt

import pytest

from bgdetails.rules.intent import by_strength, decay, level, score, strength


def test_half_is_left_after_two_weeks() -> None:
    assert [decay(age) for age in (0, 14, 28)] == [1.0, 0.5, 0.25]


def test_the_worked_example_of_the_page() -> None:
    # docs/model.md, intent: a meeting (weight 90 of 90) today, a page view (40 of 90) two weeks ago.
    assert strength([(0, 1.0), (14, 40 / 90)]) == pytest.approx(1.2222, abs=1e-4)
    assert score(11 / 9, 4.0) == pytest.approx(0.5528, abs=1e-4)
    assert level(score(11 / 9, 4.0)) == "Medium"


def test_a_score_is_the_root_of_the_share_of_the_largest() -> None:
    assert score(4.0, 4.0) == 1.0
    assert score(1.0, 4.0) == 0.5
    assert score(2.0, 4.0) == sqrt(0.5)
    assert score(0.0, 0.0) == 0.0


@pytest.mark.parametrize(
    "found, expected",
    [
        (0.0001, "Low"),
        (0.2, "Low"),
        (0.2 + 1e-12, "Low"),
        (0.2001, "Medium"),
        (0.6, "Medium"),
        (score(0.36, 1.0), "Medium"),
        (0.6001, "High"),
        (1.0, "High"),
    ],
)
def test_levels_end_at_a_fifth_and_at_three_fifths(found: float, expected: str) -> None:
    assert level(found) == expected


def test_rows_go_by_strength_then_name() -> None:
    rows = [(1.0, "beta"), (3.0, "Zeta"), (1.0 + 1e-9, "Alpha"), (0.1 + 0.2, "b"), (0.3, "a"), (3.0000001, "Omega")]
    ordered = sorted(rows, key=lambda row: by_strength(*row))
    assert [name for _, name in ordered] == ["Omega", "Zeta", "Alpha", "beta", "a", "b"]
