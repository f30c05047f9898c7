"""Reading for a page, in a thread: one session, the subject found, and news instead of faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from bgdetails.navigation import Target
from bgdetails.screens.host import Host
from bgdetails.views.values import SubjectGone

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")
_WORDS = {
    "group": "buying group",
    "template": "roles template",
    "interest": "solution interest",
    "stage-model": "stage model",
}


def read_subject(host: Host, target: Target, load: Callable[[Session, int, date], T]) -> T:
    """What ``load`` makes of a session, our id of the subject, and the scoring day.

    Raises:
        SubjectGone: The subject is not in the workspace.
    """
    with host.workspace.reading() as session:
        return load(session, record_of(session, target), host.as_of)


def record_of(session: Session, target: Target) -> int:
    """Our id of a target's subject.

    Raises:
        SubjectGone: The subject is not in the workspace.
    """
    from bgdetails.store.identity import UnknownSubject, resolve

    try:
        return resolve(session, target.kind, target.id)
    except UnknownSubject:
        raise SubjectGone(_WORDS.get(target.kind, target.kind)) from None
