"""Words that are meant by one with a slip in it: one letter too many, too few, another, or two that changed places.

What is typed may be the beginning of a word: ``halvs`` is near ``halvorsen``.
"""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from bgdetails.store.search_tables import is_there

LEAST = 5
"""Letters from which a slip is forgiven."""
_MOST = 12
_TRIGRAM = 3
_WITH_PART = (
    "SELECT w.word, w.of_people, w.of_others FROM search_word_part p"
    " JOIN search_word w ON w.id = p.rowid WHERE search_word_part MATCH ? LIMIT 2000"
)
_WITH_PART_ON_SERVER = "SELECT word, of_people, of_others FROM search_word WHERE instr(word, ?) > 0 LIMIT 2000"


class NearWord(Struct, frozen=True):
    """A word of a name, and whether it is one of people's names, or of others'."""

    word: str
    of_people: bool
    of_others: bool


def is_near(typed: str, word: str) -> bool:
    """Whether some beginning of ``word`` is ``typed`` but for one slip at most."""
    size = len(typed)
    if typed[-1] not in word[size - 2 : size + 1] and typed[:-1] != word[: size - 1]:
        # The last letter is not about its place: no slip before it makes up for that. Most words are told from this.
        return False
    at = next((n for n, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(size, len(word)))
    if at == size:
        return True
    rest = typed[at + 1 :]
    return (
        rest == word[at + 1 : size]  # another letter
        or rest == word[at : size - 1]  # one too many
        or typed[at:] == word[at + 1 : size + 1]  # one too few
        or (typed[at : at + 2] == word[at : at + 2][::-1] and typed[at + 2 :] == word[at + 2 : size])
    )


def near_words(connection: sqlite3.Connection, typed: str) -> list[NearWord]:
    """The words of the workspace that may be meant, the likeliest first: as it is, then by length."""
    if len(typed) < LEAST:
        return []
    is_file = isinstance(connection, sqlite3.Connection)
    if is_file and not is_there(connection, "search_word"):
        return []
    # A slip is in one half; the other stands in the word as it was typed.
    half = len(typed) // 2
    start, end = typed[:half], typed[half:]
    rows = set(
        connection.execute(
            "SELECT word, of_people, of_others FROM search_word WHERE word >= ? AND word < ?",
            (start, start + chr(0x10FFFF)),
        )
    )
    # Where the places of two letters changed across the halves, neither stands; their outer parts do.
    for part in (end, end[1:]):
        if len(part) >= _TRIGRAM:
            rows.update(
                connection.execute(_WITH_PART, ('"' + part.replace('"', '""') + '"',))
                if is_file
                else connection.execute(_WITH_PART_ON_SERVER, (part,))
            )
    near = [NearWord(word, bool(people), bool(others)) for word, people, others in rows if is_near(typed, word)]
    near.sort(key=lambda each: (not each.word.startswith(typed), abs(len(each.word) - len(typed)), each.word))
    return near[:_MOST]
