"""What a question may look up beside its page: read-only, over views; what is found becomes numbered facts."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bgdetails.store.identity import AmbiguousSubject, UnknownSubject, resolve
from bgdetails.store.query_language import QueryError
from bgdetails.summaries.claude.prompt import facts_content
from bgdetails.summaries.model import FactSheet
from bgdetails.summaries.question_facts import SUBJECTS, Gathered, group_list_facts, subject_facts

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace
    from bgdetails.summaries.claude.client import ToolCall

LONGEST_INPUT = 200
TOOLS: list[dict[str, Any]] = [
    {
        "name": "look_at",
        "description": "The facts of one buying group, account or person. Nothing is changed.",
        "input_schema": {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": list(SUBJECTS)},
                "name": {"type": "string", "description": "its exact name, as a fact has it"},
            },
            "required": ["kind", "name"],
            "additionalProperties": False,
        },
    },
    {
        "name": "find_groups",
        "description": "How many buying groups a query finds, and the facts of the ten with the highest scores: words "
        'of a name, stage:Interest, account:"Acme Inc", engagement>=67, completeness<50, missing:"Decision Maker".',
        "input_schema": {
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"],
            "additionalProperties": False,
        },
    },
]


def look_up(
    workspace: OpenWorkspace, call: ToolCall, gathered: Gathered, as_of: date, owner: str | None
) -> dict[str, Any]:
    """The result of a call as the next request has it; new facts are gathered. Runs in a thread."""
    try:
        found = _found(workspace, call, as_of, owner)
    except (UnknownSubject, AmbiguousSubject, QueryError, ValueError) as error:
        return _result(call, {"error": str(error)[:LONGEST_INPUT]}, is_error=True)
    new = gathered.add(found)
    return _result(call, {"facts": facts_content(new)}, is_error=False)


def _found(workspace: OpenWorkspace, call: ToolCall, as_of: date, owner: str | None) -> FactSheet:
    said = {name: value for name, value in call.input.items() if isinstance(value, str) and len(value) <= LONGEST_INPUT}
    if call.name == "look_at" and said.get("kind") in SUBJECTS and "name" in said:
        with workspace.reading() as session:
            return subject_facts(session, said["kind"], resolve(session, said["kind"], said["name"]), as_of)
    if call.name == "find_groups" and "query" in said:
        return group_list_facts(workspace, said["query"], as_of, owner)
    raise ValueError(f"{call.name} cannot be asked so")


def _result(call: ToolCall, content: dict[str, Any], *, is_error: bool) -> dict[str, Any]:
    text = json.dumps(content, ensure_ascii=False)
    return {"type": "tool_result", "tool_use_id": call.id, "content": text, "is_error": is_error}
