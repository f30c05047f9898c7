"""The notes on a group, an account or a person, the latest first; one without a time comes last."""

from __future__ import annotations

import sys

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bgdetails.store.tables import Note
from bgdetails.store.times import from_micros
from bgdetails.views.note_values import NoteLine, Notes
from bgdetails.views.statements import SUBJECT, Query, table

_note = table(Note)
_OF_SUBJECT = (_note.c.kind == bindparam("kind"), _note.c.subject_id == SUBJECT)
_NOTES = Query(
    select(_note.c.id, _note.c.external_id, _note.c.text, _note.c.author, _note.c.at)
    .where(*_OF_SUBJECT)
    .order_by(func.coalesce(_note.c.at, bindparam("never", -(2**62))).desc(), _note.c.id.desc())
    .limit(bindparam("limit", type_=None))
)
_COUNT = Query(select(func.count()).select_from(_note).where(*_OF_SUBJECT))
_ALL = sys.maxsize


def load_notes(session: Session, kind: str, subject_id: int, limit: int = _ALL) -> Notes:
    """The notes, the latest ``limit`` or all."""
    rows = _NOTES.rows(session, kind=kind, subject=subject_id, limit=limit)
    count = len(rows)
    if count == limit:
        ((count,),) = _COUNT.rows(session, kind=kind, subject=subject_id)
    return Notes(
        tuple(NoteLine(id, own_id, text, author, from_micros(at)) for id, own_id, text, author, at in rows), count
    )
