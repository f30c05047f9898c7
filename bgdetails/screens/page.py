"""The frame of every page: header, body, key line; loading, tabs, the way back, and what Esc undoes.

A page is a screen that is made once and filled anew for each subject. To write one, subclass ``Page``:

- ``fetch(target)`` runs in a thread and returns what the page shows (a view);
- ``header()`` and ``draw(columns)`` say what is on the page, from ``self.view``, for ``self.look``;
- ``entries()`` are the keys of the key line; actions are ``action_<id>`` for ids of ``bgdetails.keys``, declared with
  ``BINDINGS = keys.bindings(...)``;
- ``act(action)`` does what Enter on a spot with an ``Action`` means; spots with a ``Target`` are followed by the frame;
- ``lacks(view)`` and ``read_rest(view)``, for what takes too long for the first paint: it is read behind that;
- ``bodies()`` maps tabs to widgets, for a page whose tabs are not all drawn by the one canvas (``compose_bodies`` makes
  them); ``show_body(widget)`` is called when one is to be filled.

``screens/registry.py`` says which module has the page of a kind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, Generic, TypeVar

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from bgdetails import wording
from bgdetails.keys import Entry, bindings, ends, entry
from bgdetails.navigation import Target
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.page_state import PageState
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Span
from bgdetails.widgets.kept_layouts import forget_cuts
from bgdetails.widgets.kept_screen import KeptScreen
from bgdetails.widgets.key_line import KeyLine
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.page_header import Header, PageHeader
from bgdetails.widgets.parts import Look
from bgdetails.widgets.search_field import SearchField
from bgdetails.widgets.summary_panel import citation

V = TypeVar("V")
_WITHOUT_SUBJECT = (entry("escape", word="back"), entry("groups", 1), entry("palette", 2), entry("help"))


class Page(KeptScreen, Generic[V], inherit_bindings=False):
    """A page of one kind of subject."""

    BINDINGS = bindings("next_section", "previous_section", "escape")
    AUTO_FOCUS = ""
    DEFAULT_CSS = "Page { background: $background; overflow: hidden; }"
    first_tab: ClassVar[str] = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.target: Target | None = None
        self.view: V | None = None
        self._fetched: V | None = None
        self._rest_due: V | None = None
        self._rest: Callable[[V], V] | None = None
        self.tab = self.first_tab
        self.canvas = Canvas()
        self.page_header = PageHeader()
        self.key_line = KeyLine()
        self._state: PageState | None = None
        self._led_from: PageState | None = None
        self._waiting_name = ""
        self._sentence: tuple[str, str] | None = None

    # -- what a page says ------------------------------------------------------------------------------------------

    def fetch(self, target: Target) -> V:
        """Everything that the page shows; runs in a thread.

        Raises:
            SubjectGone: The subject is not in the workspace.
        """
        raise NotImplementedError

    def lacks(self, view: V) -> bool:
        """Whether a part of the view is still to be read."""
        return False

    def read_rest(self, view: V) -> Callable[[V], V]:
        """Read what a view lacks, in a thread; the answer puts it into the view, whatever else changed meanwhile."""
        raise NotImplementedError

    def header(self, view: V) -> Header:
        """The header; the frame adds the path and the day."""
        raise NotImplementedError

    def draw(self, view: V, columns: int) -> Document:
        """The body of the present tab."""
        raise NotImplementedError

    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now, for the key line."""
        return (
            entry("open"),
            entry("next_section", 4),
            entry("jump", 5),
            *ends(6),
        )

    def act(self, action: Action) -> None:
        """Do what Enter on a spot means where it opens no page; ``tab`` is the frame's own."""

    def compose_bodies(self) -> ComposeResult:
        """The widgets between header and key line."""
        yield self.canvas

    def bodies(self) -> Mapping[str, Widget]:
        """Tab → widget, for tabs that the canvas does not draw."""
        return {}

    def show_body(self, widget: Widget, state: PageState | None) -> None:
        """Fill the widget of the present tab that is not the canvas; ``state``: where to go in it."""

    def own_state(self) -> object:
        """What else to remember of the place that the reader leaves."""
        return None

    def undo_one(self) -> bool:
        """What Esc undoes before it leaves the page: a summary being written, a search, the way to a tab."""
        if self._led_from is None:
            return False
        self._show_from(self._led_from)
        return True

    def presented(self) -> None:
        """What a page does once a subject is shown."""

    def name_of(self, view: V) -> str:
        """The subject's name, for the path of later pages."""
        return self.header(view).name

    def seen(self, view: V) -> str | None:
        """What to keep of a look at the subject, to tell what changed when it is looked at again; None: nothing."""
        return None

    # -- the frame -------------------------------------------------------------------------------------------------

    @property
    def host(self) -> Host:
        """The app."""
        return host_of(self.app)

    @property
    def look(self) -> Look:
        """What renderers draw for, now."""
        size = self.app.size
        return Look(size.width, size.height, self.host.glyphs, self.host.clock)

    @property
    def body(self) -> Widget:
        """The widget of the present tab."""
        return self.bodies().get(self.tab, self.canvas)

    def compose(self) -> ComposeResult:
        """Header, bodies, key line."""
        yield self.page_header
        yield from self.compose_bodies()
        yield self.key_line

    def present(self, target: Target, view: V, state: PageState | None) -> None:
        """Show a subject. ``state`` None: as one comes to it first; the same subject again: nothing moves."""
        refresh = self.target == target and self.view is not None and state is None
        due = view if self.lacks(view) else None
        if not refresh:
            self._rest_due = self._rest = None
        if due is not None:
            self._rest_due = due
            view = self._rest(view) if self._rest is not None else view  # that of before, until it is read again
        self.target, self.view, self._sentence = target, view, None
        if not refresh:
            self._fetched = view
            self._state = state or PageState(self.first_tab)
            self.tab, self._led_from = self._state.tab, self._state.led_from
        if self.is_mounted:
            self._fill()
        if not refresh:
            self.presented()
        if due is not None:
            # After the paint: a thread that computes slows it down.
            rest = "reading the rest of the page"
            self.call_after_refresh(lambda: self.host.later(self._read_rest(due, state), rest))

    def show_anew(self, view: V) -> None:
        """Show the present subject anew where it lies."""
        if self.target is not None:
            self.present(self.target, view, None)

    async def read_again(self) -> None:
        """Read the subject again, for it was changed, and show it where it lies."""
        target = self.target
        if target is None:
            return
        view = await asyncio.to_thread(self.fetch, target)
        if self.target == target and self.view is not None:
            self._fetched = view
            self.show_anew(view)

    async def look_again(self) -> None:
        """Somebody else wrote to the workspace: show what that changed here, where it lies.

        Raises:
            SubjectGone: It took the subject away.
        """
        target = self.target
        if target is None:
            return
        view = await asyncio.to_thread(self.fetch, target)
        if self.target == target and self.view is not None and view != self._fetched:
            self._fetched = view
            self.show_anew(self.as_chosen(self.view, view))

    def as_chosen(self, shown: V, view: V) -> V:
        """The view, narrowed as the reader narrowed the one that is shown."""
        return view

    def present_sentence(self, target: Target, name: str, text: str, what_to_do: str = "") -> None:
        """Show the frame with one sentence: what is being waited for, or what went wrong."""
        self.target, self.view = target, None
        self.tab = self.first_tab
        self._sentence = (text, what_to_do)
        self._state = None
        self._waiting_name = name
        if self.is_mounted:
            self._fill()

    def on_mount(self) -> None:
        """Show what came before the screen was there."""
        self._fill()

    def _fill(self) -> None:
        state, self._state = self._state, None
        self._show_header()
        self.refresh_keys()
        body = self.body
        for widget in {self.canvas, *self.bodies().values()}:
            widget.display = widget is body
        if self.view is None:
            self.canvas.show(lambda columns: self._draw_sentence(), place=Place())
        elif body is self.canvas:
            view = self.view
            self.canvas.show(lambda columns: self.draw(view, columns), place=state.place if state else None)
        else:
            self.show_body(body, state)
        if state is not None and state.place.scroll:
            self.call_after_refresh(self._reach_row, state.place.scroll)
        if state is not None or self.focused is None:
            (self.page_header if state and state.in_header else body).focus(scroll_visible=False)
        self.call_after_refresh(self.refresh_keys)  # what Enter does depends on what has the focus now

    async def _read_rest(self, view: V, state: PageState | None) -> None:
        """Add what the view lacks. A reader who came back to a place in it is taken there, unless they have moved."""
        target, left = self.target, self.canvas.place().spot
        add = await asyncio.to_thread(self.read_rest, view)
        if target is None or self.view is None or self._rest_due is not view:
            return
        self._rest_due = None
        # None: nothing was drawn yet.
        unmoved = left in (None, self.canvas.place().spot) and state is not None and state.tab == self.tab
        returns = unmoved and state is not None and state.place.spot is not None
        self.present(target, add(self.view), state if returns else None)
        self._rest = add

    def _reach_row(self, row: int) -> None:
        """Once the header has its rows: before that the canvas may have been too high to scroll so far."""
        if self.canvas.scroll_offset.y < row:
            self.canvas.scroll_to(y=row, animate=False, immediate=True, force=True)

    def _show_header(self) -> None:
        header = Header(self._waiting_name) if self.view is None else self.header(self.view)
        self.page_header.show_header(self._framed(header), lambda: self.look)

    def _framed(self, header: Header) -> Header:
        """The header with the path, the place in the list, and the day."""
        right: list[str] = []
        neighbours = self.host.neighbours
        at = neighbours.position(self.target) if neighbours and self.target else None
        if at is not None:
            right.append(f"{at[0]:,} of {at[1]:,}")
        right.extend(header.right)
        right.append(f"as of {wording.full_day(header.day or self.host.as_of)}")
        path = header.path or self.host.path()
        return replace(header, path=path, right=tuple(right), tab=self.tab)

    def _draw_sentence(self) -> Document:
        text, what_to_do = self._sentence or ("", "")
        block: Block = [(Span(text, "quiet" if not what_to_do else ""),)] if text else []
        if what_to_do:
            block.append((Span(what_to_do, "quiet"),))
        return Document.of(block)

    def state(self) -> PageState:
        """Where the reader is."""
        in_header = self.focused is self.page_header
        return PageState(self.tab, self.canvas.place(), in_header, self.own_state(), self._led_from)

    def show_tab(self, tab: str) -> None:
        """Go to another tab of the page."""
        if tab != self.tab:
            self._show_from(PageState(tab, Place(), self.focused is self.page_header))

    def lead_to_tab(self, tab: str) -> None:
        """Go to another tab as a link does, or its key: Esc leads back to where one was."""
        left = self._led_from if tab == self.tab else self.state()
        self.show_tab(tab)
        self._led_from = left

    def _show_from(self, state: PageState) -> None:
        """Show the tab of a place, at that place."""
        self.tab, self._state, self._led_from = state.tab, state, state.led_from
        self._fill()

    @on(Canvas.Focused)
    @on(LineTable.Highlighted)
    @on(SearchField.Changed)
    @on(events.DescendantFocus)
    def refresh_keys(self) -> None:
        """Show the keys that work now; few do where there is no subject."""
        self.key_line.show(self.entries() if self.view is not None else _WITHOUT_SUBJECT)

    def on_resize(self) -> None:
        """The header drops rows with the terminal's height, which is no change of its own size; keys have less room."""
        self.page_header.on_resize()
        self.refresh_keys()

    def on_screen_suspend(self) -> None:
        """An overlay came over the page: the focus becomes quiet. A page that is left gives back what was drawn."""
        if self in self.app.screen_stack:
            self._refresh_focus()
            return
        for widget in self.walk_children():
            if isinstance(widget, Canvas | LineTable):
                widget.forget()
        forget_cuts()

    def _refresh_focus(self) -> None:
        if isinstance(self.focused, Canvas):
            self.focused.refresh_focus()
        elif isinstance(self.focused, LineTable):
            self.focused.refresh_cursor()

    # -- moving ----------------------------------------------------------------------------------------------------

    def stops(self) -> Iterator[Widget]:
        """The widgets that Tab goes through, in reading order."""
        yield self.page_header
        yield self.body

    def action_next_section(self) -> None:
        """The next section, here or in the next widget."""
        self._step_section(1)

    def action_previous_section(self) -> None:
        """The section before."""
        self._step_section(-1)

    def _step_section(self, step: int) -> None:
        current = self.focused
        if isinstance(current, Canvas) and current.step_section(step):
            return
        stops = [w for w in self.stops() if w.display]
        index = stops.index(current) + step if current in stops else 0
        while 0 <= index < len(stops):
            if self._enter(stops[index], last=step < 0):
                return
            index += step

    def _enter(self, widget: Widget, *, last: bool) -> bool:
        if isinstance(widget, Canvas) and not widget.enter_section(last=last):
            return False
        widget.focus(scroll_visible=False)
        return True

    @on(Canvas.Edge)
    def _leave_widget(self, message: Canvas.Edge) -> None:
        message.stop()
        self._step_section(message.step)

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        message.stop()
        opens = message.spot.opens
        if isinstance(opens, Target):
            self.host.go(opens)
        elif isinstance(opens, Action) and opens.name == "tab":
            self.show_tab(opens.value)
        elif isinstance(opens, Action):
            self.act(opens)

    def action_number(self, number: int) -> None:
        """The source of that number in the summary."""
        target = citation(self.canvas.document, number)
        if target is not None and self.body is self.canvas:
            self.host.go(target)

    def action_escape(self) -> None:
        """Undo one thing; the page itself comes last."""
        if not self.undo_one() and not self.host.go_back():
            self.host.go(Target("groups"))
