"""Completion in the search field of a list: offered after the rows are asked for, taken with Tab or Right."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bgdetails.widgets.drawing import margin_of
from bgdetails.widgets.offers import Offers
from bgdetails.widgets.query_field import QueryField

if TYPE_CHECKING:
    from textual.screen import Screen

    from bgdetails.screens.browse_reader import BrowseReader
    from bgdetails.store.completing import Completion

_INSIDE = 2
"""Columns of the field before its text."""


class Completing:
    """What is offered for what is being typed. A letter that comes meanwhile lets an answer go."""

    def __init__(self, field: QueryField, rows: Offers, reader: Callable[[], BrowseReader | None]) -> None:
        self._field = field
        self._rows = rows
        self._reader = reader
        self._offered: tuple[Completion, ...] = ()
        field.completer = self
        rows.pick = self.take

    async def follow(self) -> None:
        """Offer what goes on from the text before the caret."""
        from bgdetails.store.completing import completions, place_of

        field, reader = self._field, self._reader()
        asked = (field.value, field.caret)
        place = place_of(*asked)
        if place is None or reader is None:
            self.close()
            return
        values = await self._values(reader, place.key) if place.key else ()
        if asked == (field.value, field.caret) and field.has_caret:
            self._show(completions(place, values))

    async def _values(self, reader: BrowseReader, key: str) -> Sequence[str]:
        kept = reader.kept_values(key)
        if kept is not None:
            return kept
        try:
            return await asyncio.to_thread(reader.values_of, key)
        except sqlite3.DatabaseError:
            return ()

    def _show(self, offered: tuple[Completion, ...]) -> None:
        self._offered = offered
        self._field.offer(len(offered))
        self.mark()

    def mark(self) -> None:
        """Show the rows, with the chosen one marked."""
        region = self._field.region
        rows = [(each.shown, each.note) for each in self._offered]
        x = margin_of(region.width) + _INSIDE
        self._rows.show(rows, self._field.chosen, region.x + x, region.bottom)

    def take(self, number: int) -> None:
        """Write a completion into the field."""
        field = self._field
        if number < len(self._offered):
            taken = self._offered[number]
            self.close()
            field.replace_text(taken.start, taken.written)

    def close(self) -> None:
        """Offer nothing."""
        if self._offered:
            self._show(())


def completing_on(screen: Screen[None], field: QueryField, reader: Callable[[], BrowseReader | None]) -> Completing:
    """Completion in a field of ``screen``, whose rows lie above its others; made when somebody types first."""
    rows = Offers()
    screen.mount(rows)
    return Completing(field, rows, reader)
