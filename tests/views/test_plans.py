"""No screen passes over a whole table that is large: how SQLite answers every statement that a screen runs.

Without statistics SQLite plans for large tables, whatever their size is, so a small workspace shows how a large one is
read. The screens are those that ``benchmarks/large.py`` measures.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from benchmarks.large import measured
from bgdetails.sources.pipeline import import_into
from bgdetails.store.times import from_day
from bgdetails.store.workspace import OpenWorkspace, open_workspace

ROOT = Path(__file__).parents[2]
LARGE = frozenset(
    (
        *("account", "person", "external_id", "opportunity", "opportunity_contact_role", "buying_group", "membership"),
        *("stage_change", "account_journey", "activity", "activity_day", "note", "person_score", "group_score"),
        *("group_role", "group_row", "group_news", "account_score", "account_people", "deal_score", "group_at_risk"),
        *("intent_strength", "journey_score"),
    )
)
ARGUED = {
    # Counted behind the frame; what is counted of all groups is kept (docs/architecture.md, decisions).
    r"the dashboard of": r"",
    # Ten thousand names, and no index finds a part of one.
    r"a search for": r"^SCAN t( USING .*)?$",
    # Of ten thousand accounts the few values, from an index that has nothing else.
    r"the dashboard's filters": r"^(SEARCH|SCAN) account USING COVERING INDEX account_(industry|region)",
    # In the order of the list until a page is full.
    r"the list|the dashboard( while it counts)?$": r"^SEARCH g USING (COVERING )?INDEX group_row_\w+ \(day=\?\)$",
    # What these tables have of a day are just the groups that fit.
    r"the list.*(changed|deal):": r"^SEARCH f USING PRIMARY KEY \(day=\?\)$",
    # There are ten times as many groups as accounts.
    r"the list.*account:": r"^SCAN a USING COVERING INDEX account_name$",
    # Those who are hidden are few.
    r"": r" INDEX (person|account)_hidden ",
}
"""What is passed over all the same, by the screen, and why."""
_ALIASES = re.compile(r"(?:FROM|JOIN)\s+(\w+)(?:\s+AS)?\s+(\w+)", re.IGNORECASE)
_STEP = re.compile(r"(SCAN|SEARCH) (\w+)")
_WHOLE_DAY = re.compile(r"\((day=\?( AND kind=\?)?|hidden=\?)\)$")


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[OpenWorkspace, list[str]]]:
    """A workspace, and every statement that is run on it from now on."""
    file, statements = str(tmp_path / "sample.db"), list[str]()
    day = date.fromisoformat((ROOT / "data" / "sample_day.txt").read_text().strip())
    import_into(file, [str(ROOT / "data" / "sample")], as_of=day)
    plain = OpenWorkspace.connect

    def connect(workspace: OpenWorkspace) -> sqlite3.Connection:
        connection = plain(workspace)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(OpenWorkspace, "connect", connect)
    workspace = open_workspace(file)
    yield workspace, statements
    workspace.close()


def test_no_screen_passes_over_a_large_table(said: tuple[OpenWorkspace, list[str]]) -> None:
    workspace, statements = said
    passed: list[str] = []
    seen: set[str] = set()
    with workspace.reading() as session, closing(workspace.connect()) as connection:
        (day,) = connection.execute("SELECT refreshed_day FROM workspace").fetchone()
        for screen, load, _budget in measured(workspace, session, connection, from_day(day)):
            statements.clear()
            load()
            for statement in [each for each in statements if each.lstrip().upper().startswith(("SELECT", "WITH"))]:
                if statement not in seen:
                    seen.add(statement)
                    passed += [f"{screen}: {step}" for step in passed_over(connection, statement, screen)]
    assert len(seen) > 200
    assert "\n".join(passed) == ""


def passed_over(connection: sqlite3.Connection, statement: str, screen: str) -> list[str]:
    """The steps of a plan that read all of a large table, or all that a day has in it, without a reason."""
    tables = {alias: table for table, alias in _ALIASES.findall(statement)}
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    whole = [step for step in steps if _STEP.match(step) and (step.startswith("SCAN") or _WHOLE_DAY.search(step))]
    large = [step for step in whole if tables.get(name := _STEP.match(step)[2], name) in LARGE]  # type: ignore[index]
    return [step for step in large if not any(_argued(step, screen, argued) for argued in ARGUED.items())]


def _argued(step: str, screen: str, argued: tuple[str, str]) -> bool:
    return bool(re.match(argued[0], screen) and re.search(argued[1], step))
