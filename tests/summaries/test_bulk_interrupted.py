"""A run of ``summarize --all`` that ends in the middle, and what the next one makes of what it left."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.forked import Forked
from tests.summaries.batches_server import Batches, succeeded
from tests.summaries.conftest import bgdetails, started
from tests.summaries.messages_server import MessagesServer
from tests.summaries.test_bulk import QUERY, nothing_is_open, partly_true, rows, true_things

ALL = ("summarize", "--all", QUERY, "--engine", "claude", "--format", "json")


@pytest.fixture
def api(server: MessagesServer) -> Batches:
    server.batches.result = lambda params: succeeded(true_things(params))
    server.batches.looks = 10_000
    return server.batches


def start(workspace: Path) -> Forked:
    return started(workspace.parent, "--db", str(workspace), *ALL, "--yes")


def wait_for(what: Any) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def again(workspace: Path) -> tuple[int, list[dict[str, Any]], str]:
    done = bgdetails(workspace.parent, "--db", str(workspace), *ALL)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_ends_while_a_batch_runs_is_picked_up(workspace: Path, api: Batches, how: signal.Signals) -> None:
    first = start(workspace)
    wait_for(lambda: api.taken and api.taken[0].looks > 1)
    first.send_signal(how)
    ended = first.communicate()
    assert ended.stdout == ""
    if how == signal.SIGINT:
        assert ended.returncode == 130
        assert ended.stderr.splitlines()[-1] == (
            "bgdetails: Stopped. 7 answers are still to come, and paid for: the same command picks them up."
        )
    api.looks = 0
    status, got, stderr = again(workspace)
    assert (status, len(got), len(api.taken), stderr) == (0, 7, 1, "")
    assert {one["engine"] for one in got} == {"claude"}
    assert nothing_is_open(workspace)


def test_two_at_once_send_one_batch_and_one_second_question(workspace: Path, api: Batches) -> None:
    api.result = lambda params: succeeded(partly_true(params))
    runs = [start(workspace), start(workspace)]
    wait_for(lambda: api.taken and api.taken[0].looks > 6)
    api.looks = 0
    ended = [run.communicate() for run in runs]
    assert [run.returncode for run in ended] == [0, 0], ended
    assert [len(batch.requests) for batch in api.taken] == [7, 7]
    assert [len(run.stdout.splitlines()) for run in ended] == [7, 7]
    assert nothing_is_open(workspace)
    assert rows(workspace, "SELECT count(*) FROM spending") == [(2,)]


def test_no_batch_is_ever_called_what_another_was(workspace: Path) -> None:
    # Two runs at once: one may still hold a batch whose answers the other has taken.
    with closing(sqlite3.connect(workspace)) as connection:
        for table, columns, values in (
            ("summary_batch", "created_at, spending_id, requests", "0, 1, 1"),
            (
                "summary_request",
                "custom_id, kind, subject_id, facts_key, settings, facts, content",
                "'', '', 1, '', '', '', ''",
            ),
        ):
            insert = f"INSERT INTO {table} ({columns}) VALUES ({values}) RETURNING id"
            ((first,),) = connection.execute(insert).fetchall()
            connection.execute(f"DELETE FROM {table}")
            assert connection.execute(insert).fetchall() == [(first + 1,)]


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_sender_that_died_before_it_heard_is_found_out(workspace: Path, api: Batches, was_taken: bool) -> None:
    first = start(workspace)
    wait_for(lambda: api.taken and api.taken[0].looks > 1)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    with closing(sqlite3.connect(workspace)) as connection, connection:
        connection.execute("UPDATE summary_batch SET batch_id = NULL, created_at = created_at - 61000000")
    if not was_taken:
        api.taken.clear()
    api.looks = 0
    status, got, stderr = again(workspace)
    if was_taken:
        assert (status, len(got), len(api.taken), stderr) == (0, 7, 1, "")
    else:
        assert (status, api.taken) == (1, [])
        assert {one["failed"]["code"] for one in got} == {"interrupted"}
        assert "The same command sends it again." in stderr
    assert nothing_is_open(workspace)
