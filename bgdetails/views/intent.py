"""Intent of a person, a group or an account (docs/model.md, intent). It is not computed yet: the lists are empty."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.tables import IntentKeyword
from bgdetails.views.statements import Query, table
from bgdetails.views.values import IntentCategory

_ANY_KEYWORD = Query(select(table(IntentKeyword).c.id).limit(1))
NONE_COMPUTED: tuple[IntentCategory, ...] = ()


def has_intent_keywords(session: Session) -> bool:
    """Is there a taxonomy?"""
    return _ANY_KEYWORD.first(session) is not None
