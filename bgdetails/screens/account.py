"""Account details: Overview and Contacts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails.keys import Entry, bindings, entry
from bgdetails.navigation import Target
from bgdetails.screens.contact_source import ContactSource, read_contacts, read_everybody
from bgdetails.screens.coverage_filter import CoverageFilter, choose_coverage, fetch_coverage
from bgdetails.screens.coverage_people import fetch_cell, open_cell
from bgdetails.screens.deal import open_deal
from bgdetails.screens.explain import open_explanation
from bgdetails.screens.member_details import focused_person, open_member, people_in
from bgdetails.screens.noted import WatchablePage
from bgdetails.screens.overlap_details import open_overlap
from bgdetails.screens.page_state import PageState
from bgdetails.screens.reading import read_subject
from bgdetails.screens.summaries import SummaryKeys
from bgdetails.screens.whole_lists import ListOf, ListsPage
from bgdetails.summaries.model import SummaryText
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.pages import AccountPage, Contact, Coverage
from bgdetails.views.suggestions import ReachPerson
from bgdetails.widgets.account_section import DEALS, GROUPS, OVERLAP, AccountSummary, account_document
from bgdetails.widgets.account_strip import account_strip
from bgdetails.widgets.canvas import Canvas
from bgdetails.widgets.coverage_grid import PEOPLE_FROM, ShownCoverage, first_cell
from bgdetails.widgets.coverage_people import CoverageCell
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.notes_section import NOTES_SHOWN
from bgdetails.widgets.page_header import Header, Tab
from bgdetails.widgets.people_columns import contact_list
from bgdetails.widgets.people_tab import PeopleState, PeopleTab
from bgdetails.widgets.row_table import LONGEST_LIST
from bgdetails.widgets.suggestion_sections import REACH

if TYPE_CHECKING:
    from sqlmodel import Session

OVERVIEW, CONTACTS = "overview", "contacts"
_NOT_NARROWED = CoverageFilter()


class AccountShown(Struct, frozen=True):
    """What the page shows, with our id of the account."""

    record_id: int
    page: AccountPage
    summary: SummaryText
    contacts: ContactSource | tuple[Contact, ...] | None = None
    """None: they are on their way."""
    cell: CoverageCell | None = None
    """The cell of the coverage whose people stand beside it."""
    reach: tuple[ReachPerson, ...] | None = None
    """The same."""
    notes: Notes = NO_NOTES
    is_watched: bool = False
    narrowed: CoverageFilter = _NOT_NARROWED
    coverage_then: Coverage | None = None
    """The coverage of the day that the filter names."""

    @property
    def coverage(self) -> Coverage:
        """What passes the filter."""
        return self.narrowed.of(self.coverage_then or self.page.contact_coverage)


def fetch_account(session: Session, account_id: int, as_of: date) -> AccountShown:
    """Read an account with its summary."""
    from bgdetails.summaries.panel import summary_of_account
    from bgdetails.views.account import load_account
    from bgdetails.views.notes import load_notes
    from bgdetails.views.watched import is_account_watched

    page = load_account(session, account_id, as_of, LONGEST_LIST)
    summary = summary_of_account(session, account_id, page)
    notes = load_notes(session, "account", account_id, NOTES_SHOWN)
    watched = is_account_watched(session, account_id)
    return AccountShown(account_id, page, summary, notes=notes, is_watched=watched)


class AccountScreen(ListsPage[AccountShown], WatchablePage[AccountShown]):
    """The page of an account."""

    BINDINGS = bindings(
        "person",
        "explain",
        "summary",
        "number",
        "helpful",
        "not_helpful",
        "sort",
        "mail",
        "filter",
    )
    first_tab = OVERVIEW
    lists = (
        ListOf(GROUPS, "groups", "groups_at_account"),
        ListOf(DEALS, "opportunities", "deals_at_account"),
        ListOf(OVERLAP, "contact overlap", "overlap_at_account"),
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.contacts: PeopleTab[Contact] = PeopleTab(contact_list())
        self.summary_keys = SummaryKeys(self, lambda: self.view, self.show_anew)

    def fetch(self, target: Target) -> AccountShown:
        """Read the account; runs in a thread."""
        shown = read_subject(self.host, target, fetch_account)
        first = first_cell(shown.page.contact_coverage) if self.look.columns >= PEOPLE_FROM else None
        return replace(shown, cell=fetch_cell(self.host, shown.record_id, *first)) if first else shown

    def as_chosen(self, shown: AccountShown, view: AccountShown) -> AccountShown:
        """With the coverage as it is filtered, and the cell whose people are shown."""
        chosen, first = shown.cell, view.cell
        is_first = (chosen and (chosen.interest, chosen.role)) == (first and (first.interest, first.role))
        if is_first and shown.narrowed == _NOT_NARROWED:
            return view
        return replace(view, narrowed=shown.narrowed, coverage_then=shown.coverage_then, cell=chosen)

    def lacks(self, view: AccountShown) -> bool:
        """Everybody at the account, and who is worth a call, come later."""
        return view.reach is None or view.contacts is None

    def read_rest(self, view: AccountShown) -> Callable[[AccountShown], AccountShown]:
        """Read everybody and who is worth a call; runs in a thread."""
        from bgdetails.views.reach import load_account_reach

        with self.host.workspace.reading() as session:
            contacts = read_contacts(self.host, session, view.record_id)
            reach = load_account_reach(session, view.record_id, view.page.as_of)
        return lambda shown: replace(shown, contacts=contacts, reach=reach)

    def header(self, view: AccountShown) -> Header:
        """Name, strip, tabs."""
        tabs = (Tab(OVERVIEW, "Overview"), Tab(CONTACTS, "Contacts", view.page.overview.people))
        strip = partial(account_strip, view.page)
        return Header(view.page.name, strip=strip, tabs=tabs, is_watched=view.is_watched)

    def draw(self, view: AccountShown, columns: int) -> Document:
        """The Overview tab."""
        state = self.summary_keys.state(view.summary)
        summary = AccountSummary(view.summary, state)
        coverage = ShownCoverage(view.coverage, view.narrowed.words)
        return account_document(view.page, summary, self.look, view.cell, view.reach, view.notes, coverage)

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        ends = (
            entry("ask", 12),
            entry("jump", 9),
            entry("palette", 8),
            entry("help"),
            entry("escape", word=self.escape_word),
        )
        if self.focused is self.contacts.field:
            return self.contacts.field_entries()
        if self.listed is not None:
            return self.list.entries()
        if self.tab == CONTACTS:
            own = (entry("open", word="person page"), entry("search", 2), entry("sort", 3), entry("copy", 7))
            return (*own, *ends)
        website = (entry("mail", 6, "website"),) if self.view is not None and self.view.page.website else ()
        first = (entry("open"), entry("next_section", 1), self.search_entry(4, "contacts"))
        return (
            *first,
            entry("explain", 3, "explain who to reach"),
            entry("summary", 5),
            *website,
            entry("copy", 7),
            entry("note", 10),
            self.watch_entry(13, self.view is not None and self.view.is_watched),
            entry("filter", 11, "filter coverage"),
            *self.undo_entry(),
            *ends,
        )

    # -- tabs --------------------------------------------------------------------------------------------------------

    def compose_bodies(self) -> ComposeResult:
        """The canvas, the lists and the table of contacts."""
        yield from super().compose_bodies()
        yield self.contacts

    def bodies(self) -> Mapping[str, Widget]:
        """The Contacts tab has its own widget."""
        return {**super().bodies(), CONTACTS: self.contacts}

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Fill the Contacts tab, or a list."""
        assert self.view is not None
        if widget is not self.contacts:
            super().show_body(widget, state)
            return
        own = state.own if state is not None and isinstance(state.own, PeopleState) else None
        own = own or (PeopleState() if state is not None else None)
        contacts = self.view.contacts
        if isinstance(contacts, ContactSource):
            self.contacts.fill_pages(contacts, own)
        else:
            self.contacts.fill(contacts or (), own)

    def own_state(self) -> object:
        """Search, order and row of the Contacts tab, or of a list."""
        return self.contacts.state() if self.tab == CONTACTS else super().own_state()

    def stops(self) -> Iterator[Widget]:
        """Header, and the canvas or the field and the table."""
        if self.tab == CONTACTS:
            yield self.page_header
            yield self.contacts.field
            yield self.contacts.table
        else:
            yield from super().stops()

    def undo_one(self) -> bool:
        """Esc first stops a summary that is being written, then clears the search."""
        if self.summary_keys.stop() or (self.tab == CONTACTS and self.contacts.clear_search()):
            return True
        return super().undo_one()

    @on(PeopleTab.Wanted)
    def _want_everybody(self, message: PeopleTab.Wanted) -> None:
        """A search or another order needs more than the pages that are kept."""
        message.stop()
        if self.view is not None:
            self.host.later(self._read_everybody(self.view), "reading the contacts")

    async def _read_everybody(self, view: AccountShown) -> None:
        contacts = await asyncio.to_thread(read_everybody, self.host, view.record_id)
        if self.view is not None and self.view.contacts is view.contacts:
            self.view = replace(self.view, contacts=contacts)
            self.contacts.fill(contacts, None)

    @on(LineTable.Edge)
    def _leave_table(self, message: LineTable.Edge) -> None:
        if self.tab == CONTACTS and message.step < 0:
            message.stop()
            self.action_previous_section()

    @on(LineTable.Opened)
    def _open_row(self, message: LineTable.Opened) -> None:
        row = self.contacts.table.cursor_row if self.tab == CONTACTS else None
        if row is not None:
            message.stop()
            self.host.go(Target("person", row.id))

    def act(self, action: Action) -> None:
        """What the focused thing tells: a website, a cell's people, a deal's check, somebody's groups or details."""
        if action.name == "website":
            self.action_mail()
        elif action.name == "member":
            open_member(self.app, action.value, None, people_in(self.canvas, REACH))
        elif action.name == "cell" and self.view is not None:
            interest, _, role = action.value.partition("\n")
            open_cell(self.app, self.view.record_id, interest, role, self.view.narrowed.day)
        elif action.name == "note":
            self.action_note(action.value)
        elif action.name == "deal":
            open_deal(self.app, action.value)
        elif action.name == "overlap" and self.view is not None:
            person = next((each for each in self.view.page.contact_overlap if each.id == action.value), None)
            if person is not None:
                open_overlap(self.app, person)

    # -- coverage ----------------------------------------------------------------------------------------------------

    @on(Canvas.Focused)
    def _focus_cell(self, message: Canvas.Focused) -> None:
        """The people beside the grid are those of the focused cell."""
        opens = message.spot.opens
        if isinstance(opens, Action) and opens.name == "cell" and self.look.columns >= PEOPLE_FROM:
            self.host.later(self._show_cell(opens.value), "listing people")

    async def _show_cell(self, value: str) -> None:
        view = self.view
        interest, _, role = value.partition("\n")
        if view is None or (view.cell is not None and (view.cell.interest, view.cell.role) == (interest, role)):
            return
        cell = await asyncio.to_thread(fetch_cell, self.host, view.record_id, interest, role, view.narrowed.day)
        opens = self.canvas.spot.opens if self.canvas.spot is not None else None
        if self.view is view and isinstance(opens, Action) and opens.value == value:
            self.view = fresh = replace(view, cell=cell)
            self.canvas.show(lambda columns: self.draw(fresh, columns))

    def action_filter(self) -> None:
        """Narrow the contact coverage."""
        if self.view is not None and self.tab == OVERVIEW:
            page = self.view.page

            def chosen(narrowed: CoverageFilter) -> None:
                self.host.later(self._narrow(narrowed), "counting the contact coverage")

            choose_coverage(self.app, page.contact_coverage, self.view.narrowed, page.as_of, chosen)

    async def _narrow(self, narrowed: CoverageFilter) -> None:
        """Show what passes a filter, and the people of its first cell."""
        view = self.view
        if view is None:
            return
        day = narrowed.day
        then = await asyncio.to_thread(fetch_coverage, self.host, view.record_id, day) if day else None
        fresh = replace(view, narrowed=narrowed, coverage_then=then, cell=None)
        first = first_cell(fresh.coverage) if self.look.columns >= PEOPLE_FROM else None
        if first is not None:
            cell = await asyncio.to_thread(fetch_cell, self.host, view.record_id, *first, day)
            fresh = replace(fresh, cell=cell)
        if self.view is view:
            self.show_anew(fresh)

    # -- keys --------------------------------------------------------------------------------------------------------

    def action_mail(self) -> None:
        """Open the website."""
        if self.view is not None and self.view.page.website:
            address = self.view.page.website.strip()
            self.host.open_address(address if "://" in address else f"https://{address}")

    def action_person(self) -> None:
        """The page of the focused person."""
        person = focused_person(self.canvas) if self.tab == OVERVIEW else None
        if person is not None:
            self.host.go(Target("person", person))

    def action_explain(self) -> None:
        """How who to reach is ranked."""
        if self.target is not None:
            open_explanation(self.app, self.target)

    def action_search(self) -> None:
        """Search the list that has the focus; among the contacts where none has."""
        if self.tab != CONTACTS and (self.listed or self.list_here()) is not None:
            super().action_search()
        elif self.view is not None:
            self.lead_to_tab(CONTACTS)
            self.contacts.field.focus(scroll_visible=False)

    def list_here(self) -> ListOf | None:
        """Where no list has the focus, the contacts are searched."""
        return self.focused_list()

    def action_sort(self) -> None:
        """Sort the contacts by the next column."""
        if self.tab == CONTACTS:
            self.contacts.sort_next()

    def action_copy(self) -> None:
        """Copy the focused contact or row, else the account's name."""
        if self.copy_listed():
            return
        row = self.contacts.table.cursor_row if self.tab == CONTACTS else None
        if row is not None:
            self.host.copy(f"{row.name} <{row.email}>" if row.email else row.name, row.name)
        elif self.view is not None:
            self.host.copy(self.view.page.name, "the account's name")

    @property
    def escape_word(self) -> str:
        """What Esc does now."""
        return "stop" if self.summary_keys.is_writing else "back"

    def presented(self) -> None:
        """The settings may ask for a summary by Claude."""
        self.summary_keys.came()

    def action_summary(self) -> None:
        """Write the summary again."""
        self.summary_keys.write_again()

    def action_helpful(self) -> None:
        """The summary helped."""
        if self.tab == OVERVIEW:
            self.summary_keys.answer(True)

    def action_not_helpful(self) -> None:
        """The summary did not help."""
        if self.tab == OVERVIEW:
            self.summary_keys.answer(False)
