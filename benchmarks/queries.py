"""All queries of a page together, for the largest group, account and person of the workspace."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.pace import paced
from benchmarks.table import RUNS, WARM_UP, Result
from benchmarks.workspaces import LAST_DAY


def page_queries(database: Path) -> Iterator[Result]:
    """Milliseconds of the queries of each page, second opening."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.queries", str(database)], capture_output=True, text=True, check=True
    )
    for what, value in json.loads(child.stdout).items():
        yield paced(f"reading the {what}", value, 5)


def _measure(database: Path) -> dict[str, float]:
    from sqlalchemy import text
    from sqlmodel import Session

    from bgdetails.store.workspace import open_workspace
    from bgdetails.summaries.panel import load_summary, summary_of_group
    from bgdetails.views.account import load_account
    from bgdetails.views.group import load_group
    from bgdetails.views.member import load_member_details
    from bgdetails.views.members import load_members
    from bgdetails.views.person import load_person

    def largest(session: Session, sql: str) -> int:
        return int(session.connection().execute(text(sql)).scalar_one())

    workspace = open_workspace(str(database))
    with workspace.reading() as session:
        group = largest(session, "SELECT group_id FROM membership GROUP BY group_id ORDER BY COUNT(*) DESC LIMIT 1")
        account = largest(session, "SELECT account_id FROM person GROUP BY account_id ORDER BY COUNT(*) DESC LIMIT 1")
        person = largest(session, "SELECT person_id FROM activity GROUP BY person_id ORDER BY COUNT(*) DESC LIMIT 1")
        of = largest(session, f"SELECT account_id FROM buying_group WHERE id = {group}")
        pages: dict[str, Callable[[], object]] = {
            "group page": lambda: summary_of_group(session, group, load_group(session, group, LAST_DAY)),
            "account summary on it": lambda: load_summary(session, "account", of, LAST_DAY),
            "members tab": lambda: load_members(session, group, LAST_DAY),
            "member details": lambda: load_member_details(session, person, LAST_DAY),
            "account page": lambda: load_account(session, account, LAST_DAY),
            "person page": lambda: load_person(session, person, LAST_DAY),
        }
        return {name: _median(load) for name, load in pages.items()}


def _median(load: Callable[[], object]) -> float:
    values: list[float] = []
    for run in range(WARM_UP + RUNS):
        started = time.perf_counter()
        load()
        if run >= WARM_UP:
            values.append((time.perf_counter() - started) * 1000)
    return statistics.median(values)


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
