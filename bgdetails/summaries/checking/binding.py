"""Whom or what a number, a label or a date in a statement is said of."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.model import Fact

CLASSES = {"who": ("who",), "role": ("role",), "product": ("product",), "what": ("what", "type"), "name": ("name",)}
"""Classes of anchors, and the values of facts that belong to each."""
_PREPOSITIONS = frozenset("of in for at by from with within among to as".split())
_DETERMINERS = frozenset("the a an its their".split())
_LINKING = frozenset(", and & or".split())
_CLAIMS = ("number", "range", "ordinal")
_PEOPLE = frozenset({"person", "member", "members", "people"})
_GENERIC = frozenset({"group", "account"}) | _PEOPLE


def anchor_values(mention: Mention, cls: str, cited: Cited) -> frozenset[str]:
    """What a mention names in a class of anchors; empty if it is none of that class."""
    if mention.kind == "subject":
        return frozenset({str(mention.value)}) if cls == "who" else frozenset()
    keys = CLASSES[cls]
    found = set()
    for ref in mention.refs:
        value = cited.by_id[ref.fact].values[ref.value]
        if mention.kind == "name":
            is_of_class = cls == ("name" if value.type == "journey" else "who")
        else:
            is_of_class = mention.kind in ("label", "quote") and ref.value in keys
        if is_of_class:
            found.add(str(value.value))
    return frozenset(found)


def bound(mentions: Sequence[Mention], at: int, cls: str, cited: Cited) -> list[frozenset[str]]:
    """The anchors of a class that a mention is said of; each must hold. Empty: the text names none."""
    anchors = {index: values for index, m in enumerate(mentions) if (values := anchor_values(m, cls, cited))}
    anchors.pop(at, None)
    if not anchors:
        return []
    following = _directly_after(mentions, at, cls, anchors)
    if following is not None:
        return [anchors[following]]
    before = [index for index in anchors if index < at and not _ends_between(mentions, index, at, hard=True)]
    if before:
        return _of_run(mentions, at, _chosen(mentions, before, cls), anchors)
    after = [index for index in anchors if index > at and not _ends_between(mentions, at, index, hard=True)]
    if after:
        return [anchors[after[0]]]
    earlier = [index for index in anchors if index < at]
    return [anchors[_chosen(mentions, earlier, cls)]] if earlier else []


def fits(fact: Fact, mentions: Sequence[Mention], at: int, cited: Cited, *, skip: str = "") -> str | None:
    """None where a fact is about what the mention is said of; else the class in which it is not."""
    if "who" not in fact.values and not _is_of_subject(fact, mentions, at, cited):
        return "who"
    for cls, keys in CLASSES.items():
        key = next((key for key in keys if key in fact.values), None)
        if key is None or cls == skip or (cls == "what" and fact.kind == "absent"):
            continue
        value = fact.values[key]
        generic = _generic(mentions, at, cited) if cls == "who" else None
        if generic is not None:
            if value.type != generic or (generic == cited.sheet.kind and str(value.value) != cited.sheet.name):
                return cls
            continue
        wanted = bound(mentions, at, cls, cited)
        if wanted and not any(str(value.value) in values for values in wanted):
            return cls
    return None


def _is_of_subject(fact: Fact, mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """A fact that names nobody is about the sheet's subject: no other subject of the same clause has it."""
    if fact.kind not in ("stage", "move", "completeness", "topic", "trend"):
        return True
    for index in range(at - 1, -1, -1):
        mention = mentions[index]
        if mention.text in (",", ";", ".", ":") or mention.word in ("and", "but", "while", "whereas"):
            return True
        values = anchor_values(mention, "who", cited)
        if values and not _is_oblique(mentions, index):
            return cited.sheet.name in values
        generic = mention.word in _GENERIC and index > 0 and mentions[index - 1].word in ("the", "this")
        if generic and not _is_oblique(mentions, index):
            return ("person" if mention.word in _PEOPLE else mention.word) == cited.sheet.kind
    return True


def _generic(mentions: Sequence[Mention], at: int, cited: Cited) -> str | None:
    """*The group scores 83*: the kind that it is said of, where that is nearer than any name."""
    for index in range(at - 1, -1, -1):
        mention = mentions[index]
        if anchor_values(mention, "who", cited) or mention.text in (".", ";"):
            return None
        if mention.kind == "word" and mention.word in _GENERIC and not _is_oblique(mentions, index):
            before = mentions[index - 1].word if index else ""
            if before in ("the", "this", "buying"):
                return "person" if mention.word in _PEOPLE else mention.word
    return None


def _directly_after(mentions: Sequence[Mention], at: int, cls: str, anchors: dict[int, frozenset[str]]) -> int | None:
    """The anchor that follows a number as its unit (12 page views) or by a preposition (83 for Dana Moss)."""
    preposition = False
    for index in range(at + 1, min(at + 8, len(mentions))):
        mention = mentions[index]
        if index in anchors:
            direct = cls in ("what", "role", "product") and all(
                m.kind in _CLAIMS or m.word in ("of", "the", "out", "/", "required", "%")
                for m in mentions[at + 1 : index]
            )
            return index if preposition or direct else None
        if mention.kind == "punct" and mention.text not in '()/%“”"-–':
            return None
        if mention.kind in _CLAIMS and mentions[index - 1].word not in ("of", "the", "/", "out"):
            return None
        if mention.kind == "word":
            if mention.word in ("for", "by", "of", "from"):
                preposition = True
            elif mention.word not in _DETERMINERS and mention.word not in ("type", "types"):
                preposition = False
                if mention.word in ("and", "but", "while", "is", "are", "has", "have", "with"):
                    return None
        elif mention.kind in ("span", "date"):
            preposition = False
    return None


def _chosen(mentions: Sequence[Mention], before: list[int], cls: str) -> int:
    """The nearest anchor before; of names, one behind a preposition gives way to the subject of its clause."""
    nearest = before[-1]
    if cls == "who" and len(before) > 1 and _is_measure(mentions, nearest):
        return before[-2]
    if cls != "who" or not _is_oblique(mentions, nearest) or _has_own_number(mentions, nearest):
        return nearest
    for index in reversed(before[:-1]):
        if _ends_between(mentions, index, nearest, hard=False):
            break
        if not _is_oblique(mentions, index):
            return index
    return nearest


def _is_measure(mentions: Sequence[Mention], index: int) -> bool:
    """*B has fewer page views than A: 3*: what follows the colon is of the subject."""
    following = mentions[index + 1].text if index + 1 < len(mentions) else ""
    return index > 0 and mentions[index - 1].word == "than" and following == ":"


def _has_own_number(mentions: Sequence[Mention], index: int) -> bool:
    """*… ahead of Ana Ruiz (41)*, *… than Ana Ruiz at 41*: what follows is said of the name, not of the subject."""
    following = mentions[index + 1].text if index + 1 < len(mentions) else ""
    words = {m.word for m in mentions[max(index - 2, 0) : index]}
    return following == "(" or bool(words & {"ahead", "than", "behind"})


def _is_oblique(mentions: Sequence[Mention], index: int) -> bool:
    for back in range(index - 1, max(index - 4, -1), -1):
        word = mentions[back].word
        if word in _PREPOSITIONS:
            return True
        if word not in _DETERMINERS and word not in ("buying", "account", "group"):
            return False
    return False


def _of_run(
    mentions: Sequence[Mention], at: int, index: int, anchors: dict[int, frozenset[str]]
) -> list[frozenset[str]]:
    """*A and B score 83 and 71*: the first number is of the first name; one number alone is of both."""
    run = [index]
    while True:
        earlier = [other for other in anchors if other < run[0]]
        if not earlier or any(m.word not in _LINKING for m in mentions[earlier[-1] + 1 : run[0]]):
            break
        run.insert(0, earlier[-1])
    if len(run) == 2 and run[1] - run[0] > 2:
        run = run[1:]  # *A is …, and B has*: a comma before the conjunction of two begins a clause
    if len(run) == 1:
        return [anchors[index]]
    later = min((other for other in anchors if other > at), default=len(mentions))
    claims = [i for i in range(run[-1] + 1, later) if mentions[i].kind in _CLAIMS and mentions[i - 1].word != "of"]
    if at in claims and len(claims) == len(run):
        return [anchors[run[claims.index(at)]]]
    return [anchors[one] for one in run]


def _ends_between(mentions: Sequence[Mention], start: int, end: int, *, hard: bool) -> bool:
    """Whether a clause ends between two mentions: at a full stop or semicolon; softly also at a conjunction."""
    for mention in mentions[start + 1 : end]:
        if mention.kind == "punct" and mention.text in (".", ";", "!", "?"):
            return True
        if not hard and mention.word in ("and", "but", "while", "whereas"):
            return True
    return False
