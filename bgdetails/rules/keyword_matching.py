"""Whether a text speaks of a keyword (docs/model.md, intent): whole words, whatever their case, accents or number."""

from __future__ import annotations

import re
import unicodedata
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


class _Step:
    """A word of keywords: those that end with it, and by every form of the next word, the steps that go on."""

    __slots__ = ("further", "keywords")

    def __init__(self) -> None:
        self.keywords: list[int] = []
        self.further: dict[str, list[_Step]] = {}

    def add(self, spoken: Sequence[str], steps: dict[tuple[_Step, str], _Step]) -> _Step:
        """The step at the end of the words of a keyword; keywords that begin alike share their steps."""
        step = self
        for word in spoken:
            further = steps.get((step, word))
            if further is None:
                further = steps[step, word] = _Step()
                for form in forms(word):
                    step.further.setdefault(form, []).append(further)
            step = further
        return step


class KeywordMatcher:
    """Finds keywords in texts; a keyword is known by its place among those that were given.

    A keyword of several words is found where all of them follow each other. One without any letter or digit is never
    found.
    """

    __slots__ = ("_first",)

    def __init__(self, keywords: Sequence[str]) -> None:
        """Get ready: a tree of words, for thousands of keywords are looked for in every text."""
        root = _Step()
        steps: dict[tuple[_Step, str], _Step] = {}
        for place, keyword in enumerate(keywords):
            if spoken := words(keyword):
                root.add(spoken, steps).keywords.append(place)
        self._first = {form: _together(each) for form, each in root.further.items()}

    def found_in(self, texts: Iterable[str | None]) -> tuple[int, ...]:
        """The keywords of which at least one of the texts speaks, each once, in order."""
        found: set[int] = set()
        for text in texts:
            if text:
                self._look_through(words(text), found)
        return tuple(sorted(found))

    def _look_through(self, spoken: Sequence[str], found: set[int]) -> None:
        # Without a call for each word: most words begin no keyword.
        first, last = self._first, len(spoken)
        for place, word in enumerate(spoken, start=1):
            step = first.get(word)
            if step is not None:
                if step.keywords:
                    found.update(step.keywords)
                if step.further and place < last and spoken[place] in step.further:
                    _follow(step.further[spoken[place]], spoken, place + 1, found)


def _together(steps: Sequence[_Step]) -> _Step:
    """Several steps that a word leads to, as one."""
    if len(steps) == 1:
        return steps[0]
    joined = _Step()
    for step in steps:
        joined.keywords += step.keywords
        for form, further in step.further.items():
            joined.further.setdefault(form, []).extend(further)
    return joined


def _follow(steps: Sequence[_Step], spoken: Sequence[str], place: int, found: set[int]) -> None:
    """Add the keywords that end with one of these steps, and those that go on with the word at ``place``."""
    for step in steps:
        found.update(step.keywords)
        if step.further and place < len(spoken) and spoken[place] in step.further:
            _follow(step.further[spoken[place]], spoken, place + 1, found)
