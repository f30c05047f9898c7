"""Buying group details: Overview and Members."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.screens.explain import open_explanation
from bgdetails.screens.hand_over import open_hand_over
from bgdetails.screens.member_details import focused_person, open_member, people_in
from bgdetails.screens.noted import WatchablePage
from bgdetails.screens.page_state import PageState
from bgdetails.screens.reading import read_subject, record_of
from bgdetails.screens.summaries import SummaryKeys
from bgdetails.summaries.model import SummaryText
from bgdetails.views.change_values import SinceLook
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.pages import GroupPage, MemberCard
from bgdetails.views.suggestions import GroupSuggestions
from bgdetails.widgets.document import Action, Document, Span
from bgdetails.widgets.group_section import GroupSummaries, group_document, no_members
from bgdetails.widgets.group_strip import group_strip
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.notes_section import NOTES_SHOWN
from bgdetails.widgets.page_header import Header, Tab
from bgdetails.widgets.parts import quiet
from bgdetails.widgets.people_columns import member_list
from bgdetails.widgets.people_tab import PeopleState, PeopleTab
from bgdetails.widgets.suggestion_sections import CANDIDATES, REACH

if TYPE_CHECKING:
    from sqlmodel import Session

OVERVIEW, MEMBERS = "overview", "members"


class GroupShown(Struct, frozen=True):
    """What the page shows, with our ids of the group and its account."""

    record_id: int
    page: GroupPage
    summary: SummaryText
    account_summary: SummaryText
    members: tuple[MemberCard, ...]
    suggestions: GroupSuggestions | None = None
    """None: they are on their way."""
    since_look: SinceLook | None = None
    newest_activity: int = 0
    notes: Notes = NO_NOTES
    is_watched: bool = False


def fetch_group(session: Session, group_id: int, as_of: date) -> GroupShown:
    """Read a group with its summaries and members."""
    from bgdetails.summaries.panel import load_summary, summary_of_group
    from bgdetails.views.group import load_group
    from bgdetails.views.members import load_members
    from bgdetails.views.notes import load_notes
    from bgdetails.views.since_look import load_since_look, newest_activity
    from bgdetails.views.watched import is_group_watched

    page = load_group(session, group_id, as_of)
    members = load_members(session, group_id, as_of)
    account_id = record_of(session, Target("account", page.account.id))
    return GroupShown(
        group_id,
        page,
        summary_of_group(session, group_id, page),
        load_summary(session, "account", account_id, as_of),
        members,
        since_look=load_since_look(session, page, members),
        newest_activity=newest_activity(session),
        notes=load_notes(session, "group", group_id, NOTES_SHOWN),
        is_watched=is_group_watched(session, group_id, account_id),
    )


def fetch_suggestions(session: Session, group_id: int, as_of: date) -> GroupSuggestions:
    """Read who could fill the group's gaps, and who is worth a call."""
    from bgdetails.views.candidates import load_gaps
    from bgdetails.views.reach import load_group_reach

    return GroupSuggestions(load_gaps(session, group_id, as_of), load_group_reach(session, group_id, as_of))


class GroupScreen(WatchablePage[GroupShown]):
    """The page of a buying group."""

    BINDINGS = bindings(
        "account",
        "members",
        "explain",
        "summary",
        "number",
        "helpful",
        "not_helpful",
        "copy",
        "person",
        "search",
        "sort",
        "stage",
        "select",
        "assign",
        "role",
        "remove",
        "export",
    )
    first_tab = OVERVIEW

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.members: PeopleTab[MemberCard] = PeopleTab(member_list(lambda: self.host.clock))
        self.summary_keys = SummaryKeys(self, lambda: self.view, self.show_anew)

    def fetch(self, target: Target) -> GroupShown:
        """Read the group; runs in a thread."""
        return read_subject(self.host, target, fetch_group)

    def lacks(self, view: GroupShown) -> bool:
        """The suggestions come later."""
        return view.suggestions is None

    def read_rest(self, view: GroupShown) -> Callable[[GroupShown], GroupShown]:
        """Read the suggestions; runs in a thread."""
        with self.host.workspace.reading() as session:
            suggestions = fetch_suggestions(session, view.record_id, view.page.as_of)
        return lambda shown: replace(shown, suggestions=suggestions)

    def header(self, view: GroupShown) -> Header:
        """Name, strip, tabs."""
        tabs = (Tab(OVERVIEW, "Overview"), Tab(MEMBERS, "Members", view.page.member_count))
        strip = partial(group_strip, view.page)
        return Header(view.page.name, strip=strip, tabs=tabs, is_watched=view.is_watched)

    def draw(self, view: GroupShown, columns: int) -> Document:
        """The Overview tab."""
        state = self.summary_keys.state(view.summary)
        summaries = GroupSummaries(view.summary, view.account_summary, state)
        return group_document(view.page, summaries, self.look, view.suggestions, view.since_look, view.notes)

    def seen(self, view: GroupShown) -> str:
        """The group as it is shown."""
        from bgdetails.views.since_look import seen_group

        return seen_group(view.page, view.members, view.newest_activity).to_json()

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        if self.focused is self.members.field:
            return self.members.field_entries()
        if self.tab == MEMBERS:
            return (
                *((entry("open", word="view details"),) if self.members.table.total else ()),
                entry("search", 2),
                *((entry("select", 4), entry("role", 3), entry("remove", 3)) if self.members.table.total else ()),
                entry("assign", 1),
                *self.undo_entry(),
                entry("sort", 6),
                entry("person", 8),
                entry("account", 7),
                entry("copy", 9),
                entry("jump", 11),
                *ends(10, self.escape_word),
            )
        in_list = self.host.neighbours is not None and self.target is not None
        opens = self.canvas.spot.opens if self.canvas.spot is not None else None
        return (
            entry("open", word="view details" if isinstance(opens, Action) and opens.name == "member" else "open"),
            entry("next_section", 1),
            *((Entry("n p", "group", 2),) if in_list else ()),
            entry("account", 4),
            entry("members", 7),
            entry("stage", 3),
            *self.undo_entry(),
            entry("explain", 5),
            entry("summary", 6),
            entry("copy", 8),
            entry("jump", 10),
            entry("note", 11),
            self.watch_entry(13, self.view is not None and self.view.is_watched),
            entry("export", 12, "hand-over"),
            *ends(9, self.escape_word),
        )

    # -- tabs --------------------------------------------------------------------------------------------------------

    def compose_bodies(self) -> ComposeResult:
        """The canvas and the table of members."""
        yield self.canvas
        yield self.members

    def bodies(self) -> Mapping[str, Widget]:
        """The Members tab has its own widget."""
        return {MEMBERS: self.members}

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Fill the Members tab."""
        assert self.view is not None
        own = state.own if state is not None and isinstance(state.own, PeopleState) else None
        fresh = PeopleState() if state is not None else None
        said, fill = no_members(self.view.page, self.look)
        self.members.nobody = (Span(f"{said}  "), quiet(fill))
        self.members.fill(self.view.members, own or fresh)

    def own_state(self) -> object:
        """Search, order and row of the Members tab."""
        return self.members.state() if self.tab == MEMBERS else None

    def stops(self) -> Iterator[Widget]:
        """Header, and the canvas or the field and the table."""
        yield self.page_header
        if self.tab == MEMBERS:
            yield self.members.field
            yield self.members.table
        else:
            yield self.canvas

    def undo_one(self) -> bool:
        """Esc first stops a summary that is being written, then clears the search, then the selection."""
        members = self.members
        if self.summary_keys.stop() or (self.tab == MEMBERS and (members.clear_search() or members.clear_selection())):
            return True
        return super().undo_one()

    @on(LineTable.Edge)
    def _leave_table(self, message: LineTable.Edge) -> None:
        message.stop()
        if message.step < 0:
            self.action_previous_section()

    @on(LineTable.Opened)
    def _open_row(self, message: LineTable.Opened) -> None:
        message.stop()
        row = self.members.table.cursor_row
        if row is not None:
            self._open_member(row.id)

    def act(self, action: Action) -> None:
        """Cards open member details; the link opens the Members tab."""
        if action.name == "member":
            self._open_member(action.value)
        elif action.name == "members":
            self.action_members()
        elif action.name == "note":
            self.action_note(action.value)

    def _open_member(self, person: str) -> None:
        if self.view is not None:
            open_member(self.app, person, self.target, self._siblings(person))

    def _siblings(self, person: str) -> list[str]:
        """Whom ``n`` and ``p`` step through: the rows of the tab or of a list, else all members by score."""
        assert self.view is not None
        if self.tab == MEMBERS:
            shown = [member.id for member in self.members.shown]
            if person in shown:
                return shown
        if self.canvas.spot is not None and self.canvas.spot.section in (CANDIDATES, REACH):
            return people_in(self.canvas, self.canvas.spot.section)
        return [member.id for member in self.view.members]

    # -- keys --------------------------------------------------------------------------------------------------------

    def focused_member(self) -> MemberCard | None:
        """The member whose card or row has the focus."""
        if self.view is None:
            return None
        if self.tab == MEMBERS:
            return self.members.table.cursor_row
        opens = self.canvas.spot.opens if self.canvas.spot is not None else None
        if not isinstance(opens, Action) or opens.name != "member":
            return None
        return next((member for member in self.view.members if member.id == opens.value), None)

    def action_account(self) -> None:
        """The account of the group."""
        if self.view is not None:
            self.host.go(Target("account", self.view.page.account.id))

    def action_members(self) -> None:
        """The Members tab."""
        if self.view is not None:
            self.lead_to_tab(MEMBERS)
            self.members.focus()

    def action_person(self) -> None:
        """The page of the focused person, member or not."""
        row = self.members.table.cursor_row if self.tab == MEMBERS else None
        person = row.id if row is not None else None if self.tab == MEMBERS else focused_person(self.canvas)
        if person is not None:
            self.host.go(Target("person", person))

    def action_explain(self) -> None:
        """How the group's score came about."""
        if self.target is not None:
            open_explanation(self.app, self.target)

    def action_export(self) -> None:
        """Hand the group over."""
        if self.target is not None and self.view is not None:
            open_hand_over(self.app, self.target)

    def action_search(self) -> None:
        """Search among the members."""
        if self.view is not None:
            self.lead_to_tab(MEMBERS)
            self.members.field.focus(scroll_visible=False)

    def action_sort(self) -> None:
        """Sort the members by the next column."""
        if self.tab == MEMBERS:
            self.members.sort_next()

    def action_copy(self) -> None:
        """Copy the focused member, else the group's name."""
        member = self.focused_member()
        if member is not None:
            self.host.copy(f"{member.name} <{member.email}>" if member.email else member.name, member.name)
        elif self.view is not None:
            self.host.copy(self.view.page.name, "the group's name")

    # -- by hand -----------------------------------------------------------------------------------------------------

    def _chosen(self) -> list[MemberCard]:
        """The members that are selected, else the one that has the focus."""
        member = self.focused_member()
        return self.members.selected() or ([member] if member is not None else [])

    def action_stage(self) -> None:
        """Move the group to another stage."""
        if self.target is not None and self.view is not None:
            self.by_hand.choose_stage(self.target)

    def action_select(self) -> None:
        """Select the member, or no more."""
        if self.tab == MEMBERS:
            self.members.toggle_selected()

    def action_assign(self) -> None:
        """Assign people of the account."""
        if self.target is not None and self.view is not None:
            self.by_hand.assign(self.target, self.view.page)

    def action_role(self) -> None:
        """Change the role of members."""
        if self.target is not None and self.view is not None:
            self.by_hand.change_role(self.target, self.view.page, self._chosen())

    def action_remove(self) -> None:
        """Remove members."""
        if self.target is not None and self.view is not None:
            self.by_hand.remove(self.target, self.view.page, self._chosen())

    # -- the summary -------------------------------------------------------------------------------------------------
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
