"""What a statement mentions: quotes, names, labels, dates, spans of time, numbers, and the words between them."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct
from msgspec.structs import force_setattr


class Ref(Struct, frozen=True):
    """A value of a cited fact."""

    fact: str
    value: str


class Mention(Struct, frozen=True):
    """One thing that a text mentions.

    ``kind``: quote, bad_quote, name, subject, foreign_name, ambiguous, label, foreign_label, date, span, number,
    ordinal, range, mixed, word, punct or symbol.
    """

    start: int
    end: int
    kind: str
    text: str
    value: Any = None
    refs: tuple[Ref, ...] = ()
    word: str = ""
    """The text in lower case, with a plain apostrophe."""

    def __post_init__(self) -> None:
        """Every rule asks for the word: it is made once."""
        force_setattr(self, "word", self.text.casefold().replace("’", "'"))


class Marked:
    """A text of which pieces are taken one kind after the other; what is taken, later kinds do not see."""

    TAKEN = "\x00"

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = text
        self.mentions: list[Mention] = []

    def take(self, start: int, end: int, kind: str, value: Any = None, refs: tuple[Ref, ...] = ()) -> None:
        """Take a piece."""
        self.mentions.append(Mention(start, end, kind, self.text[start:end], value, refs))
        self.hide(start, end)

    def hide(self, start: int, end: int) -> None:
        """Take a piece that is no mention: the marks around a name."""
        self.rest = self.rest[:start] + self.TAKEN * (end - start) + self.rest[end:]

    def found(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Where a pattern stands in what is left."""
        return list(pattern.finditer(self.rest))

    def done(self) -> tuple[Mention, ...]:
        """All mentions, in the order of the text."""
        return tuple(sorted(self.mentions, key=lambda mention: mention.start))
