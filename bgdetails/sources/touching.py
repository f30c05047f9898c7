"""Tells the next refresh what an import touched, as the rows are written and once when all are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bgdetails.sources.staging import TABLES, Staging
from bgdetails.store.touched import EVER, mark_touched_days, touch_accounts, touch_people

_OF_ACCOUNT = ("person", "opportunity")
"""Kinds of records that are of an account, which a refresh looks at then."""
_LINKED = {
    "opportunity_id": "SELECT account_id FROM opportunity WHERE id IN (SELECT value FROM json_each(?))",
    "group_id": "SELECT account_id FROM buying_group WHERE id IN (SELECT value FROM json_each(?))",
    "account_id": "SELECT id FROM account WHERE id IN (SELECT value FROM json_each(?))",
}
"""What selects the accounts that rows hang on, by the column that says on what they hang."""
_ACTIVE = """
SELECT person_id, MIN(day), MAX(day) FROM (
  SELECT person_id, day FROM activity WHERE id >= ? UNION ALL SELECT person_id, day FROM import_day
) GROUP BY person_id
"""
_WRITTEN = """
SELECT id FROM {table} WHERE id >= ?
UNION SELECT record_id FROM import_touched WHERE kind = ? AND record_id IN (SELECT id FROM {table})
"""
_TOUCHING_ALL = ("group", "intent_keyword")
"""Whether an interest is given or formed depends on its groups, and whoever spoke of a new keyword did so before."""
# Names that were written wherever their ids stand; groups that were made again; accounts that went or came back with
# all that is theirs.
_TOUCHED_ALL = """
SELECT 1 FROM import_renamed
UNION ALL SELECT 1 FROM import_touched WHERE kind = 'group'
UNION ALL SELECT 1 FROM import_touched t JOIN account a ON a.id = t.record_id
WHERE t.kind = 'account' AND t.was_deleted <> a.deleted
LIMIT 1
"""


def touch_before(staging: Staging, kind: str, record_ids: Iterable[int]) -> None:
    """Records are about to be written anew: the accounts that they are of until now."""
    if staging.keeps_scores and kind in _OF_ACCOUNT:
        query = f"SELECT account_id FROM {kind} WHERE account_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        touch_accounts(staging.connection, query, (json.dumps(list(record_ids)),))


def touch_linked(staging: Staging, rows: Sequence[dict[str, Any]]) -> None:
    """Rows hang on groups, deals or accounts, and are another than before."""
    if not staging.keeps_scores:
        return
    for column, query in _LINKED.items():
        if owners := {row[column] for row in rows if row.get(column) is not None}:
            touch_accounts(staging.connection, query, (json.dumps(sorted(owners)),))


def tell_refresh(staging: Staging) -> bool:
    """All rows are written: tell what was touched. Where that is said of everything, all kept days are stale.

    Returns:
        False where a refresh has to look at everything, for more than people, deals and what hangs on them is another.
    """
    connection = staging.connection
    if staging.touches_all or any(staging.count(kind).written for kind in _TOUCHING_ALL):
        return False
    if connection.execute(_TOUCHED_ALL).fetchone() is not None:
        return False
    touch_people(connection, _ACTIVE, (staging.first_id("activity"),))
    written = _WRITTEN.format(table="person")
    people = f"SELECT id, {EVER[0]} AS first_day, {EVER[1]} AS last_day FROM ({written}) AS written"
    touch_people(connection, people, (staging.first_id("person"), "person"))
    for kind in (*_OF_ACCOUNT, "account"):
        table, column = TABLES[kind], "id" if kind == "account" else "account_id"
        query = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND id IN ({_WRITTEN.format(table=table)})"
        touch_accounts(connection, query, (staging.first_id(table), kind))
    mark_touched_days(connection)
    return True
