"""The tables that names are searched in: full text of people's and groups' names, and the words of all names.

Those of people follow an import that changed names (``rebuild``, in its transaction), those of groups each refresh; of
both only the names that changed are written. A trigram table knows nothing of one or two letters; for those, and for
beginnings of words, there is a prefix table. The words serve slips of the finger (``store/near_words.py``): there are
far fewer of them than names, and they are made anew.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from sqlmodel import Session

_NAME = "name, content='', columnsize=0"
_WORDS = "tokenize='unicode61 remove_diacritics 0'"
_OTHERS = (
    "SELECT name_key FROM account WHERE NOT hidden"
    " UNION ALL SELECT lower(name) FROM buying_group WHERE NOT hidden AND name IS NOT NULL"
    " UNION ALL SELECT name_key FROM solution_interest UNION ALL SELECT name_key FROM roles_template"
    " UNION ALL SELECT name_key FROM stage_model UNION ALL SELECT name_key FROM journey WHERE NOT hidden"
)
_WORDS_ANEW = (
    "DROP TABLE IF EXISTS search_word",
    "DROP TABLE IF EXISTS search_word_part",
    "DROP TABLE IF EXISTS search_person_word",
    "DROP TABLE IF EXISTS search_other_word",
    "DROP TABLE IF EXISTS search_other",
    f"CREATE VIRTUAL TABLE search_other USING fts5(name, content='', {_WORDS})",
    f"INSERT INTO search_other(name) {_OTHERS}",
    "CREATE VIRTUAL TABLE search_person_word USING fts5vocab('person_search_start', 'row')",
    "CREATE VIRTUAL TABLE search_other_word USING fts5vocab('search_other', 'row')",
    "CREATE TABLE search_word"
    " (id INTEGER PRIMARY KEY, word TEXT NOT NULL, of_people INT NOT NULL, of_others INT NOT NULL)",
    "INSERT INTO search_word(word, of_people, of_others)"
    " SELECT term, max(people), max(others) FROM (SELECT term, 1 AS people, 0 AS others FROM search_person_word"
    " UNION ALL SELECT term, 0, 1 FROM search_other_word) WHERE length(term) >= 4 GROUP BY term ORDER BY term",
    "CREATE INDEX search_word_word ON search_word(word, of_people, of_others)",
    "CREATE VIRTUAL TABLE search_word_part USING fts5(word, content='', columnsize=0, tokenize='trigram')",
    "INSERT INTO search_word_part(rowid, word) SELECT id, word FROM search_word",
    "DROP TABLE search_person_word",
    "DROP TABLE search_other_word",
    "DROP TABLE search_other",
)


class _Followed(Struct, frozen=True):
    """Names that full text follows.

    ``side`` keeps which name each record has there: full text itself cannot tell, and needs it to take one away.
    """

    side: str
    side_id: str
    full_text: str
    """The table of parts of names; that of their beginnings has ``_start`` behind it."""
    records: str
    id: str
    of: str
    """Which of the records ``r`` have names."""

    @property
    def tables(self) -> tuple[str, str]:
        """Both full-text tables."""
        return self.full_text, f"{self.full_text}_start"


_PEOPLE = _Followed("search_person", "person_id", "person_search", "person", "id", "NOT r.hidden")
_GROUPS = _Followed("search_group", "group_id", "group_search", "group_row", "group_id", "r.day = :day")


def rebuild(session: Session) -> None:
    """Have all names in the tables; called in the transaction of an import that changed names."""
    session.flush()
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        from bgdetails.store.postgres.searching import rebuild_words

        rebuild_words(session)
        return
    if not is_there(connection, _PEOPLE.side):
        # What an older program made tells nobody which names it has.
        for table in _PEOPLE.tables:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
    _follow(connection, _PEOPLE, {})
    for statement in _WORDS_ANEW:
        connection.execute(statement)


def follow_groups(connection: sqlite3.Connection, day: int) -> None:
    """Have the names of the groups of ``day`` in the tables."""
    if isinstance(connection, sqlite3.Connection):  # a server's indexes follow by themselves
        _follow(connection, _GROUPS, {"day": day})


def _follow(connection: sqlite3.Connection, names: _Followed, values: dict[str, int]) -> None:
    """Write the names that changed."""
    parts, starts = names.tables
    side, side_id, id = names.side, f"n.{names.side_id}", f"r.{names.id}"
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {side} ({names.side_id} INTEGER PRIMARY KEY, name_key TEXT NOT NULL)"
    )
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {parts} USING fts5({_NAME}, tokenize='trigram')")
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {starts} USING fts5({_NAME}, prefix='1 2', {_WORDS})")
    other = (
        f"FROM {side} n LEFT JOIN {names.records} r ON {names.of} AND {id} = {side_id}"
        " WHERE r.name_key IS NULL OR r.name_key <> n.name_key"
    )
    new = f"FROM {names.records} r LEFT JOIN {side} n ON {side_id} = {id} WHERE {names.of} AND {side_id} IS NULL"
    # In the order of ids: full text that is told of a smaller id than the last one writes all it has to the file.
    for table in names.tables:
        connection.execute(
            f"INSERT INTO {table}({table}, rowid, name) SELECT 'delete', {side_id}, n.name_key {other}"
            f" ORDER BY {side_id}",
            values,
        )
    connection.execute(f"DELETE FROM {side} WHERE {names.side_id} IN (SELECT {side_id} {other})", values)
    for table in names.tables:
        connection.execute(f"INSERT INTO {table}(rowid, name) SELECT {id}, r.name_key {new} ORDER BY {id}", values)
    connection.execute(f"INSERT INTO {side} SELECT {id}, r.name_key {new}", values)


def is_there(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a table was made: none is before the first import, and none on a server, which has other ways."""
    if not isinstance(connection, sqlite3.Connection):
        return False
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return found is not None
