"""Journey details."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.screens.reading import read_subject, record_of
from bgdetails.screens.whole_lists import ListOf, ListsPage
from bgdetails.views.pages import JourneyPage
from bgdetails.widgets.document import Document
from bgdetails.widgets.journey_section import ACCOUNTS, EMAILS, journey_document
from bgdetails.widgets.journey_strip import journey_strip
from bgdetails.widgets.page_header import Header


class JourneyScreen(ListsPage[JourneyPage]):
    """The page of a journey."""

    lists = (ListOf(ACCOUNTS, "accounts", "accounts_of_journey"), ListOf(EMAILS, "emails", "emails_of_journey"))
    open_word = "open account"

    def fetch(self, target: Target) -> JourneyPage:
        """Read the journey; runs in a thread."""
        from bgdetails.views.journey import load_journey

        return read_subject(self.host, target, partial(load_journey, with_emails=False))

    def lacks(self, view: JourneyPage) -> bool:
        """E-mails are counted from all that was sent."""
        return not view.has_emails

    def read_rest(self, view: JourneyPage) -> Callable[[JourneyPage], JourneyPage]:
        """Count the e-mails; runs in a thread."""
        from bgdetails.views.journey import count_emails

        with self.host.workspace.reading() as session:
            journey = record_of(session, Target("journey", view.id))
        emails = count_emails(self.host.workspace, journey, view.as_of)
        return lambda shown: replace(shown, emails=emails.first, more_emails=emails.more, has_emails=True)

    def header(self, view: JourneyPage) -> Header:
        """Name and strip."""
        return Header(view.name, strip=lambda look: journey_strip(view, look))

    def draw(self, view: JourneyPage, columns: int) -> Document:
        """The body."""
        return journey_document(view, self.look)

    def action_copy(self) -> None:
        """Copy the name of the row, else that of the page."""
        if self.view is not None and not self.copy_listed():
            self.host.copy(self.view.name, "the journey's name")
