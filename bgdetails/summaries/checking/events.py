"""Events: neutral words are neutral as vocabulary, but what they tell as verbs must be in the facts.

*The account closed* is made of neutral words alone. A clause that names no value and makes no claim that is checked
elsewhere says only what the facts' own words say; and a verb of change is said of what has a fact of such a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bgdetails.summaries.checking.measured import Fault
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.words import (
    ALL,
    COMPARING,
    DOWN,
    EQUAL,
    FLAT,
    FUNCTION,
    LESS,
    MORE,
    NEGATING,
    NEUTRAL,
    ONLY,
    SUPERLATIVE,
    UP,
    inflections,
)
from bgdetails.summaries.model import Fact

_LICENCES = {
    "close": ("opportunity",),
    "join": ("journey",),
    "enter": ("journey", "stage", "move"),
    "complete": ("coverage", "completeness", "absent"),
    "fill": ("coverage", "completeness", "absent", "member"),
    "cover": ("coverage", "completeness", "absent", "member"),
    "assign": ("coverage", "completeness", "absent", "member"),
    "open": (),
    "contact": (),
    "interest": ("topic",),
    "buying": (),
    "need": ("coverage", "absent"),
    "require": ("coverage", "absent"),
    "worth": ("opportunity",),
    "due": ("opportunity",),
}
"""Verbs of change, and the kinds of facts that tell such a change."""
_VERBS = {form: verb for verb in _LICENCES for form in inflections(verb) if verb != "buying"} | {"buying": "buying"}
_PERSON_ONLY_WITH = {"fill": "member", "cover": "member", "assign": "member"}
_VALUES = frozenset("number ordinal range date span quote label equal mixed".split())
_CLAIMS = UP | DOWN | FLAT | SUPERLATIVE | ALL | ONLY | MORE | LESS | EQUAL | COMPARING | NEGATING
_AUXILIARY = frozenset("is are was were be been being has have had having do does did done to".split())
_ADVERBS = frozenset("now already still also then yet currently just recently again here there".split())
_PRONOUNS = frozenset("it they he she who which that".split())
_DETERMINERS = frozenset("the a an this its their".split())
_DEALS = inflections("opportunity") | inflections("deal")
_NOBODY = frozenset("none nobody nothing".split())
_CLAUSE_WORDS = frozenset("and but while whereas or which who that".split())
_GENERIC = frozenset("group account person member people members opportunity deal contact product role topic".split())
_NAMES = ("name", "subject", "foreign_name", "ambiguous")
_PREPOSITIONS = frozenset("with by of in for at from on as to through".split())


def event_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """What clauses tell that no fact cited does."""
    for begin, end in _clauses(mentions):
        clause = mentions[begin:end]
        fault = _verb_fault(mentions, begin, end, cited)
        if fault is not None:
            yield fault
        elif not any(_tells_value(mention) for mention in clause):
            yield from _empty_faults(mentions, begin, end, cited)
    yield from _stage_verb_faults(mentions, cited)
    yield from _closed_faults(mentions, cited)


def _tells_value(mention: Mention) -> bool:
    denies = mention.word in _CLAIMS or mention.word.endswith("n't")
    return mention.kind in _VALUES or (mention.kind == "word" and denies)


def _clauses(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Clauses: between full stops and the like; also at a comma or a conjunction that a verb follows."""
    begin = 0
    for at, mention in enumerate(mentions):
        hard = mention.kind == "punct" and mention.text in ".;:!?"
        soft = mention.text == "," or mention.word in _CLAUSE_WORDS or mention.text in ("–", "—", "(", "/")
        if hard or (soft and _begins_clause(mentions, at + 1)):
            if begin < at:
                yield begin, at
            begin = at + 1
    if begin < len(mentions):
        yield begin, len(mentions)


def _begins_clause(mentions: Sequence[Mention], at: int) -> bool:
    """Whether a subject and its verb follow, or a verb of change alone."""
    while at < len(mentions) and mentions[at].word in _DETERMINERS | _ADVERBS | _CLAUSE_WORDS | {","}:
        at += 1
    if at >= len(mentions):
        return False
    first, following = mentions[at], mentions[at + 1] if at + 1 < len(mentions) else None
    if first.kind == "word" and first.word in _VERBS and first.word not in ("contact", "interest", "open"):
        return True
    if first.kind not in (*_NAMES, "quote", "label") and first.word not in _GENERIC | _PRONOUNS:
        return False
    return following is not None and (
        following.word in _AUXILIARY | _ADVERBS or (following.kind == "word" and _is_verb_form(following.word))
    )


def _is_verb_form(word: str) -> bool:
    return word in _VERBS or (word in NEUTRAL and word.endswith(("s", "ed", "ing"))) or word in _PAST


_PAST = frozenset("held knew put sat stood shown".split())


def _verb_fault(mentions: Sequence[Mention], begin: int, end: int, cited: Cited) -> Fault | None:
    for at in range(begin, end):
        mention = mentions[at]
        verb = _VERBS.get(mention.word) if mention.kind == "word" else None
        if mention.word == "reached" and at + 1 < end and mentions[at + 1].word == "out":
            return Fault(at, "unsupported_word", "no fact cited tells that somebody reached out")
        if verb is None or not _is_used_as_verb(mentions, at, begin, end):
            continue
        if not _is_licensed(verb, mentions, at, begin, end, cited):
            return Fault(at, "unsupported_word", f"no fact cited tells that anything {mention.text}")
    return None


def _is_used_as_verb(mentions: Sequence[Mention], at: int, begin: int, end: int) -> bool:
    word, before = mentions[at].word, mentions[at - 1] if at > begin else None
    after = mentions[at + 1] if at + 1 < end else None
    if before is not None and before.word in _PREPOSITIONS:
        return False
    if word == "buying":
        return after is None or after.word not in ("group", "groups")
    if word in ("interesting", "interests", "interest", "contacts", "opening", "openings") or (
        word == "open" and (after is None or after.word in inflections("opportunity") | {"deal", "deals", ","})
    ):
        return False
    if before is None and begin and word not in ("contact", "complete", "cover"):
        return True  # *… and joined*
    if before is None:
        return word in ("contact", "close", "join", "enter", "open") and after is not None and after.kind != "punct"
    if word in ("close", "contact", "complete", "open", "cover") and before.word not in _PRONOUNS | {"to", "and"}:
        return False  # the adjective or the noun
    return (
        before.kind in (*_NAMES, "quote", "label", "foreign_label")
        or before.word in _AUXILIARY | _ADVERBS | _PRONOUNS | _GENERIC | _CLAUSE_WORDS
        or before.text == ","
    )


def _is_licensed(verb: str, mentions: Sequence[Mention], at: int, begin: int, end: int, cited: Cited) -> bool:
    word, clause = mentions[at].word, mentions[begin:end]
    subject = _subject(mentions, at, cited)
    has_value = any(_tells_value(m) for m in clause)
    if has_value and verb != "close" and any(word in cited.own_words(fact) for fact in cited.facts):
        return True
    if subject == "person" and not (verb in _PERSON_ONLY_WITH and cited.of_kind(_PERSON_ONLY_WITH[verb])):
        return verb == "interest" and bool(cited.of_kind("topic"))
    facts = [fact for fact in cited.facts if fact.kind in _LICENCES[verb]]
    if verb == "close":
        done = word == "closed" and not {"to", "should"} & {m.word for m in mentions[begin:at]}
        return bool(facts) and subject not in ("group", "account") and not done
    if verb in ("join", "enter"):
        return any(_is_entered(fact, subject, clause, cited) for fact in facts)
    return bool(facts)


def _is_entered(fact: Fact, subject: str, clause: Sequence[Mention], cited: Cited) -> bool:
    """A journey is entered by the account that it is of; a stage by the group, and it is named, or when."""
    named = any(ref.fact == fact.id for m in clause for ref in m.refs) or any(
        m.kind in ("date", "span") or m.word in ("journey", "stage", "today", "yesterday") for m in clause
    )
    if fact.kind == "journey":
        who = fact.values.get("who")
        return named and subject in ("", "journey", "account" if who is None else who.type)
    return named and subject in ("", "group", "stage")


def _subject(mentions: Sequence[Mention], at: int, cited: Cited) -> str:
    """What kind of thing a verb is said of: person, group, account, other; empty where the text leaves it open."""
    for index in range(at - 1, -1, -1):
        mention = mentions[index]
        if mention.text in (".", ";", "!", "?"):
            return ""
        if mention.kind == "subject":
            return cited.kind_of(str(mention.value))
        if mention.kind == "name":
            types = {cited.by_id[ref.fact].values[ref.value].type for ref in mention.refs}
            return next((kind for kind in ("person", "group", "account", "journey") if kind in types), "other")
        if mention.word in _NOBODY or (index and mentions[index - 1].kind == "number"):
            return ""
        if mention.word in ("group", "account", "person"):
            return mention.word
        if mention.word in ("member", "members", "people", "contact"):
            return "person"
        if mention.kind == "label" and any(ref.value in ("stage", "to") for ref in mention.refs):
            return "stage"
        if mention.kind in ("quote", "label") or mention.word in ("opportunity", "deal"):
            return "other"
    return ""


def _empty_faults(mentions: Sequence[Mention], begin: int, end: int, cited: Cited) -> Iterator[Fault]:
    """A clause without a value or a claim says only what the facts' own words say."""
    clause = mentions[begin:end]
    named = any(m.kind in _NAMES or m.word in _GENERIC | _PRONOUNS for m in clause)
    if not named or not (_begins_clause(mentions, begin) or any(m.word in _AUXILIARY for m in clause)):
        return
    known = frozenset(
        word for fact in cited.facts for word in (*cited.own_words(fact), *_LICENSED_WORDS.get(fact.kind, ()))
    )
    for at in range(begin, end):
        mention = mentions[at]
        if mention.kind != "word" or mention.word not in NEUTRAL or mention.word in FUNCTION:
            continue
        if (
            mention.word in ("group", "account", "person", "engagement", "score", "buying")
            and at == _first(clause) + begin
        ):
            continue  # what it is said of
        if not any(mention.word in inflections(word) or mention.word == word for word in known):
            yield Fault(at, "unsupported_word", f"no fact cited tells {mention.text}")


def _first(clause: Sequence[Mention]) -> int:
    return next((i for i, m in enumerate(clause) if m.kind == "word" and m.word in NEUTRAL), 0)


_LICENSED_WORDS = {
    "member": ("member", "group"),
    "rank": ("rank", "member"),
    "score": ("active", "engage", "engaged"),
    "count": ("active", "engage", "engaged"),
    "activity": ("active", "engage", "engaged", "activity"),
    "coverage": ("fill", "assign", "cover", "require", "need"),
    "completeness": ("completeness",),
    "topic": ("interest", "topic"),
    "opportunity": ("opportunity",),
}
"""What a fact of a kind may be told as without its value: somebody who scores is active."""


def _stage_verb_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """*The group purchased*: a stage that is written as a verb tells an event."""
    for at in range(1, len(mentions)):
        mention = mentions[at]
        is_stage = mention.kind == "label" and any(ref.value in ("stage", "from", "to") for ref in mention.refs)
        label = str(mention.value)
        if not is_stage or not mention.text[:1].islower() or not label.endswith(("ed", "ing")) or " " in label:
            continue
        before = mentions[at - 1]
        if before.kind in _NAMES or before.word in _GENERIC | {"has", "have", "had", "and"} | _PRONOUNS:
            yield Fault(at, "unsupported_word", f"{mention.text} tells an event")


def _closed_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """*Four closed opportunities*, where the facts tell of open ones."""
    for mention, after in pairwise(mentions):
        if mention.word == "closed" and after.word in _DEALS and not any("closed" in fact.text for fact in cited.facts):
            yield Fault(mentions.index(mention), "unsupported_word", f"no fact cited tells of {mention.text} ones")
