"""What the ORM layer costs: a page's statements through the session, beside the same SQL through sqlite3 alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Result, in_turns
from benchmarks.workspaces import LAST_DAY

ROUNDS = 10
"""Pages at a time: one alone takes a tenth of a millisecond."""


def layer(database: Path) -> Iterator[Result]:
    """For each page: statements through the session, and the whole view, as multiples of sqlite3 alone."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.layer", str(database)], capture_output=True, text=True, check=True
    )
    for page, (bare, statements, view) in json.loads(child.stdout).items():
        floor = f"{bare:.2f} ms"
        yield Result(f"statements of the {page} through the session", statements / bare, "×", 2, floor=floor)
        yield Result(f"{page} with its values made", view / bare, "×", floor=floor)


def _measure(database: Path) -> dict[str, list[float]]:
    from sqlalchemy import text

    from bgdetails.store.workspace import open_workspace
    from bgdetails.views.account import load_account
    from bgdetails.views.group import load_group
    from bgdetails.views.member import load_member_details
    from bgdetails.views.person import load_person
    from bgdetails.views.statements import Query

    said: list[tuple[Query, dict[str, Any]]] = []
    rows = Query.rows

    def record(self: Query, session: Any, **values: Any) -> Any:
        said.append((self, values))
        return rows(self, session, **values)

    workspace = open_workspace(str(database))
    bare = workspace.connect()
    found: dict[str, list[float]] = {}
    with workspace.reading() as session:

        def largest(sql: str) -> int:
            return int(session.connection().execute(text(sql)).scalar_one())

        group = largest("SELECT group_id FROM membership GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1")
        account = largest("SELECT account_id FROM person GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1")
        person = largest("SELECT person_id FROM activity GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1")
        pages: dict[str, Callable[[], object]] = {
            "group page": lambda: load_group(session, group, LAST_DAY),
            "member details": lambda: load_member_details(session, person, LAST_DAY),
            "account page": lambda: load_account(session, account, LAST_DAY),
            "person page": lambda: load_person(session, person, LAST_DAY),
        }
        for page, load in pages.items():
            said.clear()
            Query.rows = record  # type: ignore[method-assign]
            load()
            Query.rows = rows  # type: ignore[method-assign]
            plain = [_plain(query, values) for query, values in said]
            found[page] = in_turns(
                _timed(lambda plain=plain: [bare.execute(*each).fetchall() for each in plain]),  # type: ignore[misc]
                _timed(lambda said=tuple(said): [rows(query, session, **values) for query, values in said]),  # type: ignore[misc]
                _timed(load),
            )
    return found


def _plain(query: Any, values: dict[str, Any]) -> tuple[str, list[Any]]:
    sql, constants, order = query._compiled["sqlite"]
    return sql, [{**constants, **values}[name] for name in order]


def _timed(load: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        started = time.perf_counter()
        for _ in range(ROUNDS):
            load()
        return (time.perf_counter() - started) * 1000 / ROUNDS

    return timed


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
