"""A workspace on a real server: copied there and back, shared, read by a role that may not write, and away."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from bgdetails.store import tables
from bgdetails.store.copying import copy_workspace, model_tables
from bgdetails.store.schema_check import WorkspaceError
from bgdetails.store.search import find
from bgdetails.store.server_url import SERVER_PREFIX, shown
from bgdetails.store.thin import noticed_version, open_thin
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests import databases
from tests.factory import AS_OF, Factory, at, new_workspace

HOSTILE = 'O\'Br\\ien "ÄÖ" \t\u202e李\U0001f600 [b]=1+1%s :x ?'


@pytest.fixture(autouse=True)
def _lent() -> Iterator[None]:
    with databases.lending():
        yield


@pytest.fixture
def workspace() -> Iterator[OpenWorkspace]:
    opened = open_workspace(databases.empty_workspace())
    yield opened
    opened.close()


def file_with(folder: Path, name: str = HOSTILE) -> str:
    """A small workspace in a file, with every kind of value."""
    workspace = new_workspace(folder, "source.db")
    with workspace.writing() as session:
        make = Factory(session)
        account = make.account(name, employees=12.5, annual_revenue=1e300, attributes='{"a": "b"}')
        boss = make.person("Ana Moss", account, created_at=at("2024-02-29T23:59:59.999999"), unsubscribed=True)
        # Somebody who is written first reports to somebody who comes later.
        clerk = make.person("Bo Li", account, title="", unsubscribed=None)
        session.get_one(tables.Person, boss).reports_to_id = clerk
        group = make.group(account, make.interest())
        make.member(group, boss, "Champion")
        make.activity(boss, "Email Opened", AS_OF, times=3)
        day = make.score_day(largest_raw=0.1 + 0.2, browsable=True)
        session.add(
            tables.AccountPeople(day=day, account_id=account, active=1, everybody=b"\x00\xff", overlap=b"", coverage="")
        )
    workspace.close()
    return workspace.location


def content(location: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with closing(open_thin(location)) as connection:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        f"SELECT {', '.join(f'{column.name!r}'.replace(chr(39), chr(34)) for column in table.columns)}"
                        f" FROM {table.name}"
                    )
                ),
                key=repr,
            )
            for table in model_tables()
        }


def test_a_workspace_goes_to_a_server_and_back_with_every_value(tmp_path: Path) -> None:
    source, server, back = file_with(tmp_path), databases.empty_database(), str(tmp_path / "back.db")
    told: list[str] = []
    numbers = copy_workspace(source, server, lambda table, rows: told.append(table))
    assert numbers["person"] == 2
    assert "activity" in told
    copy_workspace(server, back, lambda *_: None)
    assert content(source) == content(server) == content(back)
    with closing(open_thin(back)) as connection:
        assert [hit.name for hit in find(connection, "moss", day=0, kinds=("person",))] == ["Ana Moss"]


def test_ids_go_on_after_a_copy(tmp_path: Path) -> None:
    server = databases.empty_database()
    copy_workspace(file_with(tmp_path), server, lambda *_: None)
    workspace = open_workspace(server)
    with workspace.writing() as session:
        assert Factory(session).person("Cy", public_id="new") == 3
    workspace.close()


def test_what_is_there_already_is_never_copied_over(tmp_path: Path, workspace: OpenWorkspace) -> None:
    with pytest.raises(WorkspaceError, match="is not empty"):
        copy_workspace(file_with(tmp_path), str(workspace.place), lambda *_: None)
    with pytest.raises(WorkspaceError, match="is not empty"):
        copy_workspace(str(workspace.place), str(tmp_path / "source.db"), lambda *_: None)
    with pytest.raises(WorkspaceError, match="db backup"):
        copy_workspace(str(tmp_path / "source.db"), str(tmp_path / "other.db"), lambda *_: None)


def test_a_copy_is_whole_or_not_at_all(tmp_path: Path) -> None:
    server = databases.empty_database()
    with pytest.raises(WorkspaceError, match="cannot keep a value"):
        copy_workspace(file_with(tmp_path, "no\x00where"), server, lambda *_: None)
    with pytest.raises(WorkspaceError, match="no workspace"):
        open_workspace(server)


def test_a_role_that_may_only_read_browses_and_is_told_what_it_may_not(workspace: OpenWorkspace) -> None:
    url = str(workspace.place)
    database = url.partition("?")[0].rpartition("/")[2]
    role = f"reader_{database}"
    databases.run(f"CREATE ROLE {role} LOGIN")
    try:
        with pytest.raises(WorkspaceError, match="may not read"):
            open_workspace(url.replace("//postgres@", f"//{role}@"))
        # As docs/postgresql.md says.
        databases.run(
            f"GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}", database
        )
        reader = open_workspace(url.replace("//postgres@", f"//{role}@"))
        assert reader.read_only
        with reader.reading() as session:
            assert session.exec(select(tables.Account)).all() == []
        with pytest.raises(WorkspaceError, match="may only read"), reader.writing():
            pass
        reader.close()
    finally:
        databases.run(f"DROP OWNED BY {role}", database)
        databases.run(f"DROP ROLE {role}")


def test_what_others_write_is_noticed_and_what_one_writes_oneself_is_not(workspace: OpenWorkspace) -> None:
    def version(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA data_version").fetchone()[0])

    with closing(workspace.connect()) as watching:
        before, heard = version(watching), noticed_version(watching)
        assert version(watching) == before
        with workspace.writing() as session:
            Factory(session).account()
            assert version(watching) == before
        after = version(watching)
        assert after != before
        assert _becomes(lambda: noticed_version(watching), heard + 1)
        watching.execute("BEGIN IMMEDIATE")
        watching.execute("UPDATE account SET name = 'Zeta'")
        watching.execute("COMMIT")
        assert version(watching) == after


def _becomes(asked: Callable[[], int], wanted: int) -> bool:
    """Whether it is so within a second or two: a server tells when it comes to it."""
    end = time.monotonic() + 5
    while asked() != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return asked() == wanted


def test_one_writes_at_a_time_and_the_other_is_told(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        Factory(session).account()
        with pytest.raises(sqlite3.OperationalError, match="locked"), workspace.writing(patience_ms=50) as other:
            Factory(other).account()
        with workspace.reading() as reading:
            assert reading.exec(select(tables.Account.name)).all() == []


def test_a_reader_sees_one_state_throughout(workspace: OpenWorkspace) -> None:
    with workspace.reading() as session:
        assert session.exec(select(tables.Account.name)).all() == []
        with workspace.writing() as other:
            Factory(other).account("Acme")
        assert session.exec(select(tables.Account.name)).all() == []


def test_it_goes_on_after_the_server_was_away(workspace: OpenWorkspace) -> None:
    database = str(workspace.place).partition("?")[0].rpartition("/")[2]
    with closing(open_thin(str(workspace.place))) as thin:
        heard = noticed_version(thin)
        workspace.state()
        databases.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        with pytest.raises(sqlite3.OperationalError):
            thin.execute("SELECT 1")
        assert thin.execute("SELECT schema_version FROM workspace").fetchone() == (tables.SCHEMA_VERSION,)
        # Nobody knows what was written meanwhile.
        assert noticed_version(thin) != heard
        assert workspace.state().schema_version == tables.SCHEMA_VERSION


def test_the_server_ends_what_takes_too_long_and_what_is_broken_off(workspace: OpenWorkspace) -> None:
    with closing(workspace.connect()) as connection:
        assert connection.execute("SELECT current_setting('statement_timeout')").fetchone() == ("1min",)
        connection.execute("SET statement_timeout = 20")
        with pytest.raises(sqlite3.OperationalError, match="gave up"):
            connection.execute("SELECT pg_sleep(5)")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("postgresql+psycopg://me:secret@127.0.0.1:1/x?password=secret", "postgresql\\+psycopg://me@127.0.0.1:1/x"),
        ("postgresql+psycopg://me:secret%ZZ@h/x", "cannot be read"),
        ("postgresql+psycopg://me:secret@[::1/x", "cannot be rea"),
    ],
)
def test_a_server_that_is_not_there_is_said_without_the_password(location: str, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said) as caught:
        open_workspace(location)
    assert "secret" not in f"{caught.value}{caught.value.__cause__}{shown(location)}"
    assert shown(location).startswith(SERVER_PREFIX)


def test_without_the_extra_a_sentence_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None; from bgdetails.cli import main;"
        " sys.exit(main(['--db', 'postgresql+psycopg://h/x', 'groups']))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "pip install 'bgdetails[postgres]'" in ran.stderr
