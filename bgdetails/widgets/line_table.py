"""A table that draws lines: a fixed header, a cursor, and as many rows as the list has, of which it holds a window.

Columns say from which content width they are shown and draw their own cells; one takes what is left over. Rows come
from a ``RowSource`` (``widgets/row_window.py``); ``ListSource`` serves for lists that are all there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bgdetails.keys import bindings
from bgdetails.text import fit
from bgdetails.widgets.columns import Column, column_at, fitted_columns
from bgdetails.widgets.document import Line, Span, cut, pad
from bgdetails.widgets.drawing import content_width, filled, glyphs_of, margin_of, segments, styles_of
from bgdetails.widgets.drawn import as_drawn
from bgdetails.widgets.matching import marked
from bgdetails.widgets.row_window import RowSource, RowWindow
from bgdetails.widgets.styles import Focus, Styles

R = TypeVar("R")

HEAD, _CACHED = 2, 256


class LineTable(ScrollView, Generic[R], can_focus=True):
    """The table. ``show`` gives it rows; it posts ``Highlighted``, ``Opened``, ``Sorted`` and ``Edge``."""

    BINDINGS = bindings("up", "down", "left", "right", "page_up", "page_down", "first", "last", "open")
    DEFAULT_CSS = """
    LineTable {
        height: 1fr; width: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden;
        scrollbar-color: $track; scrollbar-color-hover: $track; scrollbar-color-active: $text-quiet;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """
    sorts_by_arrows: ClassVar[bool] = True

    class Highlighted(Message):
        """The cursor is on another row, or the list came; ``table.cursor_row`` is None in an empty list."""

        def __init__(self, table: LineTable[R]) -> None:
            super().__init__()
            self.table = table

        def can_replace(self, message: Message) -> bool:
            """Of a flood of moves only the last counts."""
            return isinstance(message, LineTable.Highlighted) and message.table is self.table

    class Opened(Message):
        """Enter or a second click on a row: ``table.cursor_row``."""

        def __init__(self, table: LineTable[R]) -> None:
            super().__init__()
            self.table = table

    class Sorted(Message):
        """Another column, or the other way, was chosen."""

        def __init__(self, table: LineTable[R], sort: str, descending: bool) -> None:
            super().__init__()
            self.table = table
            self.sort = sort
            self.descending = descending

    class Edge(Message):
        """Up on the first row (-1), Down on the last (1)."""

        def __init__(self, table: LineTable[R], step: int) -> None:
            super().__init__()
            self.table = table
            self.step = step

    def __init__(self, columns: Sequence[Column[R]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = list(columns)
        self.order: tuple[str, ...] = ()
        self.window: RowWindow[R] | None = None
        self.cursor = 0
        self.sort = ""
        self.descending = False
        self.selected: set[str] = set()
        self.search = ""
        self.empty: Line = ()
        self._fitted: list[Column[R]] = []
        self._strips: dict[tuple[str, Focus, bool], Strip] = {}
        self._look: tuple[object, ...] = ()
        self._wanted_offset: int | None = None

    # -- content ---------------------------------------------------------------------------------------------------

    def show(
        self,
        source: RowSource[R],
        *,
        at: R | None = None,
        offset: int | None = None,
        total: int | None = None,
        search: str = "",
    ) -> None:
        """Show a list.

        Args:
            source: Where the rows come from.
            at: The row that the cursor is to be on; the first where None.
            offset: How many rows down the view that row is to stand; None: as the cursor stands now.
            total: How many rows there are, where that is known already.
            search: Text to mark in names.
        """
        window = RowWindow(source, max(self.page_rows, 20), total=total)
        if at is None:
            window.load_first()
            position = 0
        else:
            position = window.load_around(at)
        if self._shows_the_same(window, position, offset, search):
            self.window = window
            self._forget_beyond_view()
            self.post_message(self.Highlighted(self))
        else:
            self.show_window(window, position, offset=offset, search=search)

    def _forget_beyond_view(self) -> None:
        """What lies beyond the view may be another; what is in view stays as it was drawn."""
        assert self.window is not None
        top = self.scroll_offset.y
        rows = (self.window.held(position) for position in range(top, top + self.page_rows))
        seen = {self.window.source.key(row) for row in rows if row is not None}
        self._strips = {of: strip for of, strip in self._strips.items() if of[0] in seen}

    def _shows_the_same(self, window: RowWindow[R], at: int, offset: int | None, search: str) -> bool:
        """Whether the rows in view, the cursor and the marks would stay as they are."""
        now, top = self.window, self.scroll_offset.y
        if now is None or (at, search, window.total) != (self.cursor, self.search, now.total):
            return False
        if offset not in (None, at - top) or not self.size.height:
            return False
        return all(window.held(row) == now.held(row) for row in range(top, top + self.page_rows))

    def show_window(self, window: RowWindow[R], at: int = 0, *, offset: int | None = None, search: str = "") -> None:
        """Show rows that were read already; the cursor goes to ``at``."""
        if offset is None:
            offset = self.cursor - self.scroll_offset.y if self.window is not None and at else 0
        self.window, self.search = window, search
        self._strips.clear()
        self.cursor = max(0, min(at, window.total - 1))
        self._resize_list()
        self._stand(offset)
        self._wanted_offset = None if self.size.height else offset
        self._reveal()
        self.refresh()
        self.post_message(self.Highlighted(self))

    def _stand(self, offset: int) -> None:
        """Scroll so that the cursor stands so many rows down the view."""
        self.scroll_to(y=max(0, self.cursor - max(offset, 0)), animate=False, immediate=True, force=True)

    def set_total(self, total: int) -> None:
        """The list was counted meanwhile."""
        if self.window is not None and self.window.total != total:
            self.window.set_total(total)
            self._resize_list()

    def set_sort(self, sort: str, descending: bool) -> None:
        """Mark the sorted column."""
        self.sort, self.descending = sort, descending
        self.refresh(Region(0, 0, self.scrollable_content_region.width, HEAD))

    def set_order(self, order: Sequence[str]) -> None:
        """Show the columns of these ids, in this order; none: as they come."""
        if tuple(order) != self.order:
            self.order, self._look = tuple(order), ()
            self.refresh()

    def _resize_list(self) -> None:
        rows = self.window.total if self.window else 0
        self.virtual_size = Size(self.outer_size.width, rows + HEAD)

    @property
    def cursor_row(self) -> R | None:
        """The row under the cursor."""
        return self.window.row(self.cursor) if self.window else None

    @property
    def total(self) -> int:
        """How many rows the list has, as far as that is known."""
        return self.window.total if self.window else 0

    @property
    def page_rows(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.size.height - HEAD)

    def toggle_selected(self) -> None:
        """Select the row under the cursor, or no more."""
        row = self.cursor_row
        if row is not None and self.window is not None:
            self.selected ^= {self.window.source.key(row)}
            self._refresh_row(self.cursor)

    def clear_selection(self) -> bool:
        """Select nothing; False where nothing was."""
        had = bool(self.selected)
        self.selected.clear()
        self.refresh()
        return had

    # -- drawing ---------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The cursor stays in view."""
        self._resize_list()
        wanted, self._wanted_offset = self._wanted_offset, None
        if wanted is not None:
            self._stand(wanted)  # it was told before there was a view
        self._reveal()

    @property
    def focus_state(self) -> Focus:
        """How the cursor's row looks now."""
        return Focus.FOCUSED if self.has_focus and self.app.screen is self.screen else Focus.BEHIND

    def render_line(self, y: int) -> Strip:
        """The header, the rule, or a row."""
        columns = self.outer_size.width
        look = (self.app.current_theme.name, columns, glyphs_of(self.app).is_ascii, id(self.columns))
        if look != self._look:
            self._look = look
            self._strips.clear()
            self._fitted = fitted_columns(self.columns, content_width(columns), self.order)
        if y < HEAD:
            return self._head(y).crop(0, self.size.width)
        position = y - HEAD + self.scroll_offset.y
        row = self.window.row(position) if self.window and position < self.window.total else None
        if row is None:
            return self._blank(y).crop(0, self.size.width)
        return self._row(position, row).crop(0, self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """As they were drawn."""
        return as_drawn(self, crop)

    def forget(self) -> None:
        """Give back what was drawn, of a page that is left: a drawn row takes some 5 kB."""
        self._strips.clear()

    def _blank(self, y: int) -> Strip:
        styles, glyphs = styles_of(self.app), glyphs_of(self.app)
        said = self.empty if y == HEAD + 1 and self.window is not None and self.window.total == 0 else ()
        said = cut(said, content_width(self.outer_size.width), glyphs.ellipsis)
        return self._margined(segments(said, styles, glyphs), styles)

    def _margined(self, made: list[Segment], styles: Styles) -> Strip:
        columns = self.outer_size.width
        blank = styles()
        return filled([Segment(" " * margin_of(columns), blank), *made], columns, blank)

    def _head(self, y: int) -> Strip:
        styles, glyphs = styles_of(self.app), glyphs_of(self.app)
        if y == 1:
            rule = glyphs.rule * content_width(self.outer_size.width)
            return self._margined(segments((Span(rule, "hairline"),), styles, glyphs), styles)
        spans: list[Span] = []
        for index, column in enumerate(self._fitted):
            chosen = bool(column.sort) and column.sort == self.sort
            mark = f" {glyphs.descending if self.descending else glyphs.ascending}" if chosen else ""
            title = column.title + mark
            spans.append(Span(" " * (column.gap if index else 0)))
            spans.append(Span(fit(title, column.width, right=column.right, ellipsis=""), "bold" if chosen else "quiet"))
        return self._margined(segments(tuple(spans), styles, glyphs), styles)

    def _row(self, position: int, row: R) -> Strip:
        assert self.window is not None
        key = self.window.source.key(row)
        focus = self.focus_state if position == self.cursor else Focus.NONE
        chosen = key in self.selected
        cached = self._strips.get((key, focus, chosen))
        if cached is None:
            if len(self._strips) >= _CACHED:
                self._strips.clear()
            cached = self._strips[key, focus, chosen] = self._draw_row(row, focus, chosen)
        return cached

    def _draw_row(self, row: R, focus: Focus, chosen: bool) -> Strip:
        styles, glyphs = styles_of(self.app), glyphs_of(self.app)
        columns = self.outer_size.width
        margin = margin_of(columns)
        edge = Segment(glyphs.focus, styles("accent" if focus is Focus.FOCUSED else "quiet", focus))
        blank = styles("", focus)
        made = [edge if focus is not Focus.NONE else Segment(" ", blank)]
        if margin > 1:
            made.append(Segment(glyphs.selected, styles("accent", focus)) if chosen else Segment(" ", blank))
        for index, column in enumerate(self._fitted):
            if index and column.gap:
                made.append(Segment(" " * column.gap, blank))
            for span in pad(column.cells(row, column.width, glyphs), column.width):
                parts = marked(span.text, self.search, span.style) if "name" in span.style else (span,)
                made += [Segment(s.text, styles(p.style, focus)) for p in parts for s in segments((p,), styles, glyphs)]
        return filled(made, columns, blank)

    def _refresh_row(self, position: int) -> None:
        y = position - self.scroll_offset.y + HEAD
        if y >= HEAD:
            self.refresh(Region(0, y, self.scrollable_content_region.width, 1))

    def refresh_cursor(self) -> None:
        """Repaint the cursor's row alone."""
        self._refresh_row(self.cursor)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh_cursor()

    def on_blur(self) -> None:
        """The cursor becomes quiet."""
        self.refresh_cursor()

    # -- moving ----------------------------------------------------------------------------------------------------

    def move_to(self, position: int) -> None:
        """Put the cursor on a row."""
        if self.window is None:
            return
        self.window.row(position)
        position = max(0, min(position, self.window.total - 1))
        if not self.window.counted and self.window.held(position) is None:
            position = max(0, self.window.end - 1)
        old, self.cursor = self.cursor, position
        self._resize_list()
        self._refresh_row(old)
        self._refresh_row(position)
        self._reveal()
        if old != position:
            self.post_message(self.Highlighted(self))
            if self.window.is_near_end(position):
                self.call_later(self._prefetch)

    def _prefetch(self) -> None:
        if self.window is not None and self.window.prefetch(self.cursor):
            self._resize_list()

    def _reveal(self) -> None:
        top, rows = self.scroll_offset.y, self.page_rows
        wanted = min(top, self.cursor) if self.cursor < top else max(top, self.cursor - rows + 1)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, immediate=True, force=True)

    def action_up(self) -> None:
        """The row above."""
        if self.cursor == 0:
            self.post_message(self.Edge(self, -1))
        else:
            self.move_to(self.cursor - 1)

    def action_down(self) -> None:
        """The row below."""
        if self.window is not None and self.window.counted and self.cursor >= self.window.total - 1:
            self.post_message(self.Edge(self, 1))
        else:
            self.move_to(self.cursor + 1)

    def action_page_up(self) -> None:
        """A page up; the view moves along."""
        self._page(-self.page_rows)

    def action_page_down(self) -> None:
        """A page down; the view moves along."""
        self._page(self.page_rows)

    def _page(self, by: int) -> None:
        if self.window is None:
            return
        offset = self.cursor - self.scroll_offset.y
        position = max(0, self.cursor + by)
        self.window.row(position)
        position = min(position, max(0, self.window.total - 1))
        self._resize_list()
        self.scroll_to(y=max(0, position - offset), animate=False, immediate=True, force=True)
        self.move_to(position)

    def action_first(self) -> None:
        """The first row."""
        if self.window is not None:
            if self.window.start > 0:
                self.window.load_first()
            self.move_to(0)

    def action_last(self) -> None:
        """The last row."""
        if self.window is not None:
            self.move_to(self.window.load_last())

    def action_left(self) -> None:
        """Sort by the column before."""
        self._sort_beside(-1)

    def action_right(self) -> None:
        """Sort by the next column."""
        self._sort_beside(1)

    def _sort_beside(self, step: int) -> None:
        able = [c for c in self._fitted if c.sort]
        if not able:
            return
        at = next((i for i, c in enumerate(able) if c.sort == self.sort), 0)
        to = at + step
        if 0 <= to < len(able):
            self.post_message(self.Sorted(self, able[to].sort, able[to].descending_first))

    def action_open(self) -> None:
        """Open the row."""
        if self.cursor_row is not None:
            self.post_message(self.Opened(self))

    # -- mouse -----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click focuses a row, a second one opens it; a click on a column's title sorts."""
        if event.y < HEAD:
            column = column_at(self._fitted, event.x - margin_of(self.outer_size.width))
            if column is not None and column.sort:
                down = not self.descending if column.sort == self.sort else column.descending_first
                self.post_message(self.Sorted(self, column.sort, down))
            return
        position = event.y - HEAD + self.scroll_offset.y
        if self.window is None or position >= self.window.total:
            return
        again = position == self.cursor and event.chain > 1
        self.move_to(position)
        if again:
            self.action_open()
