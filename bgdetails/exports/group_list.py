"""The list of groups as JSON objects and as CSV (docs/formats.md, groups)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bgdetails.exports.values import Object, csv_cell, time
from bgdetails.store.browse_row import BrowseRow

CSV_COLUMNS = (
    "id", "name", "account_id", "account", "solution_interest", "stage", "engagement_score", "engagement_level",
    "completeness_score", "member_count", "missing_roles", "short_roles", "last_activity_at", "updated_at",
)  # fmt: skip


def group_row(row: BrowseRow) -> Object:
    """A group of ``bgdetails groups``."""
    return {
        "id": row.id,
        "name": row.name,
        "account": {"id": row.account_id, "name": row.account_name},
        "solution_interest": row.solution_interest,
        "stage": row.stage,
        "engagement_score": row.engagement_score,
        "engagement_level": row.engagement_level,
        "completeness_score": row.completeness_score,
        "member_count": row.member_count,
        "missing_roles": list(row.missing_roles),
        "short_roles": list(row.short_roles),
        "last_activity_at": time(row.last_activity_at),
        "updated_at": time(row.updated_at),
    }


def as_csv(rows: Iterable[BrowseRow]) -> str:
    """The list for a spreadsheet: a line for each group, lists joined by ``; ``."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(CSV_COLUMNS)
    for row in rows:
        shown = group_row(row)
        account = shown.pop("account")
        cells = {**shown, "account_id": account["id"], "account": account["name"]}
        out.writerow([csv_cell(cells[column]) for column in CSV_COLUMNS])
    return text.getvalue()
