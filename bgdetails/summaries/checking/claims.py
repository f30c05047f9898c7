"""Claims that words make: directions and superlatives. Each is checked against typed values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bgdetails.summaries.checking.binding import anchor_values, fits
from bgdetails.summaries.checking.comparing import are_level, is_at_least
from bgdetails.summaries.checking.denying import denied
from bgdetails.summaries.checking.measured import Fault, candidates
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.words import (
    ALL,
    DOWN,
    EQUAL,
    FLAT,
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
    yield from _order_faults(mentions, cited)


def _direction(word: str) -> str | None:
    return "up" if word in UP else "down" if word in DOWN else "flat" if word in FLAT else None


def _move_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """*From Interest to Evaluation*, where these are stages."""
    moves = cited.of_kind("move")
    yield from _left_faults(mentions, cited)
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
_FOLLOWING = inflections("follow")
_LEAVING = frozenset("from out of after left follows following followed".split())


def _left_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """*Interest is the stage*, where the group moved on from there."""
    for at, mention in enumerate(mentions):
        kinds = {(cited.by_id[ref.fact].kind, ref.value) for ref in mention.refs}
        near = {m.word for m in mentions[max(at - 4, 0) : at]} | {m.word for m in mentions[at + 1 : at + 2]}
        if mention.kind == "label" and kinds == {("move", "from")} and not near & _LEAVING:
            yield Fault(at, "label", f"{mention.text} is where it moved from")


def _order_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """*Evaluation follows Interest* of two stages: a move says so."""
    for at in range(1, len(mentions) - 1):
        if mentions[at].word not in _FOLLOWING:
            continue
        later, earlier = (_stages_of(mentions[at + step], cited) for step in (-1, 1))
        moved = (
            str(move.values["to"].value) in later and str(move.values["from"].value) in earlier
            for move in cited.of_kind("move")
        )
        if later and earlier and not any(moved):
            yield Fault(at, "direction", f"no fact cited says {mentions[at].text}")


def _stages_of(mention: Mention, cited: Cited) -> set[str]:
    return {str(cited.by_id[ref.fact].values[ref.value].value) for ref in mention.refs if ref.value in _STAGES}


def superlative_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """Most, least, first, all, only: a rank, or the values of the facts, say so."""
    for at, mention in enumerate(mentions):
        if mention.kind != "word":
            continue
        word = mention.word
        if word in SUPERLATIVE and not is_at_least(mentions, at):
            holds = (
                _is_surpassed(mentions, at, cited)
                if denied(mentions, at) is not None
                else _is_shared(mentions, at, cited) or _is_extreme(mentions, at, cited)
            )
        elif word in ALL:
            holds = _is_all(mentions, at, cited)
        elif word in ONLY:
            holds = _is_only(mentions, at, cited)
        elif word == "both":
            holds = _is_both(mentions, cited)
        elif word == "record" and _is_a_record(mentions, at):
            holds = False
        else:
            continue
        if not holds:
            reason = "negation" if word in SUPERLATIVE and denied(mentions, at) is not None else "superlative"
            yield Fault(at, reason, f"no fact cited says {mention.text}")


def _is_a_record(mentions: Sequence[Mention], at: int) -> bool:
    """*A record*, *record high*: the best ever, of which no fact tells; *a record of* is what is kept."""
    after = mentions[at + 1].word if at + 1 < len(mentions) else ""
    before = mentions[at - 1].word if at else ""
    return after in ("high", "low", "score", "number", "level") or (before in ("a", "new") and after != "of")


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


def _is_shared(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*A and B share the highest score*: they have the same, and nobody among the facts is beyond it."""
    if not {m.word for m in mentions} & EQUAL or (scores := are_level(mentions, cited)) is None:
        return False
    others = [
        float(fact.values["score"].value)
        for fact in cited.sheet.facts
        if fact.kind == "score" and fact.values["who"].type == scores[0].values["who"].type
    ]
    own = float(scores[0].values["score"].value)
    return own == (max(others) if mentions[at].word in MOST else min(others))


def _is_surpassed(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*A is not the most engaged*: a fact says that another one is, or scores more."""
    named = [values for index in range(at) if (values := anchor_values(mentions[index], "who", cited))]
    if not named or mentions[at].word not in MOST:
        return False
    ranks = [fact for fact in cited.of_kind("rank") if int(fact.values["rank"].value) == 1]
    scores = cited.of_kind("score")
    own = [fact for fact in scores if str(fact.values["who"].value) in named[-1]]
    return any(str(fact.values["who"].value) not in named[-1] for fact in ranks) or any(
        float(other.values["score"].value) > float(fact.values["score"].value)
        for fact in own
        for other in scores
        if other.values["who"].type == fact.values["who"].type
    )


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
