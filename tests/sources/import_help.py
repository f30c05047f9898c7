"""Importing small files and looking at what came of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bgdetails.sources.pipeline import import_into
from bgdetails.sources.report import ImportReport
from bgdetails.store.workspace import OpenWorkspace
from tests.sources.read_help import table, write

AS_OF = date(2026, 11, 20)


def bring(workspace: OpenWorkspace, *paths: Path, **options: Any) -> ImportReport:
    """Import without the refresh, unless it is asked for."""
    options.setdefault("refresh", False)
    return import_into(workspace.location, paths, as_of=options.pop("as_of", AS_OF), **options)


def folder(root: Path, name: str = "in", **files: Sequence[str]) -> Path:
    """A folder of CSV files, each given as its lines."""
    path = root / name
    path.mkdir(exist_ok=True)
    for stem, lines in files.items():
        write(path, f"{stem}.csv", table(*lines))
    return path


def rows(workspace: OpenWorkspace, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with workspace.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def one(workspace: OpenWorkspace, sql: str) -> Any:
    """The one value that a query finds."""
    ((value,),) = rows(workspace, sql)
    return value


def counted(report: ImportReport, kind: str) -> tuple[int, int, int, int]:
    """new, changed, unchanged, deleted."""
    counts = report.records[kind]
    return counts.new, counts.changed, counts.unchanged, counts.deleted


def rejects_of(path: Path) -> list[dict[str, Any]]:
    """The lines of a reject file."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    for line in lines:
        line["row"] = json.loads(line["row"])
    return lines


def sf(prefix: str, number: int) -> str:
    """A Salesforce id of 15 characters."""
    return f"{prefix}{number:012d}"


CONTENT = (
    "SELECT a.public_id, a.name, a.industry, a.owner, b.public_id, a.deleted, a.hidden, a.attributes, a.employees"
    " FROM account a LEFT JOIN account b ON b.id = a.parent_id ORDER BY 1",
    "SELECT p.public_id, p.name, p.title, p.email, p.phone, a.public_id, r.public_id, p.deleted, p.hidden,"
    " p.attributes, p.created_at, p.updated_at FROM person p LEFT JOIN account a ON a.id = p.account_id"
    " LEFT JOIN person r ON r.id = p.reports_to_id ORDER BY 1",
    "SELECT o.public_id, o.name, o.amount, a.public_id, o.deleted, o.hidden FROM opportunity o"
    " JOIN account a ON a.id = o.account_id ORDER BY 1",
    "SELECT g.public_id, a.public_id, i.name, g.stage, g.status FROM buying_group g"
    " JOIN account a ON a.id = g.account_id JOIN solution_interest i ON i.id = g.interest_id ORDER BY 1",
    "SELECT g.public_id, p.public_id, m.role, m.source, m.added_at, m.removed_at FROM membership m"
    " JOIN buying_group g ON g.id = m.group_id JOIN person p ON p.id = m.person_id ORDER BY 1, 2, 5, 6, 3",
    "SELECT o.public_id, p.public_id, c.role, c.is_primary, c.deleted FROM opportunity_contact_role c"
    " JOIN opportunity o ON o.id = c.opportunity_id JOIN person p ON p.id = c.person_id ORDER BY 1, 2, 3",
    "SELECT c.source, c.external_id, p.public_id, t.name, c.at, c.asset, c.campaign FROM activity c"
    " JOIN person p ON p.id = c.person_id JOIN activity_type t ON t.id = c.type_id ORDER BY 1, 2",
    "SELECT d.day, p.public_id, t.name, d.n FROM activity_day d JOIN person p ON p.id = d.person_id"
    " JOIN activity_type t ON t.id = d.type_id ORDER BY 1, 2, 3",
    "SELECT kind, source, external_id, deleted FROM external_id ORDER BY 1, 2, 3",
)


def content(workspace: OpenWorkspace) -> list[list[tuple[Any, ...]]]:
    """All that a workspace holds, without ids of its own."""
    return [rows(workspace, sql) for sql in CONTENT]


ROLLED_UP = (
    "SELECT count(*) FROM (SELECT day, person_id, type_id, n FROM activity_day EXCEPT"
    " SELECT day, person_id, type_id, count(*) FROM activity GROUP BY 1, 2, 3)"
)


def roll_up_is_exact(workspace: OpenWorkspace) -> bool:
    """Whether the counts by day are those of the activities."""
    same = one(workspace, "SELECT coalesce(sum(n), 0) FROM activity_day") == one(
        workspace, "SELECT count(*) FROM activity"
    )
    return same and one(workspace, ROLLED_UP) == 0
