"""When a membership holds, and which row it is."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


times = st.none() | st.integers(END - 3, END + 3)
some_rows = st.lists(st.tuples(st.integers(1, 3), times, times), max_size=8).map(
    lambda rows: [Row(*row, name=str(index)) for index, row in enumerate(rows)]
)


@given(some_rows)
def test_a_person_is_a_member_once_by_the_latest_row_that_holds(rows: list[Row]) -> None:
    found = {row.person_id: row for row in current(rows, END)}
    assert len(found) == len(current(rows, END))
    for person in {row.person_id for row in rows}:
        holding = [row for row in rows if row.person_id == person and holds(row.added_at, row.removed_at, END)]
        if not holding:
            assert person not in found
            continue
        latest = max(-1 if row.added_at is None else row.added_at for row in holding)
        last = [row for row in holding if (-1 if row.added_at is None else row.added_at) == latest][-1]
        assert found[person] == last
