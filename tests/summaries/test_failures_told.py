"""Each failure once through the command line and once through the page: both say what docs/summaries.md says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bgdetails.cli import main
from bgdetails.navigation import Target
from bgdetails.summary_settings import SummarySettings
from tests.factory import AS_OF
from tests.screens.harness import make_app, press, quiet, running, text
from tests.screens.invented import write_workspace
from tests.summaries.failures import NO_KEY, SCENARIOS, UNREACHABLE, documented, second_fact
from tests.summaries.messages_server import MessagesServer, Scenario

TIMEOUT = 0.5
NOWHERE = "127.0.0.1:9"


def test_the_table_has_them_all() -> None:
    assert set(documented()) == {*SCENARIOS, UNREACHABLE, NO_KEY}


def by_command(workspace: Path, capfd: pytest.CaptureFixture[str]) -> tuple[str, str]:
    words = ["summarize", "group", "bg-1", "--engine", "claude", "--retries", "0", "--timeout", str(TIMEOUT)]
    status = main(["--db", str(workspace), "--as-of", AS_OF.isoformat(), *words, "--format", "json"])
    out, err = capfd.readouterr()
    said = json.loads(out)
    assert (status, said["engine"]) == (1, "offline")
    assert said["text"]
    assert err == f"bgdetails: group/bg-1: {said['failed']['sentence']}\n"
    return said["failed"]["code"], said["failed"]["sentence"]


def test_what_the_command_says(
    tmp_path: Path, server: MessagesServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    workspace = write_workspace(tmp_path)
    told = {}
    for name, scenario in SCENARIOS.items():
        server.scenarios = [scenario]
        told[name] = by_command(workspace, capfd)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"http://{NOWHERE}")
    told[UNREACHABLE] = by_command(workspace, capfd)
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    told[NO_KEY] = by_command(workspace, capfd)
    assert told == documented()


async def test_what_the_page_says(tmp_path: Path, server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = write_workspace(tmp_path)
    summaries = SummarySettings(retries=0, timeout=TIMEOUT)
    expected = documented()

    async def check(pilot: object, name: str) -> None:
        await press(pilot, "s")  # type: ignore[arg-type]
        page = pilot.app  # type: ignore[attr-defined]
        failed = page.screen.view.summary.failed
        assert (failed.code, failed.sentence) == expected[name], name
        shown = " ".join(text(page).split())
        assert failed.sentence[:40] in shown, name
        assert "Computed offline" in shown

    async with running(make_app(workspace, target=Target("group", "bg-1"), summaries=summaries), (160, 50)) as pilot:
        for name, scenario in SCENARIOS.items():
            server.scenarios = [scenario]
            await check(pilot, name)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"http://{NOWHERE}")
    async with running(make_app(workspace, target=Target("group", "bg-1"), summaries=summaries), (160, 50)) as pilot:
        await check(pilot, UNREACHABLE)


async def test_a_wait_counts_down_and_ends_where_the_reader_leaves(tmp_path: Path, server: MessagesServer) -> None:
    asked = {"retry-after": "9"}
    server.scenarios = [Scenario(status=429, error="rate_limit_error", headers=asked), Scenario(second_fact)]
    app = make_app(write_workspace(tmp_path), target=Target("group", "bg-1"), summaries=SummarySettings(retries=3))
    async with running(app, (160, 50)) as pilot:
        await pilot.press("s")
        seen = set()
        for _ in range(600):
            shown = " ".join(text(pilot.app).split())
            seen |= {n for n in range(10) if f"Claude asks to wait 9 s. Again in {n} s. Esc stop" in shown}
            if len(seen) >= 2:
                break
            await pilot.pause(0.05)
        assert len(seen) >= 2
        await pilot.press("escape")
        await quiet(pilot)
        assert "Again in" not in text(pilot.app)
    assert len(server.requests) == 1
