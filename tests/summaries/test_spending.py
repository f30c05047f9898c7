"""What is spent on Claude counts, whatever became of the answers, and the ceiling holds it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bgdetails.store.workspace import OpenWorkspace
from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.model import SummaryText
from bgdetails.summaries.writing import write_with_claude
from bgdetails.summary_settings import Price, SummarySettings
from tests.factory import new_workspace
from tests.summaries.messages_server import MessagesServer, Scenario
from tests.summaries.test_claude_engine import GOOD, said, with_members

PRICED = SummarySettings(timeout=2.0, retries=0, prices={"claude-haiku-5-5": Price(1.0, 5.0, 1.25, 0.1)})
ONE = (800 * 1.0 + 96 * 5.0 + 700 * 0.1) / 1e6
"""What a request costs on the server of the tests."""
INVENTED = said(("f1", "Dana Moss is keen."))


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    opened = new_workspace(tmp_path)
    yield opened
    opened.close()


async def write(workspace: OpenWorkspace, settings: SummarySettings = PRICED) -> SummaryText:
    client = Client(settings)
    try:
        return [step async for step in write_with_claude(workspace, with_members(), client)][-1]
    finally:
        await client.close()


def spent(workspace: OpenWorkspace) -> list[tuple[float | None, int]]:
    with closing(sqlite3.connect(workspace.path)) as connection:
        return connection.execute("SELECT cost, settled FROM spending ORDER BY id").fetchall()


async def test_each_request_counts_also_where_nothing_of_it_is_kept(
    workspace: OpenWorkspace, server: MessagesServer
) -> None:
    server.scenarios = [Scenario(INVENTED)]
    summary = await write(workspace)
    assert summary.failed is not None
    assert summary.failed.code == "nothing_supported"
    assert spent(workspace) == [(pytest.approx(ONE), 1), (pytest.approx(ONE), 1)]


@pytest.mark.parametrize(
    ("scenario", "cost"),
    [
        (Scenario(GOOD, stop_reason="max_tokens"), ONE),
        (Scenario("no JSON"), ONE),
        (Scenario(status=401, error="authentication_error"), 0.0),
        (Scenario(status=529, error="overloaded_error"), 0.0),
    ],
)
async def test_what_fails_counts_as_the_server_counted_it(
    workspace: OpenWorkspace, server: MessagesServer, scenario: Scenario, cost: float
) -> None:
    server.scenarios = [scenario]
    await write(workspace)
    assert spent(workspace) == [(pytest.approx(cost), 1)]


async def test_a_broken_answer_counts_as_far_as_it_came(workspace: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD, break_after=6, how="reset")]
    await write(workspace)
    ((cost, settled),) = spent(workspace)
    assert settled
    assert cost is not None
    assert (800 + 70) / 1e6 < cost < ONE


async def test_silence_counts_as_the_estimate(workspace: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD, delay=3.0)]
    await write(workspace, replace(PRICED, timeout=0.3))
    ((cost, settled),) = spent(workspace)
    assert (settled, cost is not None and cost > ONE) == (0, True)


async def test_what_a_reader_left_counts(workspace: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD, break_after=5, how="stall")]
    client = Client(PRICED)
    async with aclosing(write_with_claude(workspace, with_members(), client)) as steps:
        async for step in steps:
            if step.draft:
                break
    await client.close()
    ((cost, settled),) = spent(workspace)
    assert (settled, cost is not None and cost > 800 / 1e6) == (1, True)


async def test_the_ceiling_is_what_was_spent_not_what_was_kept(
    workspace: OpenWorkspace, server: MessagesServer
) -> None:
    server.scenarios = [Scenario(INVENTED)]
    limited = replace(PRICED, max_cost_per_day=2 * ONE)
    assert (await write(workspace, limited)).failed is not None
    over = await write(workspace, limited)
    assert over.failed is not None
    assert over.failed.code == "over_budget"
    assert len(server.requests) == 2


async def test_the_ceiling_holds_between_the_first_question_and_the_second(
    workspace: OpenWorkspace, server: MessagesServer
) -> None:
    server.scenarios = [Scenario(said(("f1", "Dana Moss scores 83."), ("f1", "Dana Moss is keen.")))]
    summary = await write(workspace, replace(PRICED, max_cost_per_day=ONE / 2))
    assert (summary.text, summary.failed, len(server.requests)) == ("Dana Moss scores 83.", None, 1)


async def test_many_at_once_see_each_other(workspace: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD, delay=0.3)]
    limited = replace(PRICED, max_cost_per_day=4 * ONE)
    await asyncio.gather(*(write(workspace, limited) for _ in range(8)))
    assert sum(cost or 0.0 for cost, _ in spent(workspace)) <= 5 * ONE


async def test_without_a_price_nothing_is_held(workspace: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD)]
    summary = await write(workspace, replace(PRICED, prices={}, max_cost_per_day=0.01))
    assert summary.failed is None
    assert spent(workspace) == [(None, 1)]
