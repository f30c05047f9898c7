"""What an action is about: a group, an account or a person, as it stands in the records."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from bgdetails.actions.group import read_group
from bgdetails.actions.refused import ActionRefused

_NAMES = {
    "account": "SELECT name FROM account WHERE id = ? AND NOT hidden",
    "person": "SELECT name FROM person WHERE id = ? AND NOT hidden",
}


class Subject(NamedTuple):
    """A record: its kind, and our id of it."""

    kind: str
    id: int

    def of(self, kind: str) -> int | None:
        """Our id, if it is of that kind."""
        return self.id if self.kind == kind else None


def subject_name(connection: sqlite3.Connection, subject: Subject) -> str:
    """What it is called.

    Raises:
        ActionRefused: It is gone.
    """
    if subject.kind == "group":
        return read_group(connection, subject.id).name
    row = connection.execute(_NAMES[subject.kind], (subject.id,)).fetchone()
    if row is None:
        raise ActionRefused(f"This {subject.kind} is gone; nothing was changed.")
    return str(row[0])
