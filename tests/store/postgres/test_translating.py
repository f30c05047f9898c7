"""SQLite's SQL in PostgreSQL's words."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean

from bgdetails.store.postgres.names import INDEX_ORDERS, NEVER_NULL, TRUTHS
from bgdetails.store.postgres.translating import adapted, translated
from bgdetails.store.tables import Workspace

_COLUMNS = [column for table in Workspace.metadata.tables.values() for column in table.columns]


def test_the_names_are_those_of_the_models() -> None:
    assert {column.name for column in _COLUMNS if isinstance(column.type, Boolean)} == TRUTHS
    assert not {column.name for column in _COLUMNS if not isinstance(column.type, Boolean)} & TRUTHS
    # These are unknown only in view_history and logged_action, where nothing is sorted by them.
    assert NEVER_NULL & {column.name for column in _COLUMNS if column.nullable} == {"day", "group_id"}
    assert {column.name for column in _COLUMNS} >= NEVER_NULL
    indexes = {index.name for table in Workspace.metadata.tables.values() for index in table.indexes}
    assert indexes >= INDEX_ORDERS.keys()


@pytest.mark.parametrize(
    ("sqlite", "server"),
    [
        ("SELECT a FROM t WHERE b = ? AND c = :see", "SELECT a FROM t WHERE b = %s AND c = %(see)s"),
        ("SELECT 'it''s :x ? 5 %' || b % 2", "SELECT 'it''s :x ? 5 %%' || b %% 2"),
        ("SELECT a FROM t ORDER BY stage, id DESC", "SELECT a FROM t ORDER BY stage NULLS FIRST , id DESC"),
        (
            "SELECT a FROM t ORDER BY g.completeness DESC LIMIT 5",
            "SELECT a FROM t ORDER BY g.completeness DESC NULLS LAST LIMIT 5",
        ),
        ("SELECT a ORDER BY at NULLS FIRST", "SELECT a ORDER BY at NULLS FIRST"),
        ("SELECT group_concat(id)", "SELECT string_agg(CAST(id AS text), ',')"),
        (
            "SELECT group_concat(id) FROM person INDEXED BY person_name WHERE x",
            "SELECT string_agg(CAST(id AS text), ',' ORDER BY name_key, public_id) FROM person  WHERE x",
        ),
        ("SELECT MAX(a), MAX(a, b), MIN(c, 1)", "SELECT MAX(a), greatest(a, b), least(c, 1)"),
        ("SELECT instr(a, 'b') > 0", "SELECT strpos(a, 'b') > 0"),
        ("SELECT total(cost)", "SELECT CAST(coalesce(sum(cost), 0) AS double precision)"),
        ("SELECT iif(t.is_won, 'y', 'n')", "SELECT CASE WHEN t.is_won THEN 'y' ELSE 'n' END"),
        ("UPDATE t SET stale = 1 WHERE hidden = 0", "UPDATE t SET stale = '1' WHERE hidden = '0'"),
        ("SELECT a IS b, a IS NOT ?, a IS NULL", "SELECT a IS NOT DISTINCT FROM b, a IS DISTINCT FROM  %s, a IS NULL"),
        (
            "SELECT 1 FROM t WHERE NOT (g.id IN /* few */(SELECT id FROM u WHERE hidden = 0))",
            "SELECT 1 FROM t WHERE NOT (g.id = ANY(ARRAY(SELECT id FROM u WHERE hidden = '0')))",
        ),
        ("SELECT CAST(a AS INTEGER)", "SELECT CAST(a AS BIGINT)"),
        ("INSERT OR IGNORE INTO t VALUES (?)", "INSERT  INTO t VALUES (%s) ON CONFLICT DO NOTHING"),
        (
            "SELECT 1 FROM t CROSS JOIN u ON u.id = t.id CROSS JOIN v",
            "SELECT 1 FROM t  JOIN u ON u.id = t.id CROSS JOIN v",
        ),
        ("SELECT 1 FROM t WHERE +e.source = 'x' AND a + b > 1", "SELECT 1 FROM t WHERE e.source = 'x' AND a + b > 1"),
        (
            "SELECT 1 WHERE id IN (SELECT value FROM json_each(?))",
            "SELECT 1 WHERE id IN (SELECT value FROM bgdetails_each_id(%s))",
        ),
        (
            "SELECT 1 WHERE e.external_id IN (SELECT value FROM json_each(?))",
            "SELECT 1 WHERE e.external_id IN (SELECT value FROM bgdetails_each_item(%s))",
        ),
        ("SELECT e.key FROM json_each(t.attributes) e", "SELECT e.key FROM bgdetails_each_text(t.attributes) e"),
        ("CREATE TEMP TABLE x (a TEXT) WITHOUT ROWID", 'CREATE TEMP TABLE x (a TEXT COLLATE "C")'),
        ("SELECT 1 FROM temp.x", "SELECT 1 FROM pg_temp.x"),
        ("SELECT 1 FROM (SELECT a FROM t) WHERE a", "SELECT 1 FROM (SELECT a FROM t) AS unnamed_3 WHERE a"),
        (
            "SELECT 1 FROM (SELECT 1) JOIN (SELECT 2)",
            "SELECT 1 FROM (SELECT 1) AS unnamed_3 JOIN (SELECT 2) AS unnamed_5",
        ),
        ("SELECT 1 FROM (SELECT a FROM t) u, v WHERE a", "SELECT 1 FROM (SELECT a FROM t) u, v WHERE a"),
        ("SELECT 1 FROM t JOIN (VALUES (1)) AS u ON a", "SELECT 1 FROM t JOIN (VALUES (1)) AS u ON a"),
        ("SELECT substr(a FROM (1)) FROM (t)", "SELECT substr(a FROM (1)) FROM (t)"),
    ],
)
def test_what_differs(sqlite: str, server: str) -> None:
    assert translated(sqlite) == server


def test_what_sqlalchemy_made_keeps_its_parameters() -> None:
    made = "SELECT a FROM t WHERE b = %(b_1)s::INTEGER AND c %% 2 = 1 ORDER BY t.stage DESC"
    assert adapted(made) == (
        "SELECT a FROM t WHERE b = %(b_1)s::BIGINT AND c %% 2 = 1 ORDER BY t.stage DESC NULLS LAST"
    )
