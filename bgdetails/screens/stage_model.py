"""Stage model details."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.screens.reading import read_subject
from bgdetails.screens.whole_lists import ListOf, ListsPage
from bgdetails.views.pages import StageModelPage
from bgdetails.widgets.document import Document
from bgdetails.widgets.page_header import Header
from bgdetails.widgets.stage_model_section import INTERESTS, stage_model_document, stage_model_strip


class StageModelScreen(ListsPage[StageModelPage]):
    """The page of a stage model."""

    lists = (ListOf(INTERESTS, "solution interests", "interests_of_model"),)

    def fetch(self, target: Target) -> StageModelPage:
        """Read the stage model; runs in a thread."""
        from bgdetails.views.stage_model import load_stage_model

        return read_subject(self.host, target, load_stage_model)

    def header(self, view: StageModelPage) -> Header:
        """Name and strip."""
        return Header(view.name, strip=lambda look: stage_model_strip(view, look))

    def draw(self, view: StageModelPage, columns: int) -> Document:
        """The body."""
        return stage_model_document(view, self.look)

    def action_copy(self) -> None:
        """Copy the name of the row, else that of the page."""
        if self.view is not None and not self.copy_listed():
            self.host.copy(self.view.name, "the stage model's name")
