"""What a number of the dashboard counts: accounts, groups or people as a table, or a chart as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails import wording
from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.screens.page import Page, PageState
from bgdetails.screens.saving import save_as_csv
from bgdetails.text import visible
from bgdetails.views.counted import CHART, read_counted
from bgdetails.views.table import Table
from bgdetails.views.values import SubjectGone
from bgdetails.widgets.document import Document, Span
from bgdetails.widgets.drawing import SHORT_ROWS
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.page_header import Header
from bgdetails.widgets.row_window import ListSource
from bgdetails.widgets.search_field import SearchField
from bgdetails.widgets.table_columns import NumberedRow, has_text, numbered, sort_key, table_columns


@dataclass(frozen=True, slots=True)
class TableState:
    """Where a reader was in the table."""

    sort: str = ""
    descending: bool = False
    cursor: int = 0
    search: str = ""


class CountScreen(Page[Table]):
    """The page: a table whose rows open what they are about."""

    BINDINGS = bindings("export", "copy", "search")
    DEFAULT_CSS = "CountScreen > SearchField { margin: 0 0 1 0; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.table: LineTable[NumberedRow] = LineTable([])
        self.field = SearchField("Search in this list", 40, rows=self.table)
        self._wanted = TableState()

    def fetch(self, target: Target) -> Table:
        """Read the table; runs in a thread."""
        return self._read(target, whole=False)

    def _read(self, target: Target, *, whole: bool) -> Table:
        try:
            counted = read_counted(target.id)
        except ValueError:
            raise SubjectGone("list") from None
        from bgdetails.refresh.dashboard import ensure_end
        from bgdetails.refresh.days import ensure_day
        from bgdetails.views.counted_lists import MOST_ROWS, load_counted
        from bgdetails.views.whole_dashboard import load_chart

        workspace, as_of = self.host.workspace, self.host.as_of
        ensure_day(workspace, as_of)
        if counted.end is not None:
            ensure_end(workspace, as_of, counted.end)
        if counted.what == CHART:
            return load_chart(workspace, as_of, counted)
        with closing(workspace.connect()) as connection:
            return load_counted(connection, counted, as_of, None if whole else MOST_ROWS)

    def header(self, view: Table) -> Header:
        """The title, and how many rows."""
        shown = len(view.rows)
        more = f"the first {wording.number(shown)} of " if shown < view.total else ""
        right = [f"{more}{wording.plural(view.total, *view.noun)}"]
        if len(view.days) > 1:
            right.append(f"against {wording.full_day(view.days[0])}")
        return Header(view.title, right=tuple(right), is_bare=True, day=view.days[-1] if view.days else None)

    def draw(self, view: Table, columns: int) -> Document:
        """Nothing: the table draws itself."""
        return Document.of([])

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        if self.focused is self.field:
            return (entry("open", word="to the rows"), entry("escape", word="clear" if self.field.value else "leave"))
        row = self.table.cursor_row
        opens = (entry("open"),) if row is not None and row.row.opens is not None else ()
        sort = (Entry("← →", "sort", 2),) if row is not None else ()
        return (
            *opens,
            *sort,
            entry("search", 2),
            entry("export", 1, "save as CSV"),
            entry("copy", 4),
            *ends(3),
        )

    # -- the table -------------------------------------------------------------------------------------------------

    def compose_bodies(self) -> ComposeResult:
        """The canvas says what is being waited for."""
        yield self.canvas
        yield self.field
        yield self.table

    def bodies(self) -> Mapping[str, Widget]:
        """The table is the body once there is one."""
        return {"": self.table} if self.view is not None else {}

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Fill the table."""
        assert self.view is not None
        own = state.own if state is not None and isinstance(state.own, TableState) else None
        if state is not None:
            self._wanted = own or TableState()
            self.field.set_value(self._wanted.search)
        self.table.columns = table_columns(self.view, self.host.clock)
        self._show_rows(self._wanted.cursor if state is not None else self.table.cursor)

    def on_resize(self) -> None:
        """Where there are few rows the table has them all."""
        super().on_resize()
        self.field.styles.margin = (0, 0, 0 if self.app.size.height < SHORT_ROWS else 1, 0)

    def _show_rows(self, cursor: int) -> None:
        assert self.view is not None
        clock, wanted = self.host.clock, self._wanted
        every = numbered(self.view.rows, clock)
        needle = wanted.search.strip()
        rows = [row for row in every if has_text(row, needle, clock)] if needle else every
        if wanted.sort:
            key = sort_key(int(wanted.sort), clock)
            known = [row for row in rows if not key(row)[0]]
            unknown = [row for row in rows if key(row)[0]]
            rows = [*sorted(known, key=lambda row: key(row)[1], reverse=wanted.descending), *unknown]  # type: ignore[arg-type, return-value]
        at = rows[min(cursor, len(rows) - 1)] if rows else None
        self.table.sort, self.table.descending = wanted.sort, wanted.descending
        self.table.empty = (Span(f"No row has “{visible(needle)}”." if needle else self.view.empty),)
        self.table.show(ListSource(rows, lambda row: str(row.number)), at=at, total=len(rows), search=needle)
        found = f"{wording.number(len(rows))} of {wording.number(len(every))}" if needle else ""
        self.field.set_beside((Span(found, "quiet"),))

    def own_state(self) -> object:
        """Order, search and row."""
        return replace(self._wanted, cursor=self.table.cursor)

    def stops(self) -> Iterator[Widget]:
        """The field and the table."""
        yield self.page_header
        if self.view is None:
            yield self.canvas
        else:
            yield self.field
            yield self.table

    def undo_one(self) -> bool:
        """Esc first clears the search."""
        if not self._wanted.search:
            return False
        self.field.set_value("")
        self._search("")
        return True

    def action_search(self) -> None:
        """Into the search field."""
        if self.view is not None:
            self.field.focus(scroll_visible=False)

    def on_descendant_focus(self) -> None:
        """The field takes letters, so the key line has others then."""
        self.refresh_keys()

    @on(SearchField.Changed)
    def _searched(self, message: SearchField.Changed) -> None:
        message.stop()
        self._search(message.value)

    def _search(self, text: str) -> None:
        self._wanted = replace(self._wanted, search=text)
        self._show_rows(0)

    @on(LineTable.Sorted)
    def _sort(self, message: LineTable.Sorted) -> None:
        message.stop()
        self._wanted = replace(self._wanted, sort=message.sort, descending=message.descending)
        self._show_rows(0)

    @on(LineTable.Highlighted)
    def _highlighted(self, message: LineTable.Highlighted) -> None:
        message.stop()
        self.refresh_keys()

    @on(LineTable.Edge)
    def _up_to_field(self, message: LineTable.Edge) -> None:
        message.stop()
        if message.step < 0:
            self.action_search()

    @on(LineTable.Opened)
    def _open_row(self, message: LineTable.Opened) -> None:
        message.stop()
        row = self.table.cursor_row
        if row is not None and row.row.opens is not None:
            self.host.go(row.row.opens)

    # -- keys ------------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Save the whole table, also the rows that are not shown."""
        view, target = self.view, self.target
        if view is None or target is None:
            return
        is_whole = len(view.rows) == view.total
        self.host.later(
            save_as_csv(self.host, lambda: view if is_whole else self._read(target, whole=True)), "saving the table"
        )

    def action_copy(self) -> None:
        """Copy the name of the row."""
        row = self.table.cursor_row
        if row is not None:
            self.host.copy(row.name, row.name)
