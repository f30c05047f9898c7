"""``export --format feedback``: what readers said, of which text and which facts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from bgdetails.cli import main
from bgdetails.store.identity import resolve
from bgdetails.store.workspace import open_workspace
from bgdetails.summaries.model import Statement
from bgdetails.summaries.panel import load_summary, store_feedback
from tests.factory import AS_OF
from tests.screens.invented import write_workspace

KEYS = [
    "at", "helpful", "kind", "id", "name", "engine", "model", "as_of", "text", "statements", "highlights", "left_out",
    "facts",
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which two answers were given, one of them of a summary that no check of today would pass."""
    monkeypatch.setenv("HOME", str(tmp_path))
    location = write_workspace(tmp_path)
    opened = open_workspace(str(location))
    with opened.writing() as session:
        group = resolve(session, "group", "bg-1")
        summary = load_summary(session, "group", group, AS_OF)
        store_feedback(session, group, summary, helpful=True)
        invented = Statement("Everything is fine.", ("f1",))
        by_claude = replace(summary, engine="claude", model="m", statements=(invented,))
        store_feedback(session, group, by_claude, helpful=False)
    opened.close()
    return location


def test_one_object_an_answer(workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", str(workspace), "export", "--format", "feedback"]) == 0
    out = capfd.readouterr().out
    first, second = (json.loads(line) for line in out.splitlines())
    assert list(first) == KEYS
    assert (first["helpful"], first["kind"], first["id"], first["engine"], first["model"]) == (
        True,
        "group",
        "bg-1",
        "offline",
        None,
    )
    assert first["as_of"] == AS_OF.isoformat()
    assert first["text"] == " ".join(one["text"] for one in first["statements"])
    assert first["facts"][0]["target"] == "group/bg-1"
    assert (second["helpful"], second["engine"], second["text"]) == (False, "claude", "Everything is fine.")
    file = tmp_path / "feedback.jsonl"
    assert main(["--db", str(workspace), "export", "--format", "feedback", "-o", str(file)]) == 0
    assert file.read_text("utf-8") == out


def test_a_query_is_refused(workspace: Path) -> None:
    assert main(["--db", str(workspace), "export", "stage:Interest", "--format", "feedback"]) == 2
