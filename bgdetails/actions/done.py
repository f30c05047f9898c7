"""What an action did, for the reader."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from bgdetails.actions.log import OF_RECORDS, Batch
from bgdetails.actions.subjects import subject_name
from bgdetails.actions.words import done_to_record, what_was_done


class Done(Struct, frozen=True):
    """An action that was done, or undone."""

    said: str
    """What was done, without a full stop."""
    undone: bool = False

    @property
    def sentence(self) -> str:
        """What to tell the reader."""
        return f"Undone: {self.said}." if self.undone else f"{self.said}."


def done(connection: sqlite3.Connection, batch: Batch, *, undone: bool = False) -> Done:
    """What a batch did."""
    first = batch.entries[0]
    name = subject_name(connection, first.subject)
    if batch.kind in OF_RECORDS:
        return Done(done_to_record(batch.kind, name, first.before, first.after), undone)
    names = [_name(connection, each.person_id) for each in batch.entries if each.person_id is not None]
    said = what_was_done(batch.kind, name, names, [each.before for each in batch.entries], first.after)
    return Done(said, undone)


def _name(connection: sqlite3.Connection, person_id: int) -> str:
    return str(connection.execute("SELECT name FROM person WHERE id = ?", (person_id,)).fetchone()[0])
