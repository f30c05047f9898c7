"""Momentum: the examples of docs/model.md, the limits of the bands, and what holds of all of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.momentum import Momentum, MomentumBand, median_of, momentum

NEGATIVE, NEUTRAL, POSITIVE, SURGING = MomentumBand


@pytest.mark.parametrize(
    ("units", "before", "band"),
    [
        (0, 40_000, NEGATIVE),
        (89_999, 100_000, NEGATIVE),
        (90_000, 100_000, NEUTRAL),
        (100_000, 100_000, NEUTRAL),
        (110_000, 100_000, NEUTRAL),
        (110_001, 100_000, POSITIVE),
        (150_000, 100_000, POSITIVE),
        (150_001, 100_000, SURGING),
        # Three tenths in binary fractions are a little more than 30 %; here they are not.
        (99_000, 90_000, NEUTRAL),
        (63, 70, NEUTRAL),
    ],
)
def test_the_bands(units: int, before: int, band: MomentumBand) -> None:
    found = momentum(units, before, 0)
    assert found is not None
    assert (found.band, found.is_surging) == (band, band is SURGING)
    assert found.change == pytest.approx(units / before - 1)


def test_what_is_new_surges_and_what_is_nothing_has_no_band() -> None:
    assert momentum(1, 0, 0) == Momentum(None, SURGING)
    assert momentum(0, 0, 0) is None


def test_at_risk_is_a_fall_from_the_median_or_more() -> None:
    assert [momentum(5, before, 10.0) for before in (9, 10, 11)] == [
        Momentum(pytest.approx(-4 / 9), NEGATIVE, at_risk=False),
        Momentum(-0.5, NEGATIVE, at_risk=True),
        Momentum(pytest.approx(-6 / 11), NEGATIVE, at_risk=True),
    ]
    assert momentum(100, 100, 10.0) == Momentum(0.0, NEUTRAL)


def test_the_median_leaves_out_who_had_nothing() -> None:
    assert median_of([]) == median_of([0, 0]) == 0
    assert median_of([0, 7, 0, 3, 100]) == 7
    assert median_of([7, 3, 100, 4, 0]) == 5.5


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(1, 1000))
def test_bands_go_by_the_exact_change_and_not_by_the_unit(units: int, before: int, scale: int) -> None:
    found, scaled = momentum(units, before, 0), momentum(units * scale, before * scale, 0)
    assert found is not None
    assert scaled is not None
    assert (found.band, found.change) == (scaled.band, scaled.change)
    change = Fraction(units - before, before)
    limits = {NEGATIVE: None, NEUTRAL: Fraction(-1, 10), POSITIVE: Fraction(1, 10), SURGING: Fraction(1, 2)}
    low = limits[found.band]
    assert low is None or (change >= low if found.band is NEUTRAL else change > low)
    assert change <= {NEUTRAL: Fraction(1, 10), POSITIVE: Fraction(1, 2)}.get(found.band, change)
    assert found.band is not NEGATIVE or change < Fraction(-1, 10)
