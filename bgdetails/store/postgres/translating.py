"""The store's SQL as PostgreSQL takes it: every rule and query has one text, and that is SQLite's.

A statement is taken apart once and kept. What differs is little: parameters, a few functions, hints to SQLite's
planner, where unknown values are sorted, and truth values, which are no numbers here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bgdetails.store.postgres.names import INDEX_ORDERS, NEVER_NULL, TEXT_IDS, TRUTHS
from bgdetails.store.postgres.tokens import Group, Part, Token, parts_of, significant, split_at, text_of

_KEPT = 2000
_FUNCTIONS = {
    "INSTR": "strpos",
    "IFNULL": "coalesce",
    "CHAR": "chr",
    "CASEFOLD": "bgdetails_casefold",
    "JSON_EXTRACT": "bgdetails_json_at",
}
_TYPES = {"INTEGER": "BIGINT", "INT": "BIGINT", "REAL": "DOUBLE PRECISION", "BLOB": "BYTEA"}
_END_OF_ORDER = frozenset(("LIMIT", "OFFSET", "ROWS", "RANGE", "UNION", "EXCEPT", "INTERSECT", "ON", "RETURNING"))
_END_OF_JOIN = frozenset(("WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "JOIN", "CROSS", "LEFT", "INNER"))
_BEFORE_A_VALUE = frozenset(("", "AND", "OR", "ON", "WHERE", "BY", "SELECT", "NOT", "WHEN", "THEN", "ELSE", "CASE"))
_UPDATE_OR_IGNORE = re.compile(
    r"\s*UPDATE OR IGNORE (?P<table>\w+) SET (?P<column>\w+) = (?P<value>.*) WHERE (?P<condition>.*)", re.DOTALL
)
_UNIQUE_ONLY = """
UPDATE {table} SET {column} = wanted.new FROM (
  SELECT DISTINCT ON (new) id, new FROM (SELECT id, {value} AS new FROM {table} WHERE {condition}) each
  WHERE NOT EXISTS (SELECT 1 FROM {table} other WHERE other.{column} = each.new) ORDER BY new, id
) wanted WHERE wanted.id = {table}.id
"""
_IN_LISTS = re.compile(r"json_extract\(\w+\.value")
_JOINED_WITH = re.compile(r"(\w+) = \w+\.value")
_SAID_TO_SQLITE = frozenset((("WITHOUT", "ROWID"), ("NOT", "INDEXED"), ("OR", "IGNORE")))
_KNOWN_TRUTHS = frozenset(("NULL", "TRUE", "FALSE", "DISTINCT", "NOT"))
_NO_NAMES = _END_OF_ORDER | _END_OF_JOIN | {"HAVING", "USING", "FULL", "RIGHT", "NATURAL", "WINDOW", "SET"}


@lru_cache(_KEPT)
def translated(sql: str) -> str:
    """A statement of the store, in SQLite's words, for psycopg."""
    return _translate(sql, ours=True)


@lru_cache(_KEPT)
def adapted(sql: str) -> str:
    """A statement that SQLAlchemy made for psycopg: what it leaves to the database's habits is said."""
    return _translate(sql, ours=False)


def _translate(sql: str, *, ours: bool) -> str:
    if passing := _UPDATE_OR_IGNORE.fullmatch(sql):
        sql = _UNIQUE_ONLY.format(**passing.groupdict())
    parts = parts_of(sql)
    ignores = [part.word for part in significant(parts)[:3]] == ["INSERT", "OR", "IGNORE"]
    defines = bool(parts) and next((part.word for part in significant(parts)), "") == "CREATE"
    done = text_of(_Level(ours, defines, _joins_texts(sql)).of(parts)).strip()
    return f"{done} ON CONFLICT DO NOTHING" if ignores else done


class _Level:
    """Goes through what stands in one pair of parentheses after the other."""

    def __init__(self, ours: bool, defines: bool, of_texts: bool = False) -> None:
        self._ours = ours
        self._defines = defines
        self._of_texts = of_texts

    def of(self, parts: list[Part]) -> list[Part]:
        """The parts in PostgreSQL's words."""
        parts = self._functions(parts)
        parts = _without_hints(parts)
        parts = _truths(parts)
        parts = _orders(parts)
        parts = _named(parts)
        return [self._one(part) for part in parts]

    def _one(self, part: Part) -> Part:
        if isinstance(part, Group):
            return part
        if part.kind == "named":
            return Token("given", f"%({part.text[1:]})s")
        if part.kind == "placed":
            return Token("given", "%s")
        if self._ours and "%" in part.text and part.kind in ("text", "sign", "given"):
            return Token(part.kind, part.text.replace("%", "%%"))
        if part.text == "==":
            return Token("sign", "=")
        if part.word in _TYPES:
            return Token("word", _TYPES[part.word])
        if self._defines and part.word == "TEXT":
            return Token("word", 'TEXT COLLATE "C"')
        return part

    def _functions(self, parts: list[Part]) -> list[Part]:
        """Calls in the words of the server; what is in parentheses comes first."""
        done: list[Part] = []
        order = _order_of_hint(parts)
        for part in parts:
            if not isinstance(part, Group):
                done.append(part)
                continue
            of_texts = self._of_texts or _is_among_texts(done)
            inner = Group(_Level(self._ours, self._defines, of_texts).of(part.parts))
            if done and done[-1].kind == "hint":
                done = _fetched_first(done, inner)
                continue
            name = done[-1] if done and isinstance(done[-1], Token) else None
            call = self._call(name.word, inner, order) if name is not None else None
            if call is None:
                done.append(inner)
            else:
                done[-1:] = call
        return done

    def _call(self, name: str, inner: Group, order: str) -> list[Part] | None:
        if name in _FUNCTIONS:
            return [Token("word", _FUNCTIONS[name]), inner]
        if name == "JSON_EACH":
            return _each(text_of(inner.parts).strip(), self._of_texts)
        arguments = [text_of(each).strip() for each in split_at(inner.parts, ",")]
        if name == "GROUP_CONCAT":
            return _joined(arguments, order)
        special = _CALLS.get(name)
        return special(arguments) if special else None


def _fetched_first(before: list[Part], inner: Group) -> list[Part]:
    """``IN /* few */(SELECT …)``: a list that is made first. The server takes few for many, and looks at all rows."""
    while before.pop().word != "IN":
        pass
    return [*before, *_raw(f"= ANY(ARRAY({text_of(inner.parts)}))")]


def _raw(sql: str) -> list[Part]:
    return [Token("made", sql)]


def _joined(arguments: list[str], order: str) -> list[Part]:
    value, separator = arguments[0], arguments[1] if len(arguments) > 1 else "','"
    return _raw(f"string_agg(CAST({value} AS text), {separator}{order})")


def _order_of_hint(parts: list[Part]) -> str:
    """Rows that SQLite is told to take by an index come in its order; what is joined of them has to be told."""
    words = [part for part in parts if isinstance(part, Token) and part.kind == "word"]
    for number, word in enumerate(words[:-2]):
        if word.word == "INDEXED" and words[number + 1].word == "BY":
            return f" ORDER BY {INDEX_ORDERS[words[number + 2].text]}"
    return ""


def _largest(name: str) -> Callable[[list[str]], list[Part] | None]:
    def call(arguments: list[str]) -> list[Part] | None:
        return None if len(arguments) < 2 else _raw(f"{name}({', '.join(arguments)})")

    return call


def _each(argument: str, of_texts: bool) -> list[Part]:
    # A list that is given is one of our ids, unless it is searched for a text; a cell is an object of texts.
    if argument[0] not in "%:?":
        return _raw(f"bgdetails_each_text({argument})")
    return _raw(f"{'bgdetails_each_item' if of_texts else 'bgdetails_each_id'}({argument})")


def _joins_texts(sql: str) -> bool:
    """Whether a list that is given is joined with texts, or has lists in it."""
    return _IN_LISTS.search(sql) is not None or any(name in TEXT_IDS for name in _JOINED_WITH.findall(sql))


def _is_among_texts(before: list[Part]) -> bool:
    """Whether what follows is the list in ``external_id IN (…)``."""
    words = significant(before)
    return len(words) > 1 and words[-1].word == "IN" and _sign(words[-2]).lower() in TEXT_IDS


def _choice(arguments: list[str]) -> list[Part]:
    condition, value, otherwise = arguments
    return _raw(f"CASE WHEN {condition} THEN {value} ELSE {otherwise} END")


def _rounded(arguments: list[str]) -> list[Part] | None:
    if len(arguments) < 2:
        return None
    return _raw(f"CAST(round(CAST({arguments[0]} AS numeric), {arguments[1]}) AS double precision)")


_CALLS: dict[str, Callable[[list[str]], list[Part] | None]] = {
    "TOTAL": lambda arguments: _raw(f"CAST(coalesce(sum({arguments[0]}), 0) AS double precision)"),
    "MAX": _largest("greatest"),
    "MIN": _largest("least"),
    "IIF": _choice,
    "ROUND": _rounded,
}


def _without_hints(parts: list[Part]) -> list[Part]:
    """Without what only SQLite's planner or storage is told."""
    done: list[Part] = []
    skip = 0
    words = [(place, part) for place, part in enumerate(parts) if part.kind != "blank"]
    at = {place: number for number, (place, _) in enumerate(words)}

    def word(number: int) -> str:
        return words[number][1].word if 0 <= number < len(words) else ""

    for place, part in enumerate(parts):
        if place < skip:
            continue
        number = at.get(place)
        if number is None or not isinstance(part, Token):
            done.append(part)
        elif part.word == "INDEXED" and word(number + 1) == "BY":
            skip = words[number + 2][0] + 1
        elif (part.word, word(number + 1)) in _SAID_TO_SQLITE:
            skip = words[number + 1][0] + 1
        elif part.word == "CROSS" and _has_condition(words, number + 2):
            continue
        elif part.word == "TEMP" and number + 1 < len(words) and _sign(words[number + 1][1]) == ".":
            done.append(Token("word", "pg_temp"))
        elif part.text == "+" and word(number - 1) in _BEFORE_A_VALUE and _begins(words, number):
            continue
        else:
            done.append(part)
    return done


def _named(parts: list[Part]) -> list[Part]:
    """With a name for each subquery that is read from: servers before 16 want one."""
    done: list[Part] = []
    words = significant(parts)
    number = -1
    for part in parts:
        done.append(part)
        number += part.kind != "blank"
        if isinstance(part, Group) and number and words[number - 1].word in ("FROM", "JOIN"):
            begins = next(iter(significant(part.parts)), part)
            after = words[number + 1] if number + 1 < len(words) else None
            is_named = after is not None and after.kind in ("word", "quoted") and after.word not in _NO_NAMES
            if begins.word in ("SELECT", "WITH", "VALUES") and not is_named:
                done.append(Token("made", f" AS unnamed_{number}"))
    return done


def _sign(part: Part) -> str:
    return part.text if isinstance(part, Token) else ""


def _begins(words: list[tuple[int, Part]], number: int) -> bool:
    """Whether a sign has nothing before it that it could add to."""
    if number == 0:
        return True
    before = words[number - 1][1]
    return bool(before.word) or _sign(before) in (",", "=", "<>", "<", ">")


def _has_condition(words: list[tuple[int, Part]], number: int) -> bool:
    for _, part in words[number:]:
        if part.word == "ON":
            return True
        if part.word in _END_OF_JOIN:
            return False
    return False


def _truths(parts: list[Part]) -> list[Part]:
    """Truth values compared with 0 and 1, and ``IS`` between two values."""
    words = [part for part in parts if part.kind != "blank"]
    for number, part in enumerate(words):
        after = words[number + 1] if number + 1 < len(words) else None
        if isinstance(part, Token) and part.kind == "word" and part.text.lower() in TRUTHS and after is not None:
            value = words[number + 2] if number + 2 < len(words) else None
            if _sign(after) in ("=", "<>", "!=") and isinstance(value, Token) and value.text in ("0", "1"):
                value.kind, value.text = "text", f"'{value.text}'"
        if isinstance(part, Token) and part.word == "IS" and after is not None:
            negated = after.word == "NOT"
            value = words[number + 2] if negated and number + 2 < len(words) else after
            if value.word not in _KNOWN_TRUTHS:
                part.text = "IS DISTINCT FROM" if negated else "IS NOT DISTINCT FROM"
                if negated and isinstance(after, Token):
                    after.text = ""
    return parts


def _orders(parts: list[Part]) -> list[Part]:
    """Unknown values first going up and last going down, as SQLite sorts them; where a column can have any."""
    done: list[Part] = []
    item: list[Part] | None = None
    previous = ""

    def close() -> None:
        nonlocal item
        if item is not None:
            done.extend(_ordered(item))
            item = None

    for part in parts:
        ends = part.word in _END_OF_ORDER or _sign(part) == ";"
        if item is not None and (ends or _sign(part) == ","):
            close()
            done.append(part)
            item = None if ends else []
        elif part.word == "BY" and previous == "ORDER":
            done.append(part)
            item = []
        elif item is not None:
            item.append(part)
        else:
            done.append(part)
        if part.kind != "blank":
            previous = part.word
    close()
    return done


def _ordered(item: list[Part]) -> list[Part]:
    words = significant(item)
    if not words or any(part.word == "NULLS" for part in words):
        return item
    falls = words[-1].word == "DESC"
    column = words[:-1] if words[-1].word in ("ASC", "DESC") else words
    last = column[-1] if column else None
    if isinstance(last, Token) and last.text.lower() in NEVER_NULL and len(column) in (1, 3):
        return item
    while item and item[-1].kind == "blank":
        item.pop()
    return [*item, Token("made", f" NULLS {'LAST' if falls else 'FIRST'} ")]
