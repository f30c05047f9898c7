"""The names and labels of a sheet of facts, cited or not, and how a text may write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import force_setattr

from bgdetails.summaries.checking.mentions import Ref
from bgdetails.summaries.checking.words import (
    ALL,
    COMPARING,
    DOWN,
    EQUAL,
    FLAT,
    FUNCTION,
    LESS,
    LEVELS,
    MORE,
    NEGATING,
    NEUTRAL,
    ONLY,
    SUPERLATIVE,
    UP,
)
from bgdetails.summaries.model import Fact, FactSheet
from bgdetails.summaries.phrases import NOUNS

NAME_TYPES = ("person", "account", "group", "journey")
_LABEL_VALUES = ("role", "stage", "product", "level", "type", "from", "to", "title", "what", "is", "band", "currency")
_SPECIAL = UP | DOWN | FLAT | SUPERLATIVE | ALL | ONLY | MORE | LESS | EQUAL | COMPARING | NEGATING
_COMMON_WORDS = FUNCTION | NEUTRAL | _SPECIAL
_TOLD_APART = re.compile(r"\s*\([^()]*\)$")
_COMMON_LABELS = (
    "Decision Maker,Influencer,Practitioner,Executive Steering Committee,Champion,Awareness,Interest,Evaluation,"
    "Decision,Purchased,Lost,High,Medium,Low"
).split(",")
"""Labels that every workspace may have: a statement that uses one needs a fact for it."""


class Surface(Struct, frozen=True):
    """One way to write a name or a label."""

    text: str
    exact: bool
    """Only in this very case."""
    kind: str
    value: str = ""
    refs: tuple[Ref, ...] = ()
    folded: str = ""

    def __post_init__(self) -> None:
        """Every statement is searched for it: it is folded once."""
        force_setattr(self, "folded", self.text.casefold())


class Surfaces:
    """All ways to write something, longest first."""

    def __init__(self, items: Iterable[Surface]) -> None:
        self.items = sorted(items, key=lambda item: (-len(item.text), _RANK[item.kind]))

    def find(self, text: str) -> Iterator[tuple[int, int, Surface]]:
        """Where they stand in a text, longest first; a later one may overlap an earlier one's place."""
        folded = text.casefold()
        same_length = len(folded) == len(text)
        for item in self.items:
            hay, needle = (text, item.text) if item.exact or not same_length else (folded, item.folded)
            at = hay.find(needle)
            while at >= 0:
                end = at + len(needle)
                if not (hay[at - 1 : at].isalnum() or hay[end : end + 1].isalnum()):
                    yield at, end, item
                at = hay.find(needle, at + 1)


_RANK = {"name": 0, "subject": 1, "ambiguous": 2, "label": 0, "foreign_name": 3, "foreign_label": 3}


def name_surfaces(sheet: FactSheet, cited: tuple[Fact, ...]) -> Surfaces:
    """How the names of all facts may be written."""
    cited_refs: dict[tuple[str, str], list[Ref]] = {}
    every: dict[tuple[str, str], None] = {}
    for fact in sheet.facts:
        for value in fact.values.values():
            if value.type in NAME_TYPES:
                every[value.type, str(value.value)] = None
    for fact in cited:
        for key, value in fact.values.items():
            if value.type in NAME_TYPES:
                cited_refs.setdefault((value.type, str(value.value)), []).append(Ref(fact.id, key))
    every.setdefault((sheet.kind, sheet.name), None)
    people = [name for kind, name in every if kind == "person"]
    told = _names_in_texts(sheet, cited, [name for _, name in every])
    tail = f" for {sheet.name}"
    labels = {str(value.value) for fact in cited for value in fact.values.values() if value.type == "label"}
    surfaces: list[Surface] = []
    for kind, name in every:
        refs = tuple(cited_refs.get((kind, name), ()))
        surface_kind = "name" if refs else "subject" if name in told else "foreign_name"
        exact = " " not in name
        surfaces.append(Surface(name, exact, surface_kind, name, refs))
        if (
            kind == "group"
            and refs
            and sheet.kind == "account"
            and name.endswith(tail)
            and name[: -len(tail)] not in labels
        ):
            surfaces.append(Surface(name[: -len(tail)], False, surface_kind, name, refs))
        if kind == "person":
            surfaces += _parts(name, people, surface_kind, refs)
    return Surfaces(surfaces)


def _names_in_texts(sheet: FactSheet, cited: tuple[Fact, ...], names: list[str]) -> set[str]:
    """Names that cited facts tell in their sentences; the subject also where a fact needs not say whom it is about."""
    told: set[str] = set()
    for fact in cited:
        text = re.sub(r"“[^”]*”", " ", fact.text)
        for name in sorted(names, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                told.add(name)
                text = text.replace(name, " ")
        if "who" not in fact.values:
            told.add(sheet.name)
    return told


def plain_name(name: str) -> str:
    """A person's name without what tells namesakes apart."""
    return _TOLD_APART.sub("", name)


def _parts(name: str, people: list[str], kind: str, refs: tuple[Ref, ...]) -> Iterator[Surface]:
    """A person's name without the title, and first and last name alone; ambiguous where another person has it."""
    others = [plain_name(other) for other in people if other != name]
    plain = plain_name(name)
    if plain != name:
        shared = any(other.casefold() == plain.casefold() for other in others)
        yield Surface(plain, " " not in plain, "ambiguous" if shared else kind, name, refs)
    words = plain.split()
    if len(words) < 2:
        return
    taken = {word.casefold() for other in others for word in other.split()}
    for part in {words[0], words[-1], " ".join(words[1:])}:
        ambiguous = part.casefold() in taken or any(
            f" {part} ".casefold() in f" {other} ".casefold() for other in others
        )
        yield Surface(part, True, "ambiguous" if ambiguous else kind, name, refs)


def label_surfaces(sheet: FactSheet, cited: tuple[Fact, ...]) -> Surfaces:
    """How the labels of all facts may be written: the cited ones, and those that would need a fact."""
    surfaces: list[Surface] = []
    known: set[str] = set()
    for fact in cited:
        for key, value in fact.values.items():
            if value.type == "label" and key in _LABEL_VALUES and (key, fact.kind) != ("what", "absent"):
                for way in _ways(str(value.value)):
                    surfaces.append(Surface(way, _needs_case(way), "label", str(value.value), (Ref(fact.id, key),)))
                    known.add(way.casefold())
    foreign = {
        str(value.value)
        for fact in sheet.facts
        for key, value in fact.values.items()
        if value.type == "label" and key in _LABEL_VALUES and (key != "what" or str(value.value).casefold() in NOUNS)
    }
    own = (surface for label in sorted(foreign.difference(_COMMON_LABELS)) for surface in _foreign_label(label))
    for surface in (*own, *_foreign_everywhere()):
        if surface.folded not in known and surface.folded != "none":
            surfaces.append(surface)
    return Surfaces(surfaces)


@lru_cache(maxsize=4096)
def _foreign_label(label: str) -> tuple[Surface, ...]:
    return tuple(Surface(way, _is_common(way), "foreign_label", label) for way in sorted(_ways(label)))


@cache
def _foreign_everywhere() -> tuple[Surface, ...]:
    """What needs a fact in every workspace: common labels, and what activities are counted by."""
    labels = (surface for label in _COMMON_LABELS for surface in _foreign_label(label))
    nouns = (Surface(noun, False, "foreign_label", noun) for forms in NOUNS.values() for noun in forms)
    return (*labels, *nouns)


def _needs_case(way: str) -> bool:
    """A cited label that is also a word of claims (Lost, None) is one only as it is written."""
    return way.casefold() in _SPECIAL or way.casefold() in FUNCTION


def _is_common(way: str) -> bool:
    """A label that is also a common word is meant only where it is written as a label."""
    folded = way.casefold()
    return folded not in LEVELS and " " not in folded and (folded in _COMMON_WORDS or way.istitle())


@lru_cache(maxsize=4096)
def _ways(label: str) -> frozenset[str]:
    """A label, its plural or singular, and an activity type as the noun that we count it by."""
    ways = {label}
    if len(label) > 3 and label.casefold() not in LEVELS:
        ways.add(label[:-1] if label.endswith("s") else f"{label}s")
        if label.endswith("y"):
            ways.add(f"{label[:-1]}ies")
        if label.endswith("ies"):
            ways.add(f"{label[:-3]}y")
    noun = NOUNS.get(label.casefold())
    if noun is not None:
        ways.update(noun)
    return frozenset(ways)


def text_words(fact: Fact, names: tuple[str, ...]) -> frozenset[str]:
    """The words of a fact's own sentence, outside of quotes, labels, and the ``names`` of all facts, longest first."""
    text = fact.text
    for name in names:
        if name in text:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    taken = sorted(
        (
            str(value.value)
            for key, value in fact.values.items()
            if value.type == "quote" or (value.type == "label" and key != "what")
        ),
        key=len,
        reverse=True,
    )
    for piece in taken:
        text = re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", " ", text, flags=re.I)
    return frozenset(word.casefold() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", re.sub(r"“[^”]*”", " ", text)))
