"""Browse: all buying groups, searched as one types, sorted on any column."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer

from bgdetails.keys import Entry, bindings
from bgdetails.navigation import Target
from bgdetails.screens.browse_reader import BrowseReader
from bgdetails.screens.browse_words import empty_sentence, marked
from bgdetails.screens.group_source import GroupSource
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.list_frame import ListFrame, entries_in, entries_of_rows
from bgdetails.screens.list_walk import ListWalk
from bgdetails.screens.listing import Listing, ListState, in_words, listing_of
from bgdetails.store.browse_row import BrowseRow
from bgdetails.store.row_details import RowDetails
from bgdetails.store.saved_views import columns_of_all
from bgdetails.store.server_faults import server_fault
from bgdetails.widgets.browse_columns import GroupRow, group_columns
from bgdetails.widgets.document import Span
from bgdetails.widgets.kept_screen import KeptScreen
from bgdetails.widgets.key_line import KeyLine
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.query_field import QueryField
from bgdetails.widgets.row_window import ListSource, RowWindow
from bgdetails.widgets.search_field import SearchField

if TYPE_CHECKING:
    from bgdetails.screens.completing import Completing
    from bgdetails.screens.list_tools import ListTools
    from bgdetails.store.query_language import QueryError

FIRST_ROWS = 120
"""Rows that are read before the first frame."""
_COUNT_AFTER = 0.02
"""Seconds after which the rows are counted: they are seen first."""
_DETAILS_AFTER = 0.03
"""Seconds after which the details of another row are read: the cursor is seen there first."""


class Browse(KeptScreen, inherit_bindings=False):
    """The list."""

    BINDINGS = bindings(
        "search",
        "filter",
        "sort",
        "columns",
        "views",
        "stage",
        "watch",
        "undo",
        "escape",
        "next_section",
        "previous_section",
    )
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Browse { background: $background; overflow: hidden; layers: base above; }
    Browse > #below { dock: bottom; margin: 0 0 1 0; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader: BrowseReader | None = None
        self.listing = Listing()
        self.own_columns: tuple[str, ...] = ()
        """Those that were chosen for every list that is no saved view."""
        self.all_groups: int | None = None
        self.found: int | None = None
        self.field = QueryField("Search by name", 40)
        self._completing: Completing | None = None
        self.table: LineTable[GroupRow] = LineTable(group_columns(lambda: self.host.clock), id="groups")
        self.key_line = KeyLine()
        self._frame = ListFrame(self.field)
        self._asked = 0
        self._window: RowWindow[BrowseRow] | None = None
        self._fault = ""
        self._left: ListState | None = None
        self._details: Timer | None = None
        self._position = 0

    @property
    def host(self) -> Host:
        """The app."""
        return host_of(self.app)

    def compose(self) -> ComposeResult:
        """Title, search, table, details, keys."""
        yield self._frame.title
        yield self.field
        yield self._frame.gap
        yield self.table
        yield self._frame.below
        yield self.key_line

    # -- content ---------------------------------------------------------------------------------------------------

    def take(self, reader: BrowseReader) -> None:
        """Show the list that ``reader`` reads; its first rows are read here and now."""
        self.reader = reader
        reader.fault = lambda error: self.host.fault(error, "reading the list of groups")
        reader.has_changed()
        self.own_columns = reader.ask(columns_of_all)
        if self._left is None:
            self.listing = replace(self.listing, columns=self.own_columns)
        self.table.set_order(self.listing.columns)
        if (source := self._source()) is not None:
            self._window = RowWindow(source, FIRST_ROWS // 2)
            group = self._left.group_id if self._left else None
            at = source.find(group) if group is not None else None
            if at is None:
                self._window.load_first()
            else:
                self._position = self._window.load_around(at)
        if self.is_mounted:
            self._show_window()

    def begin_at(self, left: ListState) -> None:
        """Before the list is there: show it as it was left when the program ended."""
        self.listing, self._left = left.listing, left
        self.field.set_value(left.listing.text)
        self.field.set_chips(in_words(left.listing.filters))

    @property
    def query_text(self) -> str:
        """The query of the groups that are listed."""
        return self.listing.query

    def state(self) -> ListState:
        """The list and the reader's place in it."""
        row, offset = self.table.cursor_row, self.table.cursor - self.table.scroll_offset.y
        return ListState(self.listing, row.group_id if isinstance(row, BrowseRow) else None, offset, self.found)

    def present(self, query: str, state: ListState | None) -> None:
        """Show the groups that ``query`` names, or the list as it was left."""
        self.listing = state.listing if state else listing_of(query, self.own_columns)
        self.field.set_value(self.listing.text)
        self.field.set_chips(in_words(self.listing.filters))
        self.table.set_sort(self.listing.sort, self.listing.descending)
        self.table.set_order(self.listing.columns)
        self._asked += 1  # what is being read for the list before is let go
        self._window, self._fault, self.found = None, "", state.found if state else None
        self._show_anew(state.group_id if state else None, state.offset if state else 0)
        if self.is_mounted:
            self.table.focus(scroll_visible=False)

    def _show_anew(self, group_id: int | None, offset: int) -> None:
        """Read the list between two keys, with the cursor on a group that stands ``offset`` rows down the view."""
        source = self._source()
        if source is None:
            return
        self.table.empty = empty_sentence(self.listing)
        at = source.find(group_id) if group_id is not None else None
        words = marked(self.listing.text)
        self.table.show(source, at=at, offset=offset, total=self.found if at else None, search=words)  # type: ignore[arg-type]
        self._show_title()
        self.set_timer(_COUNT_AFTER, self._count)

    def _source(self) -> GroupSource | None:
        """The list, for paging at once; None, and no rows but a sentence, where its query cannot be understood."""
        if self.reader is None:
            return None
        if not self.listing.query:
            return self.reader.source(self.listing)
        from bgdetails.store.query_language import QueryError

        try:
            return self.reader.source(self.listing)
        except QueryError as error:
            self.table.empty = (Span(str(error), "warning"),)
            self.table.show(ListSource[GroupRow]([], lambda row: row.name))
            self._refuse(error)
            return None

    def _refuse(self, error: QueryError) -> None:
        """Say what cannot be understood, and mark it in the field."""
        self._fault = str(error)
        place = error.start if error.query == self.listing.text else self.listing.place_in_text(error.start)
        self.field.set_mark(None if place is None else (place, error.length))
        self._show_title()

    def on_mount(self) -> None:
        """Show what was read before the screen was there."""
        self.table.set_sort(self.listing.sort, self.listing.descending)
        self.on_resize()
        self.table.focus(scroll_visible=False)
        self._show_window()

    def _show_window(self) -> None:
        window, self._window = self._window, None
        if window is None:
            return
        self.table.empty = empty_sentence(self.listing)
        position, self._position = self._position, 0
        offset = self._left.offset if self._left and position else 0
        self._left = None
        words = marked(self.listing.text)
        self.table.show_window(window, position, offset=offset, search=words)  # type: ignore[arg-type]
        self._show_title()
        self.set_timer(_COUNT_AFTER, self._count)

    def on_screen_resume(self) -> None:
        """The list as it is now, where an import has changed it meanwhile; the group under the cursor stays there."""
        self.list_again()

    def list_again(self, *, always: bool = False) -> None:
        """Read the list again where somebody has written to the workspace since; ``always``: in any case."""
        if self.reader is None or not (self.reader.has_changed() or always) or self._fault:
            return  # with a fault, what is being typed is no query yet: the rows stay
        state = self.state()
        self._show_anew(state.group_id, state.offset)

    def wait(self, sentence: str) -> None:
        """Say what is being waited for."""
        self.table.empty = (Span(sentence, "quiet"),)
        self.table.refresh()

    async def _count(self) -> None:
        """Count after the rows are seen."""
        from bgdetails.store.query_language import QueryError

        if self.reader is None:
            return
        listing = self.listing
        try:
            count = await self.reader.count(listing)
            if listing.query and self.all_groups is None:
                self.all_groups = await self.reader.count(Listing())
        except (sqlite3.DatabaseError, QueryError):
            return
        if listing == self.listing:
            self.found = count
            if not listing.query:
                self.all_groups = count
            self.table.set_total(count)
            self._show_title()
            self._show_details()
            if not count and marked(listing.text):
                meant = await self.tools.meant(listing.text)
                if listing == self.listing:
                    self.table.empty = empty_sentence(listing, meant)
                    self.table.refresh()

    # -- what is drawn -----------------------------------------------------------------------------------------------

    def _show_title(self) -> None:
        self._frame.show_title(self.listing, self.found, self.all_groups, self._fault)
        self._show_keys()

    def _show_details_soon(self) -> None:
        """After the row under the cursor is painted: of rows that one only passes, nothing is read."""
        if self._details is not None:
            self._details.stop()
        self._details = self.set_timer(_DETAILS_AFTER, self._show_details)

    def _show_details(self) -> None:
        place = f"{self.table.cursor + 1:,} of {self.found:,}" if self.found is not None else ""
        row = self.table.cursor_row
        details = self.reader.details(row) if self.reader is not None and isinstance(row, BrowseRow) else RowDetails()
        self._frame.show_details(row, details, place)

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        return entries_in(self.field) if self.focused is self.field else entries_of_rows(self.table.total)

    def on_resize(self) -> None:
        """Rows and widths follow the terminal."""
        self._frame.arrange()
        self._show_title()
        self._show_details()

    # -- searching and sorting ---------------------------------------------------------------------------------------

    @on(SearchField.Changed)
    async def _search(self, message: SearchField.Changed) -> None:
        await self._list(replace(self.listing, text=message.value))
        self._show_keys()
        if self._completing is None:
            from bgdetails.screens.completing import completing_on

            self._completing = completing_on(self, self.field, lambda: self.reader)
        self.host.later(self._completing.follow(), "completing what is typed")

    @on(LineTable.Sorted)
    async def _sort(self, message: LineTable.Sorted) -> None:
        message.stop()
        await self.sort_by(message.sort, message.descending)

    @property
    def tools(self) -> ListTools:
        """The choosers over the list."""
        from bgdetails.screens.list_tools import ListTools

        return ListTools(self, self)

    def action_sort(self) -> None:
        """Choose the column to sort by."""
        self.tools.sort()

    @on(QueryField.MoreWanted)
    def action_filter(self) -> None:
        """Add a filter."""
        self.tools.filter()

    def action_columns(self) -> None:
        """Choose the columns."""
        self.tools.columns()

    def action_stage(self) -> None:
        """Move the group under the cursor to another stage."""
        self.tools.stage()

    def action_watch(self) -> None:
        """Watch the group under the cursor, or no more."""
        self.tools.watch()

    def action_undo(self) -> None:
        """Undo what was done last to any group."""
        self.tools.undo()

    def action_views(self) -> None:
        """Open a saved view, or save the list as one."""
        self.tools.choose_view()

    async def sort_by(self, sort: str, descending: bool) -> None:
        """Sort the list."""
        await self._list(replace(self.listing, sort=sort, descending=descending))
        self.table.set_sort(sort, descending)

    async def _list(self, listing: Listing) -> None:
        """Show another list; what a later one has overtaken is let go."""
        if self.reader is None:
            return
        self.listing = listing
        self._asked += 1
        self.host.later(self._read(listing, self._asked), "listing the groups")

    async def _read(self, listing: Listing, asked: int) -> None:
        from bgdetails.store.query_language import QueryError

        assert self.reader is not None
        try:
            rows = await self.reader.first_rows(listing, FIRST_ROWS)
            source = self.reader.source(listing)
        except QueryError as error:
            if asked == self._asked:
                self._refuse(error)
            return
        except sqlite3.OperationalError as error:
            if asked == self._asked and server_fault(error) is not None:
                self.host.fault(error, "listing the groups")
            return
        if asked != self._asked:
            return
        self._fault = ""
        window = RowWindow(source, FIRST_ROWS // 2)
        window.hold(rows, 0, wanted=FIRST_ROWS)
        self.found = window.total if window.counted else None
        self._window = window
        self._show_window()

    def action_search(self) -> None:
        """Into the search field."""
        self.field.focus(scroll_visible=False)

    @on(QueryField.Removed)
    async def _take_filter_off(self, message: QueryField.Removed) -> None:
        await self.filter_by(tuple(f for n, f in enumerate(self.listing.filters) if n != message.number))

    async def filter_by(self, filters: tuple[str, ...]) -> None:
        """Have these filters hold."""
        self.field.set_chips(in_words(filters))
        await self._list(replace(self.listing, filters=filters, view=""))

    @on(SearchField.Escaped)
    def _leave_field(self, message: SearchField.Escaped) -> None:
        if not message.had_text:
            self.table.focus(scroll_visible=False)

    @on(QueryField.KeysChanged)
    @on(events.DescendantFocus)
    def _show_keys(self) -> None:
        """Which keys work depends on where the focus is, and on whether there are rows."""
        self.key_line.show(self.entries())

    def on_descendant_blur(self) -> None:
        """Something always has the focus, and the key line tells of it."""
        self.call_later(self._keep_focus)

    def _keep_focus(self) -> None:
        if self.focused is not self.field and self._completing is not None:
            self._completing.close()
        if self.focused is None and self.is_current:
            self.table.focus(scroll_visible=False)
        self._show_keys()

    def action_escape(self) -> None:
        """Undo one thing: the search, then the selection."""
        if self.focused is None:
            self.table.focus(scroll_visible=False)
        elif self.field.value:
            self.field.set_value("")
            self.host.later(self._list(replace(self.listing, text="")), "listing the groups")
        elif not self.table.clear_selection():
            self.host.go_back()

    @on(SearchField.Submitted)
    def action_next_section(self) -> None:
        """From the field to the rows."""
        self.table.focus(scroll_visible=False)

    def action_previous_section(self) -> None:
        """To the field."""
        self.action_search()

    @on(LineTable.Edge)
    def _up_to_field(self, message: LineTable.Edge) -> None:
        message.stop()
        if message.step < 0:
            self.action_search()

    # -- rows --------------------------------------------------------------------------------------------------------

    @on(LineTable.Highlighted)
    def _highlighted(self, message: LineTable.Highlighted) -> None:
        message.stop()
        self._show_details_soon()

    @on(LineTable.Opened)
    def _opened(self, message: LineTable.Opened) -> None:
        message.stop()
        if (target := self.target()) is not None:
            self.host.neighbours = ListWalk(self)
            self.host.go(target)

    def target(self) -> Target | None:
        """The group under the cursor."""
        row = self.table.cursor_row
        return Target("group", row.id) if isinstance(row, BrowseRow) else None

    def on_screen_suspend(self) -> None:
        """An overlay came over the page: the cursor becomes quiet. A page that comes on top is painted anyway."""
        self.table.refresh_cursor()
