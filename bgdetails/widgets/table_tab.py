"""A table of plain values, searched and sorted: what the dashboard counts, or a list of a page, whole."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from bgdetails.keys import Entry, ends, entry
from bgdetails.navigation import Target
from bgdetails.text import visible
from bgdetails.views.table import AS_IT_COMES, Asked, Over
from bgdetails.widgets.document import Span
from bgdetails.widgets.drawing import SHORT_ROWS
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.row_window import ListSource, PagedSource
from bgdetails.widgets.search_field import SearchField
from bgdetails.widgets.table_columns import NumberedRow, NumberedRows, ShownTable, arranged, table_columns
from bgdetails.wording import Clock, number, plural

_WAITING_SHOWN_AFTER = 0.15
_LOADING = Span("Loading…", "quiet")


class TableState(Struct, frozen=True):
    """Where a reader was in the table."""

    sort: str = ""
    descending: bool = False
    cursor: int = 0
    search: str = ""


class TableTab(Vertical):
    """Field and table. The screen listens to ``LineTable.Opened`` and ``LineTable.Edge``, and asks ``opens``."""

    class Wanted(Message):
        """A long list is searched or sorted; ``find`` is to bring its rows so."""

        def __init__(self, asked: Asked) -> None:
            super().__init__()
            self.asked = asked

    DEFAULT_CSS = "TableTab { height: 1fr; background: $background; }"

    def __init__(self, *, is_part: bool = False, id: str | None = None) -> None:
        """``is_part``: of a page whose header tells of something else; there is a blank row above the field then."""
        super().__init__(id=id)
        self.table: LineTable[NumberedRow] = LineTable([])
        self.field = SearchField("Search in this list", 40, rows=self.table)
        self.shown: ShownTable | None = None
        self._found: tuple[Asked, ShownTable] | None = None
        """The rows of a long list as they were asked for."""
        self._is_part = is_part
        self._wanted = TableState()

    def compose(self) -> ComposeResult:
        """Field and table."""
        yield self.field
        yield self.table

    def on_mount(self) -> None:
        """Fit the height."""
        self.on_resize()

    def on_resize(self) -> None:
        """Where there are few rows the table has them all."""
        low = self.app.size.height < SHORT_ROWS
        self.field.styles.margin = (0, 0, 0, 0) if low else (int(self._is_part), 0, 1, 0)

    def focus(self, scroll_visible: bool = True) -> TableTab:
        """The table takes the focus."""
        self.table.focus(scroll_visible)
        return self

    # -- content ---------------------------------------------------------------------------------------------------

    def begin(self, state: TableState) -> None:
        """Wait for a table, which ``fill`` brings; what is typed meanwhile is searched then."""
        self.shown, self._wanted = None, state
        self.table.empty = ()
        self.table.columns = []
        self.table.show(ListSource[NumberedRow]((), _key), total=0)
        self.field.set_value(state.search)
        self.field.set_beside(())
        self.set_timer(_WAITING_SHOWN_AFTER, self._say_waiting)

    def _say_waiting(self) -> None:
        if self.shown is None:
            self.table.empty = (_LOADING,)
            self.table.refresh()
        elif self._arranged() is None:
            self.field.set_beside((_LOADING,))

    def fill(self, shown: ShownTable, clock: Clock, state: TableState | None = None) -> None:
        """Show a table; ``state`` None keeps search, order and row."""
        wanted = state or self.state()
        self.shown, self._wanted, self._found = shown, wanted, None
        self.field.set_value(wanted.search)
        self.table.columns = table_columns(shown.table, clock)
        self._show_rows(wanted.cursor)

    def find(self, asked: Asked, found: ShownTable) -> None:
        """Show the rows of a long list, if they are still what is asked for."""
        if asked == self.asked:
            self._found = asked, found
            self._show_rows(self._wanted.cursor)

    @property
    def asked(self) -> Asked:
        """What is searched, and the order."""
        wanted = self._wanted
        column = int(wanted.sort) if wanted.sort else None
        return Asked(wanted.search.strip(), column, wanted.descending and column is not None)

    def state(self) -> TableState:
        """Where the reader is; before the rows are there, where they are going to be."""
        return self._wanted if self.shown is None else replace(self._wanted, cursor=self.table.cursor)

    @property
    def opens(self) -> Target | Over | None:
        """What the row under the cursor opens."""
        row = self.table.cursor_row
        return row.row.opens if row is not None else None

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work in the field, or on the rows."""
        if self.field.has_focus:
            return (entry("open", word="to the rows"), entry("escape", word="clear" if self.field.value else "leave"))
        return (
            *((entry("open"),) if self.opens is not None else ()),
            *((Entry("← →", "sort", 2),) if self.table.cursor_row is not None else ()),
            entry("search", 2),
            entry("export", 1, "save as CSV"),
            entry("copy", 4),
            *ends(3),
        )

    def clear_search(self) -> bool:
        """Forget the search; False where there was none."""
        if not self._wanted.search:
            return False
        self.field.set_value("")
        self._search("")
        return True

    def _search(self, text: str) -> None:
        self._wanted = replace(self._wanted, search=text, cursor=0)
        self._show_rows(0)

    def _show_rows(self, cursor: int) -> None:
        if self.shown is None:
            return
        rows, wanted, needle = self._arranged(), self._wanted, self.asked.needle
        if rows is None:  # what is shown stays until they are read
            self.set_timer(_WAITING_SHOWN_AFTER, self._say_waiting)
            self.post_message(self.Wanted(self.asked))
            return
        at = rows[min(cursor, len(rows) - 1)] if rows else None
        source = PagedSource(rows, _place) if isinstance(rows, NumberedRows) else ListSource(rows, _key)
        self.table.sort, self.table.descending = wanted.sort, wanted.descending
        self.table.empty = (Span(f"No row has “{visible(needle)}”." if needle else self.shown.table.empty),)
        self.table.show(source, at=at, total=len(rows), search=needle)
        self.field.set_beside((Span(self._count(len(rows), needle), "quiet"),))

    def _arranged(self) -> Sequence[NumberedRow] | None:
        """The rows as they are asked for; None: they are still to be read."""
        assert self.shown is not None
        asked = self.asked
        if not self.shown.is_paged:
            return arranged(self.shown.rows, asked)
        if asked == AS_IT_COMES:
            return self.shown.rows
        return self._found[1].rows if self._found is not None and self._found[0] == asked else None

    def _count(self, found: int, needle: str) -> str:
        assert self.shown is not None
        if needle:
            return f"{number(found)} of {number(self.shown.table.total)}"
        return plural(self.shown.table.total, *self.shown.table.noun) if self._is_part else ""

    # -- messages --------------------------------------------------------------------------------------------------

    @on(SearchField.Changed)
    def _searched(self, message: SearchField.Changed) -> None:
        self._search(message.value)

    @on(LineTable.Sorted)
    def _sort(self, message: LineTable.Sorted) -> None:
        message.stop()
        self._wanted = replace(self._wanted, sort=message.sort, descending=message.descending, cursor=0)
        self._show_rows(0)


def _place(row: NumberedRow) -> int:
    return row.number


def _key(row: NumberedRow) -> str:
    return str(row.number)
