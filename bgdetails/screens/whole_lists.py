"""Pages whose lists can be searched: ``/`` puts a list, whole, in the place of the body; Esc brings that back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.screens.page import Page
from bgdetails.screens.page_state import PageState
from bgdetails.screens.reading import read_subject
from bgdetails.screens.saving import save_as_csv
from bgdetails.widgets.canvas import Place
from bgdetails.widgets.document import Action
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.table_columns import ShownTable, looked_through, shown_table
from bgdetails.widgets.table_tab import TableState, TableTab

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from bgdetails.views.table import Asked, Table

V = TypeVar("V")


class ListOf(Struct, frozen=True):
    """A list of a page: the section that shows its first rows, what is searched, and how it is read.

    ``read`` names a function of ``views/whole_lists.py``, which is imported when a list is opened first.
    """

    section: str
    noun: str
    read: str


class ListsPage(Page[V]):
    """The page. The section of a list is also the tab that shows it whole; the first one is that of the page."""

    BINDINGS = bindings("search", "export", "copy")
    lists: ClassVar[Sequence[ListOf]] = ()
    open_word: ClassVar[str] = "open"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.list = TableTab(is_part=True)
        self._one = asyncio.Lock()
        self._left = Place()
        """Where the reader was in the body."""

    @property
    def listed(self) -> ListOf | None:
        """The list that is shown whole."""
        return next((each for each in self.lists if each.section == self.tab), None)

    def list_here(self) -> ListOf | None:
        """The list that ``/`` searches: that of the section with the focus, else the page's first."""
        return self.focused_list() or next(iter(self.lists), None)

    def focused_list(self) -> ListOf | None:
        """The list of the section with the focus."""
        section = self.canvas.spot.section if self.canvas.spot is not None else ""
        return next((each for each in self.lists if each.section == section), None)

    def search_entry(self, rank: int, otherwise: str | None = None) -> Entry:
        """Of the key line; ``otherwise``: what is searched where that is no list of these."""
        found = self.list_here()
        return entry("search", rank, found.noun if found is not None else otherwise)

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now, of a page that has no others."""
        if self.listed is not None:
            return self.list.entries()
        opens: tuple[Entry, ...] = ()
        if self.canvas.document.spots:
            opens = (entry("open", word=self.open_word), entry("next_section", 1), entry("jump", 4))
        return (*opens, self.search_entry(1), entry("copy", 5), *ends(2))

    def copy_listed(self) -> bool:
        """Copy the name of the row with the focus; False where no list is shown whole."""
        row = self.list.table.cursor_row if self.listed is not None else None
        if row is not None:
            self.host.copy(row.name, row.name)
        return self.listed is not None

    # -- the frame -------------------------------------------------------------------------------------------------

    def compose_bodies(self) -> ComposeResult:
        """The page's own, and the list."""
        yield from super().compose_bodies()
        yield self.list

    def bodies(self) -> Mapping[str, Widget]:
        """The list, for each that there is."""
        return {**super().bodies(), **{each.section: self.list for each in self.lists}}

    def show_tab(self, tab: str) -> None:
        """Go to a list, or back from it to where one was in the body."""
        if tab == self.tab:
            return
        if self.listed is None:
            self._left = self.canvas.place()
            super().show_tab(tab)
        elif tab == self.first_tab:
            self._show_from(PageState(tab, self._left, self.focused is self.page_header))
        else:
            super().show_tab(tab)

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Begin the list; it is read in a thread."""
        listed = self.listed
        if listed is None:
            super().show_body(widget, state)
            return
        if state is not None:
            self._left = state.place if state.place.spot is not None else self._left
            self.list.begin(state.own if isinstance(state.own, TableState) else TableState())
        self.host.later(self._read_list(listed), f"listing {listed.noun}")

    async def _read_list(self, listed: ListOf) -> None:
        target, view = self.target, self.view
        if target is None or view is None:
            return
        name, clock = self.name_of(view), self.host.clock
        shown = await asyncio.to_thread(lambda: shown_table(self._load(target, listed, name), clock, self._fault))
        if self.target == target and self.listed is listed and self.view is not None:
            self.list.fill(shown, clock)

    def _load(self, target: Target, listed: ListOf, name: str) -> Table:
        from bgdetails.views import whole_lists

        read: whole_lists.WholeList = getattr(whole_lists, listed.read)

        def load(session: Session, record_id: int, as_of: date) -> Table:
            return read(session, record_id, name, as_of)

        return read_subject(self.host, target, load)

    def _fault(self, error: Exception) -> None:
        self.host.fault(error, "reading the list")

    @on(TableTab.Wanted)
    def _want_rows(self, message: TableTab.Wanted) -> None:
        """A long list is searched or sorted."""
        message.stop()
        if self.list.shown is not None:
            self.host.later(self._look_through(self.list.shown, message.asked), "searching the list")

    async def _look_through(self, shown: ShownTable, asked: Asked) -> None:
        """Go through all rows; meanwhile, of what is asked for only the last counts."""
        clock = self.host.clock
        async with self._one:
            if self.list.shown is not shown or self.list.asked != asked:
                return
            found = await asyncio.to_thread(lambda: looked_through(shown, asked, clock, self._fault))
        if self.list.shown is shown:
            self.list.find(asked, found)

    def own_state(self) -> object:
        """Order, search and row of the list."""
        return self.list.state() if self.listed is not None else super().own_state()

    def stops(self) -> Iterator[Widget]:
        """Header, field and table where a list is shown whole."""
        if self.listed is None:
            yield from super().stops()
            return
        yield self.page_header
        yield self.list.field
        yield self.list.table

    def undo_one(self) -> bool:
        """Esc first clears the search, then leads back to the page's body."""
        if self.listed is None:
            return super().undo_one()
        if not self.list.clear_search():
            self.show_tab(self.first_tab)
        return True

    # -- keys ------------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Search a list, all of it."""
        found = self.listed or self.list_here()
        if self.view is not None and found is not None:
            self.show_tab(found.section)
            self.list.field.focus(scroll_visible=False)

    def action_export(self) -> None:
        """Save the list that is shown whole."""
        shown = self.list.shown
        if self.listed is not None and shown is not None:
            self.host.later(save_as_csv(self.host, lambda: shown.table), "saving the list")

    @on(LineTable.Edge)
    def _leave_list(self, message: LineTable.Edge) -> None:
        if self.listed is not None and message.step < 0:
            message.stop()
            self.list.field.focus(scroll_visible=False)

    @on(LineTable.Opened)
    def _open_listed(self, message: LineTable.Opened) -> None:
        opens = self.list.opens if self.listed is not None else None
        if isinstance(opens, Target):
            self.host.go(opens)
        elif opens is not None:
            self.act(Action(opens.what, opens.id))
