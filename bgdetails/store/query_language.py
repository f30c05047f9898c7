"""The language of the search box and of QUERY on the command line: text to a tree (docs/queries.md).

``parse`` knows words, keys, comparisons and how they are joined; ``store/query_sql.py`` says what they select.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum
from math import ceil, floor, inf

from msgspec import Struct


class QueryError(Exception):
    """A query that cannot be understood: a sentence, and the place in the query that it is about."""

    def __init__(self, sentence: str, query: str, start: int, length: int = 1) -> None:
        super().__init__(sentence)
        self.query = query
        self.start = start
        self.length = max(length, 1)

    @property
    def pointer(self) -> str:
        """The query, and below it carets under the place."""
        return f"{self.query}\n{' ' * self.start}{'^' * self.length}"


class KeyKind(Enum):
    """What a key takes: a whole name, a part, a number, a day, a role that lacks people, people in a role, one word."""

    NAME = "name"
    PART = "part"
    NUMBER = "number"
    DAY = "day"
    LACK = "lack"
    ROLE = "role"
    WORD = "word"


KEYS: dict[str, KeyKind] = {
    "stage": KeyKind.NAME,
    "account": KeyKind.PART,
    "interest": KeyKind.NAME,
    "template": KeyKind.NAME,
    "status": KeyKind.NAME,
    "owner": KeyKind.NAME,
    "region": KeyKind.NAME,
    "industry": KeyKind.NAME,
    "engagement": KeyKind.NUMBER,
    "completeness": KeyKind.NUMBER,
    "members": KeyKind.NUMBER,
    "missing": KeyKind.LACK,
    "short": KeyKind.LACK,
    "role": KeyKind.ROLE,
    "deal": KeyKind.WORD,
    "active": KeyKind.DAY,
    "updated": KeyKind.DAY,
    "velocity": KeyKind.NUMBER,
    "stagnant": KeyKind.WORD,
    "changed": KeyKind.WORD,
    "watched": KeyKind.WORD,
}

WORDS = {
    "deal": ("at-risk",),
    "stagnant": ("yes", "no"),
    "changed": ("since-last-look",),
    "watched": ("yes", "no"),
}
"""What the keys take that take one of a few words."""


class Word(Struct, frozen=True):
    """Any part of a group's name."""

    text: str


class Text(Struct, frozen=True):
    """A key whose value is a name, or a part of one."""

    key: str
    value: str
    start: int = 0
    length: int = 1


class Range(Struct, frozen=True):
    """A key whose value lies between two whole numbers, both included; days are their ordinals. None: no limit.

    ``role`` is set where the number is of people in that role.
    """

    key: str
    low: int | None
    high: int | None
    role: str | None = None


class Not(Struct, frozen=True):
    """Everything else."""

    part: Node


class Joined(Struct, frozen=True):
    """All of the parts, or any of them."""

    parts: tuple[Node, ...]
    any_of: bool = False


Node = Word | Text | Range | Not | Joined


class Part(Struct, frozen=True):
    """A part of a query as it is written, and what it means."""

    text: str
    node: Node


_QUOTED = r""""(?P<quoted>(?:[^"]|"")*)(?P<end>"?)"""
_TOKEN = re.compile(
    rf"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[^\s)]))|{_QUOTED}"""
    r"""|(?P<key>[^\W\d]\w*)(?P<blank>\s*)(?P<sign>>=|<=|[:<>=])|(?P<word>[^\s()"]+))"""
)
_VALUE = re.compile(rf"""\s*(?:{_QUOTED}|(?P<word>[^\s()"]+))""")
_MOST_PARTS = 100
_SIGN = re.compile(r"\s*(>=|<=|[<>=])")


class _Token(Struct, frozen=True):
    kind: str
    text: str
    start: int
    end: int
    sign: str = ""


def parse(query: str) -> Node | None:
    """The tree of a query; None for one that is blank.

    ``or``, ``and`` and ``not`` join only where there is something to join; else they are words of a name, so that
    a name may be typed letter by letter.

    Raises:
        QueryError: It cannot be understood.
    """
    reader = _Reader(query)
    tree = reader.any_of()
    token = reader.peek()
    if token is not None:
        raise QueryError("This parenthesis closes nothing.", query, token.start)
    return tree


def parts_of(query: str) -> tuple[Part, ...]:
    """The parts of a query that must all hold, each as it is written; one that is joined by ``or`` is one part.

    Raises:
        QueryError: It cannot be understood.
    """
    tree = parse(query)
    if tree is None:
        return ()
    reader = _Reader(query)
    parts = reader.parts()
    return tuple(parts) if reader.peek() is None else (Part(query.strip(), tree),)


def quoted(value: str) -> str:
    """A value as it is written in a query: in quotation marks where it is more than one plain word."""
    return value if re.fullmatch(r"[\w.&/'-]+", value) else '"' + value.replace('"', '""') + '"'


class _Reader:
    """Reads a query from left to right."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.count = 0

    def peek(self) -> _Token | None:
        """The token that comes next, unread."""
        if not self.query[self.at :].strip():
            return None
        match = _TOKEN.match(self.query, self.at)
        assert match is not None  # every character that is not blank begins a token
        kind = match.lastgroup or ""
        if kind == "end":
            self._closed(match)
            return _Token("word", match["quoted"].replace('""', '"'), match.start("quoted") - 1, match.end(), "quoted")
        if kind == "sign":
            return self._key_or_word(match)
        return _Token(kind, match[kind], match.start(kind), match.end())

    def _key_or_word(self, match: re.Match[str]) -> _Token:
        # "R&D = fun" has no key: a blank before the sign is only read over where the word is one.
        if match["blank"] and match["key"].casefold() not in KEYS:
            return _Token("word", match["key"], match.start("key"), match.end("key"))
        return _Token("key", match["key"], match.start("key"), match.end(), match["sign"])

    def _closed(self, match: re.Match[str]) -> None:
        if not match["end"]:
            raise QueryError("This quotation mark is not closed.", self.query, match.start("quoted") - 1)

    def any_of(self) -> Node | None:
        """Parts joined by ``or``."""
        parts = [self.all_of()]
        while self._joins("or") and parts[-1] is not None:
            self._take()
            parts.append(self.all_of())
        return _joined(parts, any_of=True)

    def all_of(self) -> Node | None:
        """Parts joined by blanks or ``and``."""
        return _joined([part.node for part in self.parts()])

    def parts(self) -> list[Part]:
        """Those parts, each with its text."""
        parts: list[Part] = []
        while (token := self.peek()) is not None and token.kind != "close":
            if parts and self._joins("or"):
                break
            if parts and self._joins("and"):
                self._take()
                token = self.peek()
            assert token is not None  # what joins is only taken where something follows
            node = self.part()
            parts.append(Part(self.query[token.start : self.at], node))
        return parts

    def part(self) -> Node:
        """One word, key or parenthesis, or the opposite of one."""
        token = self._take()
        self.count += 1
        if self.count > _MOST_PARTS:
            raise QueryError(f"A query has at most {_MOST_PARTS} parts.", self.query, token.start)
        if token.kind == "minus" or (token.kind == "word" and _is(token, "not") and self._more()):
            return Not(self.part())
        if token.kind == "open":
            return self._parenthesis(token)
        if token.kind == "key":
            return self._condition(token)
        if not token.text.strip():
            raise QueryError("There is nothing between the quotation marks.", self.query, token.start, 2)
        return Word(token.text.strip())

    def _parenthesis(self, token: _Token) -> Node:
        inner = self.any_of()
        closing = self.peek()
        if closing is None:
            raise QueryError("This parenthesis is not closed.", self.query, token.start)
        self._take()
        if inner is None:
            raise QueryError("There is nothing between the parentheses.", self.query, token.start, 2)
        return inner

    def _take(self) -> _Token:
        token = self.peek()
        assert token is not None
        self.at = token.end
        return token

    def _more(self) -> bool:
        token = self.peek()
        return token is not None and token.kind != "close"

    def _joins(self, word: str) -> bool:
        """True where ``word`` comes next, and after it something that it can join."""
        token = self.peek()
        if token is None or token.kind != "word" or not _is(token, word):
            return False
        before, self.at = self.at, token.end
        more = self._more()
        self.at = before
        return more

    def _condition(self, token: _Token) -> Node:
        key = token.text.casefold()
        kind = KEYS.get(key)
        if kind is None:
            raise QueryError(
                f"“{token.text}” is not a key. Keys are {', '.join(sorted(KEYS))}; quote a name that holds a colon.",
                self.query,
                token.start,
                len(token.text),
            )
        value, start = self._value(token)
        if kind is KeyKind.ROLE:
            return self._role(token, key, value, start)
        if kind in (KeyKind.NUMBER, KeyKind.DAY):
            return self._range(token.sign, key, value, start)
        self._only_equal(token)
        if kind is KeyKind.WORD and value.casefold() not in WORDS[key]:
            raise QueryError(f"{key} takes {' or '.join(WORDS[key])}, not “{value}”.", self.query, start, len(value))
        return Text(key, value, start, len(value))

    def _only_equal(self, token: _Token) -> None:
        if token.sign not in ":=":
            key = token.text.casefold()
            raise QueryError(
                f"{key} is a name and cannot be compared: write {key}:VALUE.", self.query, token.start, len(token.text)
            )

    def _value(self, token: _Token) -> tuple[str, int]:
        match = _VALUE.match(self.query, self.at)
        if match is None or not (match["quoted"] or match["word"] or "").strip():
            if match is not None and match["quoted"] is not None:
                self._closed(match)
            raise QueryError(
                f"{token.text}{token.sign} needs a value.", self.query, token.start, token.end - token.start
            )
        if match["quoted"] is not None:
            self._closed(match)
            self.at = match.end()
            return match["quoted"].replace('""', '"').strip(), match.start("quoted")
        # role:Champion>=2 has its number behind the name, whatever the name's own letters are.
        word = re.split(r"[<>=]", match["word"], maxsplit=1)[0] if token.text.casefold() == "role" else match["word"]
        self.at = match.start("word") + len(word)
        if not word:
            raise QueryError("role: needs the name of a role.", self.query, token.start, token.end - token.start)
        return word, match.start("word")

    def _role(self, token: _Token, key: str, role: str, start: int) -> Node:
        self._only_equal(token)
        sign = _SIGN.match(self.query, self.at)
        if sign is None:
            return Range(key, 1, None, role)
        self.at = sign.end()
        asked = _Token("key", key, sign.start(1), sign.end(), sign[1])
        number, number_start = self._value(_Token("key", "", asked.start, asked.end, asked.sign))
        found = self._range(sign[1], "members", number, number_start)
        return Range(key, found.low, found.high, role)

    def _range(self, sign: str, key: str, value: str, start: int) -> Range:
        if sign in ":=" and ".." in value:
            low, _, high = value.partition("..")
            lowest = self._limit(key, low, start) if low else -inf
            highest = self._limit(key, high, start + len(low) + 2) if high else inf
            return _whole_range(key, lowest, highest)
        number = self._limit(key, value, start)
        if sign == ">":
            return _whole_range(key, floor(number) + 1, inf)
        if sign == "<":
            return _whole_range(key, -inf, ceil(number) - 1)
        return _whole_range(key, -inf if sign == "<=" else number, inf if sign == ">=" else number)

    def _limit(self, key: str, text: str, start: int) -> float:
        try:
            if KEYS[key] is KeyKind.DAY:
                return _day(text)
            number = float(text.removesuffix("%").rstrip().replace(",", ""))
            if not abs(number) < 1e15:
                raise ValueError
        except ValueError:
            expected = "a day such as 2026-01-31" if KEYS[key] is KeyKind.DAY else "a number such as 67"
            raise QueryError(f"{key} takes {expected}, not “{text}”.", self.query, start, len(text)) from None
        return number


def _day(text: str) -> int:
    if len(text) != 10:
        raise ValueError
    return date.fromisoformat(text).toordinal()


def _is(token: _Token, word: str) -> bool:
    return token.sign != "quoted" and token.text.casefold() == word


def _whole_range(key: str, low: float, high: float) -> Range:
    # What is compared is whole: from 66.5 on is from 67 on.
    return Range(key, None if low == -inf else ceil(low), None if high == inf else floor(high))


def _joined(parts: Sequence[Node | None], *, any_of: bool = False) -> Node | None:
    known = [part for part in parts if part is not None]
    if len(known) < 2:
        return known[0] if known else None
    return Joined(tuple(known), any_of)
