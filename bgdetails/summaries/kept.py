"""Summaries and facts as they are kept in the workspace, and read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import asdict

from bgdetails.navigation import Target
from bgdetails.summaries.claude.prompt import PROMPT_VERSION
from bgdetails.summaries.languages import ENGLISH
from bgdetails.summaries.model import Fact, FactSheet, FactValue, LeftOut, Statement, SummaryText, Usage

OFFLINE_VERSION = "offline-1"
"""Changes when the writer's sentences do, so that stored text is not shown as if it were today's."""


def facts_key(sheet: FactSheet, *, model: str | None = None, language: str = "en") -> str:
    """A hash that changes with the facts, the writer (``model`` None: the offline one) and the language."""
    writer = OFFLINE_VERSION if model is None else f"{PROMPT_VERSION}\n{model}\n{language}"
    return hashlib.sha256(f"{writer}\n{facts_json(sheet)}".encode()).hexdigest()


def facts_json(sheet: FactSheet) -> str:
    """The facts, as they are hashed and kept."""
    facts = [
        {
            "id": fact.id,
            "kind": fact.kind,
            "text": fact.text,
            "values": {name: asdict(value) for name, value in fact.values.items()},
        }
        for fact in sheet.facts
    ]
    return json.dumps({"as_of": sheet.as_of.isoformat(), "facts": facts}, ensure_ascii=False, sort_keys=True)


def asked_json(sheet: FactSheet) -> str:
    """What ``kept_sheet`` needs besides the facts: whom they are of, where they lead, and what was asked for."""
    return json.dumps({"id": sheet.id, "name": sheet.name, "kind": sheet.kind, **_asked(sheet)}, ensure_ascii=False)


def asked_sheet(facts: str, asked: str) -> FactSheet:
    """The sheet of ``facts_json`` and ``asked_json``."""
    content = json.loads(asked)
    empty = FactSheet(content["kind"], content["id"], content["name"], date.min, ())
    return kept_sheet(empty, facts, content)


def _asked(sheet: FactSheet) -> dict[str, Any]:
    targets = {fact.id: str(fact.target) for fact in sheet.facts if fact.target is not None}
    return {"targets": targets, "asked": sheet.highlights}


def content_json(summary: SummaryText) -> str:
    """What was written, and where its facts lead."""
    content = {
        "statements": [asdict(statement) for statement in summary.statements],
        "highlights": [asdict(statement) for statement in summary.highlights],
        "left_out": [asdict(one) for one in summary.left_out],
        "language": summary.language,
        "usage": None if summary.usage is None else asdict(summary.usage),
        "cost": summary.cost,
        **_asked(summary.sheet),
    }
    return json.dumps(content, ensure_ascii=False)


def kept_sheet(sheet: FactSheet, facts: str, content: Mapping[str, Any]) -> FactSheet:
    """The facts that a kept summary was written from, of the subject of ``sheet``."""
    kept = json.loads(facts)
    targets = content.get("targets", {})
    return FactSheet(
        sheet.kind,
        sheet.id,
        sheet.name,
        date.fromisoformat(kept["as_of"]),
        tuple(
            Fact(
                fact["id"],
                fact["kind"],
                fact["text"],
                {name: FactValue(**value) for name, value in fact["values"].items()},
                Target.parse(targets[fact["id"]]) if fact["id"] in targets else None,
            )
            for fact in kept["facts"]
        ),
        tuple((label, tuple(ids)) for label, ids in content.get("asked", ())),
    )


def read_content(content: Mapping[str, Any], sheet: FactSheet, *, checks: bool) -> dict[str, Any]:
    """What was written, for a ``SummaryText``; where it ``checks``, only what the facts still support."""
    language = content.get("language", ENGLISH)
    statements, highlights = (_statements(content[part]) for part in ("statements", "highlights"))
    if checks:
        statements, highlights = (_supported(part, sheet, language) for part in (statements, highlights))
    usage = content.get("usage")
    return {
        "statements": statements,
        "highlights": highlights,
        "left_out": tuple(LeftOut(**{**row, "facts": tuple(row["facts"])}) for row in content.get("left_out", ())),
        "usage": None if usage is None else Usage(**usage),
        "cost": content.get("cost"),
        "language": language,
    }


def _statements(rows: list[dict[str, Any]]) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            text=str(row["text"]),
            facts=tuple(row["facts"]),
            label=row["label"],
            emphasis=tuple((start, end) for start, end in row["emphasis"]),
            as_written=row.get("as_written", ""),
            attempt=row.get("attempt", 1),
        )
        for row in rows
    )


def _supported(statements: tuple[Statement, ...], sheet: FactSheet, language: str) -> tuple[Statement, ...]:
    # Only what a model wrote needs the checker, which takes a tenth of the time of a page that is printed to load.
    from bgdetails.summaries.checking.check import check

    return tuple(one for one in statements if check(sheet, one.text, one.facts, one.label, language).supported)


def changes(before: FactSheet, now: FactSheet) -> tuple[str, ...]:
    """What the facts say now and did not before, in their sentences; else what is so no more."""
    old, new = {fact.text for fact in before.facts}, {fact.text for fact in now.facts}
    added = tuple(fact.text for fact in now.facts if fact.text not in old)
    return added or tuple(f"No longer: {fact.text}" for fact in before.facts if fact.text not in new)
