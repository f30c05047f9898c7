"""Watching a group or an account: the reader's own mark, logged and undone like everything that is done by hand."""

from __future__ import annotations

import sqlite3

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done, done
from bgdetails.actions.group import read_group
from bgdetails.actions.log import Entry, Kind, write_log
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.subjects import Subject, subject_name

_WATCHED = "yes"


def toggle_watch(acting: Acting, subject: Subject) -> Done:
    """Watch a group or an account, or no more.

    Raises:
        ActionRefused: It is gone; or it is a group that is watched with its account.
    """
    subject_name(acting.connection, subject)
    before = _is_watched(acting.connection, subject)
    if not before:
        _refuse_twice(acting.connection, subject)
    _set(acting, subject, not before)
    entry = Entry(
        subject.of("group"),
        None,
        _WATCHED if before else None,
        None if before else _WATCHED,
        acting.now,
        account_id=subject.of("account"),
    )
    return done(acting.connection, write_log(acting, Kind.WATCH, [entry]))


def undo_watch(acting: Acting, entry: Entry) -> None:
    """Watch it as before.

    Raises:
        ActionRefused: That has changed since.
    """
    if _is_watched(acting.connection, entry.subject) != (entry.after is not None):
        raise ActionRefused("Whether this is watched has changed since; nothing was undone.")
    _set(acting, entry.subject, entry.before is not None)


def _refuse_twice(connection: sqlite3.Connection, subject: Subject) -> None:
    if subject.kind != "group":
        return
    group = read_group(connection, subject.id)
    if _is_watched(connection, Subject("account", group.account_id)):
        raise ActionRefused(
            f"{group.name} is watched with its account, {group.account}: only on that page can it be watched no more."
        )


def _is_watched(connection: sqlite3.Connection, subject: Subject) -> bool:
    row = connection.execute("SELECT 1 FROM watched WHERE kind = ? AND record_id = ?", subject).fetchone()
    return row is not None


def _set(acting: Acting, subject: Subject, watched: bool) -> None:
    if watched:
        acting.connection.execute("INSERT INTO watched (kind, record_id, at) VALUES (?, ?, ?)", (*subject, acting.now))
    else:
        acting.connection.execute("DELETE FROM watched WHERE kind = ? AND record_id = ?", subject)
