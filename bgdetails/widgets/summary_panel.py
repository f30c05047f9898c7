"""A summary: its paragraph with citations, the highlights, the sources, and the line that says what made it when."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.summaries.model import Fact, Statement, SummaryText
from bgdetails.summaries.offline_lines import highlight as offline_highlight
from bgdetails.summary_settings import LANGUAGES
from bgdetails.text import visible
from bgdetails.widgets.document import Block, Document, Line, Span, Spot, indent, line_width
from bgdetails.widgets.parts import GLUE, TEXT, Look, bold, flow, quiet
from bgdetails.wording import day, moment

LABEL = 15
_NAMES = ("person", "account", "group", "journey", "quote")
_SOURCES = 4
_SHORT_LABELS = {
    "Top engaged members": "Most engaged",
    "Top engaged groups": "Top groups",
    "Top engaged people": "Top people",
    "Topic of interest": "Topic",
    "Missing roles": "Missing",
}
"""Labels of the highlights where 15 columns hold them."""


@dataclass(slots=True)
class _Citations:
    """Numbers for what the facts lead to, by first use."""

    section: str
    here: frozenset[Target]
    facts: dict[str, Fact]
    tail: str = ""
    """What a sentence may leave out at the end of a group's name: `` for <the account>``."""
    numbers: dict[Target, int] = field(default_factory=dict)
    first: dict[Target, Fact] = field(default_factory=dict)
    used: int = 0

    def places(self, fact_ids: Iterable[str]) -> list[Fact]:
        """The facts that lead somewhere, one for each place."""
        found: dict[Target, Fact] = {}
        for fact_id in fact_ids:
            fact = self.facts.get(fact_id)
            if fact is not None and fact.target is not None:
                found.setdefault(fact.target, fact)
        return list(found.values())

    def mark(self, fact: Fact) -> Span:
        """``[1]`` of a fact's target."""
        assert fact.target is not None
        number = self.numbers.setdefault(fact.target, len(self.numbers) + 1)
        self.first.setdefault(fact.target, fact)
        self.used += 1
        return Span(f"[{number}]", "citation", Spot(f"{self.section}/cite/{self.used}", self.section, fact.target))


class PanelState(Struct, frozen=True):
    """What a panel says besides the summary: whether feedback can be given here, and which was."""

    asks: bool = False
    helpful: bool | None = None
    language: str = "en"
    """What summaries are to be written in."""
    here: frozenset[Target] = frozenset()
    """Pages that need no citation, for the reader is there."""


def summary_panel(
    summary: SummaryText | None, section: str, cells: int, look: Look, *, state: PanelState | None = None
) -> Block:
    """The panel in ``cells`` columns; text lines are at most 76 wide."""
    state = state or PanelState()
    room = min(cells, TEXT)
    if summary is not None and summary.waiting:
        here = state.here | {Target(summary.kind, summary.id)}
        return _being_written(summary, _Citations(section, here, _facts(summary)), room)
    if summary is None or not (summary.statements or summary.highlights):
        return nothing_yet(summary, room, look)
    facts = _facts(summary)
    tail = f" for {summary.sheet.name}" if summary.kind == "account" else ""
    citations = _Citations(section, state.here | {Target(summary.kind, summary.id)}, facts, tail)
    block = flow(list(_paragraph(summary.statements, citations)), room) or nothing_yet(summary, room, look)
    highlights = _all_highlights(summary)
    if highlights:
        block.append(())
    for highlight in highlights:
        block.extend(_highlight(highlight, room))
    if citations.first and summary.kind == "group":
        block.extend(_sources(citations, room, look))
    block.extend(_marks(summary, room, look))
    block.extend(_caption(summary, cells, state, look))
    return block


def citation(document: Document, number: int) -> Target | None:
    """Where a number in a summary leads."""
    wanted = f"[{number}]"
    spots = (span.spot for line in document.lines for span in line if span.text == wanted and span.style == "citation")
    return next((spot.opens for spot in spots if spot is not None and isinstance(spot.opens, Target)), None)


def _all_highlights(summary: SummaryText) -> tuple[Statement, ...]:
    """The lines that a subject has: those that were written, and the offline ones for labels that were not."""
    written = {one.label: one for one in summary.highlights}
    if summary.engine == "offline":
        return summary.highlights
    labels = ((label, ids) for label, ids in summary.sheet.highlights)
    lines = (written.get(label) or offline_highlight(summary.sheet, label, ids) for label, ids in labels)
    return tuple(line for line in lines if line is not None)


def _facts(summary: SummaryText) -> dict[str, Fact]:
    return {fact.id: fact for fact in summary.sheet.facts}


def _being_written(summary: SummaryText, citations: _Citations, cells: int) -> Block:
    """What is there of a summary: checked statements plain, what is not checked yet quiet."""
    spans = list(_paragraph(summary.statements, citations))
    if summary.draft:
        spans.append(quiet(f" {visible(summary.draft)}" if spans else visible(summary.draft)))
    block = flow(spans, cells) if spans else []
    return [*block, *flow([quiet(f"{summary.waiting}   "), bold("Esc"), quiet(f"{GLUE}stop")], cells)]


def _marks(summary: SummaryText, cells: int, look: Look) -> Block:
    """Why Claude wrote nothing, and what the facts say now and did not when it wrote."""
    block: Block = []
    if summary.failed is not None:
        block += flow([Span(f"!{GLUE}", "warning"), Span(visible(summary.failed.sentence))], cells)
    if summary.changed:
        more = f" And {len(summary.changed) - 1} more." if len(summary.changed) > 1 else ""
        said = f"The facts have changed: {visible(summary.changed[0])}{more}  "
        block += flow([Span(f"!{GLUE}", "warning"), Span(said), bold("s"), quiet(f"{GLUE}write{GLUE}anew")], cells)
    return block


def nothing_yet(summary: SummaryText | None, cells: int, look: Look) -> Block:
    """The sentence of an empty panel, with what is absent as the facts say it."""
    why = ""
    if summary is not None:
        absent = [fact.text for fact in summary.sheet.facts if fact.kind == "absent"]
        why = visible(absent[0]) if absent else ""
    return flow([Span("Nothing to sum up yet."), Span("  "), quiet(why)], cells)


def _paragraph(statements: Sequence[Statement], citations: _Citations) -> Iterable[Span]:
    for index, statement in enumerate(statements):
        if index:
            yield Span(" ")
        yield from _statement(statement, citations)


def _statement(statement: Statement, citations: _Citations) -> Iterable[Span]:
    """A sentence: a citation follows the name that its fact is about, else it stands before the full stop."""
    text = statement.text
    after: dict[int, list[Fact]] = {}
    taken: set[int] = set()
    for fact in citations.places(statement.facts):
        at = _place(statement, fact, citations.tail, taken)
        taken.add(at)
        if fact.target not in citations.here:  # its name is taken, but the reader is there
            after.setdefault(at, []).append(fact)
    edges = sorted({0, len(text), *after, *(edge for span in statement.emphasis for edge in span if edge <= len(text))})
    for start, end in pairwise(edges):
        strong = any(a <= start and end <= b for a, b in statement.emphasis)
        yield Span(visible(text[start:end]), "bold" if strong else "")
        for fact in after.get(end, ()):
            yield Span(GLUE)
            yield citations.mark(fact)


def _place(statement: Statement, fact: Fact, tail: str, taken: Container[int]) -> int:
    """Where in a sentence the citation of a fact goes: behind a stressed name, else behind any mention of it.

    Two records of one name (``taken``) are cited one after the other.
    """
    text = statement.text
    values = (value.value for value in fact.values.values() if value.type in _NAMES)
    whole = [name for name in values if isinstance(name, str) and name]
    names = [*whole, *(name[: -len(tail)] for name in whole if tail and name.endswith(tail) and name != tail)]
    stressed = (end for start, end in sorted(statement.emphasis) if text[start:end] in names)
    mentioned = (found.end() for name in names for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    return next((at for at in (*stressed, *mentioned) if at not in taken), len(text.rstrip().rstrip(".")))


def _highlight(statement: Statement, cells: int) -> Block:
    label = visible(_SHORT_LABELS.get(statement.label or "", statement.label or ""))
    alerts = statement.label == "Alerts" and not statement.emphasis
    spans = (
        list(_alerts(statement.text))
        if alerts
        else [
            Span(visible(statement.text[start:end]), style)
            for start, end, style in _emphasised(statement)
            if end > start
        ]
    )
    return _label_and(label, flow(spans, max(cells - LABEL, 10)))


def _alerts(text: str) -> Iterable[Span]:
    """What needs attention stands out; the rest is plain."""
    for index, alert in enumerate(text.split(" · ")):
        if index:
            yield quiet(f"{GLUE}· ")
        yield Span(visible(alert).replace(" ", GLUE, 1), "warning" if alert.startswith("!") else "")


def _emphasised(statement: Statement) -> Iterable[tuple[int, int, str]]:
    at = 0
    for start, end in sorted(statement.emphasis):
        if at <= start <= end <= len(statement.text):
            yield at, start, ""
            yield start, end, "bold"
            at = end
    yield at, len(statement.text), ""


def _label_and(label: str, block: Block) -> Block:
    """A label of 15 columns and what follows it; a longer one has a line for itself."""
    if len(label) >= LABEL:
        return [(quiet(label),), *indent(block, LABEL)]
    first: Line = (quiet(label.ljust(LABEL)), *(block[0] if block else ()))
    return [first, *indent(block[1:], LABEL)]


def _sources(citations: _Citations, cells: int, look: Look) -> Block:
    """What each number leads to, whole entries, as many as two lines hold."""
    room = max(cells - LABEL, 10)
    entries = [
        (Span(f"[{citations.numbers[target]}]", "citation"), Span(" "), quiet(_source(fact, look)))
        for target, fact in citations.first.items()
    ]
    lines: Block = []
    current: Line = ()
    for entry in entries[:_SOURCES]:
        joined: Line = (*current, quiet(look.separator), *entry) if current else entry
        if current and line_width(joined) > room:
            lines.append(current)
            joined = entry
        current = joined
    lines.append(current)
    return _label_and("Sources", [whole for line in lines for whole in flow(line, room)])


def _source(fact: Fact, look: Look) -> str:
    """A fact in few words: whom or what it is about, and what it tells."""
    values = {name: value.value for name, value in fact.values.items()}
    names = [str(value.value) for value in fact.values.values() if value.type in _NAMES]
    told = {
        "score": f"score {values.get('score')}",
        "count": f"{values.get('n')} {values.get('what')}",
        "activity": str(values.get("type")),
        "member": str(values.get("role")),
        "opportunity": "opportunity",
    }.get(fact.kind, fact.kind)
    return visible(", ".join([*names[:1], told]))


def _caption(summary: SummaryText, cells: int, state: PanelState, look: Look) -> Block:
    parts = [
        "Computed offline" if summary.engine == "offline" else f"Written by {visible(summary.model or summary.engine)}"
    ]
    if summary.language != state.language:
        parts[0] += f", in {LANGUAGES.get(summary.language, summary.language)}"
    if summary.generated_at is not None:
        parts.append(moment(summary.generated_at, look.clock.present))
    parts.append(f"data to {day(summary.as_of, look.clock)}")
    if summary.engine != "offline":
        parts += _counted(summary)
    parts.append("may be wrong" if summary.engine == "offline" else "generated text may be wrong")
    caption = flow([quiet(look.separator.join(parts))], min(cells, TEXT))
    question = _question(state)
    if not question:
        return caption
    for said in (question, _brief_question(state)):
        gap = min(cells, TEXT) - line_width(caption[-1]) - line_width(said)
        if gap >= 3:
            return [*caption[:-1], (*caption[-1], Span(" " * gap), *said)]
    return [*caption, question]


def _counted(summary: SummaryText) -> list[str]:
    """Tokens, estimated cost, and how many statements were left out."""
    said = []
    if summary.usage is not None:
        total = summary.usage.input_tokens + summary.usage.cache_creation_input_tokens
        total += summary.usage.cache_read_input_tokens + summary.usage.output_tokens
        said.append(f"{total:,} tokens")
    if summary.cost is not None:
        said.append(f"about ${summary.cost:.4f}")
    left = sum(1 for one in summary.left_out if one.attempt == 2 or one.reason == "length")
    return [*said, f"{left} left out"] if left else said


def _question(state: PanelState) -> Line:
    if not state.asks:
        return ()
    if state.helpful is not None:
        return (quiet("Your answer: "), Span("helpful" if state.helpful else "not helpful"))
    return (quiet("Helpful? "), bold("+"), quiet(" yes  "), bold("-"), quiet(" no"))


def _brief_question(state: PanelState) -> Line:
    if state.helpful is not None:
        return (Span("helpful" if state.helpful else "not helpful"),)
    return (quiet("Helpful? "), bold("+"), Span(" "), bold("-"))
