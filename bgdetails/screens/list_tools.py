"""What a reader does to the list of groups besides searching: sort, filters, columns, saved views."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from bgdetails.navigation import LIST, Target
from bgdetails.screens.host import host_of
from bgdetails.screens.listing import ListState, listing_of
from bgdetails.screens.overlays import kept, show
from bgdetails.store.saved_views import SavedView, forget_view, keep_view, saved_views

if TYPE_CHECKING:
    from sqlmodel import Session
    from textual.screen import Screen

    from bgdetails.screens.browse_reader import BrowseReader
    from bgdetails.screens.by_hand import ByHand
    from bgdetails.screens.listing import Listing
    from bgdetails.widgets.browse_columns import GroupRow
    from bgdetails.widgets.line_table import LineTable

_READ_ONLY = "This workspace is read-only: views are not kept."
_COLUMNS_READ_ONLY = "This workspace is read-only: columns are not kept."


class Listed(Protocol):
    """The list that the choosers are over."""

    reader: BrowseReader | None
    listing: Listing
    own_columns: tuple[str, ...]
    table: LineTable[GroupRow]

    def target(self) -> Target | None:
        """The group under the cursor."""

    async def sort_by(self, sort: str, descending: bool) -> None:
        """Sort the list."""

    async def filter_by(self, filters: tuple[str, ...]) -> None:
        """Have these filters hold."""

    def list_again(self) -> None:
        """Read the list again where somebody has written to the workspace since."""


class ListTools:
    """The choosers over one list, and what they do to it; ``screen`` is what shows it."""

    def __init__(self, screen: Screen[Any], browse: Listed) -> None:
        self._screen = screen
        self._browse = browse
        self._app = screen.app
        self._host = host_of(screen.app)

    def sort(self) -> None:
        """Choose the column to sort by."""
        from bgdetails.screens.sort_chooser import SortChooser

        browse = self._browse
        chooser = kept(self._app, "sort", lambda: SortChooser())
        chooser.offer(browse.table, lambda sort, down: self._host.later(browse.sort_by(sort, down), "sorting"))
        show(self._app, chooser)

    def filter(self) -> None:
        """Add a filter."""
        from bgdetails.screens.filter_chooser import FilterChooser

        browse, reader = self._browse, self._browse.reader
        if reader is None:
            return
        chooser = kept(self._app, "filter", lambda: FilterChooser())
        chooser.start(
            reader.values_of,
            lambda part: self._host.later(browse.filter_by((*browse.listing.filters, part)), "filtering"),
        )
        show(self._app, chooser)

    def columns(self) -> None:
        """Choose the columns."""
        from bgdetails.screens.column_chooser import ColumnChooser
        from bgdetails.widgets.columns import NEVER

        browse = self._browse
        chooser = kept(self._app, "columns", lambda: ColumnChooser())
        titles = {column.id: column.title for column in browse.table.columns}
        standard = dict.fromkeys(column.id for column in browse.table.columns if column.from_width < NEVER)
        chooser.offer(list(titles.items()), list(standard), browse.listing.columns, self._show_columns)
        show(self._app, chooser)

    def _show_columns(self, columns: tuple[str, ...]) -> None:
        browse = self._browse
        browse.listing = replace(browse.listing, columns=columns)
        browse.table.set_order(columns)
        if not browse.listing.view:
            browse.own_columns = columns
            self._host.later(self._keep_columns(columns), "keeping the columns")

    async def _keep_columns(self, columns: tuple[str, ...]) -> None:
        if not await self._write(lambda session: keep_view(session, SavedView("", columns=columns))):
            self._host.say(_COLUMNS_READ_ONLY, kind="warning")

    async def meant(self, text: str) -> str:
        """The account that may be meant by a text that finds no group; empty where none is called nearly so."""
        reader = self._browse.reader
        try:
            hits = (await reader.find(text, ("account",), 1)).hits if reader is not None else ()
        except sqlite3.OperationalError:
            return ""
        return hits[0].name if hits else ""

    # -- by hand -----------------------------------------------------------------------------------------------------

    def stage(self) -> None:
        """Move the group under the cursor to another stage."""
        target = self._browse.target()
        if target is not None:
            self._by_hand().choose_stage(target)

    def watch(self) -> None:
        """Watch the group under the cursor, or no more."""
        target = self._browse.target()
        if target is not None:
            self._by_hand().watch(target)

    def undo(self) -> None:
        """Undo what was done last to any group."""
        self._by_hand().undo(None)

    def _by_hand(self) -> ByHand:
        from bgdetails.screens.by_hand import ByHand

        return ByHand(self._screen, self._list_again)

    async def _list_again(self) -> None:
        self._browse.list_again()

    # -- saved views -------------------------------------------------------------------------------------------------

    def views(self) -> list[SavedView]:
        """The saved views."""
        reader = self._browse.reader
        return reader.ask(saved_views) if reader is not None else []

    def choose_view(self) -> None:
        """Open a view, or save the list as one."""
        from bgdetails.screens.views_chooser import ViewsChooser

        chooser = kept(self._app, "views", lambda: ViewsChooser())
        chooser.offer(self.views(), self)
        show(self._app, chooser)

    def openers(self) -> dict[str, Callable[[], None]]:
        """What opens each of the views, by name."""
        return {view.name: partial(self.open_view, view) for view in self.views()}

    def open_view(self, view: SavedView) -> None:
        """Show a view's list; Back leads to the one before."""
        listing = replace(
            listing_of(view.query, view.columns or self._browse.own_columns),
            sort=view.sort,
            descending=view.descending,
            view=view.name,
        )
        self._host.go(Target(LIST, view.query), state=ListState(listing))

    def expect_name(self) -> None:
        """A name is being typed: where no view can be kept, that is said at once, and nothing is typed in vain."""
        self._host.later(self._refuse_name(), "keeping a view")

    async def _refuse_name(self) -> None:
        if await asyncio.to_thread(lambda: self._host.workspace.read_only):
            self._say_what_became(kept=False, said="")

    def save_view(self, name: str, instead_of: SavedView | None) -> None:
        """Keep the present list, or an older view, under a name."""
        now = self._browse.listing
        if instead_of is not None:
            view = replace(instead_of, name=name)
        else:
            view = SavedView(name, now.query, now.sort, now.descending, now.columns)

        def write(session: Session) -> None:
            if instead_of is not None:
                forget_view(session, instead_of.name)
            keep_view(session, view)

        self._host.later(self._keep(write, f"Saved the view {name}."), "keeping a view")

    def delete_view(self, view: SavedView) -> None:
        """Keep a view no more."""
        if not view.is_kept:
            self._host.say(f"{view.name} is always there.", kind="warning")
            return
        self._host.later(self._keep(lambda s: forget_view(s, view.name), f"Deleted the view {view.name}."), "deleting")

    async def _keep(self, write: Callable[[Session], None], said: str) -> None:
        self._say_what_became(kept=await self._write(write), said=said)

    def _say_what_became(self, *, kept: bool, said: str) -> None:
        if kept:
            self._host.say(said)
        else:
            self._host.say(_READ_ONLY, kind="warning")
        from bgdetails.screens.views_chooser import ViewsChooser

        if isinstance(self._app.screen, ViewsChooser):
            self._app.screen.show_views(self.views())

    async def _write(self, write: Callable[[Session], None]) -> bool:
        host = self._host

        def work() -> bool:
            if host.workspace.read_only:
                return False
            with host.workspace.writing() as session:
                write(session)
            return True

        return await asyncio.to_thread(work)
