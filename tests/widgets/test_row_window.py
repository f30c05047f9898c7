from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bgdetails.widgets.row_window import ListSource, RowWindow

SIZES = st.integers(0, 400)


class Counting(ListSource[int]):
    """Says how often it was asked."""

    asked = 0

    def after(self, row: int, size: int) -> list[int]:
        self.asked += 1
        return list(super().after(row, size))


def source(size: int) -> Counting:
    return Counting(list(range(size)), str)


@given(SIZES, st.lists(st.integers(0, 420), max_size=30), st.integers(1, 30))
def test_any_walk_shows_the_rows_of_the_list(size: int, walk: list[int], page: int) -> None:
    window: RowWindow[int] = RowWindow(source(size), page)
    window.load_first()
    for position in walk:
        assert window.row(position) == (position if position < size else None)
        window.prefetch(position)
        assert [window.source.key(r) for r in window.rows] == [str(n) for n in range(window.start, window.end)]
        assert window.total <= size or not window.counted


@given(SIZES, st.integers(0, 399))
def test_the_window_opens_around_a_row(size: int, at: int) -> None:
    if at < size:
        window: RowWindow[int] = RowWindow(source(size), 10)
        assert window.load_around(at) == at
        assert window.row(at) == at


@given(SIZES)
def test_the_end_is_counted_when_it_is_gone_to(size: int) -> None:
    window: RowWindow[int] = RowWindow(source(size), 10)
    window.load_first()
    assert window.load_last() == max(0, size - 1)
    assert window.total == size
    assert window.row(size - 1) == (size - 1 if size else None)


def test_one_more_row_is_promised_until_the_end_was_seen() -> None:
    window: RowWindow[int] = RowWindow(source(100), 10)
    window.load_first()
    assert (window.total, window.counted) == (21, False)
    window.set_total(100)
    assert (window.total, window.counted) == (100, True)


def test_what_is_near_is_fetched_once() -> None:
    rows = source(1000)
    window: RowWindow[int] = RowWindow(rows, 20, total=1000)
    window.load_first()
    for position in range(100):
        window.row(position)
        window.prefetch(position)
    assert rows.asked <= 6
