"""Negations and absence: what is said not to be, a cited fact says is not; and what is not, is not said to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bgdetails.summaries.checking.binding import anchor_values
from bgdetails.summaries.checking.claims import FILLED
from bgdetails.summaries.checking.measured import Fault, units
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.words import (
    ALL,
    FUNCTION,
    LESS,
    MORE,
    NEGATING,
    NEVER,
    SYNONYMS,
    inflections,
    related,
)
from bgdetails.summaries.model import Fact

_LACKING = frozenset(
    "missing lacking lack lacks lacked absent absence unfilled unassigned uncovered vacant empty inactive silent "
    "missed incomplete short unknown".split()
)
_SILENT = frozenset({"silent", "inactive"})
_PRONOUNS = frozenset("he she they it his her their its".split())
_JOINING = frozenset("and but while whereas".split())
_MANY = frozenset("group groups account accounts nobody member members people everybody everyone all".split())
_FULL = frozenset("complete completed full fully completely filled".split())
_SHORT_WORDS = frozenset("short lack lacks lacking lacked".split())
_ALIASES = {
    "activity": "active activity activities engage engaged engagement silent inactive",
    "members": "member members people person",
    "people": "people person persons member members contact contacts",
}
_MISSING_LABEL = "missing roles"


def absence_faults(mentions: Sequence[Mention], cited: Cited, label: str | None) -> Iterator[Fault]:
    """Negations without a fact, and facts of absence that are told without a negation."""
    parts = list(_parts(mentions))
    negated_somewhere = any(_negations(part) for part in parts) or (
        label is not None and label.casefold() == _MISSING_LABEL
    )
    for part in parts:
        found = _negations(part)
        if found:
            if not any(_is_supported(part, mentions, cited, name) for name in dict.fromkeys((label, None))):
                yield Fault(mentions.index(found[0]), "negation", f"no fact cited says {found[0].text}")
        else:
            yield from _positive_faults(part, mentions, cited)
            if label is not None and label.casefold() == _MISSING_LABEL:
                yield from _not_missing(part, mentions, cited)
    if not negated_somewhere and not _says_all(mentions, cited):
        for fact in cited.of_kind("absent"):
            yield Fault(0, "negation", f"{fact.id} says what is absent")


def _not_missing(part: list[Mention], mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """A role under *Missing roles* that somebody has."""
    for fact in cited.of_kind("coverage"):
        counted = any(m.kind == "number" for m in part)
        if float(fact.values["assigned"].value) > 0 and not counted and _has_label(fact, "role", part):
            yield Fault(mentions.index(part[0]), "negation", f"{fact.id} says that it is not missing")


def _parts(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    part: list[Mention] = []
    for mention in mentions:
        if (mention.kind == "punct" and mention.text in ".;!?·") or mention.word in _JOINING:
            if part:
                yield part
            part = []
        else:
            part.append(mention)
    if part:
        yield part


def _negations(part: Sequence[Mention]) -> list[Mention]:
    return [m for m in part if m.kind == "word" and (m.word in NEGATING or m.word.endswith("n't"))]


def _is_odd(part: Sequence[Mention], label: str | None) -> bool:
    """Whether a part denies: two negations are none (no missing roles)."""
    found = [m.word for m in _negations(part)]
    plain = sum(word not in _LACKING for word in found)
    lacking = any(word in _LACKING for word in found)
    if label is not None and label.casefold() == _MISSING_LABEL and not lacking:
        lacking = True
    return (plain + lacking) % 2 == 1


def _is_supported(part: list[Mention], mentions: Sequence[Mention], cited: Cited, label: str | None) -> bool:
    odd = _is_odd(part, label)
    return (
        any(_absent_fits(fact, part, mentions, cited, odd=odd, label=label) for fact in cited.of_kind("absent"))
        or (odd and any(_unfilled_fits(fact, _with_role(part, mentions)) for fact in cited.of_kind("coverage")))
        or (odd and _not_full(part, cited))
        or (odd and any(_zero_fits(fact, part, mentions, cited) for fact in cited.facts))
        or (not odd and any(_is_active(fact, part, mentions, cited) for fact in cited.facts))
    )


def _is_active(fact: Fact, part: list[Mention], mentions: Sequence[Mention], cited: Cited) -> bool:
    """*Isn't silent*: a count or a score above 0, or an activity, of whom it is said."""
    key = {"count": "n", "score": "score"}.get(fact.kind)
    if not {m.word for m in _negations(part)} & _SILENT or not _is_about(fact, part, mentions, cited):
        return False
    return fact.kind == "activity" or (key is not None and float(fact.values[key].value) > 0)


def _absent_fits(
    fact: Fact, part: list[Mention], mentions: Sequence[Mention], cited: Cited, *, odd: bool, label: str | None
) -> bool:
    what = str(fact.values["what"].value).casefold()
    nothing_missing = any(word in what for word in ("missing", "short", "gap")) and "role" not in fact.values
    if nothing_missing == odd:
        return False
    words = {m.word for m in part}
    if words & NEVER and "window" in fact.values:
        return False
    if not _is_about(fact, part, mentions, cited):
        return False
    role = fact.values.get("role")
    if role is not None:
        return _has_label(fact, "role", part)
    said = {word for m in part for word in m.word.split()}
    if nothing_missing and said & _LACKING:
        return True
    return bool(said & _what_words(what)) or (label is not None and label.casefold() == what)


def _what_words(what: str) -> frozenset[str]:
    words = {word for part in what.split() for word in (part, *part.split("-"))} - FUNCTION - NEGATING
    aliases = {alias for word in words for alias in (*_ALIASES.get(word, "").split(), *SYNONYMS.get(word, "").split())}
    return related(frozenset(words)) | aliases


def _is_about(fact: Fact, part: list[Mention], mentions: Sequence[Mention], cited: Cited) -> bool:
    who = fact.values.get("who")
    if who is None:
        return True
    for scope in (part, mentions):
        named = {name for m in scope for name in anchor_values(m, "who", cited)}
        if named:
            return str(who.value) in named
    if who.type == "person" and cited.sheet.kind != "person" and not {m.word for m in mentions} & _PRONOUNS:
        return False  # of whom, the text leaves open
    # *Nobody*, *the group*, *no member* is not said of one person.
    return who.type != "person" or not {m.word for m in part} & _MANY


def _has_label(fact: Fact, key: str, part: Sequence[Mention]) -> bool:
    return any(ref.fact == fact.id and ref.value == key for m in part for ref in m.refs)


def _with_role(part: list[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """A part that names no role goes on about the one before it: *needs one person and has none*."""
    if any(ref.value == "role" for m in part for ref in m.refs):
        return part
    before = [m for m in mentions[: mentions.index(part[0])] if any(ref.value == "role" for ref in m.refs)]
    return [*before[-1:], *part]


def _unfilled_fits(fact: Fact, part: list[Mention]) -> bool:
    """A role that nobody has is missing; one with fewer than required is short, or lacks somebody."""
    if not _has_label(fact, "role", part):
        return False
    assigned, required = float(fact.values["assigned"].value), float(fact.values["required"].value)
    if assigned == 0:
        return "short" not in {m.word for m in _negations(part)}
    words = {m.word for m in _negations(part)}
    return assigned < required and words <= _SHORT_WORDS


def _not_full(part: list[Mention], cited: Cited) -> bool:
    words = {m.word for m in part}
    if "incomplete" in words:
        return any(_share(fact) < 100 for fact in cited.facts if fact.kind in ("completeness", "coverage"))
    if not words & _FULL:
        return False
    full = next(at for at, m in enumerate(part) if m.word in _FULL)
    said = [m.value for m in part[:full] if m.kind == "number"]  # *not 50 % complete*
    return any(
        _share(fact) < 100 and not any(number.is_(_share(fact)) for number in said)
        for fact in cited.facts
        if fact.kind == "completeness" or (fact.kind == "coverage" and _has_label(fact, "role", part))
    )


def _share(fact: Fact) -> float:
    return float(fact.values["score" if fact.kind == "completeness" else "percent"].value)


def _zero_fits(fact: Fact, part: list[Mention], mentions: Sequence[Mention], cited: Cited) -> bool:
    """*No page views* of a count of 0; *no engagement* of a score of 0."""
    if fact.kind == "coverage" or not _is_about(fact, part, mentions, cited):
        return False
    said = {word for m in part for word in m.word.split()}
    general = {"level"} if _counts_all(fact) else {"level", *inflections("activity")}
    if fact.kind == "score":
        general = {*general, *inflections("score")}  # a score of 0 is a score
    return any(
        value.type in ("number", "percent") and float(value.value) == 0 and said & (units(fact, key) - general)
        for key, value in fact.values.items()
    )


def _counts_all(fact: Fact) -> bool:
    """Whether a count of 0 says that there was no activity of any kind."""
    return fact.kind != "count" or str(fact.values["what"].value).casefold() == "activities"


def _positive_faults(part: list[Mention], mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """What a cited fact says is not, told as if it were; a role told as filled that is not."""
    words = {word for m in part for word in m.word.split()}
    others = [fact for fact in cited.facts if fact.kind != "absent"]
    for fact in cited.of_kind("absent"):
        what = str(fact.values["what"].value).casefold()
        about = _what_words(what) if "role" not in fact.values else frozenset()
        told_elsewhere = any(about & (cited.own_words(other) | units(other, "n")) for other in others)
        if "missing" in what:
            continue
        if (words & about and not told_elsewhere) or _has_label(fact, "role", part):
            yield Fault(mentions.index(part[0]), "negation", f"{fact.id} says that it is absent")
    for fact in cited.of_kind("count"):
        compared = words & (MORE | LESS) or any(m.kind == "equal" for m in part)
        told = compared or any(m.kind in ("number", "range") for m in part) or float(fact.values["n"].value) > 0
        if not told and _has_label(fact, "what", part) and _is_about(fact, part, mentions, cited):
            yield Fault(mentions.index(part[0]), "negation", f"{fact.id} says that there are none")
    if words & FILLED and not any(m.kind in ("number", "range") for m in part):
        yield from _filled_faults(part, mentions, cited)


def _filled_faults(part: list[Mention], mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    if cited.of_kind("member") and any(m.kind == "name" for m in part):
        return
    for fact in cited.of_kind("coverage"):
        if _has_label(fact, "role", part) and _share(fact) < 100:
            yield Fault(mentions.index(part[0]), "negation", f"{fact.id} says that it is not filled")
    words = {m.word for m in part}
    if words & {"complete", "completed", "full"} and not words & inflections("form"):
        for fact in cited.of_kind("completeness"):
            if _share(fact) < 100:
                yield Fault(mentions.index(part[0]), "negation", f"{fact.id} says that it is not complete")


def _says_all(mentions: Sequence[Mention], cited: Cited) -> bool:
    """*Every required role is filled* tells that none is missing."""
    return any(m.kind == "word" and m.word in ALL for m in mentions) and bool(cited.of_kind("absent"))
