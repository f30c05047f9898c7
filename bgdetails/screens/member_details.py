"""Member details: an overlay over the group's page; ``n`` and ``p`` go on to the next and previous member."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from textual import on

from bgdetails.keys import Entry, bindings, entry
from bgdetails.navigation import Target
from bgdetails.screens.explain import open_explanation
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.overlays import follow, go_from, kept, show
from bgdetails.screens.reading import record_of
from bgdetails.screens.summaries import SummaryKeys
from bgdetails.summaries.model import SummaryText
from bgdetails.views.pages import MemberDetails
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.member_section import first_focus, member_document
from bgdetails.widgets.overlay import Overlay
from bgdetails.widgets.parts import Look
from bgdetails.widgets.summary_panel import citation

if TYPE_CHECKING:
    from textual.app import App

NAME = "member-details"


class MemberShown(Struct, frozen=True):
    """A person as the overlay shows them, with our id of them."""

    record_id: int
    details: MemberDetails
    summary: SummaryText


def open_member(app: App[object], person: str, group: Target | None, siblings: Sequence[str]) -> None:
    """Open the overlay for a person.

    Args:
        app: The app.
        person: The person's public id.
        group: The group in which they are looked at; it is left out of the other groups.
        siblings: Public ids of the members that ``n`` and ``p`` step through.
    """
    overlay = kept(app, NAME, MemberOverlay)
    overlay.begin(group, siblings)
    host_of(app).later(overlay.load(person, app), "opening member details")


def focused_person(canvas: Canvas) -> str | None:
    """The person whose details the focused card or row opens."""
    opens = canvas.spot.opens if canvas.spot is not None else None
    return opens.value if isinstance(opens, Action) and opens.name == "member" else None


def people_in(canvas: Canvas, section: str) -> list[str]:
    """The people whose details the rows of a section open, each once, in order."""
    opens = [spot.opens for spot in canvas.document.spots if spot.section == section]
    return list(dict.fromkeys(each.value for each in opens if isinstance(each, Action) and each.name == "member"))


def fetch_member(host: Host, person: str, group: Target | None) -> MemberShown:
    """Read a member; runs in a thread."""
    from bgdetails.summaries.panel import summary_of_person
    from bgdetails.views.member import load_member_details

    with host.workspace.reading() as session:
        record_id = record_of(session, Target("person", person))
        group_id = record_of(session, group) if group is not None else None
        details = load_member_details(session, record_id, host.as_of, group_id)
        return MemberShown(record_id, details, summary_of_person(session, record_id, details))


class MemberOverlay(Overlay):
    """The overlay, kept and filled anew for each member."""

    BINDINGS = bindings(
        "next",
        "previous",
        "person",
        "account",
        "mail",
        "copy",
        "explain",
        "summary",
        "number",
        "helpful",
        "not_helpful",
    )

    def __init__(self) -> None:
        super().__init__()
        self.shown: MemberShown | None = None
        self._group: Target | None = None
        self._siblings: tuple[str, ...] = ()
        self._summary_keys = SummaryKeys(self, lambda: self.shown, self._show_anew)
        self._asked = ""

    def begin(self, group: Target | None, siblings: Sequence[str]) -> None:
        """Say in which group the next member is looked at, and among whom."""
        self._group, self._siblings = group, tuple(siblings)

    async def load(self, person: str, app: App[object]) -> None:
        """Read a member in a thread and show them; of a burst of keys only the last one is shown."""
        self._asked = person
        shown = await asyncio.to_thread(fetch_member, host_of(app), person, self._group)
        if self._asked != person:
            return
        self.shown = shown
        self.fill(self.draw, place=Place(first_focus(shown.details)))
        show(app, self)
        self._summary_keys.came()

    def draw(self, columns: int) -> Document:
        """The text for a width."""
        assert self.shown is not None
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        state = self._summary_keys.state(self.shown.summary)
        return member_document(self.shown.details, self.shown.summary, state, columns, look)

    def entries(self) -> Sequence[Entry]:
        """The keys that work now."""
        details = self.shown.details if self.shown else None
        opens = details is not None and (details.account or details.email or details.other_buying_groups)
        found = [entry("open")] if opens else []
        found += [entry("escape", word="stop" if self._summary_keys.is_writing else "close"), entry("copy", 5)]
        if details is not None and details.email:
            found.append(entry("mail", 4))
        found.append(entry("person", 2))
        if details is not None and details.account is not None:
            found.append(entry("account", 6))
        if len(self._siblings) > 1:
            found.append(Entry("n p", "next, previous member", 1))
        return found

    # -- keys --------------------------------------------------------------------------------------------------------

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        action = follow(self, message)
        if action is not None and action.name == "mail":
            self.action_mail()

    def action_next(self) -> None:
        """The next member."""
        self._step(1)

    def action_previous(self) -> None:
        """The member before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._asked not in self._siblings:
            return
        index = self._siblings.index(self._asked) + by
        if 0 <= index < len(self._siblings):
            open_member(self.app, self._siblings[index], self._group, self._siblings)

    def action_person(self) -> None:
        """The person's own page."""
        if self.shown is not None:
            go_from(self, Target("person", self.shown.details.id))

    def action_account(self) -> None:
        """The person's account."""
        if self.shown is not None and self.shown.details.account is not None:
            go_from(self, Target("account", self.shown.details.account.id))

    def action_mail(self) -> None:
        """Write to the person."""
        if self.shown is not None and self.shown.details.email:
            host_of(self.app).open_address(f"mailto:{self.shown.details.email}")

    def action_copy(self) -> None:
        """Copy name, title, email and phone."""
        if self.shown is not None:
            details = self.shown.details
            parts = [part for part in (details.name, details.title, details.email, details.phone) if part]
            host_of(self.app).copy("\n".join(parts), f"{details.name} with title, email and phone")

    def action_explain(self) -> None:
        """How the score came about."""
        if self.shown is not None:
            open_explanation(self.app, Target("person", self.shown.details.id))

    def action_escape(self) -> None:
        """Stop a summary that is being written, else close."""
        if not self._summary_keys.stop():
            super().action_escape()

    def action_number(self, number: int) -> None:
        """The source of that number in the summary."""
        target = citation(self.box.document, number)
        if target is not None:
            go_from(self, target)

    def action_summary(self) -> None:
        """Write the summary again."""
        self._summary_keys.write_again()

    def action_helpful(self) -> None:
        """The summary helped."""
        self._summary_keys.answer(True)

    def action_not_helpful(self) -> None:
        """The summary did not help."""
        self._summary_keys.answer(False)

    def _show_anew(self, shown: MemberShown) -> None:
        self.shown = shown
        self.fill(self.draw)
