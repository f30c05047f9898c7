"""The Textual app: holds the workspace, the pages, theme and keys; screens ask it (screens/host.py)."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import App
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from bgdetails import themes
from bgdetails.driver import driver_class
from bgdetails.garbage import Sweeper, keep_what_stands
from bgdetails.going import Going
from bgdetails.keys import KeymapError, bindings, choose_keys, read_keymap
from bgdetails.navigation import DASHBOARD, LIST, Target
from bgdetails.opening import Opening, open_list
from bgdetails.painting import Painted, paint_lines
from bgdetails.place_file import LastPlace, write_place
from bgdetails.screens.browse import Browse
from bgdetails.screens.browse_reader import BrowseReader
from bgdetails.screens.feedback import guarded, hush, tell_fault, toast
from bgdetails.screens.looks import Looks
from bgdetails.store.server_faults import server_fault
from bgdetails.trail import GROUPS, Stop, Trail
from bgdetails.watching import Watching
from bgdetails.widgets.drawing import WholeCells
from bgdetails.widgets.glyphs import choose
from bgdetails.widgets.kept_layouts import forget_layouts
from bgdetails.wording import Clock, full_day

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bgdetails.config import Settings
    from bgdetails.screens.host import Neighbours
    from bgdetails.screens.listing import ListState
    from bgdetails.store.workspace import OpenWorkspace

_READERS = 2
_AWAY = "The workspace cannot be reached. Its groups are shown when it is back."
_TRY_AGAIN_AFTER = 1.0
"""Seconds between two questions to a server that went away while the program starts."""
_LOAD_AFTER = 0.05
"""Seconds after the first frame at which the ORM is imported."""


class BgdetailsApp(App[object], inherit_bindings=False):
    """The program on a terminal."""

    BINDINGS = bindings(
        "back",
        "forward",
        "history",
        "groups",
        "dashboard",
        "palette",
        "jump",
        "help",
        "log",
        "ask",
        "copy",
        "leave",
        "stop",
        "suspend_process",
        "next",
        "previous",
    )
    TITLE = "bgdetails"
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False  # of what is drawn here Textual knows no text, and a toast that goes ends it

    def __init__(
        self,
        location: str,
        *,
        target: Target | None,
        as_of: date,
        settings: Settings,
        reader: BrowseReader | None,
        place: LastPlace | None = None,
        remembers: bool = True,
        reads_ahead: bool = False,
    ) -> None:
        self.location = location
        self.as_of = as_of
        self.settings = settings
        self.glyphs = choose(settings.ascii)
        self.neighbours: Neighbours | None = None
        paint_lines()
        self.browse = Browse()
        self._reader = reader
        self._first = target or GROUPS
        self._place = place
        self._remembers = location if remembers else None
        self._reads_ahead = reads_ahead
        self._start = self._first if reader is None or self._first.kind == LIST else GROUPS
        self._opening = Opening()
        self._day_is_there = threading.Event()
        self._clock = Clock(as_of, datetime.now(UTC), settings.zone)
        self._tells_time = True
        if os.environ.get("TERM") in ("dumb", "unknown"):
            # Rich takes such a terminal for one of 80 x 25 whatever it is, and Textual then never stops laying out.
            os.environ["TERM"] = "xterm"
        super().__init__(driver_class=driver_class())
        if self._start.kind == LIST and self._start.id:
            self.browse.present(self._start.id, None)
        elif place is not None:
            self.browse.begin_at(place.listing)
        self._looks = Looks(lambda: self.workspace, lambda: self._watching.tell_own_write())
        self._going = Going(self, self.browse, self._trail_from(self._start), self._looks)
        self._watching = Watching(self, self.browse, self._going, lambda: self._reader)
        self._painted = Painted()
        self._sweeper = Sweeper()
        ScrollBar.renderer = WholeCells
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = settings.theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own names, so that a theme that lacks them works."""
        return themes.extra_variables()

    def get_default_screen(self) -> Screen[Any]:
        """The list, or the welcome where there is no workspace."""
        if self._reader is None:
            from bgdetails.screens.welcome import Welcome

            return Welcome()
        return self.browse

    # -- start and workspace -----------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Rows first, everything that they do not need afterwards."""
        # Each thread that reads keeps a connection with its cache: few threads, bounded memory.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_READERS, "reading"))
        self.app_resume_signal.subscribe(self, lambda _app: self._painted.forget())
        # Textual 8.2.8 cannot switch away from the default screen, which alone has no result callback.
        self.screen._push_result_callback(self.screen, None)
        if self._reader is not None:
            self._begin()
            if self._first != self._start:
                self.go(self._first)
            elif self._place is not None and self._place.page is not None:
                self._going.restore(self._place.page, self._place.state)

    def on_ready(self) -> None:
        """The first screen is painted: only now load what later pages need."""
        self.call_after_refresh(self._take_keymap)
        if self._reader is not None:
            self.set_timer(_LOAD_AFTER, self._load_behind)
        else:
            keep_what_stands()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, self._painted.what_differs(renderable))

    def _take_keymap(self) -> None:
        """The user's own keys, from the file beside the settings."""
        from bgdetails.config import settings_file

        try:
            keymap = read_keymap(settings_file().with_name("keys.toml"))
        except KeymapError as error:
            self.say(str(error), kind="error")
            return
        if keymap:
            choose_keys(keymap)
            self.set_keymap(dict(keymap))

    def _begin(self) -> None:
        """Show the first rows of the list, and load behind them what later pages need."""
        assert self._reader is not None
        self._watching.begin()
        self.install_screen(self.browse, "groups")
        self._show_list()

    def _show_list(self) -> None:
        assert self._reader is not None
        try:
            is_ready = self._reader.is_ready()
        except sqlite3.DatabaseError as error:
            if server_fault(error) != "gone":
                raise
            # Between two of its first questions.
            self.browse.wait(_AWAY)
            self.set_timer(_TRY_AGAIN_AFTER, self._show_list)
            return
        if is_ready:
            self._day_is_there.set()
            self.browse.take(self._reader)
        else:
            self._day_is_there.clear()
            self.browse.wait(f"Scores are computed for {full_day(self.as_of)}…")
            self.later(self._compute_day(), "computing the scores")

    def open_location(self, location: str, as_of: date | None) -> None:
        """Show the list of another workspace (from the welcome screen).

        Raises:
            WorkspaceError: It cannot be opened.
        """
        reader, day = open_list(location, as_of, self.settings.owner)
        self.location, self.as_of, self._reader = location, day, reader
        self._clock = Clock(day, datetime.now(UTC), self.settings.zone)
        self._going.begin(self._trail_from(GROUPS))
        self._begin()
        self._going.switch("groups")
        self._load_behind()

    def _load_behind(self) -> None:
        """Open the workspace itself."""
        self._opening.start(self.location, self.as_of if self._reads_ahead else None)

    @property
    def workspace(self) -> OpenWorkspace:
        """The open workspace; waits until the ORM and the day's scores are there, so only a thread may ask."""
        self._day_is_there.wait()
        return self._opening.wait()

    async def _compute_day(self) -> None:
        """Compute the scores of a day that has none, then show the list."""

        def compute() -> None:
            from bgdetails.refresh.days import ensure_day

            try:
                ensure_day(self._opening.wait(), self.as_of)
            finally:
                self._day_is_there.set()

        await asyncio.to_thread(compute)
        reader = BrowseReader(self.workspace.connect, self.as_of, self.settings.owner)
        if self._reader is not None:
            self._reader.close()
        self._reader = reader
        self.browse.take(reader)

    @property
    def clock(self) -> Clock:
        """What "ago" is counted from; a minute old at the most."""
        if self._tells_time:
            now = datetime.now(UTC)
            if (now - self._clock.now).total_seconds() > 60:
                self._clock = replace(self._clock, now=now)
        return self._clock

    # -- going -------------------------------------------------------------------------------------------------------

    def _trail_from(self, start: Target) -> Trail:
        return Trail(start, named=self._first.kind != LIST)

    @property
    def here(self) -> Stop:
        """The page that is shown."""
        return self._going.trail.here

    def go(self, target: Target, *, instead: bool = False, state: ListState | None = None) -> None:
        """Open a page; what lay forward is forgotten."""
        self._going.go(target, instead=instead, state=state)

    def go_back(self) -> bool:
        """Back to the page before, where one was on it."""
        return self._going.move(-1)

    def stay(self) -> bool:
        """Let a page go that is still being read."""
        return self._going.stay()

    def address(self) -> str:
        """The present page as ``bgdetails open`` takes it."""
        return self._going.address()

    def path(self) -> tuple[str, ...]:
        """Names of the pages before this one, since the list."""
        return self._going.trail.path()

    # -- saying ------------------------------------------------------------------------------------------------------

    def say(self, *lines: str, kind: str = "done") -> None:
        """Show a toast in place of the one before."""
        toast(self, lines, kind)

    def fault(self, error: BaseException, what: str) -> None:
        """Write an unexpected error to the log and say so; the program goes on."""
        tell_fault(self, error, what)

    def later(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """Run ``work``; a fault in it is said and logged, and nothing else stops."""
        self.run_worker(guarded(self, work, what), exit_on_error=False)

    def copy(self, text: str, what: str) -> None:
        """Put text on the clipboard through the terminal."""
        from bgdetails.screens.clipboard import copy_sequence

        self._clipboard = text
        if self._driver is not None:
            self._driver.write(copy_sequence(text))
        self.say(f"Copied {what}.")

    def open_address(self, address: str) -> None:
        """Open a mail or web address."""
        self.open_url(address)
        self.say(f"Opened {address}.")

    def on_resize(self) -> None:
        """What the terminal shows after another size, even if it has the old one again by now, is not known."""
        self._painted.forget()
        forget_layouts()
        if self.screen_stack:
            self.screen.refresh()  # Textual paints nothing where the size is that of its last paint

    async def on_event(self, event: events.Event) -> None:
        """A toast that stays until a key goes at the next one; Esc lets a page go that is still being read."""
        if isinstance(event, events.InputEvent):
            self._sweeper.busy()
        if isinstance(event, events.Key) and not event.is_forwarded:
            hush(self, only_lasting=True)
            if event.key == "escape" and self._going.is_going_ahead():
                self.stay()
                return
        await super().on_event(event)

    def _watch_app_focus(self, focus: bool) -> None:
        """What has the focus keeps it while the terminal has none; a page that came meanwhile would be without one."""

    # -- keys --------------------------------------------------------------------------------------------------------

    async def action_back(self) -> None:
        """Back."""
        self._going.move(-1)

    def action_forward(self) -> None:
        """Forward."""
        self._going.move(1)

    def action_groups(self) -> None:
        """To the list."""
        self.go(GROUPS)

    def action_dashboard(self) -> None:
        """To all groups in numbers."""
        if self._reader is not None:
            self.go(Target(DASHBOARD))

    def action_next(self) -> None:
        """The next subject of the list one came from."""
        self._step(1)

    def action_previous(self) -> None:
        """The subject before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        target = self.neighbours.step(self.here.target, by) if self.neighbours is not None else None
        if target is not None:
            self.go(target, instead=True)

    def exit(self, result: object = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leave the program; where the reader is, is kept for the next start."""
        if self._reader is not None:
            place = self._going.place()
            if self.location == self._remembers:
                write_place(self.location, place)
        super().exit(result, return_code, message)

    async def on_unmount(self) -> None:
        """What was looked at last is written before the program ends."""
        await asyncio.to_thread(self._looks.close)

    def action_leave(self) -> None:
        """Close an overlay (they bind the key themselves), else quit."""
        self.exit(0)

    def action_stop(self) -> None:
        """Quit at once."""
        self.exit(0)

    def action_suspend_process(self) -> None:
        """To the shell, with what runs the program for it (make, env); without a shell nothing could resume it."""
        if sys.platform == "win32" or os.getpgrp() == os.getsid(0):
            self.say("There is no shell to go to.", kind="warning")
            return
        with self.suspend():
            os.killpg(os.getpgrp(), signal.SIGSTOP)

    def action_help(self) -> None:
        """The keys that work here."""
        from bgdetails.screens.help import Help
        from bgdetails.screens.overlays import kept, show

        if self._going.is_over():
            return
        overlay = kept(self, "help", lambda: Help())
        overlay.show_keys(self.screen)
        show(self, overlay)

    def action_palette(self) -> None:
        """Search everything, run any command."""
        from bgdetails.screens.overlays import kept, show
        from bgdetails.screens.palette import Palette

        if self._going.is_over() or self._reader is None:
            return
        overlay = kept(self, "palette", lambda: Palette())
        overlay.start(self.screen, self._reader, self.browse.tools.openers())
        show(self, overlay)

    def action_jump(self) -> None:
        """A letter for everything that opens, on the page or in the overlay on it."""
        from bgdetails.screens.jump import Jump

        if isinstance(self.screen, Jump):
            return
        if not self.is_screen_installed("jump"):
            self.install_screen(Jump(), "jump")
        jump = self.get_screen("jump")
        if isinstance(jump, Jump) and jump.letter(self.screen):
            self.push_screen(jump)

    def action_history(self) -> None:
        """The last places that were looked at."""
        from bgdetails.screens.places import open_places

        if not self._going.is_over() and self._reader is not None:
            open_places(self, self._looks)

    def action_log(self) -> None:
        """What was done by hand, and where faults are written; without a workspace only the latter."""
        if self._reader is None:
            from bgdetails.screens.log import where_faults_are

            self.say(where_faults_are())
        elif not self._going.is_over():
            from bgdetails.screens.log_overlay import open_log

            open_log(self)

    def action_ask(self) -> None:
        """A question about the page."""
        from bgdetails.screens.asking import open_asking

        if not self._going.is_over() and self._reader is not None:
            open_asking(self, Target.parse(self.address()))

    def action_copy(self) -> None:
        """Copy what has the focus: the name, or the page's target."""
        name = self._going.name()
        self.copy(name, name)
