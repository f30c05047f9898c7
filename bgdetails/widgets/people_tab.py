"""A tab that lists people: a search field, a table, and the lines that say more about the focused one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.keys import Entry, entry
from bgdetails.widgets.columns import Column
from bgdetails.widgets.document import Line, Span, cut, line_width, pad
from bgdetails.widgets.drawing import content_width, glyphs_of, margin_of, styles_of, to_strip
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.parts import bold, quiet
from bgdetails.widgets.row_window import ListSource, RowSource
from bgdetails.widgets.search_field import SearchField
from bgdetails.wording import number

R = TypeVar("R")
_LOW = 20
"""Rows of the terminal below which the details lines are left out."""


class PeopleList(Struct, Generic[R], frozen=True):
    """What a tab needs to know of its rows.

    ``orders``: for each column that can be sorted, the key that puts rows in ascending order. ``found``: the text that
    is searched. ``details``: two lines about a row.
    """

    noun: str
    columns: Sequence[Column[R]]
    key: Callable[[R], str]
    orders: dict[str, Callable[[R], tuple[object, ...]]]
    found: Callable[[R], str]
    details: Callable[[R, int], tuple[Line, Line]]
    nobody: str


class PeopleState(Struct, frozen=True):
    """Where a reader was in the tab."""

    search: str = ""
    sort: str = "score"
    descending: bool = True
    cursor: str | None = None

    @property
    def is_as_it_comes(self) -> bool:
        """Everybody, from the highest score down: the order in which people are kept."""
        return not self.search.strip() and (self.sort, self.descending) == ("score", True)


class PeoplePages(RowSource[R], Protocol[R]):
    """Everybody from the highest score down, read in pages."""

    def find(self, key: str) -> R | None:
        """The person of that key; None where they are not there."""


class Details(Widget):
    """A hairline and the two details lines."""

    DEFAULT_CSS = "Details { height: 3; width: 1fr; background: $background; }"

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def show(self, *lines: Line) -> None:
        """Show these lines."""
        if lines != self.lines:
            self.lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row."""
        columns = self.size.width
        glyphs = glyphs_of(self.app)
        rule: Line = (Span(glyphs.rule * content_width(columns), "hairline"),)
        line = rule if y == 0 else self.lines[y - 1] if y <= len(self.lines) else ()
        line = cut(line, content_width(columns), glyphs.ellipsis)
        return to_strip(line, columns, styles_of(self.app), glyphs, margin=margin_of(columns))


class PeopleTab(Vertical, Generic[R]):
    """The tab. ``fill`` gives it people; the screen listens to ``LineTable.Opened`` and ``LineTable.Edge``.

    Of very many people it is given pages (``fill_pages``), and posts ``Wanted`` when a search or another order needs
    all of them.
    """

    DEFAULT_CSS = "PeopleTab { height: 1fr; background: $background; } PeopleTab > SearchField { margin: 1 0 1 0; }"

    class Wanted(Message):
        """All people are to be given with ``fill``, which keeps what is searched and how it is sorted."""

    def __init__(self, listed: PeopleList[R], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.listed = listed
        self._pages: PeoplePages[R] | None = None
        self._is_asked = False
        self.table: LineTable[R] = LineTable(listed.columns)
        self.field = SearchField(f"Search {listed.noun}", 40, rows=self.table)
        self.details = Details()
        self.people: Sequence[R] = ()
        self.shown: Sequence[R] = ()
        self.nobody: Line = (Span(listed.nobody),)
        self._state = PeopleState()

    def compose(self) -> ComposeResult:
        """Field, table, details."""
        yield self.field
        yield self.table
        yield self.details

    def on_mount(self) -> None:
        """Fit the height."""
        self.on_resize()

    def on_resize(self) -> None:
        """Where there are few rows the table has them all."""
        low = self.app.size.height < _LOW
        self.details.display = not low
        self.field.styles.margin = (0, 0, 0, 0) if low else (1, 0, 1, 0)
        self.field.cells = 40 if self.app.size.width >= 100 else 24
        self._say_count()

    def focus(self, scroll_visible: bool = True) -> PeopleTab[R]:
        """The table takes the focus."""
        self.table.focus(scroll_visible)
        return self

    def fill(self, people: Sequence[R], state: PeopleState | None) -> None:
        """Show people; ``state`` None keeps search, order and cursor."""
        self.people, self._pages = people, None
        there = {self.listed.key(row) for row in people}
        self.table.selected &= there if state is None else set()
        self._take(state)

    def fill_pages(self, pages: PeoplePages[R], state: PeopleState | None) -> None:
        """The same of people who are read in pages."""
        self.people, self._pages = (), pages
        self._take(state)

    def _take(self, state: PeopleState | None) -> None:
        self._state = state or self.state()
        self._is_asked = False
        self.field.set_value(self._state.search)
        self._show()

    def state(self) -> PeopleState:
        """Where the reader is."""
        row = self.table.cursor_row
        # Before the people are there, the cursor is where it is going to be.
        cursor = self.listed.key(row) if row is not None else self._state.cursor
        return PeopleState(self._state.search, self._state.sort, self._state.descending, cursor)

    def field_entries(self) -> tuple[Entry, ...]:
        """The keys that work while the field has the caret."""
        leaves = "clear" if self.field.value else "leave"
        return (entry("open", word="to the rows"), entry("escape", word=leaves))

    def selected(self) -> list[R]:
        """The rows that are selected, as they are sorted, whether the search shows them or not."""
        chosen = self.table.selected
        hidden = [row for row in self.people if row not in self.shown]
        return [row for row in (*self.shown, *hidden) if self.listed.key(row) in chosen]

    def toggle_selected(self) -> None:
        """Select the row under the cursor, or no more."""
        self.table.toggle_selected()
        self._say_count()

    def clear_selection(self) -> bool:
        """Select nothing; False where nothing was."""
        had = self.table.clear_selection()
        self._say_count()
        return had

    def clear_search(self) -> bool:
        """Forget the search; False where there was none."""
        if not self._state.search:
            return False
        self.field.set_value("")
        self._search("")
        return True

    def sort_next(self) -> None:
        """Sort by the next column, after the last by the first."""
        able = list(
            {column.sort: column for column in self.listed.columns if column.sort in self.listed.orders}.values()
        )
        index = next((i for i, column in enumerate(able) if column.sort == self._state.sort), -1) + 1
        column = able[index % len(able)]
        self._sort(column.sort, column.descending_first)

    def _sort(self, sort: str, descending: bool) -> None:
        before = self.state()
        self._state = PeopleState(before.search, sort, descending, before.cursor)
        self._show()

    def _search(self, text: str) -> None:
        before = self.state()
        self._state = PeopleState(text, before.sort, before.descending, before.cursor)
        self._show()

    def _show(self) -> None:
        wanted = self._state
        if self._pages is not None:
            self._show_pages(self._pages)
            return
        needle = wanted.search.strip().casefold()
        rows = [row for row in self.people if needle in self.listed.found(row).casefold()] if needle else self.people
        rows = sorted(rows, key=self.listed.orders["name"])
        order = self.listed.orders[wanted.sort]
        rows = sorted(rows, key=order, reverse=wanted.descending)
        self.shown = rows
        source = ListSource(rows, self.listed.key)
        at = next((row for row in rows if self.listed.key(row) == wanted.cursor), None)
        self.table.sort, self.table.descending = wanted.sort, wanted.descending
        self.table.empty = self._nothing(needle)
        self.table.show(source, at=at, total=len(rows), search=wanted.search.strip())
        self._say_count()

    def _show_pages(self, pages: PeoplePages[R]) -> None:
        """The pages, or what was shown before until all people are there."""
        if not self._state.is_as_it_comes:
            if not self._is_asked:
                self._is_asked = True
                self.post_message(self.Wanted())
            return
        cursor = self._state.cursor
        self.table.sort, self.table.descending = self._state.sort, self._state.descending
        self.table.show(pages, at=None if cursor is None else pages.find(cursor), total=pages.count())
        self._say_count()

    def _nothing(self, needle: str) -> Line:
        if not needle:
            return self.nobody
        return (Span(f"Nobody matches “{self._state.search.strip()}”.  "), bold("Esc"), quiet(" clear the search"))

    def _say_count(self) -> None:
        shown, everybody = self.table.total, self._pages.count() if self._pages is not None else len(self.people)
        count = f"{number(shown)} of {number(everybody)}" if shown != everybody else number(everybody)
        noun = self.listed.noun if everybody != 1 else {"members": "member", "people": "person"}[self.listed.noun]
        chosen = len(self.table.selected)
        selected: Line = (Span("   "), bold(f"{number(chosen)} selected")) if chosen else ()
        self.field.set_beside((quiet(f"{count} {noun}"), *selected))

    # -- messages ----------------------------------------------------------------------------------------------------

    @on(SearchField.Changed)
    def _searched(self, message: SearchField.Changed) -> None:
        self._search(message.value)

    @on(LineTable.Sorted)
    def _sorted(self, message: LineTable.Sorted) -> None:
        message.stop()
        self._sort(message.sort, message.descending)

    @on(LineTable.Highlighted)
    def _highlighted(self) -> None:
        row = self.table.cursor_row
        if row is None:
            self.details.show()
            return
        cells = content_width(self.app.size.width)
        first, second = self.listed.details(row, cells)
        place: Line = (quiet(f"{number(self.table.cursor + 1)} of {number(self.table.total)}"),)
        room = cells - line_width(place) - 2
        first = cut(first, room, glyphs_of(self.app).ellipsis)
        self.details.show((*pad(first, room), Span("  "), *place), second)
