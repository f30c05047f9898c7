"""What is done by hand, as work for a thread: actions are imported there, where they are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bgdetails.actions.acting import Acting
    from bgdetails.actions.done import Done
    from bgdetails.navigation import Target

Work = Callable[["Acting", int, list[int]], "Done"]
"""Told our ids of the subject and of the people that it is about."""


def move(stage: str) -> Work:
    """Move a group to a stage."""

    def work(each: Acting, group: int, _: list[int]) -> Done:
        from bgdetails.actions.stages import move_to_stage

        return move_to_stage(each, group, stage)

    return work


def assign(role: str) -> Work:
    """Make people members."""

    def work(each: Acting, group: int, people: list[int]) -> Done:
        from bgdetails.actions import members

        return members.assign(each, group, people, role)

    return work


def give_role(role: str) -> Work:
    """Give members another role."""

    def work(each: Acting, group: int, people: list[int]) -> Done:
        from bgdetails.actions.members import change_role

        return change_role(each, group, people, role)

    return work


def remove(each: Acting, group: int, people: list[int]) -> Done:
    """End memberships."""
    from bgdetails.actions import members

    return members.remove(each, group, people)


def watch(kind: str) -> Work:
    """Watch a record of that kind, or no more."""

    def work(each: Acting, record_id: int, _: list[int]) -> Done:
        from bgdetails.actions.subjects import Subject
        from bgdetails.actions.watching import toggle_watch

        return toggle_watch(each, Subject(kind, record_id))

    return work


def undo(each: Acting, id: int, kind: str) -> Done:
    """Undo what was done last, to one record or, where the id is 0, to any."""
    from bgdetails.actions.undo import undo_last

    return undo_last(each, id or None, kind)


def written_note(
    subject: Target, note_id: int | None, text: str, reader: str | None, kept: Callable[[], object]
) -> Work:
    """Keep a text, then say so."""

    def work(each: Acting, record_id: int, _: list[int]) -> Done:
        from bgdetails.actions.notes import change_note, write_note
        from bgdetails.actions.subjects import Subject

        if note_id is not None:
            done = change_note(each, note_id, text, reader)
        else:
            done = write_note(each, Subject(subject.kind, record_id), text, reader)
        kept()
        return done

    return work


def removed_note(note_id: int, reader: str | None) -> Work:
    """Remove a note."""

    def work(each: Acting, _record_id: int, _: list[int]) -> Done:
        from bgdetails.actions.notes import remove_note

        return remove_note(each, note_id, reader)

    return work
