"""The worked examples: what the program shows of two folders, leaf by leaf."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.compare_worked import Difference, compare, compare_folder, in_process

WORKED = Path(__file__).parents[2] / "../shared/data/worked"


@pytest.mark.parametrize("folder", ["workspace", "formed"])
def test_every_leaf_is_as_expected(folder: str, tmp_path: Path) -> None:
    if not (WORKED / folder).is_dir():
        pytest.skip("the worked examples lie outside of the project and are not here")
    comparison = compare_folder(WORKED / folder, in_process(tmp_path / "worked.db"))
    assert comparison.leaves > 5_000
    assert [str(difference) for difference in comparison.differences[:20]] == []


def test_leaves_are_compared_by_the_rules() -> None:
    expected = {"a": [1, {"b": None}], "c": [], "d": 2.0, "e": True}
    equal = {"a": [1.0000001, {"b": None, "more": 1}], "c": [], "d": 2, "e": True}
    assert list(compare(expected, equal)) == [None] * 5
    other = {"a": [1.1, {}, 3], "c": [1], "d": "2", "e": 1}
    assert [leaf.path for leaf in compare(expected, other) if leaf] == [".a[0]", ".a[1].b", ".a[2]", ".c", ".d", ".e"]


def test_what_is_missing_counts_with_all_of_its_leaves() -> None:
    leaves = list(compare({"list": [{"x": 1, "y": 2}, 3]}, {}))
    assert len(leaves) == 3
    assert all(isinstance(leaf, Difference) for leaf in leaves)
