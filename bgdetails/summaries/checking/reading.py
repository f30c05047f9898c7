"""Reads a statement into its mentions, over the facts that it cites."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from msgspec import Struct

from bgdetails.summaries.checking.known import NAME_TYPES, Surfaces, label_surfaces, name_surfaces, text_words
from bgdetails.summaries.checking.mentions import Marked, Mention, Ref
from bgdetails.summaries.checking.numbers import take_numbers
from bgdetails.summaries.checking.times import take_dates, take_spans
from bgdetails.summaries.checking.words import FUNCTION, KIND_WORDS, LEVELS, MONTHS, NEUTRAL, SYNONYMS, related
from bgdetails.summaries.model import Fact, FactSheet

_QUOTED = re.compile(r"[“”\"«„]([^“”\"«»„]+)[“”\"»]|‘([^‘’]+)’|(?<!\w)'([^']+)'(?!\w)")
_EQUAL = re.compile(r"(?<!\w)as\s+(?:high|low|much|many|engaged|active|strong)(?=\s(?:.*\s)?as\s)", re.I)
_OWN = re.compile(r"['’]s?(?![^\W_])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MIXED = re.compile(r"\w*\d\w*(?:[.,:/]\w+)*")
_PUNCT = frozenset(".,;:!?()-–—'’‘\"“”…·/&%")


class Cited(Struct, frozen=True, dict=True):
    """The facts that a statement cites, among all of the sheet."""

    sheet: FactSheet
    facts: tuple[Fact, ...]

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """The cited facts by id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def dates(self) -> tuple[tuple[Ref, date], ...]:
        """All dates of the cited facts."""
        return tuple(
            (Ref(fact.id, key), date.fromisoformat(str(value.value)))
            for fact in self.facts
            for key, value in fact.values.items()
            if value.type == "date"
        )

    @cached_property
    def windows(self) -> frozenset[int]:
        """All windows of the cited facts."""
        return frozenset(
            int(value.value) for fact in self.facts for value in fact.values.values() if value.type == "window"
        )

    @cached_property
    def all_names(self) -> tuple[str, ...]:
        """The names of all facts and of the subject, longest first."""
        found = {str(v.value) for fact in self.sheet.facts for v in fact.values.values() if v.type in NAME_TYPES}
        return tuple(sorted(found | {self.sheet.name}, key=len, reverse=True))

    def own_words(self, fact: Fact) -> frozenset[str]:
        """The words of a fact's own sentence."""
        return text_words(fact, self.all_names)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the cited facts' own sentences, their synonyms, in all inflections."""
        own = frozenset(word for fact in self.facts for word in self.own_words(fact))
        said = frozenset(part for word in own for part in (word, *word.split("-")))
        synonyms = frozenset(word for key in said & SYNONYMS.keys() for word in SYNONYMS[key].split())
        kinds = frozenset(word for fact in self.facts for word in KIND_WORDS.get(fact.kind, "").split())
        return related(said | synonyms | kinds)

    @cached_property
    def names(self) -> Surfaces:
        """How names may be written."""
        return name_surfaces(self.sheet, self.facts)

    @cached_property
    def labels(self) -> Surfaces:
        """How labels may be written."""
        return label_surfaces(self.sheet, self.facts)

    def kind_of(self, name: str) -> str:
        """What kind of thing has a name: person, account, group or journey."""
        values = (value for fact in self.sheet.facts for value in fact.values.values())
        kinds = (value.type for value in values if value.type in NAME_TYPES and value.value == name)
        return self.sheet.kind if name == self.sheet.name else next(kinds, self.sheet.kind)

    def of_kind(self, kind: str) -> list[Fact]:
        """The cited facts of a kind."""
        return [fact for fact in self.facts if fact.kind == kind]


def read(text: str, cited: Cited) -> tuple[Mention, ...]:
    """All mentions of a text, in order."""
    marked = Marked(text)
    _take_quotes(marked, cited)
    _take_surfaces(marked, cited.names, cited)
    for match in marked.found(_EQUAL):
        marked.take(*match.span(), "equal")
    _take_surfaces(marked, cited.labels, cited)
    take_dates(marked, cited.sheet.as_of, [value for _, value in cited.dates])
    take_spans(marked)
    take_numbers(marked)
    for match in marked.found(_MIXED):
        marked.take(*match.span(), "mixed")
    for match in marked.found(_WORD):
        marked.take(*match.span(), "word")
    for at, character in enumerate(marked.rest):
        if character != Marked.TAKEN and not character.isspace():
            marked.take(at, at + 1, "punct" if character in _PUNCT else "symbol", character)
    return marked.done()


def kept_mentions(text: str, cited: Cited) -> tuple[Mention, ...]:
    """Names, labels as the facts write them, and quotes: what stands in a text of any language as it is."""
    marked = Marked(text)
    _take_quotes(marked, cited)
    _take_surfaces(marked, cited.names, cited)
    own = {str(v.value) for fact in cited.sheet.facts for v in fact.values.values() if v.type == "label"}
    for start, end, surface in cited.labels.find(text):
        if surface.text in own and text[start:end] == surface.text and Marked.TAKEN not in marked.rest[start:end]:
            marked.take(start, end, surface.kind, surface.value, surface.refs)
    return marked.done()


def _take_quotes(marked: Marked, cited: Cited) -> None:
    quotes = [
        (Ref(fact.id, key), " ".join(str(value.value).split()).casefold())
        for fact in cited.facts
        for key, value in fact.values.items()
        if value.type == "quote"
    ]
    own = {str(value.value).casefold() for fact in cited.facts for value in fact.values.values()}
    for match in marked.found(_QUOTED):
        inner = match[1] or match[2] or match[3]
        plain = " ".join(inner.split()).casefold().strip(" .,;")
        refs = tuple(ref for ref, whole in quotes if _is_part(plain, whole))
        if refs:
            marked.take(*match.span(), "quote", plain, refs)
        elif plain in own:
            marked.hide(match.start(), match.start() + 1)
            marked.hide(match.end() - 1, match.end())
        elif match[1] is not None:
            marked.take(*match.span(), "bad_quote", inner)


def _is_part(part: str, whole: str) -> bool:
    """Whether a text is a quote or a part of it that begins and ends between words."""
    return bool(part) and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole) is not None


def _take_surfaces(marked: Marked, surfaces: Surfaces, cited: Cited) -> None:
    found: dict[tuple[int, int], Mention] = {}
    for start, end, surface in surfaces.find(marked.text):
        present = found.get((start, end))
        if present is not None:
            if present.kind == surface.kind and surface.refs:
                refs = tuple(dict.fromkeys((*present.refs, *surface.refs)))
                found[start, end] = Mention(start, end, present.kind, present.text, present.value, refs)
            continue
        if Marked.TAKEN in marked.rest[start:end] or not _is_meant(marked, start, surface.text, surface.kind, cited):
            continue
        found[start, end] = Mention(start, end, surface.kind, marked.text[start:end], surface.value, surface.refs)
        marked.hide(start, end)
    for mention in found.values():
        marked.mentions.append(mention)
        own = _OWN.match(marked.rest, mention.end)
        if (own and "name" in mention.kind) or (own and mention.kind in ("subject", "ambiguous")):
            marked.hide(*own.span())


def _is_meant(marked: Marked, start: int, text: str, kind: str, cited: Cited) -> bool:
    """Whether a label that is also a common word is meant as a label here."""
    if text.casefold() in MONTHS and "name" in kind and _is_beside_day(marked, start, start + len(text)):
        return False
    if kind == "label" and text == "None":
        return marked.text[:start].rstrip().endswith(("(", "level", "Level"))
    if kind != "foreign_label":
        return True
    if _all_own(text, cited):
        return False
    if " " in text or text.casefold() in LEVELS or text[:1].islower():
        return True
    before = marked.text[:start].rstrip()
    begins = not before or before.endswith((".", "!", "?", ":"))
    return not begins or text.casefold() not in FUNCTION | NEUTRAL


def _is_beside_day(marked: Marked, start: int, end: int) -> bool:
    """*6 May*, *May 6*, *since May*, where somebody is called May."""
    before = marked.text[:start].rstrip().rsplit(" ", 1)[-1].casefold()
    after = marked.text[end:].lstrip(" .,")[:1]
    return after.isdigit() or before[:1].isdigit() or before in ("in", "since", "until", "of")


def _all_own(text: str, cited: Cited) -> bool:
    return all(word in cited.words for word in text.casefold().split())
