"""A window over a long list: the rows around the cursor, fetched page by page from a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

R = TypeVar("R")

_KEPT = 4000
"""Rows kept at most; beyond, the far end is let go."""


class RowSource(Protocol[R]):
    """A list that can be read in pages. Reading must take a few milliseconds at most: it is done between two keys."""

    def first(self, size: int) -> Sequence[R]:
        """The first rows."""

    def after(self, row: R, size: int) -> Sequence[R]:
        """The rows after ``row``."""

    def before(self, row: R, size: int) -> Sequence[R]:
        """The rows before ``row``, in the list's order."""

    def last(self, size: int) -> Sequence[R]:
        """The last rows, in the list's order."""

    def count(self) -> int:
        """How many rows there are."""

    def position(self, row: R) -> int:
        """How many rows come before ``row``."""

    def key(self, row: R) -> str:
        """What a row is known by."""


class PagedSource(Generic[R]):
    """Rows by their place in a sequence that reads them when they are looked at."""

    def __init__(self, rows: Sequence[R], place: Callable[[R], int]) -> None:
        self._rows = rows
        self._place = place

    def first(self, size: int) -> Sequence[R]:
        """The first rows."""
        return self._rows[:size]

    def after(self, row: R, size: int) -> Sequence[R]:
        """The rows after ``row``."""
        start = self._place(row) + 1
        return self._rows[start : start + size]

    def before(self, row: R, size: int) -> Sequence[R]:
        """The rows before ``row``."""
        end = self._place(row)
        return self._rows[max(0, end - size) : end]

    def last(self, size: int) -> Sequence[R]:
        """The last rows."""
        return self._rows[-size:]

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def position(self, row: R) -> int:
        """How many rows come before ``row``."""
        return self._place(row)

    def key(self, row: R) -> str:
        """The place."""
        return str(self._place(row))


class ListSource(PagedSource[R]):
    """Rows that are all there, a few hundred members or contacts, known by a key."""

    def __init__(self, rows: Sequence[R], key: Callable[[R], str]) -> None:
        positions = {key(row): index for index, row in enumerate(rows)}
        # One that is not there stands where the list begins.
        super().__init__(list(rows), lambda row: positions.get(key(row), 0))
        self._key = key

    def key(self, row: R) -> str:
        """What a row is known by."""
        return self._key(row)


class RowWindow(Generic[R]):
    """Rows by their place in the list. ``total`` is exact once it has been counted, else what is known so far."""

    def __init__(self, source: RowSource[R], page: int, *, total: int | None = None) -> None:
        self.source = source
        self.page = max(page, 10)
        self.start = 0
        self.rows: list[R] = []
        self._counted = total
        self._reached_end = total == 0

    @property
    def end(self) -> int:
        """One past the last row that is held."""
        return self.start + len(self.rows)

    @property
    def counted(self) -> bool:
        """Whether ``total`` is exact."""
        return self._counted is not None or self._reached_end

    @property
    def total(self) -> int:
        """Rows of the list; while they are not counted, those known and one more."""
        if self._counted is not None:
            return self._counted
        return self.end if self._reached_end else self.end + 1

    def set_total(self, total: int) -> None:
        """The list was counted."""
        self._counted = max(total, self.end)
        self._reached_end = self.end >= self._counted

    def load_first(self, size: int | None = None) -> None:
        """Hold the beginning of the list."""
        wanted = size or 2 * self.page
        self._take(0, self.source.first(wanted), wanted)

    def hold(self, rows: Sequence[R], start: int, *, wanted: int) -> None:
        """Hold rows that were read elsewhere; fewer than ``wanted``: the list ends there."""
        self._take(start, rows, wanted)

    def load_around(self, row: R) -> int:
        """Hold the rows around ``row``; its place."""
        position = self.source.position(row)
        before = list(self.source.before(row, self.page))
        here_and_after = (
            list(self.source.after(before[-1], 2 * self.page)) if before else list(self.source.first(2 * self.page))
        )
        self._take(position - len(before), [*before, *here_and_after], len(before) + 2 * self.page)
        return min(position, max(0, self.total - 1))

    def _take(self, start: int, rows: Sequence[R], wanted: int) -> None:
        self.start, self.rows = start, list(rows)
        self._note_end(len(rows) < wanted)

    def _note_end(self, ended: bool) -> None:
        if ended:
            self._reached_end = True
            self._counted = self.end

    def row(self, position: int) -> R | None:
        """The row at a place; fetched where it is not held. None past the end."""
        if not self.start <= position < self.end:
            self._reach(position)
        index = position - self.start
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def held(self, position: int) -> R | None:
        """The row at a place, if it is held."""
        index = position - self.start
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def is_near_end(self, position: int) -> bool:
        """Whether the cursor comes near an end of what is held, beyond which there are rows."""
        return self._is_near_last(position) or self._is_near_first(position)

    def _is_near_last(self, position: int) -> bool:
        return position + self.page >= self.end and not (self._reached_end and self.end >= self.total)

    def _is_near_first(self, position: int) -> bool:
        return position - self.page < self.start and self.start > 0

    def prefetch(self, position: int) -> bool:
        """Fetch a page where the cursor comes near an end of what is held; True if rows came."""
        held = len(self.rows)
        if self._is_near_last(position):
            self._extend_down()
        elif self._is_near_first(position):
            self._extend_up()
        return len(self.rows) != held

    def _reach(self, position: int) -> None:
        """Hold the rows around a place, the shortest way: from an end of what is held, or of the list."""
        if position < 0 or (self.counted and position >= self.total):
            return
        if self._counted is not None and self._counted - position <= min(2 * self.page, abs(position - self.end)):
            self._take_last()
        elif position < min(2 * self.page, abs(self.start - position)):
            self.load_first()
        while self.rows and position >= self.end and self._extend_down(position - self.end + self.page):
            pass
        while self.rows and position < self.start and self._extend_up(self.start - position + self.page):
            pass

    def load_last(self) -> int:
        """Hold the end of the list (counting it where that was not done); the place of the last row."""
        if self._counted is None:
            self.set_total(self.source.count())
        self._take_last()
        return max(0, self.total - 1)

    def _take_last(self) -> None:
        rows = list(self.source.last(2 * self.page))
        assert self._counted is not None
        if not rows and self._counted:
            return  # the source could not be read: what is held stays
        self.start, self.rows = max(0, self._counted - len(rows)), rows
        self._reached_end = True

    def _extend_down(self, wanted: int = 0) -> bool:
        if not self.rows:
            return False
        size = max(self.page, wanted)
        more = self.source.after(self.rows[-1], size)
        self.rows.extend(more)
        if len(self.rows) > _KEPT + size:
            cut = len(self.rows) - _KEPT
            self.start += cut
            del self.rows[:cut]
        self._note_end(len(more) < size)
        return bool(more)

    def _extend_up(self, wanted: int = 0) -> bool:
        if not self.rows:
            return False
        size = min(max(self.page, wanted), self.start)
        more = list(self.source.before(self.rows[0], size))
        self.start -= len(more)
        self.rows[:0] = more
        if len(self.rows) > _KEPT + size:
            del self.rows[_KEPT:]
        return bool(more)
