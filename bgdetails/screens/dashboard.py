"""The dashboard: all groups in numbers, now against the start of a time frame."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from textual import on

from bgdetails import wording
from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.rules.segment import Segment
from bgdetails.screens.chooser import Choice, Chooser, Offer
from bgdetails.screens.feedback import tell
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.page import Page
from bgdetails.screens.page_state import PageState
from bgdetails.screens.saving import save_as_csv
from bgdetails.views.dashboard_page import Counts, DashboardPage
from bgdetails.views.dashboard_tables import chart_table, chart_target, counted
from bgdetails.views.time_frame import FRAMES, TimeFrame, own_frame
from bgdetails.views.values import SubjectGone
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.dashboard_section import UNFILTER, dashboard_document, section_chart
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.drawing import NARROW
from bgdetails.widgets.page_header import Header

if TYPE_CHECKING:
    from datetime import date

    from bgdetails.store.workspace import OpenWorkspace

_NAME = "Dashboard"
_SAY_AFTER = 0.15
"""Seconds after which the page says that it is counting."""
_SINCE, _OWN_FRAME = "Since ", "of your own"
_PARTS = {"stage": "Stage", "industry": "Industry", "region": "Region", "interest": "Solution interest"}


class _Counted(Struct, frozen=True):
    """What was counted last, of what, and the state of the workspace then."""

    workspace: OpenWorkspace
    version: int
    as_of: date
    start: date
    end: date | None
    segment: Segment
    counts: Counts

    def of(self, start: date) -> Counts:
        """What holds whatever day it is compared with, and what holds of this one."""
        return self.counts if start == self.start else replace(self.counts, then=None)


class DashboardScreen(Page[DashboardPage]):
    """The page. Numbers that are not kept are counted in a thread while the rest can be read."""

    BINDINGS = bindings("time_frame", "filter", "as_table", "export", "copy")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.frame = TimeFrame()
        self.segment = Segment()
        self._wanted = (self.frame, self.segment)
        self._last: _Counted | None = None
        self._watch: tuple[OpenWorkspace, sqlite3.Connection] | None = None
        self._counting = 0
        self._waiting = False
        self._one = asyncio.Lock()
        self._place: Place | None = Place()

    # -- reading ---------------------------------------------------------------------------------------------------

    def fetch(self, target: Target) -> DashboardPage:
        """Read what is kept, or was counted last; runs in a thread."""
        return self._fetch(self.frame, self.segment)

    def _fetch(self, frame: TimeFrame, segment: Segment) -> DashboardPage:
        from bgdetails.refresh.dashboard import ensure_end
        from bgdetails.refresh.days import ensure_day
        from bgdetails.views.dashboard import load_dashboard

        workspace, as_of = self.host.workspace, self.host.as_of
        ensure_day(workspace, as_of)
        if frame.end is not None:
            ensure_end(workspace, as_of, frame.end)
        start, version = frame.start(as_of), self._version(workspace)
        counts = self._counted(workspace, as_of, frame, segment)
        with workspace.reading() as session:
            page = load_dashboard(session, as_of, start, segment, counts, frame.end)
        if page.counts.is_whole:
            self._last = _Counted(workspace, version, as_of, start, frame.end, segment, page.counts)
        return page

    def _counted(self, workspace: OpenWorkspace, as_of: date, frame: TimeFrame, segment: Segment) -> Counts | None:
        """What was counted last, where it still holds. All groups are kept, also of earlier time frames."""
        last, version, start = self._last, self._version(workspace), frame.start(as_of)
        if last is None or (last.workspace, last.version) != (workspace, version):
            return None
        if (last.as_of, last.end, last.segment) != (as_of, frame.end, segment) or (not segment and last.start != start):
            return None
        return last.of(start)

    def _version(self, workspace: OpenWorkspace) -> int:
        """Another number as soon as anybody has written to the workspace."""
        if self._watch is None or self._watch[0] is not workspace:
            self._watch = (workspace, workspace.connect())
        return int(self._watch[1].execute("PRAGMA data_version").fetchone()[0])

    def on_unmount(self) -> None:
        """Give the connection back."""
        if self._watch is not None:
            self._watch[1].close()
            self._watch = None

    def present(self, target: Target, view: DashboardPage, state: PageState | None) -> None:
        """Show the page, and count what it lacks."""
        self._place = state.place if state is not None else Place() if self.view is None else None
        super().present(target, view, state)
        if not view.counts.is_whole:
            self._begin(view)

    def present_sentence(self, target: Target, name: str, text: str, what_to_do: str = "") -> None:
        """Show the frame while the page is read."""
        super().present_sentence(target, _NAME, text, what_to_do)

    async def look_again(self) -> None:
        """Counting takes its time: what others write is counted when the page is opened again."""

    def _begin(self, view: DashboardPage) -> None:
        """Count what the view lacks; what is being counted for another one is let go."""
        self._counting += 1
        self._waiting = False
        self.host.later(self._count(view, self._counting), "counting for the dashboard")

    async def _count(self, view: DashboardPage, counting: int) -> None:
        """Count part by part; each is shown as soon as it is there."""
        timer = self.set_timer(_SAY_AFTER, lambda: self._say_waiting(counting))
        try:
            # One at a time, so that a thread is left for the pages that the reader opens meanwhile.
            async with self._one:
                counts = view.counts
                for part in (self._count_now, self._count_then, self._read_lists, self._count_of_people):
                    if counting != self._counting:
                        return
                    counts = await asyncio.to_thread(part, view, counts)
                    self._show_counts(counts, counting)
        except Exception as error:
            tell(self.host, error, "counting for the dashboard")
            return
        finally:
            timer.stop()
            if counting == self._counting:
                self._waiting = False
        self._show_counts(counts, counting)

    def _count_now(self, view: DashboardPage, counts: Counts) -> Counts:
        from bgdetails.refresh.dashboard import count_end

        if counts.now is not None:
            return counts
        return replace(counts, now=count_end(self.host.workspace, view.as_of, view.end, view.segment))

    def _count_then(self, view: DashboardPage, counts: Counts) -> Counts:
        from bgdetails.refresh.dashboard import count_then

        if counts.then is not None:
            return counts
        return replace(counts, then=count_then(self.host.workspace, view.as_of, view.start, view.segment))

    def _read_lists(self, view: DashboardPage, counts: Counts) -> Counts:
        from bgdetails.views.dashboard import load_lists

        if counts.lists is not None:
            return counts
        with self.host.workspace.reading() as session:
            return replace(counts, lists=load_lists(session, view.as_of, view.segment, view.end))

    def _count_of_people(self, view: DashboardPage, counts: Counts) -> Counts:
        from bgdetails.refresh.dashboard import count_of_people

        workspace = self.host.workspace
        version = self._version(workspace)
        if counts.people is None:
            counts = replace(counts, people=count_of_people(workspace, view.as_of, view.segment, view.end))
        self._last = _Counted(workspace, version, view.as_of, view.start, view.end, view.segment, counts)
        return counts

    def _say_waiting(self, counting: int) -> None:
        if counting == self._counting and self.view is not None:
            self._waiting = True
            self.show_anew(self.view)

    def _show_counts(self, counts: Counts, counting: int) -> None:
        if counting == self._counting and self.view is not None:
            self.show_anew(replace(self.view, counts=counts))

    def show_anew(self, view: DashboardPage) -> None:
        """Show more of the page; who has not moved yet gets to where the page opens, or was left, as it fills."""
        if self.target is not None:
            state = None if self._place is None else PageState(place=self._place)
            super().present(self.target, view, state)

    @on(Canvas.Focused)
    def _moved(self) -> None:
        self._place = None

    async def _read_anew(self, frame: TimeFrame, segment: Segment) -> None:
        """Show another time frame or other groups; where these cannot be read, it stays as it is."""
        timer = self.set_timer(_SAY_AFTER, lambda: self.host.say("Reading the numbers of those days…"))
        try:
            view = await asyncio.to_thread(self._fetch, frame, segment)
        except Exception as error:
            if self._wanted == (frame, segment):
                self._wanted = (self.frame, self.segment)
            tell(self.host, error, "reading the dashboard")
            return
        finally:
            timer.stop()
        if self._wanted == (frame, segment):
            self.frame, self.segment = frame, segment
            self._place = self.canvas.place()
            if not view.counts.is_whole:
                self._begin(view)
            self.show_anew(view)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def header(self, view: DashboardPage) -> Header:
        """How many groups, and the day that they are compared with."""
        now = view.counts.now
        note = ""
        if now is not None:
            note = f"{wording.plural(now.groups, 'group')} in {wording.plural(now.accounts, 'account')}"
        start = wording.full_day(view.start)
        against = f"against {start}" if view.end is None else f"{start} to {wording.full_day(view.end)}"
        return Header(_NAME, right=(against,), note=note, is_bare=True, day=view.end)

    def draw(self, view: DashboardPage, columns: int) -> Document:
        """The body."""
        return dashboard_document(view, self.look, waiting=self._waiting)

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        return (
            entry("open", word="open what it counts" if self.look.columns >= NARROW else "open"),
            entry("next_section", 4),
            entry("time_frame", 1),
            entry("filter", 2),
            entry("as_table", 3),
            entry("export", 6, "save as CSV"),
            entry("groups", 5),
            *ends(7),
        )

    def act(self, action: Action) -> None:
        """A filter is taken away; a cell of the coverage opens its people."""
        if action.name == UNFILTER:
            self._set(segment=replace(self._wanted[1], **{action.value: ""}))
        elif action.name == "cell" and self.view is not None:
            interest, _, role = action.value.partition("\n")
            self.host.go(counted(self.view, "people", "coverage", interest, role))

    def _set(self, *, frame: TimeFrame | None = None, segment: Segment | None = None) -> None:
        wanted = (frame or self._wanted[0], self._wanted[1] if segment is None else segment)
        if wanted != self._wanted:
            self._wanted = wanted
            self.host.later(self._read_anew(*wanted), "reading the dashboard")

    # -- keys ------------------------------------------------------------------------------------------------------

    def action_time_frame(self) -> None:
        """Choose the days that are compared."""
        if self.view is None:
            return
        as_of = self.host.as_of
        frames = {label: TimeFrame(days) for label, days in FRAMES}
        choices = [
            Choice("", label, f"since {wording.full_day(each.start(as_of))}", each == self.frame)
            for label, each in frames.items()
        ]

        def typed(text: str) -> Choice | None:
            frame = own_frame(text, as_of)
            return None if frame is None else Choice("", _said(frame), _OWN_FRAME)

        def choose(choice: Choice) -> None:
            frame = frames.get(choice.label) or own_frame(choice.label.removeprefix(_SINCE), as_of)
            if frame is not None:
                self._set(frame=frame)

        if self.frame.own is not None:
            choices.append(Choice("", _said(self.frame), _OWN_FRAME, True))
        hint = "or type a day, or two: 2026-01-31 to 2026-03-31"
        self._offer(Offer("Compare with the start of", choices, choose, hint, typed))

    def action_filter(self) -> None:
        """Choose which groups are counted."""
        self.host.later(self._offer_filters(), "reading what there is to filter by")

    async def _offer_filters(self) -> None:
        frame, workspace, as_of = self.frame, self.host.workspace, self.host.as_of

        def read() -> dict[str, tuple[str, ...]]:
            from bgdetails.refresh.dashboard import count_then
            from bgdetails.views.dashboard import load_choices

            days = [day for day in (frame.start(as_of), frame.end) if day is not None]
            ends = [count_then(workspace, as_of, day, Segment()) for day in days]
            with workspace.reading() as session:
                return load_choices(session, as_of, ends)

        values = await asyncio.to_thread(read)
        present = dict(self.segment.parts())
        choices = [
            Choice(_PARTS[name], value, "", present.get(name) == value)
            for name, each in values.items()
            for value in each
        ]

        def choose(choice: Choice) -> None:
            name = next(part for part, section in _PARTS.items() if section == choice.section)
            value = "" if choice.is_chosen else choice.label
            self._set(segment=replace(self._wanted[1], **{name: value}))

        if self.app.screen is self and self.view is not None:
            self._offer(Offer("Only groups whose", choices, choose, "type to narrow"))

    def _offer(self, offer: Offer) -> None:
        chooser = kept(self.app, "chooser", lambda: Chooser())
        chooser.offer(offer)
        show(self.app, chooser)

    def _chart(self) -> str | None:
        return section_chart(self.canvas.spot.section) if self.canvas.spot is not None else None

    def action_as_table(self) -> None:
        """The chart that has the focus as a table."""
        chart = self._chart()
        if chart is not None and self.view is not None:
            self.host.go(chart_target(self.view, chart))

    def action_export(self) -> None:
        """Save the chart that has the focus as CSV."""
        chart = self._chart()
        if chart is None or self.view is None:
            return
        try:
            table = chart_table(self.view, chart)
        except SubjectGone:
            self.host.say("This chart is still being counted.", kind="warning")
            return
        self.host.later(save_as_csv(self.host, lambda: table), "saving the table")

    def action_copy(self) -> None:
        """Copy the page's name."""
        self.host.copy(_NAME, "the name of the page")


def _said(frame: TimeFrame) -> str:
    """A frame of one's own as it can be typed again."""
    assert frame.own is not None
    return f"{frame.own} to {frame.end}" if frame.end is not None else f"{_SINCE}{frame.own}"
