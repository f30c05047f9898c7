"""Overlays that list the first rows of many: a search looks through all, and the row after the first lists them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from bgdetails.screens.host import host_of
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.text import visible
from bgdetails.widgets.canvas import Place
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.narrowing import nothing_has
from bgdetails.widgets.row_table import LONGEST_LIST

R = TypeVar("R")


class FirstRowsOverlay(SearchedOverlay, Generic[R]):
    """The overlay. Subclasses say what ``text_of`` a row is searched, and how rows are drawn."""

    spots: ClassVar[str]
    """Rows are spots ``<spots>/<place>``."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[R] = ()
        self.count = 0
        self._read: Callable[[], Sequence[R]] = tuple
        self._shown = LONGEST_LIST

    def text_of(self, row: R) -> str:
        """What is searched, folded."""
        raise NotImplementedError

    def draw_rows(self, rows: Sequence[R], left: int, columns: int) -> Document:
        """The text for a width; ``left``: rows that are not shown."""
        raise NotImplementedError

    def list_rows(self, first: Sequence[R], count: int, read: Callable[[], Sequence[R]]) -> None:
        """Begin with the first of ``count`` rows; ``read``, in a thread, brings all."""
        self.rows, self.count, self._read, self._shown = first, count, read, LONGEST_LIST
        self.begin()

    def searched(self, needle: str) -> None:
        """Look among those that are not shown, too."""
        self._shown = LONGEST_LIST
        if needle:
            self._want_all()

    def acted(self, action: Action) -> None:
        """The row after the first: list all."""
        self._shown = self.count
        self._want_all()
        self._fill_on()

    def _want_all(self) -> None:
        if len(self.rows) < self.count:
            host_of(self.app).later(self._read_all(), "listing all")

    async def _read_all(self) -> None:
        read = self._read
        rows = await asyncio.to_thread(read)
        if self._read is read:
            self.rows, self.count = rows, len(rows)
            self._fill_on()

    def _fill_on(self) -> None:
        """Draw what came, too; who opened the row after the first goes on there."""
        listed_on = self._shown > LONGEST_LIST
        place = Place(f"{self.spots}/{LONGEST_LIST}", self.box.scroll_offset.y) if listed_on else Place()
        self.fill(self.draw, place=place)

    def draw_all(self, columns: int) -> Document:
        """All rows, or the first of them."""
        return self._draw_first(self.rows, self.count, columns)

    def found(self, columns: int) -> Document:
        """The rows that have what is searched, also where that finds no room."""
        needle = self.needle.strip().casefold()
        found = [row for row in self.rows if needle in self.text_of(row)] if needle else self.rows
        if not found and self.rows:
            return Document.of(nothing_has(visible(needle)))
        return self._draw_first(found, len(found) if needle else self.count, columns)

    def _draw_first(self, rows: Sequence[R], count: int, columns: int) -> Document:
        shown = rows[: self._shown]
        return self.draw_rows(shown, count - len(shown), columns)
