"""What is different about a buying group between two days (docs/model.md, what changed). The one comparison."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from bgdetails.rules.engagement import shown

LEAST_MOVE = 5
"""Points by which a shown score must differ to have moved."""


class GroupState(Struct, frozen=True):
    """A group at the end of a day: scores unrounded (None: unknown), the stage, and each member's role."""

    engagement: float | None
    completeness: float | None
    stage: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)


class ScoreMove(Struct, frozen=True):
    """A score before and after, as it is shown."""

    before: int
    after: int

    @property
    def by(self) -> int:
        """Points up, or down below 0."""
        return self.after - self.before


class GroupDifference(Struct, frozen=True):
    """What ``compare`` found; people by the names that the states give them, in the order of the states."""

    engagement: ScoreMove | None = None
    completeness: ScoreMove | None = None
    stage: tuple[str | None, str | None] | None = None
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    role_changes: tuple[tuple[str, str, str], ...] = ()
    """Person, role before, role after."""

    @property
    def anything(self) -> bool:
        """Whether the two states differ."""
        return self != GroupDifference()


def compare(before: GroupState, after: GroupState) -> GroupDifference:
    """What is different in ``after``."""
    both = [person for person in after.roles if person in before.roles]
    return GroupDifference(
        engagement=score_move(before.engagement, after.engagement),
        completeness=score_move(before.completeness, after.completeness),
        stage=None if _key(before.stage) == _key(after.stage) else (before.stage, after.stage),
        added=tuple(person for person in after.roles if person not in before.roles),
        gone=tuple(person for person in before.roles if person not in after.roles),
        role_changes=tuple(
            (person, before.roles[person], after.roles[person])
            for person in both
            if _key(before.roles[person]) != _key(after.roles[person])
        ),
    )


def score_move(before: float | None, after: float | None) -> ScoreMove | None:
    """By how much a shown score moved; None for less than 5, and where one of the two is unknown."""
    if before is None or after is None:
        return None
    move = ScoreMove(shown(before), shown(after))
    return move if abs(move.by) >= LEAST_MOVE else None


def _key(text: str | None) -> str | None:
    return None if text is None else text.casefold()
