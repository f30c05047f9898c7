"""What a number of the dashboard counts: accounts, groups or people as a table, or a chart as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails import wording
from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.screens.page import Page, PageState
from bgdetails.screens.saving import save_as_csv
from bgdetails.views.counted import CHART, read_counted
from bgdetails.views.table import Table
from bgdetails.views.values import SubjectGone
from bgdetails.widgets.document import Document, Span
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.page_header import Header
from bgdetails.widgets.row_window import ListSource
from bgdetails.widgets.table_columns import NumberedRow, numbered, sort_key, table_columns


@dataclass(frozen=True, slots=True)
class TableState:
    """Where a reader was in the table."""

    sort: str = ""
    descending: bool = False
    cursor: int = 0


class CountScreen(Page[Table]):
    """The page: a table whose rows open what they are about."""

    BINDINGS = bindings("export", "copy")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.table: LineTable[NumberedRow] = LineTable([])
        self._sorted = TableState()

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
        row = self.table.cursor_row
        opens = (entry("open"),) if row is not None and row.row.opens is not None else ()
        sort = (Entry("← →", "sort", 2),) if row is not None else ()
        return (
            *opens,
            *sort,
            entry("export", 1, "save as CSV"),
            entry("copy", 4),
            *ends(3),
        )

    # -- the table -------------------------------------------------------------------------------------------------

    def compose_bodies(self) -> ComposeResult:
        """The canvas says what is being waited for."""
        yield self.canvas
        yield self.table

    def bodies(self) -> Mapping[str, Widget]:
        """The table is the body once there is one."""
        return {"": self.table} if self.view is not None else {}

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Fill the table."""
        assert self.view is not None
        own = state.own if state is not None and isinstance(state.own, TableState) else None
        if own is not None or state is not None:
            self._sorted = own or TableState()
        self.table.columns = table_columns(self.view, self.host.clock)
        self.table.empty = (Span(self.view.empty),)
        self._show_rows(self._sorted.cursor if state is not None else self.table.cursor)

    def _show_rows(self, cursor: int) -> None:
        assert self.view is not None
        clock, wanted = self.host.clock, self._sorted
        rows = numbered(self.view.rows, clock)
        if wanted.sort:
            key = sort_key(int(wanted.sort), clock)
            known = [row for row in rows if not key(row)[0]]
            unknown = [row for row in rows if key(row)[0]]
            rows = [*sorted(known, key=lambda row: key(row)[1], reverse=wanted.descending), *unknown]  # type: ignore[arg-type, return-value]
        at = rows[min(cursor, len(rows) - 1)] if rows else None
        self.table.sort, self.table.descending = wanted.sort, wanted.descending
        self.table.show(ListSource(rows, lambda row: str(row.number)), at=at, total=len(rows))

    def own_state(self) -> object:
        """Order and row."""
        return TableState(self._sorted.sort, self._sorted.descending, self.table.cursor)

    def stops(self) -> Iterator[Widget]:
        """The table alone."""
        yield self.canvas if self.view is None else self.table

    @on(LineTable.Sorted)
    def _sort(self, message: LineTable.Sorted) -> None:
        message.stop()
        self._sorted = TableState(message.sort, message.descending)
        self._show_rows(0)

    @on(LineTable.Highlighted)
    def _highlighted(self, message: LineTable.Highlighted) -> None:
        message.stop()
        self.refresh_keys()

    @on(LineTable.Edge)
    def _stay(self, message: LineTable.Edge) -> None:
        message.stop()

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
