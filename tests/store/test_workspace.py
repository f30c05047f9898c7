from __future__ import annotations

import os
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import func, select

from bgdetails.store import tables
from bgdetails.store.schema_check import OlderSchemaError
from bgdetails.store.thin import open_thin
from bgdetails.store.workspace import WorkspaceError, open_workspace
from tests.conftest import as_anybody
from tests.factory import Factory, new_workspace


def test_a_new_workspace_says_what_it_is_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    workspace = open_workspace(str(tmp_path / "deep" / "new.db"), create=True)
    with workspace.writing() as session:
        Factory(session).account("Acme")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in workspace.path.parent.iterdir()}
    assert modes == dict.fromkeys(("new.db", "new.db-wal", "new.db-shm"), 0o600)
    state = workspace.state()
    assert (state.schema_version, state.scores_outdated, state.refreshed_day) == (tables.SCHEMA_VERSION, False, None)
    workspace.close()


def test_connections_keep_journal_and_foreign_keys(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.reading() as session:
        values = [
            session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        ]
    assert values == ["wal", 1]
    with pytest.raises(Exception, match="FOREIGN KEY"), workspace.writing() as session:
        session.add(tables.Person(public_id="p", account_id=99, name="A", name_key="a"))


def test_what_is_written_is_there_and_what_fails_is_not(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        Factory(session).account("Kept", public_id="a-1")

    def fail() -> None:
        with workspace.writing() as session:
            Factory(session).account("Lost", public_id="a-2")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with workspace.reading() as session:
        assert session.exec(select(tables.Account.name)).all() == ["Kept"]


def test_a_url_names_the_same_file(tmp_path: Path) -> None:
    new_workspace(tmp_path).close()
    assert open_workspace(f"sqlite:///{tmp_path}/test.db").path == tmp_path / "test.db"


def test_a_name_with_url_characters_is_a_name(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path, "50% of?it#.db")
    assert workspace.state().id == 1
    assert (tmp_path / "50% of?it#.db").is_file()


def _random_bytes(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def _other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE workspace (id INTEGER, schema_version INTEGER)")
    connection.close()


def _broken_database(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + os.urandom(4096))


def _folder(path: Path) -> None:
    path.mkdir()


def _nothing(path: Path) -> None:
    pass


def _empty(path: Path) -> None:
    path.touch()


def _newer(path: Path) -> None:
    new_workspace(path.parent, path.name).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE workspace SET schema_version = 99")
    connection.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_random_bytes, "is no workspace"),
        (_other_database, "is no workspace"),
        (_broken_database, "is no workspace"),
        (_folder, "is a folder"),
        (_nothing, "There is no workspace"),
        (_empty, "is empty"),
        (_newer, "newer bgdetails"),
    ],
)
def test_what_is_no_workspace_is_refused_in_one_sentence(tmp_path: Path, make: object, said: str) -> None:
    path = tmp_path / "file.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    for opening in (open_workspace, open_thin):
        with pytest.raises(WorkspaceError, match=said) as refused:
            opening(str(path))  # type: ignore[operator]
        sentence = str(refused.value)
        assert "\n" not in sentence
        assert sentence.endswith(".")
        assert str(path) in sentence
    assert (path.read_bytes() if path.is_file() else None) == before


def test_creating_over_what_is_no_workspace_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    _random_bytes(path)
    with pytest.raises(WorkspaceError, match="is no workspace"):
        open_workspace(str(path), create=True)


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceError, match="cannot be made"):
        open_workspace(str(tmp_path / "file" / "new.db"), create=True)


@pytest.mark.parametrize("location", ["postgresql://host/db", "", ":memory:"])
def test_other_databases_are_refused(location: str) -> None:
    with pytest.raises(WorkspaceError):
        open_workspace(location)


def test_a_file_without_permission_is_refused(readable_folder: Path) -> None:
    workspace = new_workspace(readable_folder)
    workspace.close()
    workspace.path.chmod(0)
    with as_anybody(), pytest.raises(WorkspaceError, match="cannot be read"):
        open_workspace(workspace.location)


def test_read_only_reads_and_refuses_to_write(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        Factory(session).account("Acme")
    workspace.close()
    before = workspace.path.read_bytes()
    reader = open_workspace(workspace.location, read_only=True)
    with reader.reading() as session:
        assert session.exec(select(tables.Account.name)).all() == ["Acme"]
    with pytest.raises(WorkspaceError, match="reading only"), reader.writing():
        pass
    reader.close()
    assert workspace.path.read_bytes() == before


def test_a_reader_sees_one_state_while_a_writer_writes(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        Factory(session).account("First", public_id="a-1")
    wrote = threading.Event()

    def write() -> None:
        with workspace.writing() as session:
            Factory(session).account("Second", public_id="a-2")
        wrote.set()

    count = select(func.count()).select_from(tables.Account)
    with workspace.reading() as session:
        assert session.exec(count).one() == 1
        thread = threading.Thread(target=write)
        thread.start()
        assert wrote.wait(10), "a reader holds up a writer"
        assert session.exec(count).one() == 1, "the reader's state moved"
    thread.join()
    with workspace.reading() as session:
        assert session.exec(count).one() == 2


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        account = Factory(session).account("Acme", employees=0)

    def add() -> None:
        for _ in range(10):
            with workspace.writing() as session:
                row = session.get_one(tables.Account, account)
                row.employees = (row.employees or 0) + 1
                session.add(row)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with workspace.reading() as session:
        assert session.get_one(tables.Account, account).employees == 40


def test_many_that_make_the_same_workspace_get_one(tmp_path: Path) -> None:
    # A race: it is run several times.
    for number in range(5):
        locations = [str(tmp_path / f"{number}.db")] * 6
        with ThreadPoolExecutor(6) as pool:
            made = list(pool.map(partial(open_workspace, create=True), locations))
        assert all(workspace.state().id == 1 for workspace in made)
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_the_thin_way_reads_the_same_and_cannot_write(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        Factory(session).account("Acme")
    connection = open_thin(workspace.location)
    assert connection.execute("SELECT name FROM account").fetchall() == [("Acme",)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM account")
    connection.close()


def test_an_older_schema_is_told_apart(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        session.get_one(tables.Workspace, 1).schema_version = 0
    workspace.close()
    with pytest.raises(OlderSchemaError, match="older bgdetails"):
        open_thin(workspace.location)
    with pytest.raises(OlderSchemaError):
        open_workspace(workspace.location, read_only=True)
