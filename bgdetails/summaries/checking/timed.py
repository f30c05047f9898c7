"""Dates, spans of time and paces against the typed values of the cited facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bgdetails.summaries.checking.binding import fits
from bgdetails.summaries.checking.measured import Fault, ids
from bgdetails.summaries.checking.mentions import Mention
from bgdetails.summaries.checking.reading import Cited
from bgdetails.summaries.checking.times import Span
from bgdetails.summaries.checking.words import inflections

_UNITS_OF_TIME = frozenset("day week month quarter year".split())


def _is_rate(mentions: Sequence[Mention], at: int) -> bool:
    """*12 page views a month*, *per week*: a pace, which no fact tells."""
    if mentions[at].word not in _UNITS_OF_TIME or not at:
        return False
    if mentions[at - 1].word in ("per", "each", "every"):
        return True
    before = mentions[at - 2] if at > 1 else None
    return mentions[at - 1].word in ("a", "an") and before is not None and before.kind in ("number", "label")


def time_faults(mentions: Sequence[Mention], cited: Cited) -> Iterator[Fault]:
    """Dates and spans that no cited fact has."""
    for at, mention in enumerate(mentions):
        if mention.kind == "word" and _is_rate(mentions, at):
            yield Fault(at, "window", f"no fact cited tells a pace by the {mention.text}")
        if mention.kind == "date":
            if at and mentions[at - 1].word in ("before", "after"):
                continue
            fault = _date_fault(mentions, at, cited)
        elif mention.kind == "span":
            fault = _span_fault(mention, mention.value, at, cited)
        else:
            continue
        if fault is not None:
            yield fault


def _date_fault(mentions: Sequence[Mention], at: int, cited: Cited) -> Fault | None:
    mention = mentions[at]
    before = mentions[at - 1].word if at else ""
    if cited.windows and before in ("of", "to", "until", "by") and mention.value.fits(cited.sheet.as_of):
        return None  # a window ends with the day of the data: *as of 20 Nov*
    found = [ref for ref, value in cited.dates if mention.value.fits(value)]
    if before in ("until", "till"):
        found = [ref for ref in found if ref.value not in ("since", "at", "entered")]
    verbs = {m.word for m in mentions[max(at - 4, 0) : at]}
    if found and verbs & inflections("close") and any(ref.value == "closes" for ref, _ in cited.dates):
        found = [ref for ref in found if ref.value == "closes"]
    if not found:
        return Fault(at, "date", f"{mention.text} is in none of {ids(cited)}")
    unfit = {fits(cited.by_id[ref.fact], mentions, at, cited, skip="what") for ref in found}
    if None not in unfit:
        return Fault(at, "name" if "who" in unfit else "date", f"{mention.text} is not said of that")
    return None


def _span_fault(mention: Mention, span: Span, at: int, cited: Cited) -> Fault | None:
    if set(span.days) & cited.windows and not span.ago:
        return None
    if any(int(fact.values["window"].value) in span.days for fact in cited.of_kind("trend") if "window" in fact.values):
        return None  # *four weeks ago* is where a trend begins
    text = " ".join(mention.text.split())
    if span.lead:
        windows = ", ".join(str(days) for days in sorted(cited.windows)) or "none"
        return Fault(at, "window", f"{text} is not the window of {ids(cited)}: {windows} days")
    lengths = [int(f.values[key].value) for f in cited.facts for key in ("days",) if key in f.values]
    lengths += [abs((cited.sheet.as_of - value).days) for _, value in cited.dates]
    if any(_is_long(span, days) for days in lengths):
        return None
    reason = (
        "number"
        if any("days" in fact.values for fact in cited.facts)
        else "window"
        if cited.windows
        else "date"
        if span.ago
        else "number"
    )
    return Fault(at, reason, f"{text} is in none of {ids(cited)}")


def _is_long(span: Span, days: int) -> bool:
    """Whole weeks and months, as ages are said: 23 days are 3 weeks."""
    if days in span.days:
        return True
    size = {"week": 7, "month": 30}.get(span.unit)
    return span.ago and size is not None and days // size == span.number


def compare_dates(before_or_after: str, said: Mention, cited: Cited) -> bool:
    """*Before 5 Dec*: a cited date is."""
    if said.value.year is None or said.value.month is None or said.value.day is None:
        return False
    limit = date(said.value.year, said.value.month, said.value.day)
    return any(value < limit if before_or_after == "before" else value > limit for _, value in cited.dates)
