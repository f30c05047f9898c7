"""Queries of every screen in a large workspace: ``python -m benchmarks.large LOCATION [PART …]``.

The subjects are the largest that the workspace has: the group with most members, the account with most people, the
person with most activities, the journey with most accounts. A part is a word of a line's name.

Each screen is read as the program reads it; the statements that this runs are then run again alone, on a connection of
their own (executed and fetched): that is what the budget is about. It is in milliseconds of the reference machine,
which shows an empty Textual app after 365: here they are so much longer as the app takes longer in the same run.
A server on loopback may take five times as long for a screen, and is asked in the same way.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.pace import paced
from benchmarks.table import Result
from bgdetails.store.schema_check import is_server

if TYPE_CHECKING:
    from sqlmodel import Session

    from bgdetails.store.workspace import OpenWorkspace

RUNS = 7
CONTACTS = 100
"""A page of the contacts tab."""
SCREEN, FILTER, SEARCH = 5, 15, 50
ON_SERVER = {SCREEN: 25, FILTER: 25}
"""Milliseconds that PostgreSQL may take on loopback, in place of SQLite's."""
SEARCH_ON_SERVER = {True: 50, False: 120}
"""With pg_trgm, and without."""
FILTERS = (
    'owner:"{owner}"', "region:Europe", "members>3", "members>30", "engagement>66", "completeness<50",
    "stage:Evaluation", 'missing:"Decision Maker"', "role:Champion>=2", "account:bank", "active>2026-06-25",
    "changed:since-last-look", "-region:Europe", "deal:at-risk",
)  # fmt: skip
"""Those that the index of the sort (by engagement) cannot help."""
Measured = tuple[str, Callable[[], object], float | None]


class _Cursor(sqlite3.Cursor):
    """A cursor that says what it runs."""

    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        _note(sql, parameters)
        super().execute(sql, parameters)
        return self


class _Connection(sqlite3.Connection):
    """A connection whose cursors say what they run."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        return self.cursor().execute(sql, parameters)


Statements = list[tuple[Any, Any]]
_noted: list[Statements] = []
"""Where statements are noted now: at most one list."""


def _note(sql: Any, parameters: Any) -> None:
    if _noted and isinstance(sql, str) and sql.lstrip()[:6].upper() in ("SELECT", "WITH R"):
        _noted[0].append((sql, parameters))


def _listen(location: str) -> Callable[[sqlite3.Connection], Any]:
    """From now on note what is asked; how the driver's own cursor of a connection is had."""
    if not is_server(location):
        sqlite3.connect = partial(sqlite3.connect, factory=_Connection)  # type: ignore[assignment]
        return lambda connection: connection
    import psycopg

    execute = psycopg.Cursor.execute

    def noting(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
        _note(query, params)
        return execute(self, query, params, **options)

    psycopg.Cursor.execute = noting  # type: ignore[method-assign]
    return lambda connection: connection.driver  # type: ignore[attr-defined]


def screens(location: Path | str, *parts: str) -> Iterator[Result]:
    """A line for each screen, measured in a process of its own."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.large", str(location), "--json", *parts],
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (Result(**line) for line in map(json.loads, child.stdout.splitlines()))


def lines(location: str, parts: Sequence[str] = ()) -> Iterator[Result]:
    """A line for each screen, in milliseconds."""
    driver_of = _listen(location)
    from bgdetails.store.times import from_day
    from bgdetails.store.workspace import open_workspace

    workspace = open_workspace(location)
    with workspace.reading() as session, closing(workspace.connect()) as connection:
        (day,) = connection.execute("SELECT refreshed_day FROM workspace").fetchone()
        budgets = _budgets_of(connection) if is_server(location) else {}
        for name, load, budget in measured(workspace, session, connection, from_day(day)):
            if not parts or any(part in name for part in parts):
                said = _said(load)
                assert said, f"{name} asks nothing"
                alone = _median(lambda said=said: _run(driver_of(connection), said))  # type: ignore[misc]
                note = f"{_median(load):.1f} ms with its values made"
                what = f"queries of {name}"
                if budget is None:
                    yield Result(what, alone, "ms", note=note)
                else:
                    yield paced(what, alone, budgets.get(budget, budget), note=note)
    workspace.close()


def _budgets_of(connection: sqlite3.Connection) -> Mapping[float, float]:
    (has_trigrams,) = connection.execute("SELECT to_regclass('person_trigrams') IS NOT NULL").fetchone()
    return {**ON_SERVER, SEARCH: SEARCH_ON_SERVER[has_trigrams]}


def _said(load: Callable[[], object]) -> Statements:
    """The statements that reading a screen runs, when it is opened a second time."""
    load()
    _noted.append(said := [])
    load()
    _noted.clear()
    return said


def _run(connection: Any, statements: Iterable[tuple[Any, Any]]) -> None:
    for sql, parameters in statements:
        connection.execute(sql, parameters).fetchall()


def measured(
    workspace: OpenWorkspace, session: Session, connection: sqlite3.Connection, as_of: date
) -> Iterator[Measured]:
    """What each screen is called, how it is read, and the milliseconds that its queries may take (None: any)."""
    yield from ((name, load, SCREEN) for name, load in _pages(workspace, session, connection, as_of))
    yield from _dashboard(workspace, session, as_of)
    yield from ((name, load, FILTER) for name, load in _lists(connection, as_of))
    yield from ((name, load, SEARCH) for name, load in _searches(connection, as_of))


def _largest(connection: sqlite3.Connection, table: str, column: str, counted: str) -> int:
    row = connection.execute(
        f"SELECT {column} FROM {counted} WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY COUNT(*) DESC LIMIT 1"
    ).fetchone()
    assert row is not None, f"no {table}"
    return int(row[0])


def _pages(
    workspace: OpenWorkspace, session: Session, connection: sqlite3.Connection, as_of: date
) -> Iterator[tuple[str, Callable[[], object]]]:
    from bgdetails.screens.account import fetch_account
    from bgdetails.summaries.panel import load_summary
    from bgdetails.views.candidates import load_gaps
    from bgdetails.views.contacts import contact_order, some_contacts
    from bgdetails.views.coverage_people import load_coverage_people
    from bgdetails.views.deal import load_deal
    from bgdetails.views.group import load_group
    from bgdetails.views.interest import load_interest
    from bgdetails.views.journey import count_emails, load_journey
    from bgdetails.views.member import load_member_details
    from bgdetails.views.members import load_members
    from bgdetails.views.person import load_person
    from bgdetails.views.reach import load_account_reach, load_group_reach
    from bgdetails.views.stage_model import load_stage_model
    from bgdetails.views.template import load_template

    account = _largest(connection, "account", "account_id", "person")
    group = _largest(connection, "group", "group_id", "membership")
    person = _largest(connection, "person", "person_id", "activity")
    journey = _largest(connection, "journey", "journey_id", "account_journey")
    interest = _largest(connection, "interest", "interest_id", "buying_group")
    (template,) = connection.execute("SELECT template_id FROM solution_interest WHERE id = ?", (interest,)).fetchone()
    (model,) = connection.execute("SELECT id FROM stage_model LIMIT 1").fetchone()
    (name,) = connection.execute("SELECT name FROM solution_interest WHERE id = ?", (interest,)).fetchone()
    deal = connection.execute(
        "SELECT public_id FROM opportunity o WHERE account_id = ? AND NOT COALESCE(is_closed, FALSE) AND NOT EXISTS"
        " (SELECT 1 FROM opportunity_contact_role r WHERE r.opportunity_id = o.id) LIMIT 1",
        (account,),
    ).fetchone()
    yield "the group page", lambda: load_group(session, group, as_of)
    yield "the members tab", lambda: load_members(session, group, as_of)
    yield "member details", lambda: load_member_details(session, person, as_of)
    yield "the account page", lambda: fetch_account(session, account, as_of)
    yield (
        "the contacts tab",
        lambda: some_contacts(session, (contact_order(session, account, as_of) or ())[:CONTACTS], as_of),
    )
    yield "the account's summary", lambda: load_summary(session, "account", account, as_of)
    yield "a cell of the coverage", lambda: load_coverage_people(session, account, name, "Decision Maker", as_of)
    yield "who to reach at the account", lambda: load_account_reach(session, account, as_of)
    yield "who to reach in the group", lambda: load_group_reach(session, group, as_of)
    yield "who could fill the roles", lambda: load_gaps(session, group, as_of)
    if deal is not None:
        yield "the check of a deal", lambda: load_deal(session, deal[0], as_of)
    yield "the person page", lambda: load_person(session, person, as_of)
    yield "the journey page", lambda: load_journey(session, journey, as_of, with_emails=False)
    yield "the e-mails of the journey", lambda: count_emails(workspace, journey, as_of)
    yield "the interest page", lambda: load_interest(session, interest, as_of)
    yield "the template page", lambda: load_template(session, template, as_of)
    yield "the stage model page", lambda: load_stage_model(session, model, as_of)


def _dashboard(workspace: OpenWorkspace, session: Session, as_of: date) -> Iterator[Measured]:
    from bgdetails.refresh.dashboard import count_now, count_of_people, count_then
    from bgdetails.rules.segment import Segment
    from bgdetails.views.dashboard import load_choices, load_dashboard
    from bgdetails.views.dashboard_page import Counts

    whole, europe, start = Segment(), Segment(region="Europe"), as_of - timedelta(days=28)
    count_now(workspace, as_of, whole)
    count_then(workspace, as_of, start, whole)
    count_of_people(workspace, as_of, whole)
    yield "the dashboard", lambda: load_dashboard(session, as_of, start, whole), SCREEN
    yield "the dashboard's filters", lambda: load_choices(session, as_of), SCREEN
    # A first opening, and what comes behind a frame that is there already: no budget names them.
    yield "the dashboard while it counts", lambda: load_dashboard(session, as_of, start, whole, Counts()), None
    yield "the dashboard of a region, groups", lambda: count_now(workspace, as_of, europe), None
    yield "the dashboard of a region, people", lambda: count_of_people(workspace, as_of, europe), None


def _lists(connection: sqlite3.Connection, as_of: date) -> Iterator[tuple[str, Callable[[], object]]]:
    from bgdetails.store.browse import SORTS, browse_query, first_page

    (owner,) = connection.execute("SELECT owner FROM account WHERE owner IS NOT NULL LIMIT 1").fetchone()

    def first(query: str, sort: str) -> Callable[[], object]:
        return lambda: first_page(connection, browse_query(connection, as_of, query=query, sort=sort), 100)

    for sort in SORTS:
        yield f"the list by {sort}", first("", sort)
    for query in FILTERS:
        text = query.format(owner=owner)
        yield f"the list, {text}", first(text, "engagement")
        yield f"the list by name, {text}", first(text, "name")


def _searches(connection: sqlite3.Connection, as_of: date) -> Iterator[tuple[str, Callable[[], object]]]:
    from bgdetails.store.search import find
    from bgdetails.store.times import to_day

    first, last = connection.execute(
        "SELECT first_name, last_name FROM person WHERE length(last_name) > 6 AND length(first_name) > 4 LIMIT 1"
    ).fetchone()
    slip = last[:3] + last[4] + last[3] + last[5:]
    texts = (first[:1], first[:2], first[:3], first, last, f"{first} {last}", f"{first} {last[:3]}", slip)
    for text in (*texts, f"{first} {slip}", f"{first[0]}{first[2:]} {slip}", "zzzzz", "ba", "bank", "grid control for"):
        yield f"a search for “{text.lower()}”", lambda text=text: find(connection, text, day=to_day(as_of))  # type: ignore[misc]


def _median(load: Callable[[], object]) -> float:
    load()
    values: list[float] = []
    for _ in range(RUNS):
        started = time.perf_counter()
        load()
        values.append((time.perf_counter() - started) * 1000)
        if values[-1] > 1000:
            break
    return statistics.median(values)


if __name__ == "__main__":
    _, place, *words = sys.argv
    for result in lines(place, [word for word in words if word != "--json"]):
        said = json.dumps(asdict(result)) if "--json" in words else "  ".join(cell for cell in result.cells() if cell)
        print(said, flush=True)
