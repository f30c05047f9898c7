from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.store.migrating import SCRIPTS, migrate
from bgdetails.store.schema_check import WorkspaceError
from bgdetails.store.workspace import open_workspace
from tests.factory import Factory, new_workspace

SECOND = '''
"""For the test: a column, and a value in it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


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
    (versions / "0002_second.py").write_text(second)
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
    from bgdetails.store.version import SCHEMA_VERSION

    names = sorted(file.name[:4] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))
    assert names == [f"{number:04d}" for number in range(1, SCHEMA_VERSION + 1)]


def test_migrating_changes_the_tables_and_keeps_a_copy_of_before(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    copy = migrate(path, 1, to_version=2, scripts=scripts(tmp_path, SECOND))
    assert rows(path, "SELECT name, tier FROM account") == [("Acme", "A")]
    assert rows(path, "SELECT schema_version FROM workspace") == [(2,)]
    assert copy == tmp_path / "test.db.before-2"
    assert rows(copy, "SELECT schema_version FROM workspace") == [(1,)]
    assert "tier" not in [row[1] for row in rows(copy, "PRAGMA table_info(account)")]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    with pytest.raises(Exception, match="no_such_thing"):
        migrate(path, 1, to_version=2, scripts=scripts(tmp_path, FAILING))
    assert rows(path, "SELECT schema_version FROM workspace") == [(1,)]
    assert "tier" not in [row[1] for row in rows(path, "PRAGMA table_info(account)")]
    open_workspace(str(path)).close()


def test_a_version_that_nothing_leads_from_is_refused(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    with pytest.raises(WorkspaceError, match="knows no way"):
        migrate(path, 1, to_version=3, scripts=scripts(tmp_path, SECOND))
    assert not list(tmp_path.glob("*.before-*"))


def test_without_room_for_the_copy_nothing_is_migrated(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    (tmp_path / "test.db.before-2.part").mkdir()
    with pytest.raises(WorkspaceError, match="no copy"):
        migrate(path, 1, to_version=2, scripts=scripts(tmp_path, SECOND))
    assert rows(path, "SELECT schema_version FROM workspace") == [(1,)]


def test_opening_migrates_what_is_older(tmp_path: Path) -> None:
    path = workspace_with_an_account(tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE workspace SET schema_version = 0")
    workspace = open_workspace(str(path))
    assert workspace.state().schema_version == 1
    workspace.close()
    assert rows(tmp_path / "test.db.before-1", "SELECT schema_version FROM workspace") == [(0,)]


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
