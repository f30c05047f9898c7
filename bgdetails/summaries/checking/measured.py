"""Numbers, dates and spans of time against the typed values of the cited facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from bgdetails.summaries.checking.binding import bound, fits
from bgdetails.summaries.checking.mentions import Mention, Ref
from bgdetails.summaries.checking.numbers import Said
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.words import DOWN, UP, inflections
from bgdetails.summaries.model import Fact
from bgdetails.summaries.phrases import NOUNS

_WAS = frozenset("from was were stood had been before earlier".split())
PAIRS = {("assigned", "required"), ("n", "of"), ("rank", "of")}
_UNITS: dict[tuple[str, str], str] = {
    ("score", "score"): "score point engagement level",
    ("trend", "from"): "score point engagement",
    ("trend", "to"): "score point engagement",
    ("completeness", "score"): "percent complete completeness score",
    ("coverage", "required"): "person people member require need role",
    ("coverage", "assigned"): "person people member assign role fill",
    ("coverage", "percent"): "percent complete completeness fill role assign",
    ("rank", "rank"): "rank place",
    ("rank", "of"): "member person people group account",
    ("stage", "days"): "day",
    ("count", "n"): "activity",
    ("count", "of"): "activity",
}
_EXTRA = {
    "members": "member people person",
    "people": "person people contact",
    "days": "day",
    "amount": "amount worth value",
}
_UNIT_WORDS = frozenset(
    "score point percent complete completeness person people member role opportunity group activity rank".split()
)


class Fault(Struct, frozen=True):
    """Why a statement is not supported: where, the reason code, and what was looked at."""

    at: int
    reason: str
    detail: str


def number_faults(mentions: Sequence[Mention], cited: Cited, compared: frozenset[int]) -> Iterator[Fault]:
    """Numbers that no cited fact has, or that it has of something else."""
    for at, mention in enumerate(mentions):
        if at in compared:
            continue
        if mention.kind == "number" and not _is_pronoun(mentions, at):
            fault = _number_fault(mentions, at, mention.value, cited)
        elif mention.kind == "ordinal":
            fault = _ordinal_fault(mention, at, cited)
        elif mention.kind in ("mixed", "range"):
            fault = Fault(at, "number", f"{mention.text} is in none of {ids(cited)}")
        else:
            continue
        if fault is not None:
            yield fault


def numeric_values(cited: Cited) -> Iterator[tuple[Fact, Ref, float]]:
    """All numbers and percentages of the cited facts."""
    for fact in cited.facts:
        for key, value in fact.values.items():
            if value.type in ("number", "percent"):
                yield fact, Ref(fact.id, key), float(value.value)


def candidates(
    mentions: Sequence[Mention], at: int, said: Said, cited: Cited, holds: Callable[[float], bool]
) -> tuple[list[Ref], str | None]:
    """The values that a number may be, by size, unit and whom it is said of; and why there is none."""
    by_size = [
        (fact, ref)
        for fact, ref, value in numeric_values(cited)
        if holds(value) and _kind_fits(said, fact, ref, mentions, at)
    ]
    if not by_size:
        return [], "number"
    by_unit = [(fact, ref) for fact, ref in by_size if _unit_fits(fact, ref, mentions, at)]
    if not by_unit:
        return [], "number"
    why: str | None = None
    found = []
    for fact, ref in by_unit:
        unfit = fits(fact, mentions, at, cited)
        if unfit is None and not _window_fits(fact, mentions, at):
            unfit = "window"
        if unfit is None:
            found.append(ref)
        else:
            why = {"who": "name", "window": "window"}.get(unfit, "number")
    if found and not _is_of_each(mentions, at, found, cited):
        return [], "name"
    return found, None if found else why


def _is_of_each(mentions: Sequence[Mention], at: int, found: list[Ref], cited: Cited) -> bool:
    """*A and B both score 83*: each of them does."""
    wanted = bound(mentions, at, "who", cited)
    owners = {str(who.value) for ref in found if (who := cited.by_id[ref.fact].values.get("who")) is not None}
    return len(wanted) < 2 or not owners or all(values & owners for values in wanted)


def _number_fault(mentions: Sequence[Mention], at: int, said: Said, cited: Cited) -> Fault | None:
    found, why = candidates(mentions, at, said, cited, said.is_)
    if why is not None:
        text = mentions[at].text
        detail = f"{text} is in none of {ids(cited)}" if why == "number" else f"{text} is not said of that"
        return Fault(at, why, detail)
    pair = _pair(mentions, at)
    if pair is not None and mentions[at].word == "one" and all(ref.value == "rank" for ref in found):
        near = {m.word for m in mentions[max(at - 2, 0) : at]}
        if not near & {"number", "rank", "ranks", "ranked"}:
            return Fault(at, "number", f"{mentions[at].text} of {mentions[pair].text} is a rank")
    if pair is not None:
        others, _ = candidates(mentions, pair, mentions[pair].value, cited, mentions[pair].value.is_)
        if not any(a.fact == b.fact and (a.value, b.value) in PAIRS for a in found for b in others):
            return Fault(at, "number", f"{mentions[at].text} of {mentions[pair].text} is in none of {ids(cited)}")
        return None
    return _ends_fault(mentions, at, found, cited)


def _pair(mentions: Sequence[Mention], at: int) -> int | None:
    """The second number of *1 of 2*."""
    between = []
    for index in range(at + 1, min(at + 5, len(mentions))):
        if mentions[index].kind == "number":
            return index if "of" in between or "/" in between else None
        between.append(mentions[index].word)
        if mentions[index].word not in ("of", "the", "out", "/"):
            return None
    return None


def _ends_fault(mentions: Sequence[Mention], at: int, found: list[Ref], cited: Cited) -> Fault | None:
    """*From 60 to 83* of a trend: each number is the end that it is said to be."""
    before = mentions[at - 1].word if at else ""
    moved = before in UP | DOWN or (before == "by" and at > 1 and mentions[at - 2].word in UP | DOWN)
    if moved and all(cited.by_id[ref.fact].kind == "trend" for ref in found):
        return Fault(at, "number", f"{mentions[at].text} is not by how much it went")
    fault = _past_fault(mentions, at, found, cited)
    if fault is not None:
        return fault
    moving = any(cited.by_id[ref.fact].kind == "trend" for ref in found)
    if moving and before in ("from", "to") and not any(ref.value in (before, "score", "n") for ref in found):
        return Fault(at, "number", f"{mentions[at].text} is not what it went {before}")
    return None


def _past_fault(mentions: Sequence[Mention], at: int, found: list[Ref], cited: Cited) -> Fault | None:
    """*The score is 60*, where it went from 60 to 78: what was is told as what was."""
    trends = [ref for ref in found if cited.by_id[ref.fact].kind == "trend"]
    if not trends or len(trends) < len(found):
        return None
    was = bool({m.word for m in mentions[max(at - 4, 0) : at]} & _WAS)
    now = bool({m.word for m in mentions[max(at - 2, 0) : at]} & {"is", "are", "stands", "now"})
    after = mentions[at + 1 : at + 3]
    was = was or any(m.kind == "span" and m.value.ago for m in after) or (bool(after) and after[0].word == "to")
    now = now and mentions[at - 1].word != "from"
    if all(ref.value == "from" for ref in trends) and (now or not was):
        return Fault(at, "number", f"{mentions[at].text} is what it was, not what it is")
    if all(ref.value == "to" for ref in trends) and mentions[at - 1].word in ("was", "were") and at:
        return Fault(at, "number", f"{mentions[at].text} is what it is, not what it was")
    return None


def _ordinal_fault(mention: Mention, at: int, cited: Cited) -> Fault | None:
    ranks = [int(fact.values["rank"].value) for fact in cited.of_kind("rank")]
    if mention.value in ranks:
        return None
    if mention.text[:1].isdigit() and any(day.day == mention.value for _, day in cited.dates):
        return None
    return Fault(at, "number", f"{mention.text} is in none of {ids(cited)}")


def _kind_fits(said: Said, fact: Fact, ref: Ref, mentions: Sequence[Mention], at: int) -> bool:
    """Percent is percent; a sum of money has the currency that is said."""
    is_percent = fact.values[ref.value].type == "percent"
    if said.percent or said.currency:
        if said.percent:
            return is_percent
        currency = fact.values.get("currency")
        return ref.value == "amount" and currency is not None and currency.value == said.currency
    if is_percent:
        near = {m.word for m in mentions[max(at - 6, 0) : at + 3]}
        return bool(near & (inflections("complete") | inflections("completeness")))
    return True


def _unit_fits(fact: Fact, ref: Ref, mentions: Sequence[Mention], at: int) -> bool:
    own = units(fact, ref.value)
    if fact.kind == "count" and ref.value == "of" and not _is_whole(fact, mentions, at):
        return False
    if (fact.kind, ref.value) == ("rank", "of") and not _is_among(mentions, at):
        return False
    if fact.kind == "coverage" and not _need_fits(fact, ref.value, mentions, at):
        return False
    unit = _unit_after(mentions, at)
    if unit is not None:
        return bool(unit & own)
    before = {m.word for m in mentions[max(at - 4, 0) : at]} & inflections("score")
    return (
        not before
        or "score" in own
        or (
            ref.value in ("n", "rank", "of", "days", "assigned", "required", "amount")
            and not _directly_scored(mentions, at)
        )
    )


def _is_among(mentions: Sequence[Mention], at: int) -> bool:
    """*Of 7 members*: the number among whom somebody is ranked."""
    return at > 0 and mentions[at - 1].word in ("of", "the", "among", "/", "out", "between", "from", "all", "with")


def _is_whole(fact: Fact, mentions: Sequence[Mention], at: int) -> bool:
    """*15 activities came by email* says of the part what is so of the whole."""
    for mention in mentions[at + 1 :]:
        if mention.kind == "number" or mention.text in (".", ";"):
            return True
        if any(ref.fact == fact.id and ref.value == "what" for ref in mention.refs):
            return at > 0 and mentions[at - 1].word in ("of", "the", "/", "all")
    return True


def _need_fits(fact: Fact, key: str, mentions: Sequence[Mention], at: int) -> bool:
    """*Needs 2* is what is required; *has 1*, *there is 1* is what is assigned; *1 of 2* is both."""
    needs = inflections("need") | inflections("require")
    if key == "percent" or fact.values["assigned"].value == fact.values["required"].value:
        return True
    if key == "required":
        near = {m.word for m in mentions[max(at - 7, 0) : at + 4]}
        return bool(near & needs) or bool({"of", "/"} & {m.word for m in mentions[max(at - 3, 0) : at]})
    return not at or mentions[at - 1].word not in needs


def _directly_scored(mentions: Sequence[Mention], at: int) -> bool:
    """``scores 12``, ``score of 12``, ``score is 12``."""
    for index in range(at - 1, max(at - 4, -1), -1):
        if mentions[index].word in inflections("score"):
            return True
        if mentions[index].word not in ("of", "is", "at", "was", "a", "the", ":", "reached", "reaches"):
            return False
    return False


def units(fact: Fact, key: str) -> frozenset[str]:
    """The words that may stand as the unit of a value."""
    said = _UNITS.get((fact.kind, key), _EXTRA.get(key, ""))
    words = {form for word in said.split() for form in inflections(word)}
    if key == "amount" and "currency" in fact.values:
        words |= {str(fact.values["currency"].value).casefold()}
    if fact.kind == "count":
        words |= _words_of(str(fact.values["what"].value))
    if fact.kind == "attribute":
        words |= _words_of(str(fact.values["what"].value)) | _words_of(fact.text)
    if fact.kind == "coverage":
        words |= _words_of(str(fact.values["role"].value))
    return frozenset(words)


def _words_of(label: str) -> frozenset[str]:
    ways = [label, *NOUNS.get(label.casefold(), ())]
    words = {word for way in ways for word in way.casefold().split()}
    singular = {f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s") for word in words}
    return frozenset({*words, *singular, *(f"{word}s" for word in words)})


def _unit_after(mentions: Sequence[Mention], at: int) -> frozenset[str] | None:
    """The words of the unit that follows a number; None where none does."""
    for mention in mentions[at + 1 : at + 3]:
        if mention.kind in ("label", "foreign_label") and mention.text[:1] != "(":
            words = frozenset(mention.word.split())
            levels = any(ref.value == "level" for ref in mention.refs)
            return None if levels else words | {word.removesuffix("s") for word in words}
        if mention.kind != "word":
            return None
        if any(mention.word in inflections(word) for word in _UNIT_WORDS):
            return frozenset({mention.word})
        if mention.word not in ("engagement", "open", "buying", "required"):
            return None
    return None


def _window_fits(fact: Fact, mentions: Sequence[Mention], at: int) -> bool:
    """A number with a span in its own clause is of a fact with that window."""
    window = fact.values.get("window")
    if window is None:
        return True
    for mention in mentions[at + 1 :]:
        if (mention.kind == "punct" and mention.text in ",;.") or mention.word in ("and", "but", "while"):
            return True
        if mention.kind == "span" and mention.value.lead:
            return int(window.value) in mention.value.days
    return True


def _is_pronoun(mentions: Sequence[Mention], at: int) -> bool:
    """*One of the members*, *no one*: no count."""
    if mentions[at].word != "one" or _pair(mentions, at) is not None:
        return False
    after = mentions[at + 1].word if at + 1 < len(mentions) else ""
    return after == "of" or (at > 0 and mentions[at - 1].word in ("no", "any", "every", "the", "this", "that"))


def ids(cited: Cited) -> str:
    """The ids of the cited facts."""
    return ", ".join(fact.id for fact in cited.facts)
