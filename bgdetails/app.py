"""The Textual app: holds the workspace, the way back and forward, theme and keys; screens ask it (screens/host.py)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from bgdetails import themes
from bgdetails.driver import driver_class
from bgdetails.garbage import keep_what_stands
from bgdetails.keys import KeymapError, bindings, choose_keys, read_keymap
from bgdetails.navigation import Target
from bgdetails.painting import Painted
from bgdetails.screens.browse import Browse
from bgdetails.screens.browse_reader import BrowseReader
from bgdetails.store.schema_check import OlderSchemaError, path_of
from bgdetails.store.thin import open_thin
from bgdetails.store.times import from_day
from bgdetails.widgets.drawing import WholeCells
from bgdetails.widgets.glyphs import choose
from bgdetails.wording import Clock, full_day

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bgdetails.config import Settings
    from bgdetails.screens.host import Neighbours
    from bgdetails.screens.page import Page, PageState
    from bgdetails.store.workspace import OpenWorkspace

_PLACEHOLDER_AFTER = 0.15
"""Seconds that a page may take before its frame is shown without it."""
_LOAD_AFTER = 0.05
"""Seconds after the first frame at which the ORM is imported."""
_CRUMBS = 3
_KINDS = {
    "group": "Buying groups",
    "account": "Accounts",
    "person": "People",
    "journey": "Account journeys",
    "template": "Roles templates",
    "interest": "Solution interests",
    "stage-model": "Stage models",
}
_GROUPS = Target("groups")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page on the way: what it shows, its name once it was seen, and where the reader was on it."""

    target: Target
    name: str = ""
    state: PageState | None = None


class BgdetailsApp(App[object], inherit_bindings=False):
    """The program on a terminal."""

    BINDINGS = bindings(
        "back",
        "forward",
        "groups",
        "palette",
        "help",
        "log",
        "copy",
        "leave",
        "stop",
        "suspend_process",
        "next",
        "previous",
    )
    TITLE = "bgdetails"
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def __init__(
        self, location: str, *, target: Target | None, as_of: date, settings: Settings, reader: BrowseReader | None
    ) -> None:
        self.location = location
        self.as_of = as_of
        self.settings = settings
        self.glyphs = choose(settings.ascii)
        self.neighbours: Neighbours | None = None
        self.browse = Browse()
        self._reader = reader
        self._first = target or _GROUPS
        self._trail: list[Stop] = [Stop(_GROUPS if reader is not None else self._first)]
        self._at = 0
        self._pages: dict[str, Page[Any]] = {}
        self._opening = 0
        self._workspace: Future[OpenWorkspace] = Future()
        self._clock = Clock(as_of, datetime.now(UTC), settings.zone)
        self._tells_time = True
        if os.environ.get("TERM") in ("dumb", "unknown"):
            # Rich takes such a terminal for one of 80 x 25 whatever it is, and Textual then never stops laying out.
            os.environ["TERM"] = "xterm"
        super().__init__(driver_class=driver_class())
        self._painted = Painted()
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
        self.app_resume_signal.subscribe(self, lambda _app: self._painted.forget())
        # Textual 8.2.8 cannot switch away from the default screen, which alone has no result callback.
        self.screen._push_result_callback(self.screen, None)
        if self._reader is not None:
            self._begin()
            if self._first != _GROUPS:
                self.go(self._first)

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
        self.install_screen(self.browse, "groups")
        if self._reader.is_ready():
            self.browse.take(self._reader)
        else:
            self.browse.wait(f"Scores are computed for {full_day(self.as_of)}…")
            self.later(self._compute_day(), "computing the scores")

    def open_location(self, location: str, as_of: date | None) -> None:
        """Show the list of another workspace (from the welcome screen).

        Raises:
            WorkspaceError: It cannot be opened.
        """
        reader, day = _reader(location, as_of, self.settings)
        self.location, self.as_of, self._reader = location, day, reader
        self._clock = Clock(day, datetime.now(UTC), self.settings.zone)
        self._trail, self._at = [Stop(_GROUPS)], 0
        self._begin()
        self._switch("groups")
        self._load_behind()

    def _load_behind(self) -> None:
        """Import the ORM and open the workspace in a thread, in small slices, so that no key waits."""
        import threading

        threading.Thread(target=self._open_workspace, name="open workspace", daemon=True).start()

    def _open_workspace(self) -> None:
        slice_before = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)
        try:
            from bgdetails.screens.registry import import_pages
            from bgdetails.store.workspace import open_workspace

            self._workspace.set_result(open_workspace(self.location, read_only=_is_read_only(self.location)))
            import_pages()
        except BaseException as error:
            if not self._workspace.done():
                self._workspace.set_exception(error)
        finally:
            sys.setswitchinterval(slice_before)
            keep_what_stands()

    @property
    def workspace(self) -> OpenWorkspace:
        """The open workspace; waits until the ORM is there, so only a thread may ask."""
        return self._workspace.result()

    async def _compute_day(self) -> None:
        """Compute the scores of a day that has none, then show the list."""

        def compute() -> None:
            from bgdetails.refresh.days import ensure_day

            ensure_day(self.workspace, self.as_of)

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

    @property
    def here(self) -> Stop:
        """The page that is shown."""
        return self._trail[self._at]

    def go(self, target: Target, *, instead: bool = False) -> None:
        """Open a page; what lay forward is forgotten."""
        if target == self.here.target and not self._is_over():
            return
        self._leave_here()
        del self._trail[self._at + (0 if instead else 1) :]
        self._trail.append(Stop(target))
        self._at = len(self._trail) - 1
        self._show_here()

    def go_back(self) -> bool:
        """Back to the page before, where one was on it."""
        return self._move(-1)

    def _move(self, step: int) -> bool:
        if not 0 <= self._at + step < len(self._trail):
            return False
        self._leave_here()
        self._at += step
        self._show_here()
        return True

    def _is_over(self) -> bool:
        """Whether an overlay is open."""
        return len(self.screen_stack) > 1

    def _leave_here(self) -> None:
        """Remember where the reader is; close what lies over the page."""
        while self._is_over():
            self.pop_screen()
        page = self._pages.get(self.here.target.kind)
        if page is not None and page.target == self.here.target and page.view is not None:
            self._trail[self._at] = Stop(self.here.target, page.name_of(page.view), page.state())

    def _show_here(self) -> None:
        self._opening += 1
        stop = self.here
        if stop.target.kind == "groups":
            self._switch("groups")
            return
        self.later(self._open(stop, self._opening), f"opening {stop.target}")

    async def _open(self, stop: Stop, ticket: int) -> None:
        """Read a page's subject in a thread; the frame waits for it 150 ms at the most."""
        page = self._page(stop.target.kind)
        if page is None:
            self.say(f"There is no page for {stop.target.kind} yet.", kind="warning")
            self._give_up(ticket)
            return
        reading = asyncio.ensure_future(asyncio.to_thread(page.fetch, stop.target))
        done, _ = await asyncio.wait({reading}, timeout=_PLACEHOLDER_AFTER)
        if not done and ticket == self._opening:
            page.present_sentence(stop.target, stop.name, "Loading…")
            self._switch(f"page-{stop.target.kind}")
        try:
            view = await reading
        except Exception as error:
            if ticket == self._opening:
                self._cannot_open(error, stop)
                self._give_up(ticket)
            return
        if ticket == self._opening:
            page.present(stop.target, view, stop.state)
            self._switch(f"page-{stop.target.kind}")

    def _cannot_open(self, error: Exception, stop: Stop) -> None:
        if type(error).__name__ in ("SubjectGone", "UnknownSubject", "AmbiguousSubject", "WorkspaceError"):
            self.say(str(error), kind="error")
        else:
            self.fault(error, f"opening {stop.target}")

    def _give_up(self, ticket: int) -> None:
        """A page that cannot be shown: stay on the one before."""
        if ticket == self._opening and self._at > 0:
            del self._trail[self._at]
            self._at -= 1
            self._show_here()

    def _page(self, kind: str) -> Page[Any] | None:
        page = self._pages.get(kind)
        if page is None:
            from bgdetails.screens.registry import PAGES, page_of

            if kind not in PAGES:
                return None
            page = self._pages[kind] = page_of(kind)
            self.install_screen(page, f"page-{kind}")
        return page

    def _switch(self, name: str) -> None:
        if self.screen is not self.get_screen(name):
            self.switch_screen(name)

    def address(self) -> str:
        """The present page as ``bgdetails open`` takes it."""
        return str(self.here.target)

    def path(self) -> tuple[str, ...]:
        """Names of the pages before this one, since the list; a page opened by itself says what kind it is."""
        names: list[str] = []
        for stop in reversed(self._trail[: self._at]):
            if stop.target.kind == "groups":
                names.append(_KINDS["group"])
                break
            names.append(stop.name)
        if not names or (self._trail[0].target == _GROUPS and self._first != _GROUPS and self._at == 1):
            names = [_KINDS.get(self.here.target.kind, "")]
        names = [name for name in reversed(names) if name]
        return tuple(names if len(names) <= _CRUMBS else [names[0], *names[1 - _CRUMBS :]])

    # -- saying ------------------------------------------------------------------------------------------------------

    def say(self, *lines: str, kind: str = "done") -> None:
        """Show a toast in place of the one before."""
        from bgdetails.widgets.toast import Toast

        self._hush()
        self.screen.mount(Toast(lines, kind))

    def _hush(self, *, only_lasting: bool = False) -> None:
        for toast in self.screen.query("Toast"):
            if not only_lasting or not toast.has_class("done"):
                toast.remove()

    def fault(self, error: BaseException, what: str) -> None:
        """Write an unexpected error to the log and say so; the program goes on."""
        from bgdetails.screens.log import write_fault

        file = write_fault(error, what)
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        self.say(f"Something went wrong while {what}.", said, f"{file} says where." if file else "", kind="error")

    def later(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """Run ``work``; a fault in it is said and logged, and nothing else stops."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:
                self.fault(error, what)

        self.run_worker(guarded(), exit_on_error=False)

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

    async def on_event(self, event: events.Event) -> None:
        """A toast that stays until a key goes at the next one."""
        if isinstance(event, events.Key):
            self._hush(only_lasting=True)
        await super().on_event(event)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def action_back(self) -> None:
        """Back."""
        self._move(-1)

    def action_forward(self) -> None:
        """Forward."""
        self._move(1)

    def action_groups(self) -> None:
        """To the list."""
        self.go(_GROUPS)

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

        if self._is_over():
            return
        overlay = kept(self, "help", lambda: Help())
        overlay.show_keys(self.screen)
        show(self, overlay)

    def action_palette(self) -> None:
        """Search everything, run any command."""
        from bgdetails.screens.overlays import kept, show
        from bgdetails.screens.palette import Palette

        if self._is_over() or self._reader is None:
            return
        overlay = kept(self, "palette", lambda: Palette())
        overlay.start(self.screen, self._reader)
        show(self, overlay)

    def action_log(self) -> None:
        """Say where the log lies."""
        from bgdetails.screens.log import log_file

        file = log_file()
        self.say(f"The log is {file}." if file.exists() else "Nothing went wrong yet: there is no log.")

    def action_copy(self) -> None:
        """Copy what has the focus: the name, or the page's target."""
        here = self.here
        name = here.name or str(here.target)
        page = self._pages.get(here.target.kind)
        if page is not None and page.view is not None:
            name = page.name_of(page.view)
        self.copy(name, name)

    def set_theme(self, name: str) -> None:
        """Another theme, from now on."""
        self.theme = name


def _is_read_only(location: str) -> bool:
    """Whether the workspace, or the folder that its journal lies in, cannot be written."""
    path = path_of(location)
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def run(location: str, *, target: Target | None, as_of: date | None, settings: Settings) -> int:
    """Open the program on a workspace; the welcome screen where there is none yet.

    Args:
        location: The workspace's file.
        target: The page to open; None: the list.
        as_of: The scoring day; None: today, in UTC.
        settings: What holds for this run.

    Raises:
        WorkspaceError: The file cannot be opened.
    """
    app = make_app(location, target=target, as_of=as_of, settings=settings)
    app.run()
    return app.return_code or 0


def make_app(location: str, *, target: Target | None, as_of: date | None, settings: Settings) -> BgdetailsApp:
    """The app of ``run``, not running yet."""
    reader, day = None, as_of or datetime.now(UTC).date()
    if path_of(location).exists():
        reader, day = _reader(location, as_of, settings)
    return BgdetailsApp(location, target=target, as_of=day, settings=settings, reader=reader)


def _reader(location: str, as_of: date | None, settings: Settings) -> tuple[BrowseReader, date]:
    """What reads the list, and the day that it is of: the one asked for, else the one that was refreshed last."""
    try:
        connection = open_thin(location)
    except OlderSchemaError:
        from bgdetails.store.workspace import open_workspace

        open_workspace(location).close()
        connection = open_thin(location)
    with closing(connection):
        (refreshed,) = connection.execute("SELECT refreshed_day FROM workspace").fetchone()
    last = datetime.now(UTC).date() if refreshed is None else from_day(refreshed)
    day = as_of or last
    return BrowseReader(lambda: open_thin(location), day, settings.owner), day
