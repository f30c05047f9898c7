"""Person details."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.screens.explain import open_explanation
from bgdetails.screens.noted import NotedPage
from bgdetails.screens.reading import read_subject
from bgdetails.screens.summaries import SummaryKeys
from bgdetails.screens.whole_lists import ListOf, ListsPage
from bgdetails.summaries.model import SummaryText
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.pages import PersonPage
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.notes_section import NOTES_SHOWN
from bgdetails.widgets.page_header import Header
from bgdetails.widgets.person_section import ACTIVITIES, GROUPS, person_document
from bgdetails.widgets.person_strip import person_strip

if TYPE_CHECKING:
    from sqlmodel import Session


class PersonShown(Struct, frozen=True):
    """What the page shows, with our id of the person."""

    record_id: int
    page: PersonPage
    summary: SummaryText
    notes: Notes = NO_NOTES


def fetch_person(session: Session, person_id: int, as_of: date) -> PersonShown:
    """Read a person with their summary."""
    from bgdetails.summaries.panel import load_summary
    from bgdetails.views.notes import load_notes
    from bgdetails.views.person import load_person

    page = load_person(session, person_id, as_of)
    summary = load_summary(session, "person", person_id, as_of)
    return PersonShown(person_id, page, summary, load_notes(session, "person", person_id, NOTES_SHOWN))


class PersonScreen(ListsPage[PersonShown], NotedPage[PersonShown]):
    """The page of a person."""

    BINDINGS = bindings("account", "explain", "summary", "number", "helpful", "not_helpful", "mail")
    lists = (
        ListOf(ACTIVITIES, "activities", "activities_of_person"),
        ListOf(GROUPS, "groups", "groups_of_person"),
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.summary_keys = SummaryKeys(self, lambda: self.view, self.show_anew)

    def fetch(self, target: Target) -> PersonShown:
        """Read the person; runs in a thread."""
        return read_subject(self.host, target, fetch_person)

    def header(self, view: PersonShown) -> Header:
        """Name and strip."""
        return Header(view.page.name, strip=lambda look: person_strip(view.page, look))

    def draw(self, view: PersonShown, columns: int) -> Document:
        """The body."""
        state = self.summary_keys.state(view.summary)
        return person_document(view.page, view.summary, state, self.look, view.notes)

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        if self.listed is not None:
            return self.list.entries()
        page = self.view.page if self.view is not None else None
        return (
            entry("open"),
            entry("next_section", 1),
            *((entry("account", 2),) if page is not None and page.account is not None else ()),
            entry("explain", 3),
            entry("summary", 5),
            self.search_entry(4),
            entry("copy", 7),
            *((entry("mail", 6),) if page is not None and page.email else ()),
            *self.undo_entry(),
            entry("jump", 9),
            entry("note", 10),
            *ends(8, self.escape_word),
        )

    def act(self, action: Action) -> None:
        """The address opens a mail, a note all notes."""
        if action.name == "mail":
            self.action_mail()
        elif action.name == "note":
            self.action_note(action.value)

    # -- keys --------------------------------------------------------------------------------------------------------

    def action_account(self) -> None:
        """The person's account."""
        if self.view is not None and self.view.page.account is not None:
            self.host.go(Target("account", self.view.page.account.id))

    def action_mail(self) -> None:
        """Write to the person."""
        if self.view is not None and self.view.page.email:
            self.host.open_address(f"mailto:{self.view.page.email}")

    def action_explain(self) -> None:
        """How the score came about."""
        if self.target is not None:
            open_explanation(self.app, self.target)

    def action_copy(self) -> None:
        """Copy the name of the row; else the person's name, title, email and phone."""
        if self.view is not None and not self.copy_listed():
            page = self.view.page
            parts = [part for part in (page.name, page.title, page.email, page.phone) if part]
            self.host.copy("\n".join(parts), f"{page.name} with title, email and phone")

    def undo_one(self) -> bool:
        """Esc first stops a summary that is being written."""
        return self.summary_keys.stop() or super().undo_one()

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
        self.summary_keys.answer(True)

    def action_not_helpful(self) -> None:
        """The summary did not help."""
        self.summary_keys.answer(False)
