"""Who is worth a call now, and why: reasons, points, order (docs/model.md, who to reach)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from msgspec import Struct

from bgdetails.rules.quiet import went_quiet

TOUCH_DAYS = 28
"""Days that end with the scoring day, in which no sales touch makes somebody untouched."""
MOST_REACHED = 5


class Reason(StrEnum):
    """Why somebody is worth a call, the weightiest first."""

    INTENT = "intent"
    """High intent in a product, and untouched."""
    UNTOUCHED = "untouched"
    """Active in the window, and untouched."""
    QUIET = "quiet"
    """The best-fitting person in a role that is required for completeness, who went quiet."""
    CHAMPION = "champion"
    """Champion of an opportunity that was won."""


POINTS = {Reason.INTENT: 4, Reason.UNTOUCHED: 3, Reason.QUIET: 2, Reason.CHAMPION: 1}
IN_WORDS = (
    f"Points: {POINTS[Reason.INTENT]} for High intent and {POINTS[Reason.UNTOUCHED]} for activity without a sales"
    f" touch in {TOUCH_DAYS} days, {POINTS[Reason.QUIET]} for the best-fitting person in a required role who went"
    f" quiet, {POINTS[Reason.CHAMPION]} for the champion of a won opportunity. Most points first, then by score."
)


class Situation(Struct, frozen=True):
    """What decides about a person."""

    touched: bool
    """A sales touch within ``TOUCH_DAYS``."""
    active: bool
    """A score above 0."""
    high_intent: bool = False
    quiet_in_role: bool = False
    champion_of_won: bool = False


def reasons(of: Situation) -> tuple[Reason, ...]:
    """Every reason that holds, the weightiest first."""
    holds = {
        Reason.INTENT: of.high_intent and not of.touched,
        Reason.UNTOUCHED: of.active and not of.touched,
        Reason.QUIET: of.quiet_in_role,
        Reason.CHAMPION: of.champion_of_won,
    }
    return tuple(reason for reason in Reason if holds[reason])


def points(found: Iterable[Reason]) -> int:
    """What the reasons are worth together."""
    return sum(POINTS[reason] for reason in found)


class Reachable(Protocol):
    """A person with what the order goes by."""

    @property
    def reasons(self) -> Sequence[Reason]: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def name_key(self) -> str: ...  # noqa: D102
    @property
    def public_id(self) -> str: ...  # noqa: D102


R = TypeVar("R", bound=Reachable)


def ranked(people: Iterable[R]) -> list[R]:
    """The five with the most points; ties by score, then name, then id. Who has no reason is left out."""
    found = [person for person in people if person.reasons]
    found.sort(key=lambda p: (-points(p.reasons), -round(p.score, 9), p.name_key, p.public_id))
    return found[:MOST_REACHED]


class InRole(NamedTuple):
    """Somebody who has a role: whether the CRM says so, and how active they are and were four weeks before."""

    person_id: int
    by_crm: bool
    units_before: int
    units: int


Score = Callable[[int], float]
"""Of units, the score on a day."""


def best_who_went_quiet(people: Iterable[InRole], score_before: Score, score: Score) -> InRole | None:
    """The best-fitting of those who have a role, where that person went quiet.

    Best fits whom a CRM role names, then who was the most active four weeks before (then the earlier record).
    """
    best = min(people, key=lambda p: (not p.by_crm, -p.units_before, p.person_id), default=None)
    if best is None:
        return None
    fell = went_quiet(best.units_before, best.units, score_before(best.units_before), score(best.units))
    return best if fell else None
