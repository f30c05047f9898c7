"""After many rows were written: the server knows them, and new names are in the index itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bgdetails.store.postgres.settling import settle
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from bgdetails.store.writing_much import count_so_far, writing_much
from tests import databases
from tests.factory import Factory, new_workspace

MANY = 1_200


@pytest.fixture
def workspace() -> Iterator[OpenWorkspace]:
    with databases.using("postgresql"), databases.lending():
        opened = new_workspace(None)  # type: ignore[arg-type]
        yield opened
        opened.close()


def _write(session: object, number: int) -> None:
    make = Factory(session)  # type: ignore[arg-type]
    for n in range(number):
        make.person(f"Ana Number{n}")


def _database(workspace: OpenWorkspace) -> str:
    return str(workspace.place).partition("?")[0].rpartition("/")[2]


def _known(workspace: OpenWorkspace, table: str) -> tuple[float, bool]:
    """How many rows the server plans with, and whether it knows what is in its columns."""
    database = _database(workspace)
    ((rows,),) = databases.run(f"SELECT reltuples FROM pg_class WHERE relname = '{table}'", database)
    ((columns,),) = databases.run(f"SELECT count(*) FROM pg_stats WHERE tablename = '{table}'", database)
    return rows, columns > 0


def _pending(workspace: OpenWorkspace) -> int:
    """Entries of the index of words that are still to be put where they are found at once: those are gone through."""
    ((number,),) = databases.run("SELECT gin_clean_pending_list('person_words')", _database(workspace))
    return int(number)


def test_what_was_written_is_counted_and_indexed_at_the_end(workspace: OpenWorkspace) -> None:
    databases.run("ALTER TABLE person SET (autovacuum_enabled = false)", _database(workspace))
    with writing_much(workspace) as session:
        _write(session, MANY)
    assert _known(workspace, "person") == (MANY, True)
    assert _pending(workspace) == 0


def test_a_little_is_left_to_the_server(workspace: OpenWorkspace) -> None:
    databases.run("ALTER TABLE person SET (autovacuum_enabled = false)", _database(workspace))
    with writing_much(workspace) as session:
        _write(session, 3)
    assert _pending(workspace) > 0


def test_within_a_transaction_what_was_written_so_far_is_planned_with(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        _write(session, MANY)
        session.flush()
        count_so_far(session)
        connection = session.connection()
        known = connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'person'").scalar_one()
    assert known == MANY


def test_a_server_that_is_away_by_then_changes_nothing_of_what_was_written(workspace: OpenWorkspace) -> None:
    with databases.away(_database(workspace)):
        settle(str(workspace.place), ["person"])


def test_a_role_that_may_not_count_writes_all_the_same(workspace: OpenWorkspace) -> None:
    database = _database(workspace)
    role = f"writer_{database}"
    databases.run(f"CREATE ROLE {role} LOGIN")
    try:
        for what in ("TABLES", "SEQUENCES"):
            databases.run(f"GRANT ALL ON ALL {what} IN SCHEMA public TO {role}", database)
        writer = open_workspace(str(workspace.place).replace("//postgres@", f"//{role}@"))
        with writing_much(writer) as session:
            _write(session, MANY)
            session.flush()
            count_so_far(session)
        writer.close()
        assert databases.run("SELECT count(*) FROM person", database) == [(MANY,)]
    finally:
        databases.run(f"DROP OWNED BY {role}", database)
        databases.run(f"DROP ROLE {role}")
