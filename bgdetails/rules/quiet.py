"""Who went quiet: whose activity fell within four weeks (docs/model.md, who went quiet)."""

from __future__ import annotations

from bgdetails.rules.engagement import shown

QUIET_DAYS = 28
"""How long before the scoring day the day lies that it is compared with."""
LEAST_FALL = 5
"""Points by which the shown score fell at the least; a smaller step is no news."""


def went_quiet(units_before: int, units: int, score_before: float, score: float) -> bool:
    """Less than half of the activity that there was, and a score that fell by 5 or more.

    A score falls too where somebody else rose; the person's own activity decides, the score only says that it was any.
    """
    return 2 * units < units_before and shown(score_before) - shown(score) >= LEAST_FALL
