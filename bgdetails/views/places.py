"""The pages that were looked at last, as the workspace remembers them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bgdetails.store.tables import ViewHistory
from bgdetails.store.times import from_micros
from bgdetails.views.statements import Query, table

_look = table(ViewHistory).c
_LAST = Query(
    select(_look.kind, _look.public_id, _look.name, _look.at).order_by(_look.at.desc()).limit(bindparam("most"))
)


def load_places(session: Session, most: int) -> list[tuple[str, str, str, datetime]]:
    """Kind, id, name and time of the last looks, the last first."""
    rows = _LAST.rows(session, most=most)
    return [(kind, public_id, name or public_id, from_micros(at)) for kind, public_id, name, at in rows]
