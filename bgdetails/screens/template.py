"""Roles template details."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.screens.reading import read_subject
from bgdetails.screens.whole_lists import ListOf, ListsPage
from bgdetails.views.pages import TemplatePage
from bgdetails.widgets.document import Document
from bgdetails.widgets.page_header import Header
from bgdetails.widgets.template_section import INTERESTS, template_document, template_strip


class TemplateScreen(ListsPage[TemplatePage]):
    """The page of a roles template."""

    lists = (ListOf(INTERESTS, "solution interests", "interests_of_template"),)

    def fetch(self, target: Target) -> TemplatePage:
        """Read the roles template; runs in a thread."""
        from bgdetails.views.template import load_template

        return read_subject(self.host, target, load_template)

    def header(self, view: TemplatePage) -> Header:
        """Name and strip."""
        return Header(view.name, strip=lambda look: template_strip(view, look))

    def draw(self, view: TemplatePage, columns: int) -> Document:
        """The body."""
        return template_document(view, self.look)

    def action_copy(self) -> None:
        """Copy the name of the row, else that of the page."""
        if self.view is not None and not self.copy_listed():
            self.host.copy(self.view.name, "the roles template's name")
