"""What the reader watches: the mark of the list, the query, and the pages agree."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.refresh.run import refresh
from bgdetails.store import tables
from bgdetails.store.browse import browse_query, count, first_page
from bgdetails.store.query_sql import Scope, compile_query
from bgdetails.store.times import to_day
from bgdetails.views.watched import is_account_watched, is_group_watched
from tests.factory import AS_OF, Factory, new_workspace


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("watched:yes", "BCD"),
        ("watched:NO", "A"),
        ("-watched:yes", "A"),
        ("not watched:no", "BCD"),
        ("watched:yes account:acme", "B"),
        ("watched:no or account:zeta", "ACD"),
    ],
)
def test_what_is_watched(tmp_path: Path, database: str, query: str, names: str) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        interest, acme, zeta = make.interest("Cloud Backup"), make.account("Acme"), make.account("Zeta")
        owners = {"A": acme, "B": acme, "C": zeta, "D": zeta}
        groups = {name: make.group(account, interest, name) for name, account in owners.items()}
        session.add(tables.Watched(kind="group", record_id=groups["B"], at=0))
        session.add(tables.Watched(kind="account", record_id=zeta, at=0))
        # What is of another kind is another record, whatever its number.
        session.add(tables.Watched(kind="account", record_id=groups["D"] + 1000, at=0))
        refresh(session, AS_OF)
    with closing(workspace.connect()) as connection:
        listing = browse_query(connection, AS_OF, query=query, sort="name")
        rows = first_page(connection, listing, 10)
        assert "".join(row.name for row in rows) == names
        assert count(connection, listing) == len(names)
        assert "".join(row.name for row in rows if row.is_watched) == "".join(n for n in names if n in "BCD")
        # As a condition on the row it is the same.
        by_row = compile_query(query, Scope(to_day(AS_OF), 1.0)).row
        asked = connection.execute(f"SELECT g.name FROM group_row g WHERE {by_row[0]} ORDER BY g.name_key", by_row[1])
        assert "".join(name for (name,) in asked) == names
    with workspace.reading() as session:
        told = {name: is_group_watched(session, id, owners[name]) for name, id in groups.items()}
        assert told == {"A": False, "B": True, "C": True, "D": True}
        assert (is_account_watched(session, acme), is_account_watched(session, zeta)) == (False, True)
    workspace.close()
