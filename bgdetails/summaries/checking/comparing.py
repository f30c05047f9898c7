"""Comparisons: more than a limit, ahead of somebody, as high as somebody. Each is checked against typed values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bgdetails.summaries.checking.binding import anchor_values, bound
from bgdetails.summaries.checking.denying import all_beyond, denied
from bgdetails.summaries.checking.measured import Fault, candidates
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.numbers import Said
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.timed import compare_dates
from bgdetails.summaries.checking.words import COMPARING, EQUAL, LESS, MORE
from bgdetails.summaries.model import Fact


def is_at_least(mentions: Sequence[Mention], at: int) -> bool:
    """*At least 80*, *at most 80*: a comparison."""
    return (
        mentions[at].word in ("least", "most")
        and bool(at)
        and mentions[at - 1].word == "at"
        and _number_after(mentions, at) is not None
    )


def _number_after(mentions: Sequence[Mention], at: int) -> int | None:
    following = range(at + 1, min(at + 4, len(mentions)))
    for index in following:
        if mentions[index].kind == "number":
            return index
        if mentions[index].word not in ("than", "a", "score", "of", "to"):
            return None
    return None


def compared_numbers(mentions: Sequence[Mention]) -> dict[int, int]:
    """Numbers that are a limit and no value: index of the number → of the word that compares."""
    found: dict[int, int] = {}
    for at, mention in enumerate(mentions):
        if mention.kind == "word" and (mention.word in MORE | LESS or is_at_least(mentions, at)):
            limit = _number_after(mentions, at)
            if limit is not None:
                found[limit] = at
        if mention.word == "between" and at + 3 < len(mentions):
            low, word, high = mentions[at + 1 : at + 4]
            if low.kind == high.kind == "number" and word.word == "and":
                found[at + 1] = found[at + 3] = at
        if mention.kind == "range":
            found[at] = at
    return found


def comparison_faults(mentions: Sequence[Mention], cited: Cited, compared: dict[int, int]) -> Iterator[Fault]:
    """More, fewer, above, ahead of: the typed values say so."""
    for at, mention in enumerate(mentions):
        if mention.word in ("so", "too") and _is_likewise(mentions, at):
            yield Fault(at, "comparison", f"what {mention.text} repeats is not said of that")
            continue
        limits = [index for index, by in compared.items() if by == at]
        word = mention.word
        if word == "before" and at and mentions[at - 1].kind == "span":
            continue  # *on the 30 days before*: what a change is measured against
        if limits:
            holds = _within(mentions, at, limits, cited)
        elif mention.kind == "equal" or (mention.kind == "word" and word in EQUAL):
            holds = _is_equal(mentions, at, cited)
        elif mention.kind != "word" or word not in MORE | LESS | COMPARING:
            continue
        elif word in ("before", "after"):
            following = mentions[at + 1] if at + 1 < len(mentions) else None
            holds = following is not None and following.kind == "date" and compare_dates(word, following, cited)
        elif word in ("over", "under") and not _names_around(mentions, at, cited):
            continue
        else:
            holds = word in MORE | LESS and _is_ahead(mentions, at, cited)
        if not holds:
            yield Fault(at, "comparison", f"no fact cited says {mention.text}")


def _is_likewise(mentions: Sequence[Mention], at: int) -> bool:
    """*…; Leo Moss too*, *and so does Leo Moss*: a claim without a value of its own."""
    around = mentions[at + 1 : at + 4] if mentions[at].word == "so" else mentions[max(at - 2, 0) : at]
    return any(m.kind == "name" for m in around) and not any(m.kind in ("number", "label") for m in around)


def _within(mentions: Sequence[Mention], at: int, limits: list[int], cited: Cited) -> bool:
    word = mentions[at].word
    first = mentions[limits[0]]
    if first.kind == "range":
        low, high, percent = first.value
        said = Said(low, percent)
        return bool(candidates(mentions, at, said, cited, lambda value: low <= value <= high)[0])
    if len(limits) == 2:
        low, high = first.value.number, mentions[limits[1]].value.number
        said = Said(low, mentions[limits[1]].value.percent)
        return bool(candidates(mentions, limits[1], said, cited, lambda value: low <= value <= high)[0])
    said = first.value
    limit = said.number
    tests = {
        "least": lambda value: value >= limit,
        "most": lambda value: value <= limit,
    }
    test = tests.get(word) or _beyond(word in MORE, limit, inclusive=denied(mentions, at) is not None)
    if _is_of_nobody(mentions, at):
        found = candidates(mentions, limits[0], said, cited, lambda value: True)[0]
        return bool(found) and all(test(float(cited.by_id[ref.fact].values[ref.value].value)) for ref in found)
    return bool(candidates(mentions, limits[0], said, cited, test)[0])


def _is_of_nobody(mentions: Sequence[Mention], at: int) -> bool:
    """*Nobody scores above 90*: it is said of all."""
    index = denied(mentions, at)
    if index is None:
        return False
    following = mentions[index + 1].word
    return mentions[index].word in ("nobody", "none", "noone") or following in ("one", "member", "person", "group")


def _beyond(more: bool, limit: float, *, inclusive: bool) -> Callable[[float], bool]:
    """More or less than a limit; denied (no fewer than 12), the limit itself and what is on its other side."""
    if inclusive:
        return (lambda value: value <= limit) if more else (lambda value: value >= limit)
    return (lambda value: value > limit) if more else (lambda value: value < limit)


def _names_around(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    after = [m for m in mentions[at + 1 : at + 4] if anchor_values(m, "who", cited)]
    return bool(after) and bool(bound(mentions, at, "who", cited))


def _is_ahead(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*A is ahead of B*, *A has more page views than B*: of facts of one kind, one value is above the other."""
    after = [index for index in range(at + 1, len(mentions)) if anchor_values(mentions[index], "who", cited)]
    before = [index for index in range(at) if anchor_values(mentions[index], "who", cited)]
    if after and denied(mentions, at) is not None and not before:
        return all_beyond(cited, anchor_values(mentions[after[0]], "who", cited), more=mentions[at].word in MORE)
    if not after or not before:
        return False
    left = anchor_values(mentions[before[-1] if len(before) == 1 else _subject(mentions, before)], "who", cited)
    right = anchor_values(mentions[after[0]], "who", cited)
    what = {v for m in mentions[at : after[0]] for v in anchor_values(m, "what", cited)}
    sign = 1 if mentions[at].word in MORE else -1
    pairs = _pairs(cited, left, right, what)
    if denied(mentions, at) is not None:
        return bool(pairs) and all(sign * (a - b) <= 0 for a, b in pairs)
    return bool(pairs) and all(sign * (a - b) > 0 for a, b in pairs)


def _pairs(cited: Cited, left: frozenset[str], right: frozenset[str], what: set[str]) -> list[tuple[float, float]]:
    """The values of two that can be compared: their scores, or their counts of the same thing."""
    return [
        (float(a.values[key].value), float(b.values[key].value))
        for kind, key in (("score", "score"), ("count", "n"))
        for a in cited.of_kind(kind)
        for b in cited.of_kind(kind)
        if _is_of(a, left)
        and _is_of(b, right)
        and a.id != b.id
        and (kind == "score") == (not what)
        and (kind == "score" or (a.values["what"] == b.values["what"] and str(a.values["what"].value) in what))
    ]


def _is_equal(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*A scores as high as B*, *A and B have the same score*: their values are the same; denied, they are not."""
    denial = denied(mentions, at)
    if mentions[at].kind == "word" and are_level(mentions, cited) is not None:
        return denial is None
    after = [index for index in range(at + 1, len(mentions)) if anchor_values(mentions[index], "who", cited)]
    before = [index for index in range(at) if anchor_values(mentions[index], "who", cited)]
    if not before or not (after or len(before) > 1):
        return False
    what = {v for m in mentions for v in anchor_values(m, "what", cited)}
    left, right = (before[-1], after[0]) if after else (before[-2], before[-1])
    names = [anchor_values(mentions[index], "who", cited) for index in (left, right)]
    pairs = _pairs(cited, names[0], names[1], what)
    if denial is None:
        return bool(pairs) and all(a == b for a, b in pairs)
    falls_short = mentions[at].kind == "equal"
    return bool(pairs) and all(a < b if falls_short else a != b for a, b in pairs)


def are_level(mentions: Sequence[Mention], cited: Cited) -> list[Fact] | None:
    """The score facts of all who are named, where there are two at least and all have the same."""
    named = {name for m in mentions for name in anchor_values(m, "who", cited)}
    scores = [fact for fact in cited.of_kind("score") if str(fact.values["who"].value) in named]
    values = {float(fact.values["score"].value) for fact in scores}
    told = len({str(fact.values["who"].value) for fact in scores})
    labelled = any(anchor_values(m, cls, cited) for m in mentions for cls in ("what", "role", "product"))
    return scores if told > 1 and told == len(named) and len(values) == 1 and not labelled else None


def _subject(mentions: Sequence[Mention], before: list[int]) -> int:
    return before[-1]


def _is_of(fact: Fact, names: frozenset[str]) -> bool:
    who = fact.values.get("who")
    return who is not None and str(who.value) in names
