"""Denied claims: *no fewer than 12*, *not ahead of*, *nobody scores more than*: the negation belongs to the claim."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.words import EQUAL, LESS, MORE, SUPERLATIVE, inflections

_DENYING = frozenset({"no", "not", "cannot", "nobody", "none", "noone"})
_BETWEEN = frozenset("the a any much one of among is are be been was at does do has have had".split()) | frozenset(
    form for word in ("score", "member", "person", "engage", "reach", "stand") for form in inflections(word)
)


def denied(mentions: Sequence[Mention], at: int) -> int | None:
    """The negation that a comparison or superlative is denied by; None where it is claimed."""
    if mentions[at].word in SUPERLATIVE and at and mentions[at - 1].word == "at":
        return None
    for index in range(at - 1, max(at - 5, -1), -1):
        word = mentions[index].word
        if word in _DENYING or word.endswith("n't"):
            return index
        if mentions[index].kind != "word" or word not in _BETWEEN:
            return None
    return None


def without_denials(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without the negations that belong to a comparison or superlative, which are checked with it."""
    claims = MORE | LESS | SUPERLATIVE | EQUAL
    taken = {
        denied(mentions, at)
        for at, mention in enumerate(mentions)
        if mention.kind == "equal" or (mention.kind == "word" and mention.word in claims)
    }
    return tuple(replace(m, text="so") if index in taken else m for index, m in enumerate(mentions))


def all_beyond(cited: Cited, names: frozenset[str], *, more: bool) -> bool:
    """*Nobody scores more than A*: A is first, or no score among the facts is higher."""
    for fact in cited.of_kind("rank"):
        rank, of = int(fact.values["rank"].value), int(fact.values["of"].value)
        if str(fact.values["who"].value) in names and rank == (1 if more else of):
            return True
    own = [fact for fact in cited.of_kind("score") if str(fact.values["who"].value) in names]
    if not own or len(cited.of_kind("score")) < 2:
        return False
    limit = float(own[0].values["score"].value)
    others = [
        float(fact.values["score"].value)
        for fact in cited.sheet.facts
        if fact.kind == "score" and fact.values["who"].type == own[0].values["who"].type
    ]
    return all(value <= limit if more else value >= limit for value in others)
