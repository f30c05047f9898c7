"""Where groups stand on a day: how many in each band, in each stage and for each interest."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from bgdetails.rules.bands import SCORE_BANDS
from bgdetails.rules.counts import Standing
from bgdetails.rules.engagement import score
from bgdetails.rules.segment import Segment
from bgdetails.store.query_sql import least
from bgdetails.store.times import end_of_day

FIRST_KNOWN = """
COALESCE(b.created_at, (
  SELECT CASE WHEN COUNT(*) = COUNT(m.added_at) THEN MIN(m.added_at) END FROM membership m WHERE m.group_id = b.id
))
"""
"""Since when a group ``b`` is there: its own date, else the first of its memberships; NULL: always (docs/model.md)."""
_COUNTED = "{stage} AS stage, g.interest, {engagement} AS engagement, {completeness} AS completeness, COUNT(*)"
_GROUPED = "GROUP BY 1, 2, 3, 4 ORDER BY 2, 1"
_NOW = f"SELECT {_COUNTED} FROM group_row g WHERE g.day = :day AND {{segment}} {_GROUPED}"
# The first change after the day says from which stage; one that entered its stage later without a change: nobody knows.
_THEN = f"""
SELECT {_COUNTED}
FROM group_score s CROSS JOIN group_row g ON g.day = :day AND g.group_id = s.group_id
CROSS JOIN buying_group b ON b.id = s.group_id
LEFT JOIN stage_change c ON c.id = (
  SELECT l.id FROM stage_change l WHERE l.group_id = b.id AND l.at > :end ORDER BY l.at, l.id LIMIT 1
)
WHERE s.day = :then AND COALESCE({FIRST_KNOWN}, :end) <= :end AND {{segment}} {_GROUPED}
"""
_STAGE_THEN = "CASE WHEN c.id IS NOT NULL THEN c.from_stage WHEN b.stage_entered_at > :end THEN NULL ELSE b.stage END"
_ACCOUNTS = "SELECT COUNT(DISTINCT g.account_id) FROM group_row g WHERE g.day = :day AND {segment}"
_ENGAGED = "SELECT COUNT(*) FROM group_row g WHERE g.day = :day AND g.rank >= :engaged AND {segment}"
_SCALE = "SELECT largest_raw FROM score_day WHERE day = ?"


def standing_now(connection: sqlite3.Connection, day: int, segment: Segment) -> Standing:
    """Where the groups of a segment stand on a browsable day."""
    bands, values = _bands(connection, day, "g.rank", "g.completeness")
    values |= {"day": day, **segment_values(segment)}
    where = condition(segment)
    rows = connection.execute(_NOW.format(stage="g.stage", segment=where, **bands), values).fetchall()
    (accounts,) = connection.execute(_ACCOUNTS.format(segment=where), values).fetchone()
    (engaged,) = connection.execute(_ENGAGED.format(segment=where), values).fetchone()
    return _standing(rows, accounts, engaged)


def standing_then(connection: sqlite3.Connection, day: int, then: int, segment: Segment) -> Standing:
    """Where the groups that were there already stood on the day ``then``, whose scores are kept.

    Stages are rewound by the changes since; of accounts and interests it is known what the browsable ``day`` has.
    """
    bands, values = _bands(connection, then, "s.raw", "s.completeness")
    values |= {"day": day, "then": then, "end": end_of_day(then), **segment_values(segment)}
    where = condition(segment, stage=f"casefold(COALESCE({_STAGE_THEN}, ''))")
    rows = connection.execute(_THEN.format(stage=_STAGE_THEN, segment=where, **bands), values).fetchall()
    return _standing(rows, 0, 0)


def condition(segment: Segment, *, stage: str = "g.stage_key") -> str:
    """The segment as a condition on ``group_row g``; ``stage`` is what holds a group's stage, casefolded."""
    columns = {"stage": stage, "industry": "g.industry_key", "region": "g.region_key", "interest": "g.interest_key"}
    return " AND ".join([f"{columns[name]} = :{name}" for name, _ in segment.parts()]) or "TRUE"


def segment_values(segment: Segment) -> dict[str, Any]:
    """What the condition is bound to."""
    return {name: value.casefold() for name, value in segment.parts()}


def _bands(
    connection: sqlite3.Connection, day: int, rank: str, completeness: str
) -> tuple[dict[str, str], dict[str, Any]]:
    """Both scores as the number of their band; what is compared is what is stored, not what is shown."""
    row = connection.execute(_SCALE, (day,)).fetchone()
    largest = float(row[0]) if row else 0.0

    def shown(raw: float) -> float:
        return score(raw, largest)

    limits = [(f"band_{place}", low - 0.5) for place, (low, _) in enumerate(SCORE_BANDS) if place]
    values = {f"engagement_{name}": least(shown, limit) for name, limit in limits}
    values |= {f"completeness_{name}": least(float, limit) for name, limit in limits}
    values["engaged"] = least(shown, 0.5)
    cases = {
        kind: " ".join(f"WHEN {column} < :{kind}_{name} THEN {place}" for place, (name, _) in enumerate(limits))
        for kind, column in (("engagement", rank), ("completeness", completeness))
    }
    last = len(limits)
    return {
        "engagement": f"CASE {cases['engagement']} ELSE {last} END",
        "completeness": f"CASE WHEN {completeness} IS NULL THEN NULL {cases['completeness']} ELSE {last} END",
    }, values


def _standing(rows: list[tuple[str | None, str, int, int | None, int]], accounts: int, engaged: int) -> Standing:
    engagement, completeness = [0] * len(SCORE_BANDS), [0] * len(SCORE_BANDS)
    stages: Counter[str | None] = Counter()
    interests: Counter[str] = Counter()
    without = 0
    for stage, interest, engagement_band, completeness_band, count in rows:
        engagement[engagement_band] += count
        stages[stage] += count
        interests[interest] += count
        if completeness_band is None:
            without += count
        else:
            completeness[completeness_band] += count
    return Standing(
        groups=sum(engagement),
        accounts=accounts,
        engaged=engaged,
        engagement=tuple(engagement),
        completeness=tuple(completeness),
        without_completeness=without,
        stages=tuple(stages.items()),
        interests=tuple(interests.items()),
    )
