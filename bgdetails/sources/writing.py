"""Making records of what their sources say, and writing them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bgdetails.sources.group_columns import add_group_columns
from bgdetails.sources.merging import REFERENCES, SELF_COLUMN, SELF_REFERENCES, SourceContent, Value, merge
from bgdetails.sources.staging import TABLES, Staging
from bgdetails.sources.touching import touch_before

_SAID = """
SELECT record_id, id, source, external_id, object_name, content, deleted FROM external_id
WHERE kind = ? AND record_id IN (SELECT value FROM json_each(?))
"""


def write_records(staging: Staging, kind: str, changed: Sequence[tuple[int, SourceContent]]) -> None:
    """Make the records behind ``changed`` and write them; what the rows say is already in ``external_id``."""
    table = TABLES[kind]
    written = staging.written.get(kind, staging.first_id(table) - 1)
    contents: dict[int, list[SourceContent]] = {}
    for record_id, said in changed:
        if record_id > written:
            contents.setdefault(record_id, []).append(said)
    there = {record_id for record_id, _ in changed if record_id <= written}
    if there:
        remember_marks(staging, kind, there)
        touch_before(staging, kind, there)
        contents.update(read_contents(staging, kind, there))
    rows = _make(staging, kind, contents)
    staging.insert(table, [_provisional(row) for row in rows if row["id"] not in there])
    staging.update(table, [row for row in rows if row["id"] in there])
    staging.written[kind] = max(written, max(contents, default=0))
    if kind in SELF_COLUMN:
        _postpone(staging, kind, contents)


def remember_marks(staging: Staging, kind: str, record_ids: Iterable[int]) -> None:
    """Keep which records were deleted before this import, for the counts."""
    staging.connection.execute(
        f"INSERT OR IGNORE INTO import_touched SELECT ?, id, deleted FROM {TABLES[kind]}"
        " WHERE id < ? AND id IN (SELECT value FROM json_each(?))",
        (kind, staging.first_id(TABLES[kind]), json.dumps(list(record_ids))),
    )


def read_contents(staging: Staging, kind: str, record_ids: Iterable[int]) -> dict[int, list[SourceContent]]:
    """What all sources say of some records."""
    contents: dict[int, list[SourceContent]] = {}
    for row in staging.connection.execute(_SAID, (kind, json.dumps(list(record_ids)))):
        record_id, number, source, external_id, object_name, content, deleted = row
        said = SourceContent(number, source, external_id, object_name, content, bool(deleted))
        contents.setdefault(record_id, []).append(said)
    return contents


def _make(staging: Staging, kind: str, contents: Mapping[int, Sequence[SourceContent]]) -> list[dict[str, Value]]:
    columns = [column for column in REFERENCES[kind] if column not in SELF_REFERENCES]
    found = staging.find_all(references_in(columns, contents.values())) if columns else {}
    rows = []
    for record_id, said in contents.items():
        row = merge(kind, said, lambda *named: found.get(named))
        row["hidden"] = row["deleted"]
        if kind == "group":
            add_group_columns(staging, row, said)
        rows.append({"id": record_id, **row})
    if kind in ("account", "opportunity"):
        _name_owners(staging, rows)
    return rows


def references_in(
    columns: Sequence[str], contents: Iterable[Sequence[SourceContent]]
) -> Iterable[tuple[str, str, str]]:
    """What ``contents`` name in ``columns``: (kind, source, external id)."""
    for said in contents:
        for each in said:
            references: dict[str, Any] = each.said().get("references", {})
            for column in columns:
                if column in references:
                    yield tuple(references[column])


def _name_owners(staging: Staging, rows: Sequence[dict[str, Value]]) -> None:
    wanted = {str(row["owner_ref"]) for row in rows if row["owner_ref"]}
    if not wanted:
        return
    names = dict(
        staging.connection.execute(
            "SELECT external_id, name FROM source_name WHERE kind = 'user'"
            " AND external_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(wanted)),),
        ).fetchall()
    )
    for row in rows:
        if row["owner_ref"]:
            row["owner"] = names.get(row["owner_ref"], row["owner_ref"])


def _provisional(row: dict[str, Value]) -> dict[str, Value]:
    # The id that is shown is set for all at the end (store/identity.py); until then only unique.
    return {**row, "public_id": f"\x1f{row['id']}"}


def _postpone(staging: Staging, kind: str, contents: Mapping[int, Sequence[SourceContent]]) -> None:
    mark = f'"{SELF_COLUMN[kind]}":'
    waiting = [record_id for record_id, said in contents.items() if any(mark in each.content for each in said)]
    staging.connection.executemany(
        "INSERT OR IGNORE INTO import_pending VALUES (?, ?)", [(kind, record_id) for record_id in waiting]
    )
