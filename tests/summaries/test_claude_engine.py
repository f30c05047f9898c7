"""The Claude engine against a server that speaks the Messages API: what is sent, what is shown, what goes wrong."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing
from typing import Any

import pytest
from msgspec.structs import replace

from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.claude.engine import ClaudeEngine
from bgdetails.summaries.claude.failures import CODES
from bgdetails.summaries.claude.prompt import SCHEMA
from bgdetails.summaries.model import FactSheet, SummaryText
from bgdetails.summary_settings import Price, SummarySettings
from tests.summaries.checking.sheets import everything
from tests.summaries.conftest import KEY
from tests.summaries.messages_server import MessagesServer, Scenario

FAST = SummarySettings(timeout=1.0, retries=0)


def with_members() -> FactSheet:
    """Everything but what is absent."""
    sheet = everything()
    return replace(sheet, facts=tuple(fact for fact in sheet.facts if fact.kind != "absent"))


def said(*statements: tuple[str, str], highlights: tuple[tuple[str, str, str], ...] = ()) -> dict[str, Any]:
    return {
        "statements": [{"text": text, "facts": facts.split()} for facts, text in statements],
        "highlights": [{"label": label, "text": text, "facts": facts.split()} for label, facts, text in highlights],
    }


GOOD = said(("f1", "Dana Moss scores {{f1.score}}."), ("f2", "Nobody is Practitioner yet."))


async def steps(settings: SummarySettings = FAST, sheet: FactSheet | None = None) -> list[SummaryText]:
    client = Client(settings)
    try:
        return [step async for step in ClaudeEngine(client).write(sheet or with_members())]
    finally:
        await client.close()


async def written(settings: SummarySettings = FAST, sheet: FactSheet | None = None) -> SummaryText:
    return (await steps(settings, sheet))[-1]


async def test_a_request_is_to_the_letter_of_the_wire(server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD)]
    await written()
    (sent,) = server.requests
    assert sent["stream"] is True
    assert "tools" not in sent
    assert sent["output_config"] == {"format": {"type": "json_schema", "schema": SCHEMA}}
    assert [block["type"] for block in sent["system"]] == ["text", "text"]
    assert [block.get("cache_control") for block in sent["system"]] == [None, {"type": "ephemeral"}]
    (message,) = sent["messages"]
    (block,) = message["content"]
    content = json.loads(block["text"])
    assert list(content) == ["task", "language", "as_of", "max_words", "subject", "highlights", "facts"]
    assert (content["task"], content["language"], content["as_of"], content["max_words"]) == (
        "summary",
        "en",
        "2026-11-20",
        60,
    )
    assert content["subject"] == {"kind": "group", "name": "Cloud Backup for Acme"}
    assert content["highlights"][0] == {"label": "Missing roles", "facts": ["f2"]}
    assert content["facts"][0]["values"]["window"] == {"type": "window", "value": 30}
    assert server.headers[0].get("x-api-key") == KEY or KEY in server.headers[0].get("authorization", "")


async def test_slots_are_filled_and_what_was_written_is_kept(server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD)]
    summary = await written(replace(FAST, prices={FAST.model: Price(1.0, 5.0, 1.25, 0.1)}))
    assert (summary.engine, summary.model, summary.failed) == ("claude", FAST.model, None)
    assert summary.text == "Dana Moss scores 83. Nobody is Practitioner yet."
    assert summary.statements[0].as_written == "Dana Moss scores {{f1.score}}."
    assert summary.usage is not None
    assert (summary.usage.input_tokens, summary.usage.output_tokens, summary.usage.requests) == (800, 96, 1)
    assert summary.cost == pytest.approx((800 * 1 + 96 * 5 + 700 * 0.1) / 1e6)


async def test_a_model_without_a_price_has_no_cost(server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD)]
    assert (await written()).cost is None


async def test_text_streams_in_and_is_a_draft_until_it_is_checked(server: MessagesServer) -> None:
    server.scenarios = [
        Scenario(said(("f1", "Dana Moss scores 83."), ("f1", "Dana Moss is keen.")), piece=5, pace=0.005)
    ]
    seen = await steps()
    drafts = {step.draft for step in seen}
    assert any(draft.startswith("Dana Moss is k") for draft in drafts)
    assert all("keen" not in step.text for step in seen)
    assert any(step.text == "Dana Moss scores 83." and step.draft for step in seen)
    assert seen[-1].draft == ""


async def test_what_fails_is_asked_for_once_more_with_its_reason(server: MessagesServer) -> None:
    server.scenarios = [
        Scenario(said(("f1", "Dana Moss scores 84."), ("f2", "Nobody is Practitioner yet."))),
        Scenario(said(("f1", "Dana Moss scores 83."))),
    ]
    summary = await written()
    first, second = server.requests
    assert second["messages"][0] == first["messages"][0]
    assert second["messages"][1]["role"] == "assistant"
    assert json.loads(second["messages"][1]["content"][0]["text"])["statements"][0]["text"] == "Dana Moss scores 84."
    assert json.loads(second["messages"][2]["content"][0]["text"]) == {
        "rejected": [{"label": None, "text": "Dana Moss scores 84.", "facts": ["f1"], "reason": "number"}]
    }
    assert summary.text == "Dana Moss scores 83. Nobody is Practitioner yet."
    assert [statement.attempt for statement in summary.statements] == [2, 1]
    assert [(one.as_written, one.attempt, one.reason) for one in summary.left_out] == [
        ("Dana Moss scores 84.", 1, "number")
    ]
    assert summary.usage is not None
    assert summary.usage.requests == 2


async def test_what_fails_again_is_left_out(server: MessagesServer) -> None:
    server.scenarios = [
        Scenario(said(("f1", "Dana Moss scores 84."), ("f2", "Nobody is Practitioner yet."))),
        Scenario(said(("f1", "Dana Moss scores 85."))),
    ]
    summary = await written()
    assert summary.text == "Nobody is Practitioner yet."
    assert [(one.attempt, one.reason) for one in summary.left_out] == [(1, "number"), (2, "number")]
    assert summary.failed is None


async def test_what_does_not_fit_is_left_out_for_its_length(server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD)]
    summary = await written(replace(FAST, max_words=5))
    assert summary.text == "Dana Moss scores 83."
    assert [one.reason for one in summary.left_out] == ["length"]
    assert len(server.requests) == 1


async def test_nothing_supported_is_the_offline_summary(server: MessagesServer) -> None:
    server.scenarios = [Scenario(said(("f1", "Dana Moss is keen.")))]
    summary = await written()
    assert summary.failed is not None
    assert (summary.engine, summary.model, summary.failed.code) == ("offline", None, "nothing_supported")
    assert summary.text
    assert [one.attempt for one in summary.left_out] == [1, 2]


async def test_pseudonyms_go_out_and_names_come_back(server: MessagesServer) -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any]:
        sent = json.loads(body["messages"][0]["content"][0]["text"])
        token = sent["facts"][0]["values"]["who"]["value"]
        assert token.startswith("Person-")
        return said(
            ("f1", f"{token} scores 83."), ("f14", "Deal-1 closes on 5 December."), ("f3", "Group-1 has 1 of 2.")
        )

    server.scenarios = [Scenario(answer)]
    summary = await written(replace(FAST, pseudonymize=True))
    sent = json.dumps(server.requests[0], ensure_ascii=False)
    assert not any(
        name in sent for name in ("Dana", "Moss", "Acme", "Fleet renewal", "budget approved", "Pricing page")
    )
    assert summary.statements[0].text == "Dana Moss scores 83."
    assert summary.statements[0].as_written == "Person-1 scores 83."
    assert summary.statements[1].text == "“Fleet renewal” closes on 5 December."


async def test_it_writes_in_the_language_that_is_set_and_is_checked_in_it(server: MessagesServer) -> None:
    server.scenarios = [
        Scenario(
            said(
                ("f1", "{{f1.who}} hat {{f1.score}} Punkte."),
                ("f2", "Niemand ist Practitioner."),
                ("f14", "{{f14.name}} schließt am {{f14.closes}}."),
                ("f1", "Dana Moss will bald kaufen."),
                ("f1", "Dana Moss scores 83."),
            )
        ),
        Scenario(said()),
    ]
    summary = await written(replace(FAST, language="de"))
    assert json.loads(server.requests[0]["messages"][0]["content"][0]["text"])["language"] == "de"
    assert (summary.language, summary.text) == (
        "de",
        "Dana Moss hat 83 Punkte. Niemand ist Practitioner. “Fleet renewal” schließt am 5. Dezember.",
    )
    assert [one.reason for one in summary.left_out] == ["unsupported_word", "unsupported_word"]


FAILURES = [
    (Scenario(status=401, error="authentication_error"), "unauthorized"),
    (Scenario(status=403, error="permission_error"), "forbidden"),
    (Scenario(status=404, error="not_found_error"), "not_found"),
    (Scenario(status=413, error="request_too_large"), "too_large"),
    (Scenario(status=429, error="rate_limit_error"), "rate_limited"),
    (Scenario(status=429, error="rate_limit_error", headers={"retry-after": "3600"}), "rate_limited"),
    (Scenario(status=500), "server_error"),
    (Scenario(status=529, error="overloaded_error"), "overloaded"),
    (Scenario(GOOD, break_after=5, how="overload"), "overloaded"),
    (Scenario(GOOD, break_after=5, how="reset"), "interrupted"),
    (Scenario(GOOD, break_after=5, how="close"), "interrupted"),
    (Scenario(GOOD, break_after=0, how="close"), "interrupted"),
    (Scenario(GOOD, break_after=5, how="stall"), "timeout"),
    (Scenario(GOOD, break_after=5, how="ping"), "timeout"),
    (Scenario(GOOD, delay=5.0), "timeout"),
    (Scenario(GOOD, stop_reason="max_tokens"), "truncated"),
    (Scenario("", stop_reason="refusal"), "refused"),
    (Scenario("Here you are: nothing."), "bad_reply"),
    (Scenario('{"statements": []}'), "bad_reply"),
    (Scenario('{"statements": [{"text": 1, "facts": []}], "highlights": []}'), "bad_reply"),
    (Scenario({**GOOD, "extra": 1}), "bad_reply"),
]


@pytest.mark.parametrize(("scenario", "code"), FAILURES)
async def test_what_goes_wrong_is_said_and_the_offline_summary_is_there(
    server: MessagesServer, scenario: Scenario, code: str
) -> None:
    server.scenarios = [scenario]
    summary = await written(replace(FAST, timeout=0.4))
    assert summary.failed is not None
    assert (summary.failed.code, summary.engine) == (code, "offline")
    assert summary.statements
    assert summary.failed.sentence.endswith(".")
    assert KEY not in summary.failed.sentence
    assert "secret-detail" not in summary.failed.sentence


async def test_no_key_is_said_before_anything_is_sent(server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    summary = await written()
    assert summary.failed is not None
    assert summary.failed.code == "no_key"
    assert not server.requests


async def test_nobody_listens(monkeypatch: pytest.MonkeyPatch, server: MessagesServer) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    summary = await written()
    assert summary.failed is not None
    assert summary.failed.code == "unreachable"
    assert "127.0.0.1:9" in summary.failed.sentence


@pytest.mark.parametrize("error", [("529", "overloaded_error"), ("500", "api_error"), ("429", "rate_limit_error")])
async def test_what_may_pass_is_tried_again_and_the_wait_is_said(
    server: MessagesServer, error: tuple[str, str]
) -> None:
    server.scenarios = [Scenario(status=int(error[0]), error=error[1], headers={"retry-after": "0"}), Scenario(GOOD)]
    seen = await steps(replace(FAST, retries=1))
    assert any(step.waiting for step in seen)
    assert seen[-1].failed is None
    assert len(server.requests) == 2


async def test_an_hour_is_not_waited_for(server: MessagesServer) -> None:
    server.scenarios = [Scenario(status=429, error="rate_limit_error", headers={"retry-after": "3600"})]
    begun = time.monotonic()
    summary = await written(replace(FAST, retries=5))
    assert time.monotonic() - begun < 5
    assert summary.failed is not None
    assert "60 minutes" in summary.failed.sentence
    assert len(server.requests) == 1


async def test_leaving_closes_the_connection(server: MessagesServer) -> None:
    server.scenarios = [Scenario(GOOD, break_after=5, how="stall")]
    client = Client(replace(FAST, timeout=20.0))

    async def read() -> None:
        async with aclosing(ClaudeEngine(client).write(with_members())) as work:
            async for _ in work:
                pass

    task = asyncio.create_task(read())
    while not server.requests:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.gone.wait, 2)
    await client.close()


def test_every_code_has_a_sentence_that_ends() -> None:
    assert len(CODES) == 16
