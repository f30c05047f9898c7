"""The worked examples of docs/model.md, completeness."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.completeness import Gain, gains, group_completeness, missing_and_short, role_completeness


@dataclass(frozen=True)
class Fill:
    role: str
    assigned: int
    required: int
    required_for_completeness: bool = True


@pytest.mark.parametrize(
    ("required", "assigned", "expected"),
    [(3, 0, 0), (3, 1, 100 / 3), (3, 2, 200 / 3), (3, 3, 100), (3, 4, 100), (5, 1, 20), (5, 2, 40), (5, 6, 100)],
)
def test_a_role(required: int, assigned: int, expected: float) -> None:
    assert role_completeness(assigned, required) == pytest.approx(expected)


def test_a_group() -> None:
    fills = [Fill("Decision Maker", 1, 2), Fill("Influencer", 1, 1), Fill("Practitioner", 0, 1)]
    assert group_completeness(fills) == pytest.approx(50)
    assert missing_and_short(fills) == (("Practitioner",), ("Decision Maker",))


def test_no_required_role_is_no_score() -> None:
    fills = [Fill("Champion", 0, 1, required_for_completeness=False)]
    assert group_completeness(fills) is None
    assert missing_and_short(fills) == ((), ())


def test_a_group_without_members_is_zero() -> None:
    assert group_completeness([Fill("Champion", 0, 1), Fill("Influencer", 0, 2)]) == 0


fills = st.builds(
    Fill, st.text(min_size=1), st.integers(0, 20), st.integers(1, 20), required_for_completeness=st.booleans()
)


@given(st.lists(fills, max_size=20))
def test_between_0_and_100_and_100_only_when_nothing_lacks(roles: list[Fill]) -> None:
    score = group_completeness(roles)
    missing, short = missing_and_short(roles)
    if score is None:
        assert not any(role.required_for_completeness for role in roles)
    else:
        assert -1e-9 <= score <= 100 + 1e-9
        assert (abs(score - 100) < 1e-9) == (not missing and not short)


def test_what_raises_completeness_most() -> None:
    fills = [Fill("Decision Maker", 1, 2), Fill("Influencer", 1, 1), Fill("Practitioner", 0, 1)]
    found = gains(fills)
    assert [(gain.role, gain.people) for gain in found] == [("Practitioner", 1), ("Decision Maker", 1)]
    assert [gain.completeness for gain in found] == pytest.approx([250 / 3, 200 / 3])


def test_of_equal_gains_the_one_with_fewer_people_comes_first_and_three_are_named() -> None:
    fills = [Fill("A", 0, 3), Fill("B", 0, 1), Fill("C", 1, 2), Fill("D", 0, 2), Fill("E", 0, 1, False)]
    assert gains(fills) == (Gain("B", 1, 37.5), Gain("D", 2, 37.5), Gain("A", 3, 37.5))
    assert gains([Fill("A", 4, 3)]) == gains([]) == ()
