"""What is kept of an account's people as a whole on a day (``store/tables``, account_people)."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session

from bgdetails.store.account_people import Coverage, count_people, unpack_coverage, unpack_people
from bgdetails.store.tables import AccountPeople
from bgdetails.views.scoring import Scoring
from bgdetails.views.statements import DAY, SUBJECT, Query, table

_kept = table(AccountPeople)
_OF_ACCOUNT = Query(
    select(
        _kept.c.active,
        _kept.c.everybody,
        _kept.c.overlap,
        _kept.c.coverage,
        _kept.c.last_touch_id,
        _kept.c.next_touch_id,
        _kept.c.marked,
    ).where(_kept.c.day == DAY, _kept.c.account_id == SUBJECT)
)


class KeptPeople(Struct, frozen=True):
    """The row of an account; people are our ids."""

    active: int
    everybody: bytes
    overlap: bytes
    coverage: Coverage
    last_touch_id: int | None
    next_touch_id: int | None
    marked: tuple[int, ...]
    """Who is looked at first for a call."""

    def top(self, most: int) -> tuple[int, ...]:
        """Those with the highest scores above 0, best first."""
        return unpack_people(self.everybody, min(most, self.active))

    @property
    def overlap_count(self) -> int:
        """How many people are in the overlap."""
        return count_people(self.overlap)

    def first_of_overlap(self, most: int | None) -> tuple[int, ...]:
        """The first of them; None: all."""
        return unpack_people(self.overlap, most)


_NOTHING = KeptPeople(0, b"", b"", {}, None, None, ())


def kept_people(session: Session, account_id: int, scoring: Scoring) -> KeptPeople:
    """What is kept of an account; nothing of one that came in after the last refresh."""
    row = _OF_ACCOUNT.first(session, subject=account_id, day=scoring.day)
    if row is None:
        return _NOTHING
    active, everybody, overlap, coverage, last, following, marked = row
    return KeptPeople(active, everybody, overlap, unpack_coverage(coverage), last, following, unpack_people(marked))
