"""Undoing what was done last."""

from __future__ import annotations

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done, done
from bgdetails.actions.group import read_group
from bgdetails.actions.log import OF_RECORDS, Kind, last_batch, mark_undone
from bgdetails.actions.members import undo_membership
from bgdetails.actions.notes import undo_note
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.stages import undo_move
from bgdetails.actions.subjects import Subject
from bgdetails.actions.watching import undo_watch
from bgdetails.refresh.one_account import recount_account
from bgdetails.refresh.one_group import rescore_group
from bgdetails.store.times import day_of


def undo_last(acting: Acting, id: int | None = None, kind: str = "group") -> Done:
    """Undo what was done last and is not undone, to one record or (None) to any.

    Raises:
        ActionRefused: There is nothing to undo, or what was done has been changed since.
    """
    batch = last_batch(acting, None if id is None else Subject(kind, id))
    if batch is None:
        where = "here" if id is not None else "in this workspace"
        raise ActionRefused(f"Nothing was done by hand {where} that could be undone.")
    for entry in batch.entries:
        if batch.kind is Kind.NOTE:
            undo_note(acting, entry)
        elif batch.kind is Kind.WATCH:
            undo_watch(acting, entry)
        elif batch.kind is Kind.STAGE:
            undo_move(acting, entry)
        else:
            undo_membership(acting, entry)
    first = batch.entries[0]
    if batch.kind not in OF_RECORDS:
        rescore_group(acting.connection, first.group, day_of(first.moment))
        if batch.kind is not Kind.STAGE:
            recount_account(acting.connection, read_group(acting.connection, first.group).account_id)
    mark_undone(acting, batch.id)
    return done(acting.connection, batch, undone=True)
