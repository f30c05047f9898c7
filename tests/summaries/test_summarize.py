"""``bgdetails summarize`` as its users run it, against a server that speaks the Messages API."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bgdetails.refresh.days import ensure_day
from bgdetails.store.identity import resolve
from bgdetails.store.workspace import open_workspace
from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.panel import load_summary
from bgdetails.summaries.writing import write_and_keep
from bgdetails.summary_settings import SummarySettings
from tests.summaries.conftest import KEY, ROOT, bgdetails
from tests.summaries.messages_server import MessagesServer, Scenario

GROUP, OTHER = "bg-a-18-field-service", "bg-a-11-field-service"
KEYS = [
    "kind", "id", "engine", "model", "as_of", "generated_at", "cached", "text", "statements", "highlights", "left_out",
    "facts", "usage", "cost", "failed",
]  # fmt: skip


def summarize(workspace: Path, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    done = bgdetails(workspace.parent, "--db", str(workspace), "summarize", *words, "--format", "json")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def echo(body: dict[str, Any]) -> dict[str, Any]:
    """A model that repeats the first facts, and invents something."""
    content = json.loads(body["messages"][-1]["content"][0]["text"])
    if "rejected" in content:
        return {"statements": [], "highlights": []}
    facts = content["facts"]
    statements = [{"text": fact["text"], "facts": [fact["id"]]} for fact in facts[:2]]
    return {"statements": [*statements, {"text": "They plan to buy.", "facts": ["f1"]}], "highlights": []}


def test_one_object_a_subject_in_order(
    workspace: Path, server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_LOG", "debug")
    server.scenarios = [Scenario(echo)]
    status, (first, second), stderr = summarize(workspace, "group", GROUP, OTHER, "--engine", "claude")
    assert (status, stderr) == (0, "")
    assert list(first) == KEYS
    assert (first["id"], second["id"]) == (GROUP, OTHER)
    assert (first["engine"], first["model"], first["cached"], first["failed"]) == (
        "claude",
        "claude-haiku-5-5",
        False,
        None,
    )
    assert first["text"] == " ".join(one["text"] for one in first["statements"])
    assert first["statements"][0]["facts"] == ["f1"]
    assert [(one["reason"], one["attempt"]) for one in first["left_out"]] == [("unsupported_word", 1)]
    assert first["facts"][0]["target"] == f"group/{GROUP}"
    assert first["usage"]["requests"] == 2
    assert first["cost"] is None


def test_the_same_facts_are_not_sent_twice(workspace: Path, server: MessagesServer) -> None:
    server.scenarios = [Scenario(echo)]
    _, (first,), _ = summarize(workspace, "group", GROUP, "--engine", "claude")
    sent = len(server.requests)
    status, (again,), _ = summarize(workspace, "group", GROUP, "--engine", "claude")
    assert (status, again["cached"], len(server.requests)) == (0, True, sent)
    assert (again["text"], again["generated_at"]) == (first["text"], first["generated_at"])


async def test_what_is_kept_is_found_by_facts_and_model(workspace: Path, server: MessagesServer) -> None:
    server.scenarios = [Scenario(echo)]
    opened = open_workspace(str(workspace))
    with opened.reading() as session:
        record = resolve(session, "group", GROUP)
    day = date.fromisoformat((ROOT / "data" / "sample_day.txt").read_text().strip())
    client, other = Client(SummarySettings()), Client(SummarySettings(model="another"))
    cached = [
        (await write_and_keep(opened, "group", record, day, one, fresh=fresh))[1]
        for one, fresh in ((client, False), (client, False), (other, False), (client, True), (other, False))
    ]
    assert cached == [False, True, False, False, True]
    ensure_day(opened, day - timedelta(days=1))
    with opened.reading() as session:
        shown = load_summary(session, "group", record, day)
        later = load_summary(session, "group", record, day - timedelta(days=1))
    assert (shown.engine, shown.changed) == ("claude", ())
    assert (later.engine, later.as_of) == ("claude", day)
    assert later.changed
    for one in (client, other):
        await one.close()
    opened.close()


def test_what_fails_is_offline_and_status_1(workspace: Path, server: MessagesServer) -> None:
    server.scenarios = [Scenario(status=401, error="authentication_error")]
    status, (got,), stderr = summarize(workspace, "person", "p-261", "--engine", "claude", "--retries", "0")
    assert status == 1
    assert (got["engine"], got["model"], got["failed"]["code"]) == ("offline", None, "unauthorized")
    assert got["text"]
    assert got["failed"]["sentence"] in stderr
    assert KEY not in json.dumps(got) + stderr


def test_flags_stand_for_their_settings(workspace: Path, server: MessagesServer) -> None:
    server.scenarios = [Scenario(echo, delay=3.0)]
    flags = ("--timeout", "0.5", "--retries", "0", "--pseudonymize")
    status, (got,), _ = summarize(workspace, "account", "a-18", "--engine", "claude", *flags)
    assert (status, got["failed"]["code"]) == (1, "timeout")
    sent = json.dumps(server.requests[0], ensure_ascii=False)
    assert "Harbor & Finch" not in sent
    assert "Account-1" in sent


def test_without_a_key_the_offline_engine_writes(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    status, (got,), stderr = summarize(workspace, "group", GROUP)
    assert (status, got["engine"], stderr) == (0, "offline", "")
    status, (got,), _ = summarize(workspace, "group", GROUP, "--engine", "claude")
    assert (status, got["failed"]["code"]) == (1, "no_key")


def test_an_unknown_subject_prints_nothing(workspace: Path) -> None:
    status, got, stderr = summarize(workspace, "group", GROUP, "no-such-group", "--engine", "offline")
    assert (status, got) == (1, [])
    assert "no-such-group" in stderr


@pytest.mark.parametrize("words", [("journey", "j-1"), ("group",), ("group", "x", "--retries", "-1")])
def test_wrong_usage(workspace: Path, words: tuple[str, ...]) -> None:
    assert summarize(workspace, *words)[0] == 2
