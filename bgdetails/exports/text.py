"""Lists and pages as plain text, for people at a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from bgdetails import wording
from bgdetails.exports.plain import Column, joined, table
from bgdetails.store.browse_row import BrowseRow
from bgdetails.wording import UNKNOWN, Clock


def clock_of(as_of: date, zone: tzinfo | None) -> Clock:
    """What "ago" is counted from."""
    return Clock(as_of, datetime.now().astimezone(), zone)


def score(value: float, level: str) -> str:
    """``83 High``."""
    return f"{wording.whole(value)} {level}"


def gaps(missing: Sequence[str], short: Sequence[str]) -> str:
    """``Practitioner; short: Decision Maker 1 of 2``."""
    parts = [", ".join(missing)] if missing else []
    if short:
        parts.append(f"short: {', '.join(short)}")
    return "; ".join(parts)


def groups_table(
    rows: Sequence[BrowseRow], total: int, as_of: date, *, columns: int | None, zone: tzinfo | None
) -> str:
    """The list of groups, or the first of ``total``."""
    day = wording.full_day(as_of)
    if not total:
        return f"No group matches, as of {day}.\n"
    clock = clock_of(as_of, zone)
    lines = table(
        [
            Column("Name", tuple(row.name for row in rows)),
            Column("Account", tuple(row.account_name for row in rows), rank=8),
            Column("Interest", tuple(row.solution_interest for row in rows), rank=9),
            Column("Stage", tuple(row.stage or UNKNOWN for row in rows), rank=3),
            Column("Engagement", tuple(score(row.engagement_score, row.engagement_level) for row in rows)),
            Column("Complete", tuple(wording.percent(row.completeness_score) for row in rows), right=True, rank=2),
            Column("Members", tuple(wording.number(row.member_count) for row in rows), right=True, rank=4),
            Column("Missing or short", tuple(gaps(row.missing_roles, row.short) for row in rows), rank=6),
            Column("Last active", tuple(wording.ago(row.last_activity_at, clock) for row in rows), rank=5),
            Column("Updated", tuple(wording.ago(row.updated_at, clock) for row in rows), rank=10),
            Column("Id", tuple(row.id for row in rows), rank=7),
        ],
        columns,
    )
    first = "" if len(rows) == total else f"{wording.number(len(rows))} of "
    return joined([f"{first}{wording.plural(total, 'group')}, as of {day}", "", *lines])
