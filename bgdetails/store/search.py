"""Finding groups, accounts, people, journeys, templates, interests and stage models by a part of their name.

What is found is ranked: the text is a whole word of the name, begins one, stands inside one, or is near one but for a
slip (``store/near_words.py``); then what was looked at last, then the score, then the name. Groups and people are
many: they have full-text tables (``store/search_tables.py``). The names of the other kinds are passed over as a whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from bgdetails.store.near_words import LEAST, NearWord, near_words
from bgdetails.store.search_tables import is_there

KINDS = ("group", "account", "person", "journey", "template", "interest", "stage-model")
_TRIGRAM = 3
_INSIDE = "instr(t.name_key, :key) > 0"
_START = "instr(' ' || t.name_key, ' ' || :key) > 0"
_BEGINS = "t.name_key >= :key AND t.name_key < :end"
_WHOLE = "instr(' ' || t.name_key || ' ', ' ' || :key || ' ') > 0"
_RANKED = 500
"""Of what is found by full text so many are ranked: a name that a tenth of the people have is no search yet."""
_RECENT = 200
"""Places looked at last that are ranked by that."""


class Hit(Struct, frozen=True):
    """Something that was found: its kind, public id and name, and what tells two of one name apart."""

    kind: str
    id: str
    name: str
    detail: str | None = None
    marked: str = ""
    """The part of the name that was found."""
    record_id: int = 0
    """Ours."""


class _Names(Struct, frozen=True):
    """Where the names of a kind are: their index is passed over first, the rest is fetched for what is found."""

    table: str
    shown: str
    id: str = "t.id"
    of: str = "NOT t.hidden"
    score: str = "0"
    public_id: str = "t.public_id"
    full_text: str = ""
    """The table of parts of names; that of their beginnings has ``_start`` behind it."""
    is_sorted: bool = False
    """An index gives the names by score, so that of many the best are found at once."""


_PLACES = {
    "group": _Names(
        "group_row",
        "t.public_id, t.name, t.account_name",
        "t.group_id",
        "t.day = :day",
        "t.rank",
        full_text="group_search",
        is_sorted=True,
    ),
    "account": _Names("account", "t.public_id, t.name, coalesce(t.region, t.country)"),
    "journey": _Names("journey", "t.public_id, t.name, t.status"),
    "template": _Names("roles_template", "t.name, t.name, t.status", of="TRUE", public_id="t.name"),
    "interest": _Names("solution_interest", "t.name, t.name, NULL", of="TRUE", public_id="t.name"),
    "stage-model": _Names("stage_model", "t.name, t.name, NULL", of="TRUE", public_id="t.name"),
    "person": _Names(
        "person",
        "t.public_id, t.name, coalesce(t.title || ', ' || a.name, t.title, a.name)",
        score="coalesce((SELECT units FROM person_score s WHERE s.day = :day AND s.person_id = t.id), 0)",
        full_text="person_search",
    ),
}


class _Found(Struct, frozen=True):
    """A name that was found: how well, and our id."""

    place: int
    looked_at: int
    score: float
    name_key: str
    id: int

    @property
    def order(self) -> tuple[int, int, float, str, int]:
        """The best comes first."""
        return self.place, -self.looked_at, -self.score, self.name_key, self.id


def find(
    connection: sqlite3.Connection, text: str, *, day: int, kinds: Sequence[str] = KINDS, limit: int = 3
) -> list[Hit]:
    """What has ``text`` in its name, at most ``limit`` of each kind, the best of each first, in the order of ``kinds``.

    Args:
        connection: The workspace.
        text: What was typed.
        day: The browsable day whose groups and scores count.
        kinds: Some of ``KINDS``.
        limit: How many of each kind.
    """
    key = " ".join(text.casefold().split())
    words = _NearWords(connection)
    return [hit for kind in kinds for hit in _Search(connection, kind, day, limit).find(key, words)] if key else []


def recent(connection: sqlite3.Connection, *, day: int, kinds: Sequence[str] = KINDS, limit: int = 3) -> list[Hit]:
    """What was looked at last, at most ``limit`` of each kind."""
    return [hit for kind in kinds for hit in _Search(connection, kind, day, limit).recent()]


def count(connection: sqlite3.Connection, text: str, *, day: int, kind: str) -> int:
    """How many of a kind have ``text`` in their name (of people and groups, below three letters: begin a word so)."""
    key = " ".join(text.casefold().split())
    if not key:
        return 0
    names = _PLACES[kind]
    if names.full_text and not isinstance(connection, sqlite3.Connection):
        from bgdetails.store.postgres.searching import ways

        condition, values = list(ways(connection, names.table, key))[-1]
        statement = f"SELECT count(*) FROM {names.table} t WHERE {names.of} AND {condition}"
        return int(connection.execute(statement, {"key": key, "day": day, **values}).fetchone()[0])
    matches = _matches(connection, names.full_text, key)
    if matches:
        table, match, _ = matches[-1]
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (match,)).fetchone()[0])
    statement = f"SELECT count(*) FROM {names.table} t WHERE {names.of} AND {_INSIDE}"
    return int(connection.execute(statement, {"key": key, "day": day}).fetchone()[0])


class _NearWords(dict[str, Sequence[NearWord]]):
    """What each typed word may mean, looked up once for all kinds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, word: str) -> Sequence[NearWord]:
        near = self[word] = near_words(self._connection, word)
        return near


class _Search:
    """A search among the names of one kind."""

    def __init__(self, connection: sqlite3.Connection, kind: str, day: int, limit: int) -> None:
        self._connection = connection
        self._kind = kind
        self._day = day
        self._limit = limit
        self._names = _PLACES[kind]
        self._looks: dict[int, int] = {}

    def find(self, key: str, words: _NearWords) -> Iterator[Hit]:
        """The best hits."""
        self._looks = self._looked_at()
        found = {each.id: each for each in self._as_typed(key)}
        marks = dict.fromkeys(found, key)
        if len(found) < self._limit and any(len(word) >= LEAST for word in key.split()):
            for each, mark in self._near(key, words):
                if each.id not in found:
                    found[each.id], marks[each.id] = each, mark
        best = sorted(found.values(), key=lambda each: each.order)[: self._limit]
        return self._hits([each.id for each in best], marks)

    def recent(self) -> Iterator[Hit]:
        """What was looked at last."""
        looks = self._looked_at()
        return self._hits(sorted(looks, key=lambda id: -looks[id])[: self._limit], {})

    def _looked_at(self) -> dict[int, int]:
        """Our ids of what was looked at last, and when."""
        # Groups are known by their public ids in their own table; the rows of the list have no index on them.
        table = "buying_group" if self._kind == "group" else self._names.table
        statement = (
            f"SELECT t.id, v.at FROM view_history v CROSS JOIN {table} t ON {self._names.public_id} = v.public_id"
            " WHERE v.kind = ? ORDER BY v.at DESC LIMIT ?"
        )
        return dict(self._connection.execute(statement, (self._kind, _RECENT)).fetchall())

    # -- as it was typed ---------------------------------------------------------------------------------------------

    def _as_typed(self, key: str) -> Iterable[_Found]:
        found: dict[int, _Found] = {}
        if self._looks:
            # These are few, and come first of their place whatever their score is.
            among = f"{self._names.id} IN ({','.join(map(str, self._looks))})"
            found = {each.id: each for each in self._ranked(key, f"{among} AND {_INSIDE}", {})}
        for condition, values in self._ways(key):
            for each in self._ranked(key, condition, values):
                found.setdefault(each.id, each)
            if len(found) >= self._limit + len(self._looks):
                break
        return found.values()

    def _ways(self, key: str) -> Iterator[tuple[str, dict[str, object]]]:
        """Conditions on names, one after the other until enough are found; the best places first."""
        full_text = self._names.full_text
        if full_text and not isinstance(self._connection, sqlite3.Connection):
            from bgdetails.store.postgres.searching import ways

            yield from ways(self._connection, self._names.table, key)
            return
        if not full_text or not is_there(self._connection, f"{full_text}_start"):
            yield (_BEGINS, {"end": key + chr(0x10FFFF)}) if self._kind == "person" else (_INSIDE, {})
            return
        for table, match, place in _matches(self._connection, full_text, key):
            ids = self._matching(table, match)
            if len(ids) > _RANKED and self._names.is_sorted:
                yield place, {}
            elif ids:
                yield f"{self._names.id} IN ({','.join(map(str, ids[:_RANKED]))}) AND {_INSIDE}", {}

    def _matching(self, table: str, match: str) -> list[int]:
        statement = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"
        return [id for (id,) in self._connection.execute(statement, (match, _RANKED + 1))]

    def _ranked(self, key: str, condition: str, values: dict[str, object], place: str = "") -> list[_Found]:
        """The best that meet a condition, by place, score and name; ``place``: that of them all."""
        names = self._names
        order = "score DESC, t.name_key, id"
        if not place:
            place = f"CASE WHEN {_WHOLE} THEN 0 WHEN {_START} THEN 1 ELSE 2 END"
            order = order if condition in (_WHOLE, _START) else f"place, {order}"
        statement = (
            f"SELECT {place} AS place, {names.score} AS score, t.name_key, {names.id} AS id"
            f" FROM {names.table} t WHERE {names.of} AND {condition} ORDER BY {order} LIMIT :limit"
        )
        rows = self._connection.execute(statement, {"key": key, "day": self._day, "limit": self._limit, **values})
        return [_Found(at, self._looks.get(id, 0), score, name, id) for at, score, name, id in rows]

    # -- but for a slip ----------------------------------------------------------------------------------------------

    def _near(self, key: str, words_near: _NearWords) -> Iterator[tuple[_Found, str]]:
        """Names in which each word of the text begins a word, or is near one; with the word that is to be marked."""
        choices: list[list[str]] = []
        for word in key.split():
            choices.append(_words(words_near[word], of_people=self._kind == "person") or [word])
        table = f"{self._names.full_text}_start"
        near_names: tuple[str, dict[str, object]]
        if self._names.full_text and not isinstance(self._connection, sqlite3.Connection):
            from bgdetails.store.postgres.searching import near

            near_names = near(self._names.table, choices)
        elif self._names.full_text and is_there(self._connection, table):
            match = " AND ".join("(" + " OR ".join(f"{_quoted(word)} *" for word in words) + ")" for words in choices)
            ids = self._matching(table, match)
            near_names = (f"{self._names.id} IN ({','.join(map(str, ids))})", {})
        else:
            near_names = _any_of(choices)
        for each in self._ranked(key, *near_names, place="3"):
            yield each, next((word for words in choices for word in words if word in each.name_key), key)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _hits(self, ids: Sequence[int], marks: dict[int, str]) -> Iterator[Hit]:
        names = self._names
        account = " LEFT JOIN account a ON a.id = t.account_id" if self._kind == "person" else ""
        for id in ids:
            statement = f"SELECT {names.shown} FROM {names.table} t{account} WHERE {names.id} = :id AND {names.of}"
            for public_id, name, detail in self._connection.execute(statement, {"id": id, "day": self._day}):
                yield Hit(self._kind, public_id, name, detail, marks.get(id, ""), id)


def _words(near: Sequence[NearWord], of_people: bool) -> list[str]:
    return [each.word for each in near if (each.of_people if of_people else each.of_others)]


def _any_of(choices: Sequence[Sequence[str]]) -> tuple[str, dict[str, object]]:
    """A condition that a name has one of the words of each choice, and its values."""
    values: dict[str, object] = {}
    parts: list[str] = []
    for number, words in enumerate(choices):
        names = [f"w{number}_{place}" for place in range(len(words))]
        values.update(zip(names, words, strict=True))
        parts.append("(" + " OR ".join(f"instr(t.name_key, :{name}) > 0" for name in names) + ")")
    return " AND ".join(parts), values


def _matches(connection: sqlite3.Connection, full_text: str, key: str) -> list[tuple[str, str, str]]:
    """The full-text tables that can answer, what to ask them, and what is true of the names that they find."""
    start = f"{full_text}_start"
    if not full_text or not is_there(connection, start):
        return []
    matches: list[tuple[str, str, str]] = []
    if any(letter.isalnum() for letter in key):
        matches += [(start, _quoted(key), _WHOLE), (start, f"{_quoted(key)} *", _START)]
    if len(key) >= _TRIGRAM:
        matches.append((full_text, _quoted(key), _INSIDE))
    return matches


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
