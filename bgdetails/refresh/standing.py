"""Where groups stand on a day: how many in each band, in each stage and for each interest."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from msgspec.structs import replace

from bgdetails.refresh.groups_on import GroupsOn
from bgdetails.rules.bands import SCORE_BANDS
from bgdetails.rules.counts import Standing
from bgdetails.rules.engagement import score
from bgdetails.store.query_sql import least

_COUNTED = "g.stage, g.interest, {engagement} AS engagement, {completeness} AS completeness, COUNT(*)"
_STANDING = f"SELECT {_COUNTED} FROM {{rows}} g WHERE {{groups}} GROUP BY 1, 2, 3, 4 ORDER BY 2, 1"
_ACCOUNTS = "SELECT COUNT(DISTINCT g.account_id) FROM {rows} g WHERE {groups}"
_ENGAGED = "SELECT COUNT(*) FROM {rows} g WHERE g.rank >= :engaged AND {groups}"
_STAGNANT = "SELECT COUNT(*) FROM {rows} g WHERE {groups} AND g.stagnant = 1"
_SCALE = "SELECT largest_raw FROM score_day WHERE day = ?"


def standing(connection: sqlite3.Connection, groups: GroupsOn) -> Standing:
    """Where groups stand on the day that is counted."""
    bands, values = _bands(connection, groups.counted)
    values |= groups.values
    of = {"rows": groups.rows, "groups": groups.condition}
    counted = connection.execute(_STANDING.format(**of, **bands), values).fetchall()
    (accounts,) = connection.execute(_ACCOUNTS.format(**of), values).fetchone()
    (engaged,) = connection.execute(_ENGAGED.format(**of), values).fetchone()
    stagnant = connection.execute(_STAGNANT.format(**of), values).fetchone()[0] if groups.then is None else None
    return replace(_standing(counted, accounts, engaged), stagnant=stagnant)


def _bands(connection: sqlite3.Connection, day: int) -> tuple[dict[str, str], dict[str, Any]]:
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
        for kind, column in (("engagement", "g.rank"), ("completeness", "g.completeness"))
    }
    last = len(limits)
    return {
        "engagement": f"CASE {cases['engagement']} ELSE {last} END",
        "completeness": f"CASE WHEN g.completeness IS NULL THEN NULL {cases['completeness']} ELSE {last} END",
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
