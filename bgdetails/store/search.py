"""Finding groups, accounts, people, journeys, templates, interests and stage models by a part of their name.

Whole lists are passed over where an index holds the names and they are at most some 100,000: that takes milliseconds,
and is right after every refresh. People can be a million: they have full-text tables, made anew by ``rebuild``. A
trigram table knows nothing of one or two letters; for those, and for beginnings of words, there is a prefix table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

KINDS = ("group", "account", "person", "journey", "template", "interest", "stage-model")
_TRIGRAM = 3
_RANKED = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: its kind, public id and name, and what tells two of one name apart."""

    kind: str
    id: str
    name: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    """Where the names of a kind are: their index is passed over first, the rest is fetched for what is found."""

    table: str
    shown: str
    id: str = "t.id"
    of: str = "NOT t.hidden"


_PLACES = {
    "group": _Names("group_row", "t.public_id, t.name, t.account_name", "t.group_id", "t.day = :day"),
    "account": _Names("account", "t.public_id, t.name, coalesce(t.region, t.country)"),
    "journey": _Names("journey", "t.public_id, t.name, t.status"),
    "template": _Names("roles_template", "t.name, t.name, t.status", of="1"),
    "interest": _Names("solution_interest", "t.name, t.name, NULL", of="1"),
    "stage-model": _Names("stage_model", "t.name, t.name, NULL", of="1"),
}
_PERSON = "p.public_id, p.name, coalesce(p.title || ', ' || a.name, p.title, a.name)"


def rebuild(session: Session) -> None:
    """Make the full-text tables of people anew; called in the transaction of an import that changed people."""
    from sqlalchemy import text

    for statement in (
        "DROP TABLE IF EXISTS person_search",
        "DROP TABLE IF EXISTS person_search_start",
        "CREATE VIRTUAL TABLE person_search USING fts5(name, content='', columnsize=0, tokenize='trigram')",
        "CREATE VIRTUAL TABLE person_search_start USING fts5(name, content='', columnsize=0, prefix='1 2',"
        " tokenize='unicode61 remove_diacritics 0')",
        "INSERT INTO person_search(rowid, name) SELECT id, name_key FROM person WHERE NOT hidden ORDER BY id",
        "INSERT INTO person_search_start(rowid, name) SELECT id, name_key FROM person WHERE NOT hidden ORDER BY id",
    ):
        session.execute(text(statement))


def find(
    connection: sqlite3.Connection, text: str, *, day: int, kinds: Sequence[str] = KINDS, limit: int = 3
) -> list[Hit]:
    """What has ``text`` in its name, at most ``limit`` of each kind, in the order of ``kinds``.

    Names that begin with it come first, then those of which a word begins with it, then the others; each by name.

    Args:
        connection: The workspace.
        text: What was typed.
        day: The browsable day whose groups are searched.
        kinds: Some of ``KINDS``.
        limit: How many of each kind.
    """
    key = text.strip().casefold()
    if not key:
        return []
    hits: list[Hit] = []
    for kind in kinds:
        hits += _people(connection, key, limit) if kind == "person" else _named(connection, kind, key, day, limit)
    return hits


def count(connection: sqlite3.Connection, text: str, *, day: int, kind: str) -> int:
    """How many of a kind have ``text`` in their name (of people, below three letters: begin a word with it)."""
    key = text.strip().casefold()
    if not key:
        return 0
    if kind == "person":
        return _count_people(connection, key)
    names = _PLACES[kind]
    statement = f"SELECT count(*) FROM {names.table} t WHERE {names.of} AND instr(t.name_key, :key)"
    return int(connection.execute(statement, {"key": key, "day": day}).fetchone()[0])


def _named(connection: sqlite3.Connection, kind: str, key: str, day: int, limit: int) -> Iterator[Hit]:
    names = _PLACES[kind]
    # The index alone decides what is found; only that is fetched whole.
    chosen = (
        f"SELECT {names.id} AS id, CASE WHEN instr(t.name_key, :key) = 1 THEN 0"
        " WHEN instr(t.name_key, ' ' || :key) THEN 1 ELSE 2 END AS place"
        f" FROM {names.table} t WHERE {names.of} AND instr(t.name_key, :key)"
        f" ORDER BY place, t.name_key, {names.id} LIMIT :limit"
    )
    statement = (
        f"SELECT {names.shown} FROM ({chosen}) c CROSS JOIN {names.table} t ON {names.id} = c.id AND {names.of}"
        " ORDER BY c.place, t.name_key, c.id"
    )
    for row in connection.execute(statement, {"key": key, "day": day, "limit": limit}):
        yield Hit(kind, *row)


def _people(connection: sqlite3.Connection, key: str, limit: int) -> list[Hit]:
    """People: first a range of the index of names, then the full-text tables for as many as are still wanted."""
    found: dict[int, Hit] = {}
    for condition, values in _ways_to_people(connection, key):
        statement = (
            f"SELECT p.id, {_PERSON} FROM person p LEFT JOIN account a ON a.id = p.account_id"
            f" WHERE {condition} AND NOT p.hidden ORDER BY p.name_key, p.id LIMIT ?"
        )
        for record_id, *shown in connection.execute(statement, (*values, limit)):
            found.setdefault(record_id, Hit("person", *shown))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _ways_to_people(connection: sqlite3.Connection, key: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    # Of what is found by full text the first _RANKED by id are sorted: a name that a tenth of the people have is
    # no search yet.
    yield "p.name_key >= ? AND p.name_key < ?", (key, key + chr(0x10FFFF))
    for table, match in _matches(connection, key):
        yield (
            f"p.id IN (SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?) AND instr(p.name_key, ?)",
            (match, _RANKED, key),
        )


def _matches(connection: sqlite3.Connection, key: str) -> Iterator[tuple[str, str]]:
    """The full-text tables that can answer, and what to ask them; none before the first import."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'person_search_start'").fetchone()
    if not there:
        return
    quoted = '"' + key.replace('"', '""') + '"'
    if any(letter.isalnum() for letter in key):
        yield "person_search_start", f"{quoted} *"
    if len(key) >= _TRIGRAM:
        yield "person_search", quoted


def _count_people(connection: sqlite3.Connection, key: str) -> int:
    ways = list(_matches(connection, key))
    if not ways:
        return 0
    table, match = ways[-1]
    statement = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
    return int(connection.execute(statement, (match,)).fetchone()[0])
