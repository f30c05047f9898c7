"""The worked examples of docs/model.md, engagement, and what holds of every score."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.engagement import (
    TREND_DAYS,
    WINDOW_DAYS,
    counted,
    group_raw,
    level,
    person_units,
    role_shares,
    score,
    shown,
)

TYPES = ("page views", "meeting held", "email opened", "email sent")
WEIGHTS = {"page views": 40_000, "meeting held": 90_000, "email opened": 30_500}


def test_the_daily_cap() -> None:
    assert counted(37) + counted(15) == 35
    counts = {(1, "page views"): 37, (2, "page views"): 15}
    assert person_units(counts, WEIGHTS) == 35 * 40_000


def test_a_type_without_weight_adds_nothing() -> None:
    assert person_units({(1, "email sent"): 9}, WEIGHTS) == 0


def test_group_raw() -> None:
    shares = role_shares({"a": 100, "b": 80, "c": 60})
    assert [share * 240 for share in shares.values()] == pytest.approx([100, 80, 60])
    raw = group_raw([(52, shares["a"]), (28, shares["b"]), (17, shares["c"])])
    assert raw == pytest.approx(35.25)


@pytest.mark.parametrize(
    ("value", "number", "word"),
    [
        (0, 0, "None"),
        (0.4, 0, "None"),
        (0.5, 1, "Low"),
        (0.4999999999, 1, "Low"),  # 0.5 after rounding to 9 decimals
        (33.4, 33, "Low"),
        (33.5, 34, "Medium"),
        (66.49, 66, "Medium"),
        (66.67, 67, "High"),
        (75.89999, 76, "High"),
        (100, 100, "High"),
    ],
)
def test_what_is_shown(value: float, number: int, word: str) -> None:
    assert shown(value) == number
    assert level(value) == word


def test_the_score_is_root_over_largest_root() -> None:
    assert score(16.555555555555557, 25.0) == pytest.approx(81.37703743822468)
    assert score(35.25, 56.25) == pytest.approx(79.16228058025278)
    assert score(5, 0) == 0


def test_the_trend_has_twelve_days_a_week_apart() -> None:
    assert len(TREND_DAYS) == 12
    assert (TREND_DAYS[0], TREND_DAYS[-1]) == (77, 0)
    assert {a - b for a, b in pairwise(TREND_DAYS)} == {7}


counts = st.dictionaries(
    st.tuples(st.integers(0, WINDOW_DAYS - 1), st.sampled_from(TYPES)), st.integers(1, 60), max_size=20
)


@given(counts, st.tuples(st.integers(0, WINDOW_DAYS - 1), st.sampled_from(TYPES)), st.integers(1, 30))
def test_more_activity_never_lowers_the_units(
    seen: dict[tuple[int, str], int], where: tuple[int, str], more: int
) -> None:
    grown = {**seen, where: seen.get(where, 0) + more}
    assert person_units(grown, WEIGHTS) >= person_units(seen, WEIGHTS)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_scores_lie_between_0_and_100(units: list[int]) -> None:
    largest = max(units)
    scores = [score(unit, largest) for unit in units]
    assert all(0 <= value <= 100 for value in scores)
    assert max(scores) == (100 if largest else 0)


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(1, 100), min_size=1))
def test_shares_add_up_to_one(weightings: dict[str, float]) -> None:
    assert sum(role_shares(weightings).values()) == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), max_size=30), st.randoms())
def test_the_order_of_members_changes_no_group(members: list[tuple[float, float]], dice: Random) -> None:
    shuffled = list(members)
    dice.shuffle(shuffled)
    assert round(group_raw(shuffled), 9) == pytest.approx(round(group_raw(members), 9), abs=1e-9)


@given(st.integers(1, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_parts_of_a_score_add_up(more: int, parts: list[int]) -> None:
    units = sum(parts)
    whole = score(units, units + more)
    assert sum(part * (whole / units) for part in parts if units) == pytest.approx(whole, abs=1e-9)
