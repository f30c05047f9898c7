from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.what_changed import GroupDifference, GroupState, ScoreMove, compare, score_move

NAMES = st.sampled_from(["ana", "ben", "cleo", "dora"])
SCORES = st.none() | st.floats(0, 100)
STATES = st.builds(
    GroupState,
    SCORES,
    SCORES,
    st.none() | st.sampled_from(["Interest", "interest", "Evaluation"]),
    st.dictionaries(NAMES, st.sampled_from(["Champion", "champion", "Influencer"])),
)


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        (41.4, 46.4, ScoreMove(41, 46)),
        (41.5, 46.4, None),  # 42 and 46 are shown
        (46.0, 41.0, ScoreMove(46, 41)),
        (0.0, 4.5, ScoreMove(0, 5)),
        (0.0, 4.49, None),
        (4.4999999999, 0.0, ScoreMove(5, 0)),  # compared after rounding to 9 decimals
        (None, 80.0, None),
        (80.0, None, None),
    ],
)
def test_a_score_moved_by_five_shown_points(before: float | None, after: float | None, move: ScoreMove | None) -> None:
    assert score_move(before, after) == move


def test_everything_that_can_change() -> None:
    before = GroupState(41.0, 50.0, "Interest", {"ana": "Champion", "ben": "Influencer", "cleo": "Other"})
    after = GroupState(47.0, 40.0, "Evaluation", {"ben": "influencer", "cleo": "Champion", "dora": "Other"})
    assert compare(before, after) == GroupDifference(
        engagement=ScoreMove(41, 47),
        completeness=ScoreMove(50, 40),
        stage=("Interest", "Evaluation"),
        added=("dora",),
        gone=("ana",),
        role_changes=(("cleo", "Other", "Champion"),),
    )


def test_a_stage_that_comes_or_goes_is_a_move() -> None:
    assert compare(GroupState(1, 1), GroupState(1, 1, "Interest")).stage == (None, "Interest")
    assert compare(GroupState(1, 1, "Interest"), GroupState(1, 1)).stage == ("Interest", None)
    assert not compare(GroupState(1, 1, "INTEREST"), GroupState(1, 1, "Interest")).anything


@given(STATES)
def test_nothing_is_different_from_itself(state: GroupState) -> None:
    assert not compare(state, state).anything


@given(STATES, STATES)
def test_the_way_back_is_the_opposite(before: GroupState, after: GroupState) -> None:
    there, back = compare(before, after), compare(after, before)
    assert set(there.added) == set(back.gone)
    assert set(there.gone) == set(back.added)
    assert {person for person, *_ in there.role_changes} == {person for person, *_ in back.role_changes}
    assert (there.engagement and there.engagement.by) == (back.engagement and -back.engagement.by)
    assert there.anything == back.anything
