"""Checks a statement against the facts that it cites (docs/summaries.md). The one validator of every engine's text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from msgspec import Struct

from bgdetails.summaries.checking.absence import absence_faults
from bgdetails.summaries.checking.binding import bound, fits
from bgdetails.summaries.checking.claims import direction_faults, superlative_faults
from bgdetails.summaries.checking.comparing import compared_numbers, comparison_faults
from bgdetails.summaries.checking.denying import without_denials
from bgdetails.summaries.checking.events import event_faults
from bgdetails.summaries.checking.foreign import emphasis_of, in_english
from bgdetails.summaries.checking.measured import Fault, number_faults
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited, read
from bgdetails.summaries.checking.slots import SlotError, fill
from bgdetails.summaries.checking.timed import time_faults
from bgdetails.summaries.checking.words import (
    ALL,
    COMPARING,
    DOWN,
    EQUAL,
    FLAT,
    FUNCTION,
    LESS,
    MONTHS,
    MORE,
    NEGATING,
    NEUTRAL,
    ONLY,
    SUPERLATIVE,
    UP,
)
from bgdetails.summaries.languages import ENGLISH, language_of
from bgdetails.summaries.languages.glossary import Language
from bgdetails.summaries.model import FactSheet

REASONS = (
    "no_citation",
    "unknown_fact",
    "slot",
    "markup",
    "link",
    "ambiguous_name",
    "name",
    "window",
    "date",
    "label",
    "direction",
    "number",
    "comparison",
    "superlative",
    "negation",
    "unsupported_word",
    "length",
)
"""Reason codes (docs/summaries.md), in the order in which one is told where several hold."""
_CHECKED = UP | DOWN | FLAT | SUPERLATIVE | ALL | ONLY | MORE | LESS | EQUAL | COMPARING | NEGATING | {"both"}
_LINK = re.compile(
    r"\b(?:https?|ftp|mailto|file|javascript|tel|data)\s*:\s*\S+|\bwww\.\S+|\S+@\S+\.\S+|"
    r"(?<![\w.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|co|de|uk|eu|info|biz|dev|app|ai|xyz|ru|cn|fr|test|"
    r"example|invalid|local)\b(?:/\S*)?|\w+\.\w+/\S+|//\S+",
    re.I,
)
_MARKUP = re.compile(r"[<>\[\]*_`#|\\~^={}\n\r\t]|&\w+;|&#")


class Verdict(Struct, frozen=True):
    """What the checker says of a statement: its text with the slots filled, and why it fails, if it does."""

    text: str
    reason: str | None = None
    detail: str = ""
    emphasis: tuple[tuple[int, int], ...] = ()
    """Where names and numbers stand."""

    @property
    def supported(self) -> bool:
        """Whether every word of it is."""
        return self.reason is None


def check(
    sheet: FactSheet, as_written: str, facts: Sequence[str], label: str | None = None, language: str = ENGLISH
) -> Verdict:
    """Check a statement, or a highlight line with its label, in a language that ``summaries/languages`` has."""
    glossary = language_of(language)
    if not facts:
        return Verdict(as_written, "no_citation", "it cites no fact")
    known = {fact.id: fact for fact in sheet.facts}
    unknown = [fact_id for fact_id in facts if fact_id not in known]
    if unknown:
        return Verdict(as_written, "unknown_fact", f"there is no {', '.join(unknown)}")
    cited = Cited(sheet, tuple(known[fact_id] for fact_id in dict.fromkeys(facts)))
    try:
        text = fill(as_written, cited.by_id, sheet.as_of, glossary)
    except SlotError as error:
        return Verdict(as_written, "slot", str(error))
    text = " ".join(text.split(" ")).strip()
    if label is not None and label not in {name for name, _ in sheet.highlights}:
        return Verdict(text, "label", f"{label} is no highlight that was asked for")
    if glossary is not None:
        return _check_foreign(text, cited, label, glossary)
    mentions = read(text, cited)
    if label is None and any(text == fact.text for fact in cited.facts):
        return Verdict(text, emphasis=_emphasis(mentions))
    return _verdict(text, [*_surface_faults(text, mentions), *_faults(mentions, cited, label)], _emphasis(mentions))


def _check_foreign(text: str, cited: Cited, label: str | None, glossary: Language) -> Verdict:
    """Check a statement by what it says in English."""
    said = in_english(text, cited, glossary)
    faults = [Fault(at, "unsupported_word", f"{word} is in no fact cited") for at, word in said.unknown]
    faults += [*_surface_faults(text, said.kept), *_faults(read(said.text, cited), cited, label)]
    return _verdict(text, faults, tuple(emphasis_of(text, said.kept)))


def _verdict(text: str, faults: Sequence[Fault], emphasis: tuple[tuple[int, int], ...]) -> Verdict:
    if not faults:
        return Verdict(text, emphasis=emphasis)
    first = min(faults, key=lambda fault: (REASONS.index(fault.reason), fault.at))
    return Verdict(text, first.reason, first.detail)


def _emphasis(mentions: Sequence[Mention]) -> tuple[tuple[int, int], ...]:
    return tuple((mention.start, mention.end) for mention in mentions if mention.kind in ("name", "number"))


def _faults(mentions: Sequence[Mention], cited: Cited, label: str | None) -> Iterator[Fault]:
    if not any(character.isalnum() for mention in mentions for character in mention.text):
        yield Fault(0, "unsupported_word", "it says nothing")
        return
    said = [mention for mention in mentions if mention.kind != "punct"]
    if label is None and len(said) == 1 and said[0].kind in ("name", "subject", "label", "quote"):
        yield Fault(0, "unsupported_word", "it says nothing of what it names")
    compared = compared_numbers(mentions)
    yield from _mention_faults(mentions, cited)
    yield from time_faults(mentions, cited)
    yield from number_faults(mentions, cited, frozenset(compared))
    yield from direction_faults(mentions, cited)
    yield from comparison_faults(mentions, cited, compared)
    yield from superlative_faults(mentions, cited)
    yield from absence_faults(without_denials(mentions), cited, label)
    if label is None:
        yield from event_faults(mentions, cited)


def _surface_faults(text: str, mentions: Sequence[Mention]) -> Iterator[Fault]:
    """Markup, links and characters that do not show, outside of what the facts themselves say."""
    plain = text
    for mention in mentions:
        if mention.kind in ("name", "subject", "label", "quote"):
            plain = plain[: mention.start] + " " * (mention.end - mention.start) + plain[mention.end :]
    for match in _LINK.finditer(plain):
        yield Fault(match.start(), "link", "it holds a link or an address")
    for match in _MARKUP.finditer(plain):
        yield Fault(match.start(), "markup", f"it holds {match[0]!r}")
    for at, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            yield Fault(at, "markup", "it holds a character that does not show")


def _mention_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    for at, mention in enumerate(mentions):
        text = mention.text
        if mention.kind == "ambiguous":
            yield Fault(at, "ambiguous_name", f"{text} may be more than one person")
        elif mention.kind == "foreign_name":
            yield Fault(at, "name", f"{text} is in no fact cited")
        elif mention.kind == "foreign_label":
            yield Fault(at, "label", f"{text} is in no fact cited")
        elif mention.kind == "bad_quote":
            yield Fault(at, "unsupported_word", f"“{text.strip('“”')}” is no quote of a fact cited")
        elif mention.kind == "symbol":
            yield Fault(at, "unsupported_word", f"{text} is in no fact cited")
        elif mention.kind == "label":
            yield from _label_faults(mentions, at, cited)
        elif mention.kind == "quote":
            if not any(_quote_fits(ref.fact, mentions, at, cited) for ref in mention.refs):
                yield Fault(at, "name", "the quote is not of that")
        elif mention.kind == "word":
            yield from _word_faults(mentions, at, cited)


def _quote_fits(fact_id: str, mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    fact = cited.by_id[fact_id]
    who = fact.values.get("who")
    wanted = bound(mentions, at, "who", cited)
    return who is None or not wanted or any(str(who.value) in values for values in wanted)


def _label_faults(mentions: Sequence[Mention], at: int, cited: Cited) -> Iterator[Fault]:
    """A label is said of whom or what its fact is about."""
    mention = mentions[at]
    values = {ref.value for ref in mention.refs}
    kinds = {cited.by_id[ref.fact].kind for ref in mention.refs}
    if not any(_label_fits(ref.fact, ref.value, mentions, at, cited) for ref in mention.refs):
        yield Fault(at, "label", f"{mention.text} is not said of that")
    elif "role" in values and _is_not_of_each(mentions, at, cited):
        yield Fault(at, "label", f"no fact cited gives {mention.text} to each of them")
    elif "role" in values and "member" not in kinds and _is_given_to_person(mentions, at):
        yield Fault(at, "label", f"no fact cited gives the role {mention.text} to anybody")
    elif "level" in values and kinds == {"topic"} and _scored_before(mentions, at):
        yield Fault(at, "label", f"{mention.text} is not the level of a score")
    elif "level" in values:
        products = {str(m.value) for m in mentions if any(ref.value == "product" for ref in m.refs)}
        if len(products) == 1 and "topic" not in kinds and "score" not in _words_near(mentions, at):
            yield Fault(at, "label", f"{mention.text} is not the level of {products.pop()}")


def _scored_before(mentions: Sequence[Mention], at: int) -> bool:
    return bool({m.word for m in mentions[max(at - 2, 0) : at]} & {"scores", "scored", "score"})


def _is_not_of_each(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    """*A and B are Champions*: each of them is, where the text gives them this one role."""
    wanted = bound(mentions, at, "who", cited)
    if len(wanted) < 2 or sum(any(ref.value == "role" for ref in m.refs) for m in mentions) > 1:
        return False
    members = {
        str(f.values["who"].value) for f in cited.of_kind("member") if f.id in {r.fact for r in mentions[at].refs}
    }
    return bool(members) and not all(names & members for names in wanted)


def _words_near(mentions: Sequence[Mention], at: int) -> set[str]:
    near = {m.word for m in mentions[max(at - 4, 0) : at + 4]}
    return near | (
        {"score"}
        if near & {"engagement", "scores", "scored"} or any(m.kind == "number" for m in mentions[max(at - 2, 0) : at])
        else set()
    )


def _label_fits(fact_id: str, key: str, mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    fact = cited.by_id[fact_id]
    own = {"role": "role", "product": "product", "what": "what", "type": "what"}.get(key, "")
    return fact.kind == "absent" or fits(fact, mentions, at, cited, skip=own) is None


def _is_given_to_person(mentions: Sequence[Mention], at: int) -> bool:
    """*Dana Moss is the Practitioner*, where only the coverage of that role is known."""
    linking = {
        "is",
        "a",
        "an",
        "the",
        "as",
        "has",
        "role",
        "of",
        "in",
        "holds",
        "hold",
        "fills",
        "was",
        ",",
        "(",
        "with",
        "held",
    }
    for index in range(at - 1, -1, -1):
        mention = mentions[index]
        if mention.kind == "name":
            return any(True for _ in mention.refs) and bool(mention.value) and _is_person(mention)
        if mention.word not in linking:
            return False
    return False


def _is_person(mention: Mention) -> bool:
    return bool(mention.refs) and mention.kind == "name" and " for " not in str(mention.value)


def _word_faults(mentions: Sequence[Mention], at: int, cited: Cited) -> Iterator[Fault]:
    mention = mentions[at]
    if _is_kept(mention.word, cited):
        return
    inside = mention.text[:1].isupper() and not _begins(mentions, at)
    beside = mention.text[:1].isupper() and _is_capital_unknown(mentions, at + 1, cited)
    reason = "name" if inside or beside else "unsupported_word"
    yield Fault(at, reason, f"{mention.text} is in no fact cited")


def _is_capital_unknown(mentions: Sequence[Mention], at: int, cited: Cited) -> bool:
    if at >= len(mentions):
        return False
    following = mentions[at]
    return following.kind == "word" and following.text[:1].isupper() and not _is_kept(following.word, cited)


def _begins(mentions: Sequence[Mention], at: int) -> bool:
    return at == 0 or mentions[at - 1].text in (".", "!", "?", ":", "“", '"', ";")


def _is_kept(word: str, cited: Cited) -> bool:
    """Whether a word is neutral, of the facts' own sentences, or checked elsewhere."""
    plain = word.removesuffix("'s").removesuffix("'")
    if plain.endswith("n't"):
        return plain[:-3] in FUNCTION or plain[:-3] in ("ca", "wo")
    if plain in NEUTRAL or plain in FUNCTION or plain in _CHECKED or plain in MONTHS or plain in cited.words:
        return True
    parts = plain.split("-")
    return len(parts) > 1 and all(part and _is_kept(part, cited) for part in parts)
