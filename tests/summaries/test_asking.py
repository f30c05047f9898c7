"""Questions about a page, against a server that speaks the Messages API: what is sent, looked up, shown and refused."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bgdetails.cli import main
from bgdetails.navigation import Target
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from bgdetails.summaries.asked import ask
from bgdetails.summaries.claude.asking import MOST_LOOK_UPS
from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.model import SummaryText
from bgdetails.summary_settings import Price, SummarySettings
from tests.summaries.conftest import KEY
from tests.summaries.messages_server import MessagesServer, Scenario

ROOT = Path(__file__).parents[2]
GROUP, OTHER = "bg-a-18-field-service", "bg-a-11-field-service"
DAY = date.fromisoformat((ROOT / "data" / "sample_day.txt").read_text().strip())
FAST = SummarySettings(timeout=5.0, retries=0)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sample") / "sample.db"
    assert main(["--db", str(file), "import", str(ROOT / "data" / "sample"), "--as-of", DAY.isoformat()]) == 0
    return file


@pytest.fixture
def workspace(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample, tmp_path / "copy.db"))


@pytest.fixture
def opened(workspace: Path) -> Any:
    found = open_workspace(str(workspace))
    yield found
    found.close()


def content(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body["messages"][0]["content"][0]["text"])
    return found


def first_to_reach(body: dict[str, Any]) -> dict[str, Any]:
    """A model that answers with whom to reach first, and invents a plan."""
    if "rejected" in body["messages"][-1]["content"][0].get("text", ""):
        return {"statements": [{"text": "They will buy.", "facts": ["f1"]}], "highlights": []}
    fact = next(f for f in content(body)["facts"] if f["kind"] == "rank" and "to reach" in f["text"])
    who = fact["values"]["who"]["value"]
    told = {"text": f"{who} is first of the people to reach.", "facts": [fact["id"]]}
    return {"statements": [told, {"text": "They plan to buy.", "facts": [fact["id"]]}], "highlights": []}


async def answered(
    workspace: OpenWorkspace, question: str = "Who first?", settings: SummarySettings = FAST, **page: str
) -> SummaryText:
    client = Client(settings)
    target = Target(page.get("kind", "group"), page.get("id", GROUP))
    try:
        return [step async for step in ask(workspace, target, question, DAY, client, None)][-1]
    finally:
        await client.close()


async def test_a_question_is_answered_from_the_facts_of_the_page(opened: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(first_to_reach)]
    told = await answered(opened, "Who should I call first?")
    sent = content(server.requests[0])
    assert list(sent) == ["task", "question", "language", "as_of", "max_words", "subject", "facts"]
    assert (sent["task"], sent["question"]) == ("question", "Who should I call first?")
    assert {tool["name"] for tool in server.requests[0]["tools"]} == {"look_at", "find_groups"}
    assert told.failed is None
    assert [one.text.endswith("is first of the people to reach.") for one in told.statements] == [True]
    assert {one.reason for one in told.left_out} == {"unsupported_word"}
    cited = next(fact for fact in told.sheet.facts if fact.id == told.statements[0].facts[0])
    assert cited.target is not None
    assert cited.target.kind == "person"
    assert server.requests[1]["tool_choice"] == {"type": "none"}
    assert "@" not in json.dumps(sent)


async def test_what_is_looked_up_becomes_numbered_facts(opened: OpenWorkspace, server: MessagesServer) -> None:
    seen: list[dict[str, Any]] = []

    def tell(body: dict[str, Any]) -> dict[str, Any]:
        (result, *more) = body["messages"][-1]["content"]
        found = json.loads(result["content"])["facts"]
        seen.extend(found)
        assert [one["is_error"] for one in more] == [False, True, True]
        own = next(fact for fact in found if fact["kind"] == "score" and fact["values"]["who"]["type"] == "group")
        return {"statements": [{"text": own["text"], "facts": [own["id"]]}], "highlights": []}

    calls = [
        ("look_at", {"kind": "group", "name": OTHER}),
        ("find_groups", {"query": "engagement>=50"}),
        ("find_groups", {"query": "nonsense:("}),
        ("delete_group", {"name": OTHER}),
    ]
    server.scenarios = [Scenario({"tools": calls}), Scenario(tell)]
    told = await answered(opened, "And the other one?")
    assert told.failed is None
    assert told.statements
    page = len(content(server.requests[0])["facts"])
    assert seen[0]["id"] == f"f{page + 1}"
    assert all("who" in fact["values"] or fact["kind"] == "count" for fact in seen)
    assert told.sheet.facts[page].id == seen[0]["id"]
    asked = server.requests[1]["messages"][1]["content"]
    assert [block["type"] for block in asked] == ["tool_use"] * 4


async def test_looking_up_ends(opened: OpenWorkspace, server: MessagesServer) -> None:
    again = {"tools": [("find_groups", {"query": ""})]}
    server.scenarios = [*[Scenario(again)] * MOST_LOOK_UPS, Scenario({"statements": [], "highlights": []})]
    told = await answered(opened)
    assert len(server.requests) == MOST_LOOK_UPS + 1
    assert server.requests[-1]["tool_choice"] == {"type": "none"}
    assert told.failed is not None
    assert told.failed.sentence.startswith("The facts here do not say.")


async def test_with_pseudonyms_no_name_goes_out_and_nothing_is_looked_up(
    opened: OpenWorkspace, server: MessagesServer
) -> None:
    server.scenarios = [Scenario(first_to_reach)]
    told = await answered(
        opened, "Is Harbor ready?", SummarySettings(pseudonymize=True, retries=0), id="a-18", kind="account"
    )
    sent = json.dumps(server.requests[0], ensure_ascii=False)
    assert "Harbor" not in sent
    assert "tools" not in server.requests[0]
    assert content(server.requests[0])["question"] == "Is Account-1 ready?"
    assert told.failed is None or told.failed.code == "nothing_supported"
    assert "Person-" not in told.text


@pytest.mark.parametrize(
    ("kind", "id", "told"),
    [
        ("person", "p-261", "score"),
        ("groups", "engagement>=50", "count"),
        ("journey", "j-emea", "attribute"),
        ("interest", "Field Service", "count"),
        ("dashboard", "", "count"),
    ],
)
async def test_every_page_has_facts(
    opened: OpenWorkspace, server: MessagesServer, kind: str, id: str, told: str
) -> None:
    server.scenarios = [Scenario({"statements": [], "highlights": []})]
    await answered(opened, kind=kind, id=id)
    assert told in {fact["kind"] for fact in content(server.requests[0])["facts"]}


@pytest.mark.parametrize(
    ("scenario", "code", "words"),
    [
        (Scenario(status=401, error="authentication_error"), "unauthorized", "Check ANTHROPIC_API_KEY, or run"),
        (Scenario(status=529, error="overloaded_error"), "overloaded", "Ask again in a while."),
        (Scenario("", stop_reason="refusal"), "refused", "declined to answer"),
        (Scenario("no JSON"), "bad_reply", "Ask again."),
        (Scenario({"statements": [{"text": "They plan.", "facts": ["f1"]}], "highlights": []}), "nothing_supported",
         "No statement of the answer held"),
    ],
)  # fmt: skip
async def test_what_goes_wrong_is_said_with_the_mend(
    opened: OpenWorkspace, server: MessagesServer, scenario: Scenario, code: str, words: str
) -> None:
    server.scenarios = [scenario]
    told = await answered(opened)
    assert told.failed is not None
    assert (told.failed.code, told.statements) == (code, ())
    assert words in told.failed.sentence
    assert "ummary" not in told.failed.sentence
    assert KEY not in told.failed.sentence


async def test_what_answers_cost_counts_to_the_day(opened: OpenWorkspace, server: MessagesServer) -> None:
    server.scenarios = [Scenario(first_to_reach)]
    dear = {"claude-haiku-5-5": Price(1000.0, 1000.0, 1250.0, 100.0)}
    settings = SummarySettings(retries=0, prices=dear, max_cost_per_day=0.5)
    assert (await answered(opened, settings=settings)).failed is None
    sent = len(server.requests)
    told = await answered(opened, settings=settings)
    assert told.failed is not None
    assert (told.failed.code, len(server.requests)) == ("over_budget", sent)


def test_the_command_prints_an_object(
    workspace: Path, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.scenarios = [Scenario(first_to_reach)]
    words = ["--db", str(workspace), "ask", "group", GROUP, "Who should I call first?"]
    assert main([*words, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "kind", "id", "question", "engine", "model", "as_of", "generated_at", "text", "statements", "left_out",
        "facts", "usage", "cost", "failed",
    ]  # fmt: skip
    assert (told["engine"], told["question"]) == ("claude", "Who should I call first?")
    assert main(words) == 0
    assert "is first of the people to reach. [1]" in capsys.readouterr().out
    server.scenarios = [Scenario(status=401, error="authentication_error")]
    assert main([*words, "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["failed"]["code"] == "unauthorized"
    assert "The key for Claude was refused." in err


def test_without_a_key_one_line_says_what_is_needed(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert main(["--db", str(workspace), "ask", "group", GROUP, "Who?"]) == 1
    out, err = capsys.readouterr()
    said = "No key for Claude. Set ANTHROPIC_API_KEY, or run bgdetails config set-key, and ask again."
    assert (out, err.strip()) == ("", f"bgdetails: {said}")
