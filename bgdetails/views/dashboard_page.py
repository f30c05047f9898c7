"""What the dashboard shows, as frozen values."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from bgdetails.rules.counts import PeopleCounts, Standing
from bgdetails.rules.segment import Segment


class TopGroup(Struct, frozen=True):
    """A group in one of the short lists."""

    id: str
    name: str
    engagement_score: float
    engagement_level: str
    completeness_score: float | None


class FastGroup(Struct, frozen=True):
    """A group with its velocity: changes to a later stage in ``Moves.velocity_days``."""

    id: str
    name: str
    velocity: int


class StagnantGroup(Struct, frozen=True):
    """A group that stands still, with the days since its last change of stage that is known."""

    id: str
    name: str
    days: int | None
    completeness_score: float


class MovingAccount(Struct, frozen=True):
    """An account that surges or is at risk. ``change`` 0.31 is 31 % more; None: there was nothing before."""

    id: str
    name: str
    industry: str | None
    region: str | None
    change: float | None


class Moves(Struct, frozen=True):
    """The short lists of what moves or stands still, and how many there are in all."""

    fast: tuple[FastGroup, ...] = ()
    velocity_days: int = 90
    """The days that velocity was counted in; the settings say them."""
    stagnant: tuple[StagnantGroup, ...] = ()
    stagnant_count: int = 0
    surging: tuple[MovingAccount, ...] = ()
    surging_count: int = 0
    at_risk: tuple[MovingAccount, ...] = ()
    at_risk_count: int = 0


class ShortLists(Struct, frozen=True):
    """The most engaged groups, and what moves or stands still."""

    top: tuple[TopGroup, ...] = ()
    moves: Moves = Moves()


class Counts(Struct, frozen=True):
    """What may take a while; None: not counted yet."""

    now: Standing | None = None
    then: Standing | None = None
    people: PeopleCounts | None = None
    lists: ShortLists | None = None
    """Of the scoring day they are read with the page; of an earlier one all its groups are gone through."""

    @property
    def is_whole(self) -> bool:
        """Whether all are there."""
        return None not in (self.now, self.then, self.people, self.lists)


class DashboardPage(Struct, frozen=True):
    """The dashboard of a segment, at the end of a time frame against its start."""

    as_of: date
    start: date
    segment: Segment
    counts: Counts
    stages: tuple[str, ...]
    """All stages of models in use, in their order."""
    end: date | None = None
    """The day that is counted where it is not ``as_of``, the browsable one."""

    @property
    def day(self) -> date:
        """The day that is counted."""
        return self.end or self.as_of
