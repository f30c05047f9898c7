"""How a glossary is written, and how a text is read by it into English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct, field

_NUMBER = r"\d+(?:[.,\u00a0\u202f' ]\d{3}(?!\d))*(?:[.,]\d+)?"
_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*|%"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def words(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


class Token(Struct, frozen=True):
    """A piece of a text: ``kind`` is word, number, kept (a name, a label, a quote, a date) or gap."""

    kind: str
    text: str
    start: int


class Language(Struct, frozen=True, dict=True):
    """A language. ``phrases``: lines of ``phrase/phrase = English``; # is a number, @ a name or label."""

    code: str
    phrases: str
    months: str
    """Twelve names, each with its short form after a comma."""
    numbers: Mapping[str, int]
    decimal: str = ","
    elisions: Mapping[str, str] = field(default_factory=dict)
    """French: ``l'`` → ``the``; the words of which the apostrophe is the end."""
    doubled: tuple[str, frozenset[str]] = ("", frozenset())
    """Spanish: *no* before *ningún* says the same negation twice."""
    day_mark: str = ""
    """What follows the number of a day: ``6. November``, ``6 de noviembre``."""
    days: str = "days"

    @cached_property
    def table(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Phrase → English, both as words."""
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        for line in self.phrases.strip().splitlines():
            ways, _, english = line.partition("=")
            for way in ways.split("/"):
                found[tuple(way.casefold().split())] = tuple(english.split())
        found["%",] = ("%",)
        found |= {(f"{word}'",): tuple(english.split()) for word, english in self.elisions.items()}
        for number, names in enumerate(self.months.split()):
            for name in names.casefold().split(","):
                found[(name,)] = (_MONTHS[number],)
                if self.day_mark not in ("", "."):
                    found["#", self.day_mark, name] = ("#", _MONTHS[number])
                    found["#", self.day_mark, name, self.day_mark, "#"] = ("#", _MONTHS[number], "#")
        return found

    @cached_property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max(len(phrase) for phrase in self.table)

    def read(self, text: str, kept: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, str]]]:
        """The text in English, and the words that the glossary lacks, with their places.

        Args:
            text: The text.
            kept: Where names, labels and quotes stand, which are left as they are.
        """
        tokens = self._once_negated(self._tokens(text, kept))
        said: list[str] = []
        unknown: list[tuple[int, str]] = []
        at = 0
        while at < len(tokens):
            size, english = self._longest_at(tokens, at)
            if english is not None:
                said.append(_filled(english, tokens[at : at + size]))
                at += size
                continue
            token = tokens[at]
            if token.kind == "word":
                unknown.append((token.start, token.text))
            else:
                said.append(self._number(token.text) if token.kind == "number" else token.text)
            at += 1
        return " ".join(" ".join(said).split()).replace(" ,", ",").replace(" .", "."), unknown

    def _once_negated(self, tokens: list[Token]) -> list[Token]:
        word, others = self.doubled
        found = [token.text.casefold() if token.kind == "word" else token.text.strip() for token in tokens]
        ends = [index for index, text in enumerate(found) if text in (".", ";", ",")]
        return [
            token
            for index, token in enumerate(tokens)
            if not word
            or found[index] != word
            or not others & set(found[index : min((end for end in ends if end > index), default=len(found))])
        ]

    def _longest_at(self, tokens: list[Token], at: int) -> tuple[int, tuple[str, ...] | None]:
        shapes: list[str] = []
        taken: list[int] = []
        index = at
        while index < len(tokens) and len(shapes) < self.longest:
            token = tokens[index]
            if token.kind == "gap" and token.text.strip():
                break
            if token.kind != "gap":
                shapes.append({"number": "#", "kept": "@"}.get(token.kind, token.text.casefold()))
                taken.append(index + 1 - at)
            index += 1
        if tokens[at].kind == "gap":
            return 0, None
        for length in range(len(shapes), 0, -1):
            english = self.table.get(tuple(shapes[:length]))
            if english is not None:
                return taken[length - 1], english
        return 0, None

    def _tokens(self, text: str, kept: Sequence[tuple[int, int]]) -> list[Token]:
        found: list[Token] = []
        end = 0
        places = sorted([*kept, *(m.span() for m in _DATE.finditer(text) if not _is_within(m.start(), kept))])
        for start, stop in places:
            found += self._split(text, end, start)
            found.append(Token("kept", text[start:stop], start))
            end = stop
        return [*found, *self._split(text, end, len(text))]

    @cached_property
    def _token(self) -> re.Pattern[str]:
        months = "|".join(sorted((n for names in self.months.split() for n in names.split(",")), key=len, reverse=True))
        day = rf"(?P<day>\d{{1,2}})\.(?=\s+(?:{months})\b)|" if self.day_mark == "." else ""
        return re.compile(rf"{day}(?P<number>{_NUMBER})|(?P<word>{_WORD})", re.I)

    def _split(self, text: str, start: int, stop: int) -> list[Token]:
        found: list[Token] = []
        end = start
        for match in self._token.finditer(text, start, stop):
            if match.start() < end:
                continue
            if match.start() > end:
                found.append(Token("gap", text[end : match.start()], end))
            end = match.end()
            word = match[0].casefold()
            if word in self.elisions and text[end : end + 1] in ("'", "’"):
                found.append(Token("word", f"{match[0]}'", match.start()))
                end += 1
            elif match["word"] is None:
                found.append(Token("number", match[0].removesuffix("."), match.start()))
            elif word in self.numbers:
                found.append(Token("number", str(self.numbers[word]), match.start()))
            else:
                found.append(Token("word", match[0], match.start()))
        if end < stop:
            found.append(Token("gap", text[end:stop], end))
        return found

    def _number(self, text: str) -> str:
        """As English writes it."""
        plain = re.sub(r"[\u00a0\u202f' ]", "", text)
        whole, _, rest = plain.partition(self.decimal)
        whole = whole.replace("." if self.decimal == "," else ",", "")
        return f"{whole}.{rest}" if rest else whole

    def write_number(self, text: str) -> str:
        """A number as this language writes it."""
        return text.translate({ord(","): "." if self.decimal == "," else ",", ord("."): self.decimal})

    def write_day(self, day: date, as_of: date) -> str:
        """A day in words; the year only where it is another one."""
        name = self.months.split()[day.month - 1].split(",")[0]
        name = name.capitalize() if self.code == "de" else name
        mark = "." if self.day_mark == "." else f" {self.day_mark}" if self.day_mark else ""
        year = f" {'de ' if self.code == 'es' else ''}{day.year}" if day.year != as_of.year else ""
        return f"{day.day}{mark} {name}{year}"


def _is_within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _filled(english: tuple[str, ...], tokens: Sequence[Token]) -> str:
    """The English with the numbers and names of the phrase in their places."""
    numbers = [token.text for token in tokens if token.kind == "number"]
    kept = [token.text for token in tokens if token.kind == "kept"]
    return " ".join(numbers.pop(0) if w == "#" else kept.pop(0) if w == "@" else w for w in english)
