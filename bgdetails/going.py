"""Goes from page to page along the trail; each page is read in a thread, and found again where it was left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from bgdetails.navigation import LIST
from bgdetails.place_file import LastPlace
from bgdetails.screens.feedback import is_gone, tell
from bgdetails.screens.host import host_of
from bgdetails.store.times import to_day
from bgdetails.trail import GROUPS, Stop, Trail

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.navigation import Target
    from bgdetails.screens.browse import Browse
    from bgdetails.screens.listing import ListState
    from bgdetails.screens.looks import Looks
    from bgdetails.screens.page import Page
    from bgdetails.screens.page_state import PageState

_PLACEHOLDER_AFTER = 0.15
"""Seconds that a page may take before its frame is shown without it."""


class Going:
    """The pages of an app that were made so far, and the reader's way through them.

    There is one screen of lists. It shows the list that the reader is on or came from last, so that ``n`` and ``p``
    of a page walk that one; each is kept as it was left.
    """

    def __init__(self, app: App[object], browse: Browse, trail: Trail, looks: Looks) -> None:
        self._app = app
        self._looks = looks
        self._restored: Target | None = None
        self._browse = browse
        self._host = host_of(app)
        self._pages: dict[str, Page[Any]] = {}
        self._ticket = 0
        self._goes_back = False
        self.begin(trail)

    def begin(self, trail: Trail) -> None:
        """Begin a way anew, at a list that is shown already or at a page."""
        self.trail = trail
        self._before: Trail | None = None
        """The way as it was before a page that is still being read; None: all that was asked for is shown."""
        self._listed = trail.here
        self._all_groups: object = None

    def go(self, target: Target, *, instead: bool = False, state: ListState | None = None) -> None:
        """Open a page; what lay forward is forgotten.

        Args:
            target: The page.
            instead: In place of the present one.
            state: How to show a list; None: sorted as ever, or, all groups, as they were left.
        """
        if target == self.trail.here.target and state is None and not self._is_another_list(target):
            self._uncover()
            return
        self._leave()
        self._goes_back = False
        self.trail.add(target, instead=instead, state=state)
        self._show()

    def _is_another_list(self, target: Target) -> bool:
        """Whether the list of that target shows something else meanwhile."""
        return target.kind == LIST and target != GROUPS and self._browse.query_text != target.id

    def move(self, step: int) -> bool:
        """Back (-1) or forward (1) on the trail; False where it ends."""
        if not self.trail.reaches(step):
            return False
        self._leave()
        self._goes_back = step < 0
        self.trail.move(step)
        self._show()
        return True

    def is_going_ahead(self) -> bool:
        """Whether a page is being read that the reader was not coming back to."""
        return self._before is not None and not self._goes_back

    def stay(self) -> bool:
        """Let a page go that is still being read; False where none is."""
        if self._before is None:
            return False
        self.trail, self._before = self._before, None
        self._ticket += 1
        if not self._is_shown(self.trail.here.target):
            self._show()
        return True

    def name(self) -> str:
        """What the present page is called: its subject's name, else its address."""
        here = self.trail.here
        page = self._pages.get(here.target.kind)
        if page is not None and page.view is not None:
            return page.name_of(page.view)
        return here.name or str(here.target)

    def address(self) -> str:
        """The present page as ``bgdetails open`` takes it."""
        target = self.trail.here.target
        return str(replace(target, id=self._browse.query_text) if target.kind == LIST else target)

    def is_over(self) -> bool:
        """Whether an overlay is open."""
        return len(self._app.screen_stack) > 1

    def switch(self, name: str) -> None:
        """Show the installed screen of that name, in place of the page and of what was opened over it meanwhile."""
        self._uncover()
        if self._app.screen is not self._app.get_screen(name):
            self._app.switch_screen(name)

    def restore(self, target: Target, state: PageState | None) -> None:
        """Open the page that was open when the program ended; if its subject is gone, the list stays."""
        self._restored, self._before = target, self.trail.copy()
        self.trail.add(target, state=state)
        self._show()

    def place(self) -> LastPlace:
        """Where the reader is, for the next start; the present page counts as left."""
        self._remember()
        here = self.trail.here
        if here.target.kind == LIST:
            return LastPlace(self._browse.state())
        return LastPlace(self._browse.state(), here.target, cast("PageState | None", here.state))

    def look_again(self) -> None:
        """Somebody wrote to the workspace: the page that is shown is read again, or said to be gone."""
        stop = self.trail.here
        page = self._pages.get(stop.target.kind)
        if page is not None and page.target == stop.target and page.view is not None:
            self._host.later(self._look_again(page, stop), f"looking for {stop.target}")

    async def _look_again(self, page: Page[Any], stop: Stop) -> None:
        try:
            await page.look_again()
        except Exception as error:
            if is_gone(error) and self.trail.here.number == stop.number and page.target == stop.target:
                self._present_gone(page, stop, error)

    def _present_gone(self, page: Page[Any], stop: Stop, error: Exception) -> None:
        self._before = None
        way = "Esc goes back to where you were." if self.trail.reaches(-1) else "Esc goes to the list of groups."
        page.present_sentence(stop.target, stop.name or stop.target.id, str(error), way)
        self.switch(f"page-{stop.target.kind}")

    def _leave(self) -> None:
        """Remember where the reader is; close what lies over the page."""
        self._uncover()
        self._remember()
        self._before = self._before or self.trail.copy()

    def _uncover(self) -> None:
        while self.is_over():
            self._app.pop_screen()

    def _remember(self) -> None:
        target = self.trail.here.target
        page = self._pages.get(target.kind)
        if page is not None and page.target == target and page.view is not None:
            view = page.view
            name = page.name_of(view)
            self.trail.leave(name, page.state())
            self._looks.left(target, name, to_day(self._host.as_of), lambda: page.seen(view))

    def _is_shown(self, target: Target) -> bool:
        screen = self._app.screen
        if target.kind == LIST:
            return screen is self._app.get_screen(LIST) and self._listed.number == self.trail.here.number
        page = self._pages.get(target.kind)
        return screen is page and page.target == target

    def _show(self) -> None:
        self._ticket += 1
        stop, behind = self.trail.here, self.trail.list_behind()
        if behind is not None:
            self._list(behind)
        if stop.target.kind == LIST:
            self._before = None
            self.switch(LIST)
            return
        self._host.later(self._open(stop, self._ticket), f"opening {stop.target}")

    def _list(self, stop: Stop) -> None:
        """Have the screen of lists show that of ``stop``; the one before is kept as it was left."""
        before, self._listed = self._listed, stop
        if before.number == stop.number:
            return
        if before.target.kind == LIST:
            state = self._browse.state()
            for trail in (self.trail, self._before):
                if trail is not None:
                    trail.keep(before.number, state)
            if before.target == GROUPS:
                self._all_groups = state
        wanted = stop.state or (self._all_groups if stop.target == GROUPS else None)
        if wanted is not None and wanted == self._all_groups and before.target == GROUPS:
            return
        self._browse.present(stop.target.id, cast("ListState | None", wanted))

    async def _open(self, stop: Stop, ticket: int) -> None:
        """Read a page's subject in a thread; the frame waits for it 150 ms at the most."""
        page = self._page(stop.target.kind)
        if page is None:
            self._host.say(f"There is no page for {stop.target.kind} yet.", kind="warning")
            self._give_up(ticket)
            return
        kept = (page.target, page.view)
        reading = asyncio.ensure_future(asyncio.to_thread(page.fetch, stop.target))
        done, _ = await asyncio.wait({reading}, timeout=_PLACEHOLDER_AFTER)
        if not done and ticket == self._ticket:
            page.present_sentence(stop.target, stop.name, "Loading…")
            self.switch(f"page-{stop.target.kind}")
        try:
            view = await reading
        except Exception as error:
            if ticket == self._ticket and is_gone(error) and stop.target != self._restored:
                self._present_gone(page, stop, error)
            elif ticket == self._ticket:
                # First back: a toast goes with the screen that it is on.
                self._give_up(ticket, kept)
                tell(self._host, error, f"opening {stop.target}")
            return
        finally:
            self._restored = None
        if ticket == self._ticket:
            self._before = None
            page.present(stop.target, view, cast("PageState | None", stop.state))
            self.switch(f"page-{stop.target.kind}")

    def _give_up(self, ticket: int, kept: tuple[Target | None, Any] = (None, None)) -> None:
        """A page that cannot be shown: stay on the one before, as it was; nothing is read for that.

        Args:
            ticket: Of the page.
            kept: What its screen showed before.
        """
        if ticket != self._ticket:
            return
        if self._before is not None:
            self.trail, self._before = self._before, None
        elif not self.trail.give_up():
            return
        here = self.trail.here
        page = self._pages.get(here.target.kind)
        if self._is_shown(here.target):
            return
        target, view = kept if kept[0] == here.target or page is None else (page.target, page.view)
        if page is None or target != here.target or view is None:
            self._show()
            return
        page.present(here.target, view, cast("PageState | None", here.state))
        self.switch(f"page-{here.target.kind}")

    def _page(self, kind: str) -> Page[Any] | None:
        page = self._pages.get(kind)
        if page is None:
            from bgdetails.screens.registry import PAGES, page_of

            if kind not in PAGES:
                return None
            page = self._pages[kind] = page_of(kind)
            self._app.install_screen(page, f"page-{kind}")
        return page
