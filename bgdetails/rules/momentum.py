"""Momentum of an account: how its activity of a window compares with the 30 days before (docs/model.md, momentum)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from bgdetails.rules.engagement import WINDOW_DAYS

DAYS_BEFORE = WINDOW_DAYS
"""The window that momentum compares with ends so many days earlier."""


class MomentumBand(StrEnum):
    """How much more or less there is; ``SURGING`` too where there was nothing before."""

    NEGATIVE = "Negative"
    NEUTRAL = "Neutral"
    POSITIVE = "Positive"
    SURGING = "Surging"


class Momentum(Struct, frozen=True):
    """An account's momentum. ``change`` 0.31 is 31 % more; None: there was nothing before."""

    change: float | None
    band: MomentumBand
    at_risk: bool = False

    @property
    def is_surging(self) -> bool:
        """Above +50 %, or new."""
        return self.band is MomentumBand.SURGING


def momentum(units: int, units_before: int, median_before: float) -> Momentum | None:
    """The momentum of an account; None where both windows are empty.

    Args:
        units: Of all its people in the window, as ``engagement.person_units`` has them.
        units_before: Of the same people in the 30 days before, with the same weights.
        median_before: ``median_of`` what all accounts had before.
    """
    if not units_before:
        return Momentum(None, MomentumBand.SURGING) if units else None
    band = _band(units, units_before)
    # Units are weight x count: dividing both by the largest weight (w', docs/model.md) would change nothing.
    change = (units - units_before) / units_before
    return Momentum(change, band, band is MomentumBand.NEGATIVE and units_before >= median_before)


def median_of(units_before: Iterable[int]) -> float:
    """The median of what accounts had in the 30 days before, of those that had anything; 0 where none had."""
    ordered = sorted(units for units in units_before if units)
    if not ordered:
        return 0.0
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _band(units: int, before: int) -> MomentumBand:
    # In whole numbers, so that exactly 10 % is still neutral and exactly 50 % still positive.
    tenths = 10 * (units - before)
    if tenths < -before:
        return MomentumBand.NEGATIVE
    if tenths <= before:
        return MomentumBand.NEUTRAL
    return MomentumBand.POSITIVE if tenths <= 5 * before else MomentumBand.SURGING
