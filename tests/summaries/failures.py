"""What can go wrong between the program and Claude, by the names of the table in docs/summaries.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.summaries.messages_server import Scenario

UNREACHABLE = "connection refused"
NO_KEY = "no credentials"
OF_NOTHING = {"statements": [{"text": "Dana Moss scores 83.", "facts": ["f999"]}], "highlights": []}
LIMITED = {"status": 429, "error": "rate_limit_error"}


def second_fact(body: dict[str, Any]) -> dict[str, Any]:
    """A reply that says what the facts say."""
    facts = json.loads(body["messages"][0]["content"][0]["text"])["facts"]
    return {"statements": [{"text": facts[1]["text"], "facts": [facts[1]["id"]]}], "highlights": []}


SCENARIOS: dict[str, Scenario] = {
    "401": Scenario(status=401, error="authentication_error"),
    "403": Scenario(status=403, error="permission_error"),
    "404, no such model": Scenario(status=404, error="not_found_error"),
    "413": Scenario(status=413, error="request_too_large"),
    "429": Scenario(**LIMITED),  # type: ignore[arg-type]
    "429, retry-after 5": Scenario(**LIMITED, headers={"retry-after": "5"}),  # type: ignore[arg-type]
    "429, retry-after 3600": Scenario(**LIMITED, headers={"retry-after": "3600"}),  # type: ignore[arg-type]
    "429, retry-after nan": Scenario(**LIMITED, headers={"retry-after": "nan"}),  # type: ignore[arg-type]
    "500": Scenario(status=500),
    "529": Scenario(status=529, error="overloaded_error"),
    "overloaded in mid-stream": Scenario(second_fact, break_after=5, how="overload"),
    "reset in mid-stream": Scenario(second_fact, break_after=5, how="reset"),
    "an end without `message_stop`": Scenario(second_fact, break_after=5, how="close"),
    "a stream that stalls": Scenario(second_fact, break_after=5, how="stall"),
    "nothing but pings": Scenario(second_fact, break_after=5, how="ping"),
    "cut off at `max_tokens`": Scenario(second_fact, stop_reason="max_tokens"),
    "a refusal": Scenario("", stop_reason="refusal"),
    "no JSON": Scenario("Here you are: nothing."),
    "JSON that breaks the schema": Scenario('{"statements": []}'),
    "fact ids that do not exist": Scenario(OF_NOTHING),
}


def documented() -> dict[str, tuple[str, str]]:
    """Name -> (code, sentence) of the table in docs/summaries.md."""
    text = (Path(__file__).parents[2] / "docs" / "summaries.md").read_text("utf-8")
    _, _, table = text.partition("| what happens | code | what is said |\n")
    rows = (line.strip("| ").split(" | ") for line in table.splitlines()[1:])
    found = {}
    for row in rows:
        if len(row) != 3:
            break
        found[row[0]] = (row[1].strip("`"), row[2])
    return found
