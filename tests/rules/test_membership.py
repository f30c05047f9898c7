"""When a membership holds, and which row it is."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bgdetails.rules.membership import current, holds

END = 100


class Row(NamedTuple):
    person_id: int
    added_at: int | None
    removed_at: int | None
    name: str


@pytest.mark.parametrize(
    ("added", "removed", "expected"),
    [(None, None, True), (100, None, True), (101, None, False), (None, 100, False), (None, 101, True), (5, 5, False)],
)
def test_holds(added: int | None, removed: int | None, expected: bool) -> None:
    assert holds(added, removed, END) is expected


def test_the_latest_added_is_the_membership_and_unknown_is_earliest() -> None:
    rows = [
        Row(1, 50, None, "later"),
        Row(1, None, None, "unknown"),
        Row(1, 10, None, "earlier"),
        Row(2, None, None, "a"),
        Row(2, None, None, "b"),
        Row(3, 7, 8, "gone"),
        Row(4, 101, None, "not yet"),
    ]
    assert {row.person_id: row.name for row in current(rows, END)} == {1: "later", 2: "b"}
