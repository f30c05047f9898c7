"""Writing, changing and removing notes: one's own, each logged and undone like everything that is done by hand."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple
from uuid import uuid4

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done, done
from bgdetails.actions.log import Entry, KeptNote, Kind, write_log
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.subjects import Subject, subject_name
from bgdetails.rules.notes import LONGEST_NOTE, is_own, note_text
from bgdetails.wording import number

_SOURCE = "workspace"
_COLUMNS = "source, external_id, kind, subject_id, text, author, at"


class _Note(NamedTuple):
    """A row of notes."""

    subject: Subject
    text: str
    kept: KeptNote


def write_note(acting: Acting, subject: Subject, text: str, author: str | None) -> Done:
    """Write a note on a group, an account or a person.

    Raises:
        ActionRefused: The subject is gone, or the text is empty or too long.
    """
    subject_name(acting.connection, subject)
    kept = KeptNote(f"note-{uuid4().hex}", _SOURCE, author, acting.now)
    text = _checked(text)
    made = _insert(acting.connection, None, subject, text, kept)
    return _log(acting, subject, made, None, text, kept)


def change_note(acting: Acting, note_id: int, text: str, reader: str | None) -> Done:
    """Give a note another text.

    Raises:
        ActionRefused: It is gone, or another's, or the text is empty, too long or the same.
    """
    note = _own(acting.connection, note_id, reader)
    text = _checked(text)
    if text == note.text:
        raise ActionRefused("The note says that already; nothing was changed.")
    acting.connection.execute("UPDATE note SET text = ? WHERE id = ?", (text, note_id))
    return _log(acting, note.subject, note_id, note.text, text, note.kept)


def remove_note(acting: Acting, note_id: int, reader: str | None) -> Done:
    """Remove a note.

    Raises:
        ActionRefused: It is gone, or another's.
    """
    note = _own(acting.connection, note_id, reader)
    acting.connection.execute("DELETE FROM note WHERE id = ?", (note_id,))
    return _log(acting, note.subject, note_id, note.text, None, note.kept)


def undo_note(acting: Acting, entry: Entry) -> None:
    """Put a note back as it was.

    Raises:
        ActionRefused: It has been changed since.
    """
    connection, note, made = acting.connection, entry.note, entry.made
    assert note is not None
    assert made is not None
    now = connection.execute("SELECT text FROM note WHERE id = ?", (made,)).fetchone()
    if (None if now is None else now[0]) != entry.after:
        raise ActionRefused("This note has changed since; nothing was undone.")
    if entry.before is None:
        connection.execute("DELETE FROM note WHERE id = ?", (made,))
    elif entry.after is None:
        _insert(connection, made, entry.subject, entry.before, note)
    else:
        connection.execute("UPDATE note SET text = ? WHERE id = ?", (entry.before, made))


def _checked(text: str) -> str:
    text = note_text(text)
    if not text:
        raise ActionRefused("A note needs a text; nothing was written.")
    if len(text) > LONGEST_NOTE:
        raise ActionRefused(
            f"A note has {number(LONGEST_NOTE)} characters at most, this one {number(len(text))}; nothing was written."
        )
    return text


def _own(connection: sqlite3.Connection, note_id: int, reader: str | None) -> _Note:
    row = connection.execute(
        "SELECT kind, subject_id, text, external_id, source, author, at FROM note WHERE id = ?", (note_id,)
    ).fetchone()
    if row is None:
        raise ActionRefused("This note is gone; nothing was changed.")
    kind, subject_id, text, *kept = row
    note = _Note(Subject(kind, subject_id), text, KeptNote(*kept))
    if not is_own(note.kept.author, reader):
        raise ActionRefused(f"This note is by {note.kept.author}: only notes of one's own can be changed.")
    return note


def _insert(connection: sqlite3.Connection, id: int | None, subject: Subject, text: str, kept: KeptNote) -> int:
    values = (kept.source, kept.external_id, subject.kind, subject.id, text, kept.author, kept.at)
    if id is not None:
        connection.execute(f"INSERT INTO note ({_COLUMNS}, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, id))
        return id
    made = connection.execute(f"INSERT INTO note ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", values).lastrowid
    assert made is not None
    return made


def _log(acting: Acting, subject: Subject, note_id: int, before: str | None, after: str | None, kept: KeptNote) -> Done:
    entry = Entry(
        subject.of("group"),
        subject.of("person"),
        before,
        after,
        acting.now,
        made=note_id,
        account_id=subject.of("account"),
        note=kept,
    )
    return done(acting.connection, write_log(acting, Kind.NOTE, [entry]))
