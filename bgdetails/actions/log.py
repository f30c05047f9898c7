"""The log of what was done by hand: written with each action, read to undo the last one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import astuple

from bgdetails.actions.acting import Acting
from bgdetails.actions.subjects import Subject

_OF = {
    "group": "group_id = ?",
    "account": "account_id = ?",
    "person": "person_id = ? AND group_id IS NULL",
}
"""What was done to a record; that somebody became a member was done to the group."""


class Kind(StrEnum):
    """What can be done."""

    STAGE = "stage"
    ASSIGN = "assign"
    REMOVE = "remove"
    ROLE = "role"
    NOTE = "note"
    WATCH = "watch"


OF_RECORDS = frozenset({Kind.NOTE, Kind.WATCH})
"""What is done to one group, account or person, and changes nothing that is scored."""


class Ended(Struct, frozen=True):
    """A row of membership that an action ended, as it was before."""

    id: int
    removed_at: int | None
    removed_by: str | None


class KeptNote(Struct, frozen=True):
    """A note that was written, changed or removed, but for its text."""

    external_id: str
    source: str
    author: str | None
    at: int | None


class Entry(Struct, frozen=True):
    """What an action did to a group (``person_id`` None) or to one person in it, from before to after.

    What is done to one record has only that one's id; before and after are the texts of a note.
    """

    group_id: int | None
    person_id: int | None
    before: str | None
    after: str | None
    moment: int
    made: int | None = None
    """The row of membership or of a stage change that it made; the row of a note."""
    ended: tuple[Ended, ...] = ()
    entered_at: int | None = None
    """When the group had come to the stage before."""
    account_id: int | None = None
    note: KeptNote | None = None

    @property
    def group(self) -> int:
        """Our id of the group that a stage, a member or a role is of."""
        assert self.group_id is not None
        return self.group_id

    @property
    def subject(self) -> Subject:
        """The one record that it was done to."""
        ids = (("group", self.group_id), ("account", self.account_id), ("person", self.person_id))
        return next(Subject(kind, id) for kind, id in ids if id is not None)

    def touched(self) -> str:
        """The rows that it wrote."""
        ended = [[each.id, each.removed_at, each.removed_by] for each in self.ended]
        note = None if self.note is None else astuple(self.note)
        return json.dumps({"made": self.made, "ended": ended, "entered_at": self.entered_at, "note": note})


class Batch(Struct, frozen=True):
    """What was done together, as it stands in the log."""

    id: int
    kind: Kind
    day: int
    entries: Sequence[Entry] = field(default_factory=tuple)


def write_log(acting: Acting, kind: Kind, entries: Sequence[Entry]) -> Batch:
    """Keep what was done together."""
    connection = acting.connection
    (batch,) = connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM logged_action").fetchone()
    connection.executemany(
        "INSERT INTO logged_action (batch, at, day, kind, group_id, account_id, person_id, before, after,"
        " moment, touched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                batch,
                acting.now,
                acting.day,
                str(kind),
                each.group_id,
                each.account_id,
                each.person_id,
                each.before,
                each.after,
                each.moment,
                each.touched(),
            )
            for each in entries
        ],
    )
    return Batch(batch, kind, acting.day, tuple(entries))


def last_batch(acting: Acting, subject: Subject | None) -> Batch | None:
    """What was done last and not undone, to one record or (None) to any."""
    connection = acting.connection
    where = "" if subject is None else f" AND {_OF[subject.kind]}"
    found = connection.execute(
        f"SELECT batch FROM logged_action WHERE undone_at IS NULL{where} ORDER BY id DESC LIMIT 1",
        () if subject is None else (subject.id,),
    ).fetchone()
    if found is None:
        return None
    rows = connection.execute(
        "SELECT kind, day, group_id, person_id, before, after, moment, touched, account_id FROM logged_action"
        " WHERE batch = ? ORDER BY id",
        found,
    ).fetchall()
    return Batch(found[0], Kind(rows[0][0]), rows[0][1], tuple(_entry(*row[2:]) for row in rows))


def mark_undone(acting: Acting, batch: int) -> None:
    """Say in the log that it was undone."""
    acting.connection.execute("UPDATE logged_action SET undone_at = ? WHERE batch = ?", (acting.now, batch))


def _entry(
    group_id: int | None,
    person_id: int | None,
    before: str | None,
    after: str | None,
    moment: int,
    touched: str,
    account_id: int | None,
) -> Entry:
    said = json.loads(touched)
    return Entry(
        group_id,
        person_id,
        before,
        after,
        moment,
        made=said["made"],
        ended=tuple(Ended(*each) for each in said["ended"]),
        entered_at=said["entered_at"],
        account_id=account_id,
        note=KeptNote(*said["note"]) if said["note"] else None,
    )
