"""Whether a text speaks of a keyword (docs/model.md, intent): whole words, whatever their case, accents or number."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")
"""Letters and digits; everything else separates words."""
_ACCENT = "Mn"
_SHORTEST = 2
"""Letters of a word that has a plural."""
_VOWELS = frozenset("aeiou")
_HISSING = ("s", "x", "z", "ch", "sh")


def words(text: str) -> list[str]:
    """The words of a text, case and accents folded."""
    return _WORD.findall(text.lower() if text.isascii() else _folded(text))


def _folded(text: str) -> str:
    # Taken apart before and after: folding case may put accents together again (ΐ).
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter) != _ACCENT)


def forms(word: str) -> frozenset[str]:
    """A word with its simple plurals, and with what it is the simple plural of."""
    return frozenset((word, *_plurals(word), *_singulars(word)))


def _plurals(word: str) -> list[str]:
    if len(word) < _SHORTEST or not word[-1].isalpha():
        return []
    plurals = [f"{word}s"]
    if word.endswith((*_HISSING, "o")):
        plurals.append(f"{word}es")
    if word[-1] == "y" and word[-2] not in _VOWELS:
        plurals.append(f"{word[:-1]}ies")
    return plurals


def _singulars(word: str) -> list[str]:
    shorter = [word[:-1], word[:-2], f"{word[:-3]}y"] if word.endswith("s") else []
    return [each for each in shorter if word in _plurals(each)]


class KeywordMatcher:
    """Finds keywords in texts; a keyword is known by its place among those that were given.

    A keyword of several words is found where all of them follow each other. One without any letter or digit is never
    found.
    """

    __slots__ = ("_starts",)

    def __init__(self, keywords: Sequence[str]) -> None:
        """Get ready: every form of a keyword's first word leads to the forms of the words that have to follow."""
        self._starts: defaultdict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = defaultdict(list)
        for place, keyword in enumerate(keywords):
            spoken = [forms(word) for word in words(keyword)]
            for form in spoken[0] if spoken else ():
                self._starts[form].append((place, tuple(spoken[1:])))

    def found_in(self, texts: Iterable[str | None]) -> tuple[int, ...]:
        """The keywords of which at least one of the texts speaks, each once, in order."""
        found: set[int] = set()
        starts = self._starts
        for text in texts:
            if text:
                spoken = words(text)
                for start, word in enumerate(spoken, start=1):
                    for place, further in starts.get(word, ()):
                        if not further or _follow(further, spoken[start : start + len(further)]):
                            found.add(place)
        return tuple(sorted(found))


def _follow(wanted: Sequence[frozenset[str]], spoken: Sequence[str]) -> bool:
    return len(wanted) == len(spoken) and all(word in forms_ for word, forms_ in zip(spoken, wanted, strict=True))
