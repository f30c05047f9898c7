"""How a score came about, as an overlay over the page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from bgdetails.keys import Entry, bindings, entry
from bgdetails.navigation import Target
from bgdetails.screens.host import host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.reading import read_subject
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.views.explanations import AccountReach, GroupExplanation, PersonExplanation
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.explain_changes import account_reach
from bgdetails.widgets.explain_section import group_explanation, person_explanation
from bgdetails.widgets.parts import Look

if TYPE_CHECKING:
    from sqlmodel import Session
    from textual.app import App

NAME = "explain"
Explanation = PersonExplanation | GroupExplanation | AccountReach


def open_explanation(app: App[object], target: Target) -> None:
    """Open the overlay for a group, a person, or who to reach at an account."""
    overlay = kept(app, NAME, ExplainOverlay)
    host_of(app).later(overlay.load(target, app), "explaining a score")


def explain(session: Session, kind: str, record_id: int, as_of: date) -> Explanation:
    """Read an explanation."""
    if kind == "group":
        from bgdetails.views.explain_group import explain_group

        return explain_group(session, record_id, as_of)
    if kind == "account":
        from bgdetails.views.explain_account import explain_account

        return explain_account(session, record_id, as_of)
    from bgdetails.views.explain_person import explain_person

    return explain_person(session, record_id, as_of)


class ExplainOverlay(SearchedOverlay):
    """The overlay, kept and filled anew."""

    BINDINGS = bindings("explain", "copy")
    widest: ClassVar[int] = 94

    def __init__(self) -> None:
        super().__init__()
        self.explanation: Explanation | None = None
        self._opened: frozenset[str] = frozenset()

    async def load(self, target: Target, app: App[object]) -> None:
        """Read an explanation in a thread and show it."""
        host = host_of(app)
        self.explanation = await asyncio.to_thread(
            read_subject, host, target, lambda session, record, day: explain(session, target.kind, record, day)
        )
        self._opened = frozenset()
        self.begin()
        show(app, self)

    def draw_all(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        if isinstance(self.explanation, GroupExplanation):
            return group_explanation(self.explanation, columns, look)
        if isinstance(self.explanation, AccountReach):
            return account_reach(self.explanation, columns, look)
        assert self.explanation is not None
        return person_explanation(self.explanation, columns, look, opened=self._opened)

    def own_entries(self) -> Sequence[Entry]:
        """The keys of its own."""
        word = "its days" if isinstance(self.explanation, PersonExplanation) else "person page"
        first = [entry("open", word=word)] if _opens_something(self.explanation) else []
        return [*first, entry("copy", 2)]

    def acted(self, action: Action) -> None:
        """Show or hide the days of a part."""
        self._opened ^= {action.value}
        self.fill(self.draw)

    def action_explain(self) -> None:
        """Close again."""
        self.close()

    def action_copy(self) -> None:
        """Copy the text."""
        lines = ["".join(span.text for span in line).rstrip() for line in self.box.document.lines]
        host_of(self.app).copy("\n".join(lines), "the explanation")


def _opens_something(explanation: Explanation | None) -> bool:
    return bool(explanation.people if isinstance(explanation, AccountReach) else explanation and explanation.parts)
