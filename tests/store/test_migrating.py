from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.store.migrating import SCRIPTS, migrate
from bgdetails.store.schema_check import APPLICATION_ID, WorkspaceError
from bgdetails.store.version import SCHEMA_VERSION
from bgdetails.store.workspace import open_workspace
from tests.factory import Factory, new_workspace

NOW, NEXT = SCHEMA_VERSION, SCHEMA_VERSION + 1
SECOND = f'''
"""For the test: a column, and a value in it."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT:04d}"
down_revision = "{NOW:04d}"


def upgrade():
    op.add_column("account", sa.Column("tier", sa.Text))
    op.execute("UPDATE account SET tier = 'A'")
'''
FAILING = SECOND.replace("SET tier = 'A'", "SET tier = no_such_thing")


def scripts(folder: Path, second: str) -> Path:
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    for file in (SCRIPTS / "versions").glob("*.py"):
        (versions / file.name).write_text(file.read_text())
    (versions / f"{NEXT:04d}_second.py").write_text(second)
    return versions.parent


def workspace_with_an_account(folder: Path) -> Path:
    workspace = new_workspace(folder)
    with workspace.writing() as session:
        Factory(session).account("Acme")
    workspace.close()
    return workspace.path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_the_scripts_of_the_program_lead_to_its_version_without_a_gap() -> None:
    names = sorted(file.name[:4] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))
    assert names == [f"{number:04d}" for number in range(1, SCHEMA_VERSION + 1)]


def first_workspace(folder: Path) -> Path:
    """A workspace as the first program made it, with one account and a day that is kept."""
    path = folder / "old.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript((Path(__file__).parent / "schema_1.sql").read_text())
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "INSERT INTO workspace (id, schema_version, written_by, scores_outdated, refreshed_day)"
            " VALUES (1, 1, '0.1.0', 0, 20000)"
        )
        connection.execute(
            "INSERT INTO account (public_id, name, name_key, deleted, hidden) VALUES ('a-1', 'Acme', 'acme', 0, 0)"
        )
        connection.execute(
            "INSERT INTO score_day (day, largest_weight_milli, largest_units, largest_raw, browsable, stale)"
            " VALUES (20000, 0, 0, 0, 1, 0)"
        )
    return path


def shape(path: Path) -> dict[str, object]:
    """Columns and indexes of every table."""
    tables = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        str(table): (
            sorted(map(str, (row[1:] for row in rows(path, f"PRAGMA table_info({table})")))),
            sorted(str(row[1:]) for row in rows(path, f"PRAGMA foreign_key_list({table})")),
            sorted(
                (str(name), str(unique), str(rows(path, f"PRAGMA index_xinfo('{name}')")))
                for _, name, unique, *_ in rows(path, f"PRAGMA index_list({table})")
            ),
        )
        for table in tables
    }


def test_a_workspace_of_the_first_version_gets_the_tables_of_a_new_one(tmp_path: Path) -> None:
    old = first_workspace(tmp_path)
    workspace = open_workspace(str(old))
    assert workspace.state().schema_version == NOW
    workspace.close()
    fresh = new_workspace(tmp_path)
    fresh.close()
    assert shape(old) == shape(fresh.path)
    assert rows(old, "SELECT name FROM account") == [("Acme",)]
    assert rows(old, "SELECT stale, browsable FROM score_day") == [(1, 0)]


def test_migrating_changes_the_tables_and_keeps_a_copy_of_before(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    copy = migrate(path, NOW, to_version=NEXT, scripts=scripts(tmp_path, SECOND))
    assert rows(path, "SELECT name, tier FROM account") == [("Acme", "A")]
    assert rows(path, "SELECT schema_version FROM workspace") == [(NEXT,)]
    assert copy == tmp_path / f"test.db.before-{NEXT}"
    assert rows(copy, "SELECT schema_version FROM workspace") == [(NOW,)]
    assert "tier" not in [row[1] for row in rows(copy, "PRAGMA table_info(account)")]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    with pytest.raises(Exception, match="no_such_thing"):
        migrate(path, NOW, to_version=NEXT, scripts=scripts(tmp_path, FAILING))
    assert rows(path, "SELECT schema_version FROM workspace") == [(NOW,)]
    assert "tier" not in [row[1] for row in rows(path, "PRAGMA table_info(account)")]
    open_workspace(str(path)).close()


def test_a_version_that_nothing_leads_from_is_refused(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    with pytest.raises(WorkspaceError, match="knows no way"):
        migrate(path, NOW, to_version=NEXT + 1, scripts=scripts(tmp_path, SECOND))
    assert not list(tmp_path.glob("*.before-*"))


def test_without_room_for_the_copy_nothing_is_migrated(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    (tmp_path / f"test.db.before-{NEXT}.part").mkdir()
    with pytest.raises(WorkspaceError, match="no copy"):
        migrate(path, NOW, to_version=NEXT, scripts=scripts(tmp_path, SECOND))
    assert rows(path, "SELECT schema_version FROM workspace") == [(NOW,)]


def test_opening_migrates_what_is_older(tmp_path: Path) -> None:
    path = first_workspace(tmp_path)
    workspace = open_workspace(str(path))
    assert workspace.state().schema_version == NOW
    workspace.close()
    assert rows(tmp_path / f"old.db.before-{NOW}", "SELECT schema_version FROM workspace") == [(1,)]


def test_opening_an_up_to_date_workspace_does_not_load_alembic(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    script = (
        "import sys; from bgdetails.store.workspace import open_workspace;"
        f" open_workspace({str(path)!r}).state(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_thin_way_loads_no_orm(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    script = (
        "import sys; from bgdetails.store.thin import open_thin;"
        f" open_thin({str(path)!r}); print([m for m in ('sqlalchemy', 'sqlmodel', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
