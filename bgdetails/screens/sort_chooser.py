"""Choosing the column that a list is sorted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.text import width
from bgdetails.widgets.canvas import Place
from bgdetails.widgets.document import Action, Block, Document, Span, Spot, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.line_table import LineTable

Choose = Callable[[str, bool], object]


def sortable(table: LineTable[Any]) -> list[tuple[str, str, bool]]:
    """(sort, title, largest first) of each column that can be sorted on, shown or not, each once by its whole title."""
    by_title = sorted(table.columns, key=lambda column: width(column.title))
    found = {c.sort: (c.sort, c.title, c.descending_first) for c in by_title if c.sort}
    return [found[sort] for sort in dict.fromkeys(c.sort for c in table.columns if c.sort)]


def draw_sorts(
    sorts: Sequence[tuple[str, str, bool]], sort: str, descending: bool, columns: int, glyphs: Glyphs
) -> Document:
    """A row a column; the present one says which way it goes."""
    block: Block = [(Span("Sort by", "bold"),), ()]
    for name, title, _ in sorts:
        spot = Spot(f"sort/{name}", "sorts", Action(name), row=True)
        now = name == sort
        mark = (glyphs.descending if descending else glyphs.ascending) if now else " "
        spans = (Span(title, "bold" if now else "name", spot), Span(f" {mark}", "bold", spot))
        block.append(pad(spans, columns, spot=spot))
    block += [(), (Span("The present one again turns it round.", "quiet"),)]
    return Document.of(block)


class SortChooser(SearchedOverlay):
    """The overlay."""

    widest = 44

    def __init__(self) -> None:
        super().__init__()
        self._table: LineTable[Any] | None = None
        self._choose: Choose | None = None

    def own_entries(self) -> Sequence[Entry]:
        """Its keys."""
        return (keys.entry("open", word="sort"), Entry("↑ ↓", "choose", 1))

    def draw_all(self, columns: int) -> Document:
        """The columns of the table."""
        table = self._table
        assert table is not None
        return draw_sorts(sortable(table), table.sort, table.descending, columns, glyphs_of(self.app))

    def offer(self, table: LineTable[Any], choose: Choose) -> None:
        """Offer the columns of ``table``; ``choose`` is told the sort and whether the largest comes first."""
        self._table, self._choose = table, choose
        self.begin(Place(f"sort/{table.sort}"))

    def acted(self, action: Action) -> None:
        """Sort by that column; by the present one the other way."""
        table, choose = self._table, self._choose
        if not self.close() or table is None or choose is None:
            return
        first = next(down for sort, _, down in sortable(table) if sort == action.name)
        choose(action.name, not table.descending if action.name == table.sort else first)
