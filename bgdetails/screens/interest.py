"""Solution interest details."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.screens.reading import read_subject
from bgdetails.screens.whole_lists import ListOf, ListsPage
from bgdetails.views.pages import InterestPage
from bgdetails.widgets.document import Document
from bgdetails.widgets.interest_section import WITHOUT, interest_document, interest_strip
from bgdetails.widgets.page_header import Header


class InterestScreen(ListsPage[InterestPage]):
    """The page of a solution interest."""

    lists = (ListOf(WITHOUT, "accounts without a group", "accounts_without_group"),)

    def fetch(self, target: Target) -> InterestPage:
        """Read the solution interest; runs in a thread."""
        from bgdetails.views.interest import load_interest

        return read_subject(self.host, target, load_interest)

    def header(self, view: InterestPage) -> Header:
        """Name and strip."""
        return Header(view.name, strip=lambda look: interest_strip(view, look))

    def draw(self, view: InterestPage, columns: int) -> Document:
        """The body."""
        return interest_document(view, self.look)

    def action_copy(self) -> None:
        """Copy the name of the row, else that of the page."""
        if self.view is not None and not self.copy_listed():
            self.host.copy(self.view.name, "the solution interest's name")
