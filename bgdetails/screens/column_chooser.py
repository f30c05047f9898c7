"""Choosing which columns a list has, and their order; what is chosen is seen behind the box at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bgdetails import keys
from bgdetails.keys import Entry, bindings
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.widgets.canvas import Place
from bgdetails.widgets.document import Action, Block, Document, Span, Spot, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.text_overlay import TextCanvas

Choose = Callable[[tuple[str, ...]], object]
_ALWAYS = "name"


def draw_columns(titles: Sequence[tuple[str, str]], chosen: Sequence[str], columns: int, glyphs: Glyphs) -> Document:
    """A row a column, those that are shown first and in their order."""
    block: Block = [(Span("Columns", "bold"),), ()]
    named = dict(titles)
    for id in (*chosen, *(id for id in named if id not in chosen)):
        spot = Spot(f"column/{id}", "columns", Action("toggle", id), row=True)
        is_shown = id in chosen
        mark = Span(f"{glyphs.selected if is_shown else ' '} ", "accent", spot)
        note = Span(" always shown" if id == _ALWAYS else "", "quiet", spot)
        block.append(pad((mark, Span(named[id], "name" if is_shown else "quiet", spot), note), columns, spot=spot))
    spot = Spot("columns/reset", "reset", Action("reset"), row=True)
    block += [(), pad((Span("As they come", "name", spot),), columns, spot=spot)]
    return Document.of(block)


class _Box(TextCanvas):
    """Left and Right move the column, for the rows stand below each other."""

    def action_left(self) -> None:
        """The column comes sooner."""
        self._shift(-1)

    def action_right(self) -> None:
        """The column comes later."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        chooser = self.screen
        if isinstance(chooser, ColumnChooser) and self.spot is not None and isinstance(self.spot.opens, Action):
            chooser.shift(self.spot.opens.value, by)


class ColumnChooser(SearchedOverlay):
    """The overlay."""

    BINDINGS = bindings("columns")
    widest = 44

    def __init__(self) -> None:
        super().__init__(_Box())
        self._titles: Sequence[tuple[str, str]] = ()
        self._as_they_come: tuple[str, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._choose: Choose = lambda chosen: None

    def own_entries(self) -> Sequence[Entry]:
        """Its keys."""
        return (
            keys.entry("open", word="show or hide"),
            Entry("← →", "sooner or later", 1),
            Entry("↑ ↓", "move", 3),
        )

    def draw_all(self, columns: int) -> Document:
        """All columns of the list."""
        return draw_columns(self._titles, self._chosen, columns, glyphs_of(self.app))

    def offer(
        self, titles: Sequence[tuple[str, str]], standard: Sequence[str], chosen: Sequence[str], choose: Choose
    ) -> None:
        """Offer columns: (id, title) of all, those shown as they come, and those chosen (none: as they come)."""
        self._titles, self._as_they_come, self._choose = titles, tuple(standard), choose
        self._chosen = tuple(chosen) or self._as_they_come
        self.begin(Place(f"column/{self._chosen[0]}"))

    def _take(self, chosen: tuple[str, ...]) -> None:
        self._chosen = chosen
        self.fill(self.draw)
        self._choose(() if chosen == self._as_they_come else chosen)

    def shift(self, id: str, by: int) -> None:
        """Move a shown column."""
        order = list(self._chosen)
        if id in order and 0 <= order.index(id) + by < len(order):
            at = order.index(id)
            order.insert(at + by, order.pop(at))
            self._take(tuple(order))

    def action_columns(self) -> None:
        """The key that opened it closes it."""
        self.close()

    def acted(self, action: Action) -> None:
        """Show the column, or hide it."""
        if action.name == "reset":
            self._take(self._as_they_come)
        elif action.value in self._chosen and action.value != _ALWAYS:
            self._take(tuple(id for id in self._chosen if id != action.value))
        elif action.value not in self._chosen:
            self._take((*self._chosen, action.value))
