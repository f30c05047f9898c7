from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from sqlalchemy import bindparam, select
from sqlmodel import Session

from bgdetails import views
from bgdetails.store.tables import Account
from bgdetails.store.workspace import driver_connection, open_workspace
from bgdetails.views.statements import Query, table
from tests import databases
from tests.factory import Factory

_QUERIES = [
    pytest.param(query, id=f"{module.name}.{name}")
    for module in pkgutil.iter_modules(views.__path__)
    for name, query in vars(importlib.import_module(f"bgdetails.views.{module.name}")).items()
    if isinstance(query, Query)
]


_TEXTS = {"kind", "interest", "key", "id", "name"}
"""Parameters that are no numbers."""


@pytest.fixture
def database() -> str:
    """Plans are SQLite's; what a server makes of the statements is asked of all at once."""
    return "sqlite"


def test_every_statement_is_also_one_of_a_server() -> None:
    """All in one test: a server for each of them would take longer than all the others together."""
    with databases.using("postgresql"), databases.lending():
        workspace = open_workspace(databases.empty_workspace())
        with workspace.reading() as session:
            for query in (each.values[0] for each in _QUERIES):
                assert isinstance(query, Query)
                sql, constants, _ = query._compile(session.connection().dialect)
                names = set(re.findall(r"%\((\w+)\)s", sql)) - constants.keys()
                values = {name: "[1]" if name == "wanted" else 1 for name in names}
                values |= dict.fromkeys(names & _TEXTS, "x")
                driver_connection(session).cursor().execute(f"EXPLAIN {sql}", {**constants, **values})
        workspace.close()


@pytest.mark.parametrize("query", _QUERIES)
def test_no_statement_reads_a_whole_table_of_records(query: Query, session: Session) -> None:
    """Tables that grow are searched by an index; a scan of them shows in the query plan."""
    sql, constants, positions = query._compile(session.connection().dialect)
    names = positions or ()
    plan = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {sql}", tuple(constants.get(name) or 0 for name in names)
    )
    steps = [row[3] for row in plan]
    grown = ("activity", "activity_day", "person", "person_score", "group_score", "group_row", "membership")
    assert [step for step in steps if step.split()[:2] in [["SCAN", name] for name in grown]] == []


def test_a_query_takes_its_parameters_by_name(session: Session, make: Factory) -> None:
    account = table(Account).c
    query = Query(
        select(account.name)
        .where(account.name_key >= bindparam("low"), account.name_key < bindparam("high"), account.name != "Bb")
        .order_by(account.name_key)
        .limit(bindparam("most"))
    )
    for name in ("Aa", "Bb", "Cc", "Dd"):
        make.account(name)
    assert query.rows(session, high="dd", low="aa", most=5) == [("Aa",), ("Cc",)]
    assert query.first(session, high="dd", low="aa", most=1) == ("Aa",)
    assert query.first(session, high="a", low="a", most=1) is None
