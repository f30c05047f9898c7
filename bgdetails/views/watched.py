"""Whether the reader watches a group or an account (docs/model.md, watching)."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import Session

from bgdetails.store.tables import Watched
from bgdetails.views.statements import SUBJECT, Query, table

_watched = table(Watched)
_FOUND = Query(
    select(_watched.c.at).where(
        or_(
            and_(_watched.c.kind == bindparam("kind"), _watched.c.record_id == SUBJECT),
            and_(_watched.c.kind == "account", _watched.c.record_id == bindparam("account")),
        )
    )
)


def is_group_watched(session: Session, group_id: int, account_id: int) -> bool:
    """Whether a group is watched, or its account."""
    return bool(_FOUND.rows(session, kind="group", subject=group_id, account=account_id))


def is_account_watched(session: Session, account_id: int) -> bool:
    """Whether an account is watched."""
    return bool(_FOUND.rows(session, kind="account", subject=account_id, account=account_id))
