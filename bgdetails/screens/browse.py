"""Browse: all buying groups, searched as one types, sorted on any column."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from bgdetails import wording
from bgdetails.keys import Entry, bindings, entry
from bgdetails.navigation import Target
from bgdetails.screens.browse_reader import BrowseReader, Listing
from bgdetails.screens.host import Host, host_of
from bgdetails.store.browse import BrowseRow
from bgdetails.widgets.browse_columns import GroupRow, detail_lines, group_columns
from bgdetails.widgets.document import Line, Span, line_width, pad
from bgdetails.widgets.drawing import NARROW, SHORT_ROWS, content_width
from bgdetails.widgets.key_line import KeyLine
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.row_window import RowWindow
from bgdetails.widgets.rows import Rows
from bgdetails.widgets.search_field import SearchField

if TYPE_CHECKING:
    from bgdetails.screens.by_hand import ByHand

FIRST_ROWS = 120
"""Rows that are read before the first frame."""
_COUNT_AFTER = 0.02
"""Seconds after which the rows are counted: they are seen first."""


class Browse(Screen[None], inherit_bindings=False):
    """The list. It is also what ``n`` and ``p`` of a group's page go through (``Neighbours``)."""

    BINDINGS = bindings("search", "sort", "stage", "undo", "escape", "next_section", "previous_section")
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Browse { background: $background; overflow: hidden; }
    Browse > #below { dock: bottom; margin: 0 0 1 0; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader: BrowseReader | None = None
        self.listing = Listing()
        self.all_groups: int | None = None
        self.found: int | None = None
        self.title_rows = Rows(2)
        self.field = SearchField("Search by name", 40)
        self.gap = Rows(1)
        self.table: LineTable[GroupRow] = LineTable(group_columns(lambda: self.host.clock), id="groups")
        self.below = Rows(3, id="below")
        self.key_line = KeyLine()
        self._asked = 0
        self._window: RowWindow[BrowseRow] | None = None
        self._fault = ""

    @property
    def host(self) -> Host:
        """The app."""
        return host_of(self.app)

    def compose(self) -> ComposeResult:
        """Title, search, table, details, keys."""
        yield self.title_rows
        yield self.field
        yield self.gap
        yield self.table
        yield self.below
        yield self.key_line

    # -- content ---------------------------------------------------------------------------------------------------

    def take(self, reader: BrowseReader) -> None:
        """Show the list that ``reader`` reads; its first rows are read here and now."""
        self.reader = reader
        reader.fault = self._tell_unreadable
        reader.has_changed()
        source = reader.source(self.listing)
        self._window = RowWindow(source, FIRST_ROWS // 2)
        self._window.load_first()
        if self.is_mounted:
            self._show_window()

    def on_mount(self) -> None:
        """Show what was read before the screen was there."""
        self.table.set_sort(self.listing.sort, self.listing.descending)
        self._arrange()
        self.key_line.show(self.entries())
        self.table.focus(scroll_visible=False)
        if self._window is not None:
            self._show_window()

    def _show_window(self) -> None:
        window, self._window = self._window, None
        if window is None:
            return
        self.table.empty = self._empty_sentence()
        self.table.show_window(window, search=self._marked())  # type: ignore[arg-type]
        self._show_title()
        self.set_timer(_COUNT_AFTER, self._count)

    def on_screen_resume(self) -> None:
        """The list as it is now, where an import has changed it meanwhile; the group under the cursor stays there."""
        from bgdetails.store.query_language import QueryError

        if self.reader is None or not self.reader.has_changed():
            return
        try:
            source = self.reader.source(self.listing)
        except QueryError:
            return  # what is being typed is no query yet: the rows stay
        row = cast("BrowseRow | None", self.table.cursor_row)
        at = source.find(row.id) if row is not None else None
        self.table.show(source, at=at, search=self._marked())  # type: ignore[arg-type]
        self.set_timer(_COUNT_AFTER, self._count)

    def _tell_unreadable(self, error: Exception) -> None:
        self.host.fault(error, "reading the list of groups")

    def wait(self, sentence: str) -> None:
        """Say what is being waited for."""
        self.table.empty = (Span(sentence, "quiet"),)
        self.table.refresh()

    def _marked(self) -> str:
        """What to mark in names: the text, where it is nothing but words."""
        text = self.listing.text.strip()
        return "" if any(sign in text for sign in ':()"<>=') else text

    def _empty_sentence(self) -> Line:
        if not self.listing.text:
            return (
                Span("No buying groups yet.  ", "bold"),
                Span("They come with data: ", "quiet"),
                Span("bgdetails import PATH", "bold"),
            )
        return (
            Span("No group matches ", "bold"),
            Span(f"“{self.listing.text.strip()}”", "accent bold"),
            Span(".", "bold"),
            Span("   Esc", "key"),
            Span(" clear the search", "quiet"),
        )

    async def _count(self) -> None:
        """Count after the rows are seen."""
        from bgdetails.store.query_language import QueryError

        if self.reader is None:
            return
        listing = self.listing
        try:
            count = await self.reader.count(listing)
        except (sqlite3.OperationalError, QueryError):
            return
        if listing == self.listing:
            self.found = count
            if not listing.text:
                self.all_groups = count
            self.table.set_total(count)
            self._show_title()
            self._show_details()

    # -- what is drawn -----------------------------------------------------------------------------------------------

    @property
    def _is_low(self) -> bool:
        return self.app.size.height < SHORT_ROWS

    def _arrange(self) -> None:
        """Few rows: the title goes, and its count stands beside the search field."""
        columns = content_width(self.app.size.width)
        low = self._is_low
        self.title_rows.display = self.gap.display = not low
        self.field.cells = (60 if columns >= 140 else 40 if columns >= 100 else 24) if columns >= NARROW else columns
        self.field.hint = "Search by name" if columns >= NARROW else "Search groups"
        self.field.refresh()
        self._show_title()
        self._show_details()

    def _counted(self) -> str:
        if self.found is None:
            return ""
        if self.listing.text and self.all_groups is not None:
            return f"{self.found:,} of {wording.plural(self.all_groups, 'group')}"
        return wording.plural(self.found, "group")

    def _show_title(self) -> None:
        columns = content_width(self.app.size.width)
        counted = self._counted()
        beside: Line = (Span(self._fault, "warning"),) if self._fault else ()
        short = counted.removesuffix(" groups").removesuffix(" group") if columns < NARROW else counted
        self.field.set_beside(beside, (Span(short, "quiet"),) if self._is_low else ())
        left: Line = (Span("Buying groups", "bold"), Span(f"   {counted}", "quiet"))
        right = f"as of {wording.full_day(self.host.as_of)}"
        if line_width(left) + len(right) + 2 <= columns:
            left = (*pad(left, columns - len(right)), Span(right, "quiet"))
        self.title_rows.show(left)

    def _show_details(self) -> None:
        columns = content_width(self.app.size.width)
        glyphs = self.host.glyphs
        rule: Line = (Span(glyphs.rule * columns, "hairline"),)
        row = self.table.cursor_row
        if row is None:
            self.below.show(rule)
            return
        place = f"{self.table.cursor + 1:,} of {self.found:,}" if self.found is not None else ""
        self.below.show(rule, *detail_lines(row, place, columns, glyphs, self.host.clock))

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        if self.focused is self.field:
            return (Entry(entry("open").shown, "to the rows"), Entry("Esc", "clear" if self.field.value else "leave"))
        return (
            entry("open"),
            entry("search", 1),
            entry("sort", 4),
            *((entry("stage", 5),) if self.table.total else ()),
            entry("palette", 6),
            entry("help"),
            entry("leave"),
        )

    def on_resize(self) -> None:
        """Rows and widths follow the terminal."""
        self._arrange()

    # -- searching and sorting ---------------------------------------------------------------------------------------

    @on(SearchField.Changed)
    async def _search(self, message: SearchField.Changed) -> None:
        await self._list(Listing(message.value, self.listing.sort, self.listing.descending))
        self.key_line.show(self.entries())

    @on(LineTable.Sorted)
    async def _sort(self, message: LineTable.Sorted) -> None:
        message.stop()
        await self.sort_by(message.sort, message.descending)

    def action_sort(self) -> None:
        """Choose the column to sort by."""
        from bgdetails.screens.overlays import kept, show
        from bgdetails.screens.sort_chooser import SortChooser

        chooser = kept(self.app, "sort", lambda: SortChooser())
        chooser.offer(self.table, lambda sort, down: self.host.later(self.sort_by(sort, down), "sorting"))
        show(self.app, chooser)

    async def sort_by(self, sort: str, descending: bool) -> None:
        """Sort the list."""
        await self._list(Listing(self.listing.text, sort, descending))
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
                self._fault = str(error)
                self._show_title()
            return
        except sqlite3.OperationalError:
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

    @on(SearchField.Submitted)
    def _to_rows(self) -> None:
        self.table.focus(scroll_visible=False)

    @on(SearchField.Escaped)
    def _leave_field(self, message: SearchField.Escaped) -> None:
        if not message.had_text:
            self.table.focus(scroll_visible=False)

    def on_descendant_focus(self) -> None:
        """The field has keys of its own."""
        self.key_line.show(self.entries())

    def on_descendant_blur(self) -> None:
        """Something always has the focus, and the key line tells of it."""
        self.call_later(self._keep_focus)

    def _keep_focus(self) -> None:
        if self.focused is None and self.is_current and self.app.app_focus:
            self.table.focus(scroll_visible=False)
        self.key_line.show(self.entries())

    def action_escape(self) -> None:
        """Undo one thing: the search, then the selection."""
        if self.focused is None:
            self.table.focus(scroll_visible=False)
        elif self.field.value:
            self.field.set_value("")
            self.host.later(self._list(Listing("", self.listing.sort, self.listing.descending)), "listing the groups")
        elif not self.table.clear_selection():
            self.host.go_back()

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

    # -- by hand -----------------------------------------------------------------------------------------------------

    def _by_hand(self) -> ByHand:
        from bgdetails.screens.by_hand import ByHand

        return ByHand(self, self._list_again)

    async def _list_again(self) -> None:
        self.on_screen_resume()

    def action_stage(self) -> None:
        """Move the group under the cursor to another stage."""
        row = self.table.cursor_row
        if isinstance(row, BrowseRow):
            self._by_hand().choose_stage(Target("group", row.id))

    def action_undo(self) -> None:
        """Undo what was done last to any group."""
        self._by_hand().undo(None)

    # -- rows --------------------------------------------------------------------------------------------------------

    @on(LineTable.Highlighted)
    def _highlighted(self, message: LineTable.Highlighted) -> None:
        message.stop()
        self._show_details()

    @on(LineTable.Opened)
    def _opened(self, message: LineTable.Opened) -> None:
        message.stop()
        row = self.table.cursor_row
        if isinstance(row, BrowseRow):
            self.host.neighbours = self
            self.host.go(Target("group", row.id))

    def on_screen_suspend(self) -> None:
        """An overlay came over the page: the cursor becomes quiet. A page that comes on top is painted anyway."""
        self.table.refresh_cursor()

    def position(self, target: Target) -> tuple[int, int] | None:
        """Where a group stands in the list."""
        row = self.table.cursor_row
        if target.kind != "group" or not isinstance(row, BrowseRow) or row.id != target.id or self.found is None:
            return None
        return self.table.cursor + 1, self.found

    def step(self, target: Target, by: int) -> Target | None:
        """The next or previous group of the list; the cursor goes along."""
        if self.position(target) is None:
            return None
        to = self.table.cursor + by
        if not 0 <= to < self.table.total:
            return None
        self.table.move_to(to)
        row = self.table.cursor_row
        return Target("group", row.id) if isinstance(row, BrowseRow) else None
