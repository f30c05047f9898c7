"""What ``t``, ``A``, ``D``, ``R``, ``N``, ``w`` and ``u`` do: ask, change the records in a thread, show it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from bgdetails import keys
from bgdetails.navigation import Target
from bgdetails.rules.membership import MOST_AT_ONCE
from bgdetails.screens import assigning, choosing
from bgdetails.screens import work as work_of
from bgdetails.screens.feedback import tell
from bgdetails.screens.host import Host, host_of
from bgdetails.screens.reading import read_subject, record_of
from bgdetails.screens.work import Work
from bgdetails.views.action_values import Assignable, StageChoice
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.pages import GroupPage, MemberCard
from bgdetails.widgets.by_hand_section import first_stage, removal_document, role_document, stage_document
from bgdetails.widgets.canvas import Draw
from bgdetails.widgets.parts import Look
from bgdetails.widgets.row_table import LONGEST_LIST
from bgdetails.wording import plural

if TYPE_CHECKING:
    from bgdetails.actions.done import Done


class ByHand:
    """The overlays over one screen, and the work behind them.

    Args:
        screen: The page or list that is looked at.
        changed: Shows what that page is about as it is now.
    """

    def __init__(self, screen: Screen[Any], changed: Callable[[], Awaitable[None]]) -> None:
        self._screen = screen
        self._changed = changed
        self._touched: set[Target] = set()

    def can_undo(self, subject: Target | None) -> bool:
        """Whether something was done to the subject from here."""
        return subject in self._touched

    # -- asking ------------------------------------------------------------------------------------------------------

    def choose_stage(self, group: Target) -> None:
        """Ask to which stage, and move the group there."""
        overlay = choosing.overlay_of(self._screen.app)

        async def ask() -> None:
            choice = await self._read(lambda: _stage_choice(self._host, group))
            if choice is not None:
                overlay.ask(
                    lambda columns: stage_document(choice, columns, self._look),
                    lambda stage: self._do(group, (), work_of.move(stage)),
                    "move",
                    first_stage(choice),
                )

        self._host.later(ask(), "reading the stages")

    def assign(self, group: Target, page: GroupPage) -> None:
        """Ask whom, then as what, and assign them."""
        overlay = assigning.overlay_of(self._screen.app)

        async def ask() -> None:
            people = await self._read(lambda: _assignable(self._host, group))
            if people is not None:
                overlay.ask(page.name, page.account.name, people, lambda chosen: self._ask_role(group, page, chosen))

        self._host.later(ask(), "reading the people of the account")

    def _ask_role(self, group: Target, page: GroupPage, people: Sequence[Assignable]) -> None:
        title = f"Assign {plural(len(people), 'person', 'people')} to {page.name} as"
        names = [each.name for each in people]
        choosing.overlay_of(self._screen.app).ask(
            lambda columns: role_document(title, names, (), page.roles, columns, self._look),
            lambda role: self._do(group, [each.id for each in people], work_of.assign(role)),
            "assign",
        )

    def change_role(self, group: Target, page: GroupPage, members: Sequence[MemberCard]) -> None:
        """Ask for the role, and give it to the members."""
        if not self._may_act_on(members):
            return
        title = f"Change the role of {plural(len(members), 'member')} of {page.name} to"
        names, now = [f"{each.name} ({each.role})" for each in members], [each.role for each in members]
        self._ask_writer(
            lambda columns: role_document(title, names, now, page.roles, columns, self._look),
            lambda role: self._do(group, [each.id for each in members], work_of.give_role(role)),
            "change role",
        )

    def remove(self, group: Target, page: GroupPage, members: Sequence[MemberCard]) -> None:
        """Ask whether to, and remove the members."""
        if not self._may_act_on(members):
            return
        title = f"Remove {plural(len(members), 'member')} from {page.name}"
        self._ask_writer(
            lambda columns: removal_document(title, members, page.roles, columns, self._look),
            lambda answer: self._do(group, [each.id for each in members], work_of.remove) if answer else None,
            "confirm",
        )

    def open_notes(self, subject: Target, name: str, note: str = "") -> None:
        """Write a note, or show the one named ``note`` among all; what is written is kept when the reader says so."""
        from bgdetails.screens.notes import overlay_of

        overlay = overlay_of(self._screen.app)

        def do(work: Work) -> None:
            self._do(subject, (), work)

        async def ask() -> None:
            notes = await self._read(lambda: _notes(self._host, subject))
            if notes is not None:
                overlay.ask(subject, name, notes, note, do)

        if note:
            self._host.later(ask(), "reading notes")
        else:  # at once: what is typed next is the note
            overlay.ask(subject, name, NO_NOTES, note, do)
            self._host.later(self._close_unless_writable(overlay), "opening a note")

    def watch(self, subject: Target) -> None:
        """Watch a group or an account, or no more."""
        self._do(subject, (), work_of.watch(subject.kind))

    def undo(self, subject: Target | None) -> None:
        """Undo what was done last, to one subject or to any."""
        self._do(
            subject, (), lambda each, id, _: work_of.undo(each, id, subject.kind if subject is not None else "group")
        )

    def _may_act_on(self, members: Sequence[MemberCard]) -> bool:
        if not members:
            self._host.say("No member has the focus, and none is selected.", kind="warning")
        elif len(members) > MOST_AT_ONCE:
            self._host.say(f"At most {MOST_AT_ONCE} members at once; {len(members)} are selected.", kind="warning")
        return 0 < len(members) <= MOST_AT_ONCE

    async def _close_unless_writable(self, overlay: Screen[Any]) -> None:
        try:
            await asyncio.to_thread(_check_writable, self._host)
        except Exception as error:
            if self._screen.app.screen is overlay:
                self._screen.app.pop_screen()
            tell(self._host, error, "opening a note")

    def _ask_writer(self, draw: Draw, choose: Callable[[str], object], word: str) -> None:
        """Ask whoever may write; who may only read is told that, and not asked first."""
        overlay = choosing.overlay_of(self._screen.app)

        async def ask() -> None:
            if await self._read(lambda: _check_writable(self._host)):
                overlay.ask(draw, choose, word)

        self._host.later(ask(), "reading what can be done")

    # -- doing -------------------------------------------------------------------------------------------------------

    @property
    def _host(self) -> Host:
        return host_of(self._screen.app)

    @property
    def _look(self) -> Look:
        size = self._screen.app.size
        return Look(size.width, size.height, self._host.glyphs, self._host.clock)

    async def _read(self, read: Callable[[], Any]) -> Any:
        try:
            return await asyncio.to_thread(read)
        except Exception as error:
            tell(self._host, error, "reading what can be done")
            return None

    def _do(self, subject: Target | None, people: Sequence[str], work: Work) -> None:
        self._host.later(self._work(subject, people, work), "changing the workspace")

    async def _work(self, subject: Target | None, people: Sequence[str], work: Work) -> None:
        try:
            done = await asyncio.to_thread(_perform, self._host, subject, people, work)
        except Exception as error:
            tell(self._host, error, "changing the workspace")
            return
        if subject is not None:
            self._touched.add(subject)
        await self._changed()
        self._host.say(done.sentence, *(() if done.undone else (f"{keys.shown('undo')} undo",)))


def _perform(host: Host, subject: Target | None, people: Sequence[str], work: Work) -> Done:
    """Do it; runs in a thread."""
    from bgdetails.actions.acting import acting

    workspace = host.workspace
    with workspace.reading() as session:
        record_id = 0 if subject is None else record_of(session, subject)
        ids = [record_of(session, Target("person", each)) for each in people]
    with acting(workspace, host.as_of) as each:
        return work(each, record_id, ids)


def _check_writable(host: Host) -> bool:
    """True, or what ``check_writable`` says."""
    host.workspace.check_writable()
    return True


def _stage_choice(host: Host, group: Target) -> StageChoice:
    from bgdetails.views.stage_choice import load_stage_choice

    host.workspace.check_writable()
    return read_subject(host, group, load_stage_choice)


def _assignable(host: Host, group: Target) -> tuple[Assignable, ...]:
    from bgdetails.views.assignable import load_assignable

    host.workspace.check_writable()
    return read_subject(host, group, load_assignable)


def _notes(host: Host, subject: Target) -> Notes:
    from bgdetails.views.notes import load_notes

    return read_subject(host, subject, lambda session, id, _: load_notes(session, subject.kind, id, LONGEST_LIST))
