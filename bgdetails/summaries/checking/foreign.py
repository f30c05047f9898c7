"""A statement in another language, read into English over the facts that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited, kept_mentions
from bgdetails.summaries.languages.glossary import Language

_NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f]*\d)?")


class InEnglish(Struct, frozen=True):
    """A statement in English, with what its own text has: names and quotes, and the words that no glossary has."""

    text: str
    kept: tuple[Mention, ...]
    unknown: tuple[tuple[int, str], ...]


def in_english(text: str, cited: Cited, language: Language) -> InEnglish:
    """Read a statement by the glossary of its language."""
    kept = kept_mentions(text, cited)
    english, unknown = language.read(text, [(mention.start, mention.end) for mention in kept])
    return InEnglish(english, kept, tuple(unknown))


def emphasis_of(text: str, kept: tuple[Mention, ...]) -> Iterator[tuple[int, int]]:
    """Where names and numbers stand in a statement."""
    names = [(mention.start, mention.end) for mention in kept if mention.kind == "name"]
    yield from names
    for match in _NUMBER.finditer(text):
        if not any(mention.start <= match.start() < mention.end for mention in kept):
            yield match.span()
