"""A server that refuses, is away or gives up: one sentence each, and nothing waits for it longer than it must."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from threading import Event

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bgdetails.commands.running import _of_the_system
from bgdetails.store.postgres.connection import ServerConnection
from bgdetails.store.postgres.driver import Driver, ServerGoneError, connect, fault_of, refused
from bgdetails.store.schema_check import WorkspaceError
from bgdetails.store.server_faults import server_fault
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests import databases

URL = "postgresql+psycopg://lena:secret@db.example/sales"
PREFIX = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: '


@pytest.fixture
def workspace() -> Iterator[OpenWorkspace]:
    with databases.lending():
        opened = open_workspace(databases.empty_workspace())
        yield opened
        opened.close()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ('FATAL:  password authentication failed for user "lena"', "did not let you in"),
        ("fe_sendauth: no password supplied", "did not let you in"),
        ('FATAL:  role "lena" does not exist', "did not let you in"),
        ('FATAL:  pg_hba.conf rejects connection for host "10.0.0.2", user "lena"', "did not let you in"),
        ('FATAL:  permission denied for database "sales" DETAIL:  User does not have CONNECT', "did not let you in"),
        ('FATAL:  database "sales" does not exist', "There is no database at"),
        ("FATAL:  sorry, too many clients already", "takes no more connections now"),
        ('FATAL:  too many connections for role "lena"', "takes no more connections now"),
        ("FATAL:  remaining connection slots are reserved for superusers", "takes no more connections now"),
        ("server does not support SSL, but SSL was required", "cannot be made safe as sslmode asks"),
        ("FATAL:  the database system is starting up", r"refuses \(the database system is starting up\)"),
        (
            f'FATAL:  no parameter "x" {PREFIX}FATAL:  no parameter "x"',
            r'example/sales answers, but refuses \(no parameter "x"\): mend that, or try again later\.$',
        ),
        ('invalid port number: "99999"', "URL of the workspace cannot be read"),
        ('invalid sslmode value: "xx"', "URL of the workspace cannot be read"),
        ('invalid integer value "x" for connection option "connect_timeout"', "URL of the workspace cannot be read"),
        ("Connection refused Is the server running on that host?", "cannot be reached: see whether it runs"),
        ("connection timeout expired", "cannot be reached: see whether it runs"),
    ],
)
def test_why_a_server_lets_nobody_in_is_one_sentence(said: str, sentence: str) -> None:
    error = refused(psycopg.OperationalError(PREFIX + said), URL)
    with pytest.raises(WorkspaceError, match=sentence) as caught:
        raise error
    assert "secret" not in str(caught.value)


def test_what_the_url_says_of_the_connection_holds(workspace: OpenWorkspace) -> None:
    url = str(workspace.place)
    with closing(connect(url)) as driver:
        said = driver.info.get_parameters()
        assert (said["application_name"], said["tcp_user_timeout"]) == ("bgdetails", "15000")
    with closing(connect(f"{url}{'&' if '?' in url else '?'}application_name=team&keepalives_idle=60")) as driver:
        said = driver.info.get_parameters()
        assert (said["application_name"], said["keepalives_idle"]) == ("team", "60")


def test_a_question_that_takes_too_long_is_no_server_that_went_away(workspace: OpenWorkspace) -> None:
    slow = "SET statement_timeout = 20; SELECT pg_sleep(5)"
    with closing(workspace.connect()) as connection, pytest.raises(sqlite3.OperationalError) as plain:
        connection.execute(slow)
    with workspace.reading() as session, pytest.raises(OperationalError) as layered:
        session.connection().execute(text(slow))
    for error in (plain.value, layered.value):
        assert server_fault(error) == "gave up"
        assert "took too long" in str(_of_the_system(error))


def test_a_server_that_went_away_is_told_from_other_faults(workspace: OpenWorkspace) -> None:
    with closing(workspace.connect()) as connection, workspace.reading() as session:
        session.connection()
        databases.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_of(workspace)}'"
        )
        with pytest.raises(sqlite3.OperationalError) as plain:
            connection.execute("SELECT 1")
        with pytest.raises(OperationalError) as layered:
            session.connection().execute(text("SELECT 1"))
    for error in (plain.value, layered.value):
        assert server_fault(error) == "gone"
        assert "went away" in str(_of_the_system(error))
    assert server_fault(sqlite3.OperationalError("database is locked")) is None
    assert server_fault(ValueError("gone")) is None
    assert server_fault(psycopg.errors.DiskFull("no space left")) is None
    assert "disk is full" in str(fault_of(psycopg.errors.DiskFull("no space left")))
    assert server_fault(psycopg.errors.AdminShutdown("terminating")) == "gone"


def test_sessions_say_that_the_server_is_away_as_connections_do(workspace: OpenWorkspace) -> None:
    workspace.state()
    with databases.away(database_of(workspace)):
        with pytest.raises(ServerGoneError):
            workspace.state()
        with pytest.raises(ServerGoneError), workspace.reading() as session:
            session.connection()
    assert workspace.state().schema_version


def test_who_asks_does_not_wait_until_a_server_that_is_silent_answers(workspace: OpenWorkspace) -> None:
    answers, made = Event(), []

    def connected() -> Driver:
        made.append(None)
        if len(made) > 1:
            answers.wait()
        return connect(str(workspace.place))

    with closing(ServerConnection(None, connected)) as connection:
        connection.driver.close()
        for _ in range(2):
            with pytest.raises(ServerGoneError):
                connection.execute("SELECT 1")
        answers.set()
        assert _in_the_end(connection) == (1,)
        assert len(made) == 2


def _in_the_end(connection: ServerConnection) -> tuple[object, ...] | None:
    for _ in range(40):
        try:
            return connection.execute("SELECT 1").fetchone()
        except ServerGoneError:
            continue
    return None


def database_of(workspace: OpenWorkspace) -> str:
    return str(workspace.place).partition("?")[0].rpartition("/")[2]
