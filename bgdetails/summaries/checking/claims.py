"""Claims that words make: directions, superlatives, comparisons. Each is checked against typed values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bgdetails.summaries.checking.binding import anchor_values, bound, fits
from bgdetails.summaries.checking.measured import Fault, candidates, compare_dates
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.numbers import Said
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.words import (
    ALL,
    COMPARING,
    DOWN,
    FLAT,
    LESS,
    MORE,
    MOST,
    ONLY,
    SUPERLATIVE,
    UP,
    inflections,
)
from bgdetails.summaries.model import Fact

FILLED = frozenset(
    form
    for word in ("fill", "cover", "complete", "assign", "hold", "reach", "staff", "meet")
    for form in inflections(word)
) | {"full", "fully"}
_ONLY_BEFORE_NUMBER = frozenset({"only", "just"})


def direction_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """Up, down, flat: a trend says so; from one stage to another: a move says so."""
    for at, mention in enumerate(mentions):
        if mention.kind != "word" or (wanted := _direction(mention.word)) is None:
            continue
        told = [fact for fact in cited.facts if "direction" in fact.values]
        trends = [fact for fact in told if str(fact.values["direction"].value) == wanted]
        if not any(fits(fact, mentions, at, cited) is None for fact in trends):
            yield Fault(at, "direction", f"no fact cited says {wanted}")
    yield from _move_faults(mentions, cited)


def _direction(word: str) -> str | None:
    return "up" if word in UP else "down" if word in DOWN else "flat" if word in FLAT else None


def _move_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """*From Interest to Evaluation*, where these are stages."""
    moves = cited.of_kind("move")
    for at, mention in enumerate(mentions):
        before = mentions[at - 1].word if at else ""
        if mention.kind != "label" or before not in ("from", "to", "into"):
            continue
        stages = {str(cited.by_id[ref.fact].values[ref.value].value) for ref in mention.refs if ref.value in _STAGES}
        end = "from" if before == "from" else "to"
        in_stage = any(ref.value == "stage" for ref in mention.refs) and end == "to"
        if stages and not in_stage and not any(str(move.values[end].value) in stages for move in moves):
            yield Fault(at, "direction", f"no fact cited says {before} {mention.text}")


_STAGES = ("from", "to", "stage")


def superlative_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """Most, least, first, all, only: a rank, or the values of the facts, say so."""
    for at, mention in enumerate(mentions):
        if mention.kind != "word":
            continue
        word = mention.word
        if word in SUPERLATIVE and not _is_at_least(mentions, at):
            holds = _is_extreme(mentions, at, cited)
        elif word in ALL:
            holds = _is_all(mentions, at, cited)
        elif word in ONLY:
            holds = _is_only(mentions, at, cited)
        elif word == "both":
            holds = _is_both(mentions, cited)
        else:
            continue
        if not holds:
            yield Fault(at, "superlative", f"no fact cited says {mention.text}")


def _is_extreme(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    word = mentions[at].word
    most = word in MOST
    metric = mentions[at + 1] if at + 1 < len(mentions) else None
    what = (
        {str(cited.by_id[r.fact].values[r.value].value) for r in metric.refs if r.value in ("what", "type")}
        if metric
        else set()
    )
    for fact in cited.of_kind("rank"):
        rank, of = int(fact.values["rank"].value), int(fact.values["of"].value)
        by = str(fact.values["by"].value)
        if (
            (rank == 1 if most else rank == of and of > 1)
            and (not what or by in what)
            and fits(fact, mentions, at, cited) is None
        ):
            return True
    if word == "most" and metric is not None and metric.word in inflections("activity"):
        shares = [fact for fact in cited.of_kind("count") if "of" in fact.values]
        return any(2 * float(f.values["n"].value) > float(f.values["of"].value) for f in shares)
    if word == "mostly" or what:
        return _is_most_counted(mentions, at, cited)
    return any(fits(fact, mentions, at, cited) is None for fact in _extreme_scores(cited, most=most))


def _extreme_scores(cited: Cited, *, most: bool) -> list[Fact]:
    """Cited scores, of two at least, that no other of the sheet reaches."""
    found = []
    for fact in cited.of_kind("score"):
        rivals = [
            float(other.values["score"].value)
            for other in cited.sheet.facts
            if other.kind == "score" and other.id != fact.id and other.values["who"].type == fact.values["who"].type
        ]
        cited_rivals = [
            f for f in cited.of_kind("score") if f.id != fact.id and f.values["who"].type == fact.values["who"].type
        ]
        own = float(fact.values["score"].value)
        if cited_rivals and all(own > rival if most else own < rival for rival in rivals):
            found.append(fact)
    return found


def _is_most_counted(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*Mostly through 12 page views and 3 meetings*: no other count of the same subject is higher."""
    named = {ref.fact for m in mentions[at + 1 :] if m.kind == "label" for ref in m.refs if ref.value == "what"}
    counts = [cited.by_id[fact_id] for fact_id in named if cited.by_id[fact_id].kind == "count"]
    if not counts:
        return False
    lowest = min(float(fact.values["n"].value) for fact in counts)
    who = counts[0].values.get("who")
    return not any(
        other.kind == "count"
        and other.id not in named
        and other.values.get("who") == who
        and "asset" not in other.values
        and "of" not in other.values
        and float(other.values["n"].value) > lowest
        for other in cited.sheet.facts
    )


def _is_all(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    words = {m.word for m in mentions}
    if words & FILLED and _nothing_missing(cited):
        return True
    if mentions[at].word == "each":
        return len({m.text for m in mentions if m.kind == "name"}) > 1
    return any(
        fact.kind == "count" and "of" in fact.values and fact.values["n"].value == fact.values["of"].value
        for fact in cited.facts
    )


def _nothing_missing(cited: Cited) -> bool:
    """Whether cited facts say that the required roles are filled."""
    if any(
        "missing" in str(fact.values["what"].value) and "role" not in fact.values for fact in cited.of_kind("absent")
    ):
        return True
    return any(float(fact.values["score"].value) == 100 for fact in cited.of_kind("completeness"))


def _is_only(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*Only 1 of 2*; the only member of a group that has one."""
    following = mentions[at + 1] if at + 1 < len(mentions) else None
    if following is None:
        return False
    if following.kind == "number" and mentions[at].word in _ONLY_BEFORE_NUMBER:
        refs, _ = candidates(mentions, at + 1, following.value, cited, following.value.is_)
        for ref in refs:
            values = cited.by_id[ref.fact].values
            whole = {"assigned": "required", "n": "of"}.get(ref.value)
            if whole in values and float(values[ref.value].value) < float(values[whole].value):
                return True
    if following.word in inflections("member") | inflections("person"):
        return any(
            value.type == "number" and value.value == 1 and key in ("members", "people", "of")
            for fact in cited.facts
            for key, value in fact.values.items()
        )
    return False


def _is_both(mentions: Sequence[Mention], cited: Cited) -> bool:
    for cls in ("who", "role", "product", "what"):
        named = {value for m in mentions for value in anchor_values(m, cls, cited)}
        if len(named) == 2:
            return True
    return False


def _is_at_least(mentions: Sequence[Mention], at: int) -> bool:
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
        if mention.kind == "word" and (mention.word in MORE | LESS or _is_at_least(mentions, at)):
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
    test = tests.get(word, (lambda value: value > limit) if word in MORE else (lambda value: value < limit))
    return bool(candidates(mentions, limits[0], said, cited, test)[0])


def _names_around(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    after = [m for m in mentions[at + 1 : at + 4] if anchor_values(m, "who", cited)]
    return bool(after) and bool(bound(mentions, at, "who", cited))


def _is_ahead(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*A is ahead of B*, *A has more page views than B*: of facts of one kind, one value is above the other."""
    after = [index for index in range(at + 1, len(mentions)) if anchor_values(mentions[index], "who", cited)]
    before = [index for index in range(at) if anchor_values(mentions[index], "who", cited)]
    if not after or not before:
        return False
    left = anchor_values(mentions[before[-1] if len(before) == 1 else _subject(mentions, before)], "who", cited)
    right = anchor_values(mentions[after[0]], "who", cited)
    what = {v for m in mentions[at : after[0]] for v in anchor_values(m, "what", cited)}
    sign = 1 if mentions[at].word in MORE else -1
    pairs = [
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
    return bool(pairs) and all(sign * (a - b) > 0 for a, b in pairs)


def _subject(mentions: Sequence[Mention], before: list[int]) -> int:
    return before[-1]


def _is_of(fact: Fact, names: frozenset[str]) -> bool:
    who = fact.values.get("who")
    return who is not None and str(who.value) in names
