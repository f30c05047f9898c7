"""What is done once when all rows are taken: marks, counts of records, warnings."""

from __future__ import annotations

import sqlite3

from bgdetails.sources.group_columns import (
    group_warnings,
    keep_moves_by_hand,
    set_empty_stages,
    write_names_as_rules_do,
)
from bgdetails.sources.names import show_new_names
from bgdetails.sources.report import RecordCounts
from bgdetails.sources.self_references import set_self_references
from bgdetails.sources.staging import TABLES, Staging
from bgdetails.wording import listed, number, plural


def finish(staging: Staging) -> None:
    """Settle everything that needs the whole import: references among equals, names, marks of deletion."""
    set_self_references(staging, "account")
    set_self_references(staging, "person")
    set_empty_stages(staging.connection)
    keep_moves_by_hand(staging.connection)
    write_names_as_rules_do(staging.connection)
    show_new_names(staging)
    for sql in _HIDE:
        staging.connection.execute(sql)
    for kind in TABLES:
        staging.counts[kind] = _count(staging, kind)


_OF_ACCOUNT = ("person", "opportunity", "buying_group")
_GONE = "SELECT id FROM account WHERE deleted"
_HIDE = (
    *(f"UPDATE {table} SET hidden = deleted WHERE hidden <> deleted" for table in ("account", "journey")),
    *(
        f"UPDATE {table} SET hidden = 1 WHERE NOT hidden AND (deleted OR account_id IN ({_GONE}))"
        for table in _OF_ACCOUNT
    ),
    *(
        f"UPDATE {table} SET hidden = 0"
        f" WHERE hidden AND NOT deleted AND (account_id IS NULL OR account_id NOT IN ({_GONE}))"
        for table in _OF_ACCOUNT
    ),
)
"""Deleting an account hides what is its own (docs/formats.md, bad input)."""


def take_from_lists(connection: sqlite3.Connection) -> None:
    """Where scores stay as they are, lists still show no group that is gone, and accounts by their new names."""
    for table in ("group_row", "group_role"):
        connection.execute(f"DELETE FROM {table} WHERE group_id IN (SELECT id FROM buying_group WHERE hidden)")
    connection.execute(_RENAME)


_RENAME = """
UPDATE group_row SET account_name = a.name, account_key = a.name_key,
       name = coalesce(g.name, interest || ' for ' || a.name),
       name_key = casefold(coalesce(g.name, interest || ' for ' || a.name))
FROM account a, buying_group g
WHERE a.id = group_row.account_id AND g.id = group_row.group_id AND group_row.account_name <> a.name
"""


def _count(staging: Staging, kind: str) -> RecordCounts:
    """Records, not rows: a person whom two systems know is one."""
    row = staging.connection.execute(
        _COUNTS.format(table=TABLES[kind]), {"kind": kind, "first": staging.first_id(TABLES[kind])}
    ).fetchone()
    return RecordCounts(*row)


_COUNTS = """
WITH record AS (
  SELECT e.record_id AS id, r.deleted,
         e.record_id >= :first AND w.record_id IS NULL AS is_new,
         coalesce(w.was_deleted, r.deleted) AS was_deleted,
         max(CASE WHEN t.before IS NOT e.content OR t.was_deleted IS NOT e.deleted THEN 1 ELSE 0 END) = 1 AS changed
  FROM import_taken t
  JOIN external_id e ON e.id = t.ext_id AND e.kind = :kind
  JOIN {table} r ON r.id = e.record_id
  LEFT JOIN import_touched w ON w.kind = :kind AND w.record_id = e.record_id
  GROUP BY e.record_id, r.deleted, w.record_id, w.was_deleted
), outcome AS (
  SELECT CASE WHEN deleted AND (is_new OR NOT was_deleted) THEN 'deleted' WHEN is_new THEN 'new'
              WHEN changed THEN 'changed' ELSE 'unchanged' END AS what FROM record
)
SELECT count(*) FILTER (WHERE what = 'new'), count(*) FILTER (WHERE what = 'changed'),
       count(*) FILTER (WHERE what = 'unchanged'), count(*) FILTER (WHERE what = 'deleted') FROM outcome
"""


def find_warnings(staging: Staging) -> list[str]:
    """What the user should know though nothing was refused."""
    connection = staging.connection
    if connection.execute("SELECT 1 FROM import_taken LIMIT 1").fetchone() is None:
        # Activities alone: nothing is said of those, and all people would be looked at for it.
        return []
    said = []
    (alone,) = connection.execute(_ALONE).fetchone()
    if alone:
        verb = "has" if alone == 1 else "have"
        said.append(
            f"{plural(alone, 'person', 'people')} {verb} no account: they have a page and a score, but buying groups"
            " need accounts."
        )
    same = connection.execute(_SAME_EMAIL).fetchall()
    for source, email, joined in same[:_SAID]:
        ids = listed(sorted(joined.split(chr(31))))
        said.append(f"People of {source} with the same e-mail {email}, kept apart: {ids}.")
    if len(same) > _SAID:
        said.append(f"{number(len(same) - _SAID)} more e-mails belong to several people of one source.")
    return said + group_warnings(connection)


_SAID = 20
_ALONE = """
SELECT count(DISTINCT p.id) FROM import_taken t
JOIN external_id e ON e.id = t.ext_id AND e.kind = 'person'
JOIN person p ON p.id = e.record_id
WHERE p.account_id IS NULL AND NOT p.deleted
"""
_SAME_EMAIL = """
WITH several AS (
  SELECT email_key FROM person WHERE email_key IS NOT NULL GROUP BY email_key HAVING count(*) > 1
), named AS (
  SELECT e.source, p.email_key, p.id, min(e.external_id) AS external_id, count(t.ext_id) AS taken
  FROM several s JOIN person p ON p.email_key = s.email_key AND NOT p.deleted
  JOIN external_id e ON e.kind = 'person' AND e.record_id = p.id AND NOT e.deleted
  LEFT JOIN import_taken t ON t.ext_id = e.id
  GROUP BY e.source, p.email_key, p.id ORDER BY e.source, p.email_key, min(e.external_id)
)
SELECT source, email_key, group_concat(external_id, char(31)) FROM named
GROUP BY source, email_key HAVING count(*) > 1 AND sum(taken) > 0 ORDER BY source, email_key
"""
