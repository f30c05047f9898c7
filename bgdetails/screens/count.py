"""What a number of the dashboard counts: accounts, groups or people as a table, or a chart as one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails import wording
from bgdetails.keys import Entry, bindings
from bgdetails.navigation import Target
from bgdetails.screens.page import Page
from bgdetails.screens.page_state import PageState
from bgdetails.screens.saving import save_as_csv
from bgdetails.views.counted import CHART, read_counted
from bgdetails.views.table import AS_IT_COMES, Asked, Table
from bgdetails.views.values import SubjectGone
from bgdetails.widgets.document import Document
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.page_header import Header
from bgdetails.widgets.table_columns import ShownTable, shown_table
from bgdetails.widgets.table_tab import TableState, TableTab


class CountScreen(Page[ShownTable]):
    """The page: a table whose rows open what they are about."""

    BINDINGS = bindings("export", "copy", "search")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.list = TableTab()
        self._one = asyncio.Lock()

    def fetch(self, target: Target) -> ShownTable:
        """Read the table; runs in a thread."""
        return self._shown(self._read(target))

    def _shown(self, table: Table) -> ShownTable:
        return shown_table(table, self.host.clock, lambda error: self.host.fault(error, "reading the list"))

    def _read(self, target: Target, asked: Asked = AS_IT_COMES) -> Table:
        try:
            counted = read_counted(target.id)
        except ValueError:
            raise SubjectGone("list") from None
        from bgdetails.refresh.dashboard import ensure_end
        from bgdetails.refresh.days import ensure_day
        from bgdetails.views.counted_lists import load_counted
        from bgdetails.views.whole_dashboard import load_chart

        workspace, as_of = self.host.workspace, self.host.as_of
        ensure_day(workspace, as_of)
        if counted.end is not None:
            ensure_end(workspace, as_of, counted.end)
        if counted.what == CHART:
            return load_chart(workspace, as_of, counted)
        return load_counted(workspace.connect, counted, as_of, asked)

    def header(self, view: ShownTable) -> Header:
        """The title, and how many rows."""
        table = view.table
        right = [wording.plural(table.total, *table.noun)]
        if len(table.days) > 1:
            right.append(f"against {wording.full_day(table.days[0])}")
        return Header(table.title, right=tuple(right), is_bare=True, day=table.days[-1] if table.days else None)

    def draw(self, view: ShownTable, columns: int) -> Document:
        """Nothing: the table draws itself."""
        return Document.of([])

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        return self.list.entries()

    # -- the table -------------------------------------------------------------------------------------------------

    def compose_bodies(self) -> ComposeResult:
        """The canvas says what is being waited for."""
        yield self.canvas
        yield self.list

    def bodies(self) -> Mapping[str, Widget]:
        """The table is the body once there is one."""
        return {"": self.list} if self.view is not None else {}

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Fill the table."""
        assert self.view is not None
        own = state.own if state is not None and isinstance(state.own, TableState) else None
        self.list.fill(self.view, self.host.clock, own or (TableState() if state is not None else None))

    def own_state(self) -> object:
        """Order, search and row."""
        return self.list.state()

    def stops(self) -> Iterator[Widget]:
        """The field and the table."""
        yield self.page_header
        if self.view is None:
            yield self.canvas
        else:
            yield self.list.field
            yield self.list.table

    def undo_one(self) -> bool:
        """Esc first clears the search."""
        return self.list.clear_search()

    @on(TableTab.Wanted)
    def _want_rows(self, message: TableTab.Wanted) -> None:
        """A long list is searched or sorted."""
        message.stop()
        if self.target is not None:
            self.host.later(self._find(self.target, message.asked), "searching the list")

    async def _find(self, target: Target, asked: Asked) -> None:
        """Read the rows; while some are read, of what is asked for then only the last counts."""
        async with self._one:
            if (self.target, self.list.asked) != (target, asked):
                return
            found = await asyncio.to_thread(lambda: self._shown(self._read(target, asked)))
        if self.target == target:
            self.list.find(asked, found)

    def action_search(self) -> None:
        """Into the search field."""
        if self.view is not None:
            self.list.field.focus(scroll_visible=False)

    @on(LineTable.Edge)
    def _up_to_field(self, message: LineTable.Edge) -> None:
        message.stop()
        if message.step < 0:
            self.action_search()

    @on(LineTable.Opened)
    def _open_row(self, message: LineTable.Opened) -> None:
        message.stop()
        opens = self.list.opens
        if isinstance(opens, Target):
            self.host.go(opens)

    # -- keys ------------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Save the whole table."""
        view = self.view
        if view is not None:
            self.host.later(save_as_csv(self.host, lambda: view.table), "saving the table")

    def action_copy(self) -> None:
        """Copy the name of the row."""
        row = self.list.table.cursor_row
        if row is not None:
            self.host.copy(row.name, row.name)
