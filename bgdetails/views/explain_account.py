"""Who is worth a call at an account, and why."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.tables import Account
from bgdetails.views.explanations import AccountReach
from bgdetails.views.reach import load_account_reach
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.values import SubjectGone

_account = table(Account).c
_HEAD = Query(select(_account.public_id, _account.name).where(_account.id == SUBJECT, ~_account.hidden))


def explain_account(session: Session, account_id: int, as_of: date) -> AccountReach:
    """The ranking of an account as of a day for which scores are kept."""
    head = _HEAD.first(session, subject=account_id)
    if head is None:
        raise SubjectGone("account")
    public_id, name = head
    return AccountReach(public_id, name, as_of, load_account_reach(session, account_id, as_of))
