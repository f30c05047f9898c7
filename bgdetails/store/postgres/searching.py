"""Finding names on a server: by the words that they have, and inside of words by what the server offers.

Words are in an index of their own (``bgdetails_words``). Inside of words pg_trgm finds, where it was installed before
the workspace was made; without it only tables that are read in a few milliseconds are gone through.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

BREAKS = " -–—.,;:!?'’\"“”()[]{}/\\&@_+*#|<>=%~^`"
"""What stands between two words."""
_RANKED = 500
_TRIGRAM = 3
_SMALL = 100_000
"""Names that may be gone through one by one."""
_IDS = {"person": "id", "group_row": "group_id"}
_SIZE = {"person": "SELECT max(id) FROM person", "group_row": "SELECT max(id) FROM buying_group"}
_OF = {"person": "NOT n.hidden", "group_row": "n.day = :day"}
_HAS_TRIGRAMS = "SELECT to_regclass('person_trigrams') IS NOT NULL"

Way = tuple[str, dict[str, object]]


def ways(connection: sqlite3.Connection, table: str, key: str) -> Iterator[Way]:
    """Conditions on ``name_key``, with their values, one after the other until enough are found."""
    inside = "instr(t.name_key, :key) > 0"
    if words := words_of(key):
        last = len(words) - 1
        wanted = " & ".join(f"{_quoted(word)}{':*' if place == last else ''}" for place, word in enumerate(words))
        yield f"{_among(table, _HAS_WORDS)} AND {inside}", {"words": wanted}
    if len(key) < _TRIGRAM:
        # As in a file: one or two letters begin a word.
        if not words:
            yield "false", {}
    elif connection.execute(_HAS_TRIGRAMS).fetchone()[0]:
        escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        yield _among(table, "n.name_key LIKE :pattern"), {"pattern": f"%{escaped}%"}
    elif (connection.execute(_SIZE[table]).fetchone()[0] or 0) <= _SMALL:
        yield inside, {}
    elif not words:
        yield "t.name_key >= :key AND t.name_key < :end", {"end": key + chr(0x10FFFF)}


_HAS_WORDS = "bgdetails_words(n.name_key) @@ CAST(:words AS tsquery)"


def near(table: str, choices: Sequence[Sequence[str]]) -> Way:
    """A condition that a name has, of each choice, a word that begins with one of these."""
    wanted = " & ".join("(" + " | ".join(f"{_quoted(word)}:*" for word in words) + ")" for words in choices)
    return _among(table, _HAS_WORDS), {"words": wanted}


def words_of(text: str) -> list[str]:
    """The words of a text, as the index has them."""
    return text.translate(dict.fromkeys(map(ord, BREAKS), " ")).split()


def rebuild_words(session: Session) -> None:
    """Collect the words of all names, for slips of the finger."""
    from sqlalchemy import text

    for statement in _REBUILD:
        session.execute(text(statement))


def _among(table: str, condition: str) -> str:
    number = _IDS[table]
    chosen = f"SELECT n.{number} FROM {table} n WHERE {_OF[table]} AND {condition} LIMIT {_RANKED}"
    return f"t.{number} IN ({chosen})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


_NAMES = """
SELECT name_key, true AS of_people FROM person WHERE NOT hidden
UNION ALL SELECT name_key, false FROM account WHERE NOT hidden
UNION ALL SELECT lower(name), false FROM buying_group WHERE NOT hidden AND name IS NOT NULL
UNION ALL SELECT name_key, false FROM solution_interest UNION ALL SELECT name_key, false FROM roles_template
UNION ALL SELECT name_key, false FROM stage_model UNION ALL SELECT name_key, false FROM journey WHERE NOT hidden
"""
_REBUILD = (
    "DELETE FROM search_word",
    "INSERT INTO search_word (word, of_people, of_others)"
    " SELECT word, bool_or(of_people), bool_or(NOT of_people)"
    f" FROM ({_NAMES}) names CROSS JOIN LATERAL unnest(tsvector_to_array(bgdetails_words(name_key))) word"
    " WHERE length(word) >= 4 GROUP BY word",
)
