"""Sets the id that a record shows: that of the best source, with the source where two records would show the same."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session

from bgdetails.store.touched import touch_accounts
from bgdetails.store.workspace import driver_connection

SOURCES = ("workspace", "salesforce", "hubspot", "xdm", "marketo", "rules")
"""Best first. Groups that the rules formed have an id of their own in the last."""

PROVISIONAL = "\x1f"
"""What a public id begins with that has to be set: of a new record, or of one that got another external id."""

_NO_WORD = re.compile(r"[\W_]+")

_TABLES = {
    "account": "account",
    "person": "person",
    "opportunity": "opportunity",
    "group": "buying_group",
    "journey": "journey",
}
_AMONG = "IN (SELECT value FROM json_each(?))"
_OF_ACCOUNT = {
    "account": f"SELECT id FROM account WHERE id {_AMONG}",
    **{
        table: f"SELECT account_id FROM {table} WHERE account_id IS NOT NULL AND id {_AMONG}"
        for table in ("person", "opportunity", "buying_group")
    },
}
"""The accounts of records that show another id, which decides between two of one name."""
_PLACES = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(SOURCES))
_RANK = f"CASE e.source {_PLACES} ELSE {len(SOURCES)} END"
# A converted lead is another id of its contact, which is the better known one.
_BEST_FIRST = f"{_RANK}, e.object_name = 'Lead', e.external_id"
_MARKED = f"public_id >= '{PROVISIONAL}' AND public_id < ' '"


def assign_public_ids(session: Session) -> None:
    """Set the public id of every record whose present one is provisional, and of those that collide with it."""
    connection: sqlite3.Connection = driver_connection(session)
    session.flush()
    for kind, table in _TABLES.items():
        changed = _marked(connection, table) if kind == "account" else []
        connection.execute(
            f"UPDATE OR IGNORE {table} SET public_id = coalesce((SELECT e.external_id FROM external_id e"
            f" WHERE e.kind = ? AND e.record_id = {table}.id ORDER BY {_BEST_FIRST} LIMIT 1), public_id)"
            f" WHERE {_MARKED}",
            (kind,),
        )
        _tell_apart(connection, kind, table)
        if changed:
            _rename_formed_groups(connection, changed)
    session.expire_all()


def formed_group_id(account_public_id: str, interest: str) -> str:
    """The id of a group that the rules form (docs/formats.md, ids)."""
    return f"bg-{account_public_id}-{_NO_WORD.sub('-', interest.lower())}"


def free_formed_id(taken: set[str], account_public_id: str, interest: str) -> str:
    """The same, told apart from those ``taken``: two interests may differ in nothing but signs."""
    wanted = name = formed_group_id(account_public_id, interest)
    number = 2
    while name in taken:
        name = f"{wanted}-{number}"
        number += 1
    return name


def _marked(connection: sqlite3.Connection, table: str) -> list[int]:
    return [number for (number,) in connection.execute(f"SELECT id FROM {table} WHERE {_MARKED}")]


def _tell_apart(connection: sqlite3.Connection, kind: str, table: str) -> None:
    """Records that could not get their id, and those that already show their source."""
    ranges = [_MARKED, *(f"public_id >= '{name}:' AND public_id < '{name};'" for name in SOURCES)]
    unsettled = {number for each in ranges for (number,) in connection.execute(f"SELECT id FROM {table} WHERE {each}")}
    if not unsettled:
        return
    best = _best_names(connection, kind, unsettled)
    for number, (_, name) in list(best.items()):
        holder = connection.execute(f"SELECT id FROM {table} WHERE public_id = ?", (name,)).fetchone()
        if holder is not None and holder[0] != number:
            best.update(_best_names(connection, kind, holder))
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, name) in best.items():
        sharing[name].append(number)
    shown = {
        number: name if len(numbers) == 1 else f"{best[number][0]}:{name}"
        for name, numbers in sharing.items()
        for number in numbers
    }
    _show(connection, table, shown)


def _show(connection: sqlite3.Connection, table: str, shown: dict[int, str]) -> None:
    there = dict(
        connection.execute(
            f"SELECT id, public_id FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(shown)),),
        ).fetchall()
    )
    changes = {number: name for number, name in shown.items() if there.get(number) != name}
    if changes and table in _OF_ACCOUNT:
        touch_accounts(connection, _OF_ACCOUNT[table], (json.dumps(list(changes)),))
    # First out of each other's way: two may swap.
    connection.executemany(
        f"UPDATE {table} SET public_id = ? WHERE id = ?", [(f"{PROVISIONAL}{number}", number) for number in changes]
    )
    connection.executemany(
        f"UPDATE OR IGNORE {table} SET public_id = ? WHERE id = ?", [(name, number) for number, name in changes.items()]
    )
    # Somebody's own id may look like another's with its source.
    connection.execute(f"UPDATE {table} SET public_id = 'id:' || id WHERE {_MARKED}")


def _best_names(connection: sqlite3.Connection, kind: str, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    best: dict[int, tuple[str, str]] = {}
    rows = connection.execute(
        "SELECT e.record_id, e.source, e.external_id FROM external_id e"
        f" WHERE e.kind = ? AND e.record_id IN (SELECT value FROM json_each(?)) ORDER BY {_BEST_FIRST}",
        (kind, json.dumps(list(numbers))),
    )
    for number, source, name in rows:
        best.setdefault(number, (source, name))
    return best


def _rename_formed_groups(connection: sqlite3.Connection, accounts: Iterable[int]) -> None:
    """The id of a formed group follows that of its account."""
    rows = connection.execute(
        "SELECT e.id, g.id, e.external_id, a.public_id, i.name FROM buying_group g"
        " JOIN external_id e ON e.kind = 'group' AND e.record_id = g.id AND +e.source = 'rules'"
        " JOIN account a ON a.id = g.account_id JOIN solution_interest i ON i.id = g.interest_id"
        " WHERE g.account_id IN (SELECT value FROM json_each(?)) ORDER BY g.id",
        (json.dumps(list(accounts)),),
    ).fetchall()
    taken: set[str] = set()
    for row_id, group_id, name, account, interest in rows:
        new = free_formed_id(taken, account, interest)
        taken.add(new)
        if new != name:
            connection.execute("UPDATE external_id SET external_id = ? WHERE id = ?", (new, row_id))
            connection.execute(
                "UPDATE buying_group SET public_id = ? WHERE id = ?", (f"{PROVISIONAL}{group_id}", group_id)
            )
