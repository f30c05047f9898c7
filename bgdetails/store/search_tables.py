"""The tables that names are searched in: full text of people's and groups' names, and the words of all names.

Those of people and words are made anew by ``rebuild`` in the transaction of an import that changed names, those of
groups follow each refresh. A trigram table knows nothing of
one or two letters; for those, and for beginnings of words, there is a prefix table. The words serve slips of the
finger (``store/near_words.py``): there are far fewer of them than names.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

_WORDS = "tokenize='unicode61 remove_diacritics 0'"
_OTHERS = (
    "SELECT name_key FROM account WHERE NOT hidden"
    " UNION ALL SELECT lower(name) FROM buying_group WHERE NOT hidden AND name IS NOT NULL"
    " UNION ALL SELECT name_key FROM solution_interest UNION ALL SELECT name_key FROM roles_template"
    " UNION ALL SELECT name_key FROM stage_model UNION ALL SELECT name_key FROM journey WHERE NOT hidden"
)
_REBUILD = (
    "DROP TABLE IF EXISTS person_search",
    "DROP TABLE IF EXISTS person_search_start",
    "CREATE VIRTUAL TABLE person_search USING fts5(name, content='', columnsize=0, tokenize='trigram')",
    f"CREATE VIRTUAL TABLE person_search_start USING fts5(name, content='', columnsize=0, prefix='1 2', {_WORDS})",
    "INSERT INTO person_search(rowid, name) SELECT id, name_key FROM person WHERE NOT hidden ORDER BY id",
    "INSERT INTO person_search_start(rowid, name) SELECT id, name_key FROM person WHERE NOT hidden ORDER BY id",
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


def rebuild(session: Session) -> None:
    """Make the tables anew; called in the transaction of an import that changed names."""
    from sqlalchemy import text

    for statement in _REBUILD:
        session.execute(text(statement))


_GROUPS = (
    "CREATE TABLE IF NOT EXISTS search_group (group_id INTEGER PRIMARY KEY, name_key TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS group_search USING fts5(name, content='', columnsize=0, tokenize='trigram')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS group_search_start"
    f" USING fts5(name, content='', columnsize=0, prefix='1 2', {_WORDS})",
)
_OTHER_NAME = (
    "FROM search_group n LEFT JOIN group_row g ON g.day = ? AND g.group_id = n.group_id"
    " WHERE g.name_key IS NULL OR g.name_key <> n.name_key"
)
_NEW_NAME = (
    "FROM group_row g LEFT JOIN search_group n ON n.group_id = g.group_id WHERE g.day = ? AND n.group_id IS NULL"
)


def follow_groups(connection: sqlite3.Connection, day: int) -> None:
    """Have the names of the groups of ``day`` in the tables; only those that changed are written."""
    for statement in _GROUPS:
        connection.execute(statement)
    # In the order of ids: full text that is told of a smaller id than the last one writes all it has to the file.
    full_text = ("group_search", "group_search_start")
    for table in full_text:
        connection.execute(
            f"INSERT INTO {table}({table}, rowid, name) SELECT 'delete', n.group_id, n.name_key {_OTHER_NAME}"
            " ORDER BY n.group_id",
            (day,),
        )
    connection.execute(f"DELETE FROM search_group WHERE group_id IN (SELECT n.group_id {_OTHER_NAME})", (day,))
    for table in full_text:
        connection.execute(
            f"INSERT INTO {table}(rowid, name) SELECT g.group_id, g.name_key {_NEW_NAME} ORDER BY g.group_id", (day,)
        )
    connection.execute(f"INSERT INTO search_group SELECT g.group_id, g.name_key {_NEW_NAME}", (day,))


def is_there(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a table was made: none is before the first import."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return found is not None
