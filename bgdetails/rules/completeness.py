"""Completeness: how well a group's roles are filled (docs/model.md, completeness)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

MOST_GAINS = 3


class Fill(Protocol):
    """A role of a template and how many members have it."""

    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def assigned(self) -> int: ...  # noqa: D102
    @property
    def required(self) -> int: ...  # noqa: D102
    @property
    def required_for_completeness(self) -> bool: ...  # noqa: D102


def role_completeness(assigned: int, required: int) -> float:
    """0–100: the share of the required members that is there, never more than all."""
    return min(assigned / required, 1.0) * 100


def group_completeness(fills: Iterable[Fill]) -> float | None:
    """0–100: the mean over the roles that are required for completeness; None where no role is."""
    shares = [role_completeness(fill.assigned, fill.required) for fill in fills if fill.required_for_completeness]
    return sum(shares) / len(shares) if shares else None


def missing_and_short(fills: Iterable[Fill]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Required roles that nobody has, and those that fewer have than required, in the order given."""
    required = [fill for fill in fills if fill.required_for_completeness]
    missing = tuple(fill.role for fill in required if fill.assigned == 0)
    short = tuple(fill.role for fill in required if 0 < fill.assigned < fill.required)
    return missing, short


class Gain(Struct, frozen=True):
    """What filling one role would do: how many more people it needs, and the group's completeness with them."""

    role: str
    people: int
    completeness: float


def gains(fills: Iterable[Fill]) -> tuple[Gain, ...]:
    """The three incomplete roles that raise completeness most once filled: most first, then the fewest people."""
    required = [fill for fill in fills if fill.required_for_completeness]
    shares = [role_completeness(fill.assigned, fill.required) for fill in required]
    found = [
        Gain(fill.role, fill.required - fill.assigned, (sum(shares) - share + 100) / len(required))
        for fill, share in zip(required, shares, strict=True)
        if fill.assigned < fill.required
    ]
    return tuple(sorted(found, key=lambda gain: (-round(gain.completeness, 9), gain.people))[:MOST_GAINS])
