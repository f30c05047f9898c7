"""The check of an opportunity as the text of an overlay: the five findings, and the people behind them, as links."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.rules.deals import DealCheck, DealLevel
from bgdetails.text import visible
from bgdetails.views.deal_page import DealDetails, DealPersonLine
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.document import Block, Document, Line, Span, cut, indent, line_width, pad
from bgdetails.widgets.parts import Look, Page, bold, fitted, flow, known, quiet, row_spot, sentence
from bgdetails.widgets.row_table import LONGEST_LIST, Column, Row, row_table, widest
from bgdetails.wording import ago, amount, deadline, deal_level, number, whole

_CONTENT = 78
_CHECK, _LEVEL = 16, 11
_BESIDE_FROM = 56
"""From so many cells on the reason stands beside the check, else below it."""
_STYLES = {DealLevel.RED: "error", DealLevel.AMBER: "warning"}


def deal_mark(check: DealCheck | None, look: Look) -> Line:
    """``▼ at risk``, ``! amber``, ``green``; a dash where there is no check."""
    return (Span(look.glyphs.unknown),) if check is None else _mark(check.level, look)


def deal_document(deal: DealDetails, cells: int, look: Look) -> Document:
    """The text of the overlay, in at most ``cells`` columns."""
    cells = min(cells, _CONTENT)
    page = Page()
    page.add("deal", _head(deal, cells, look))
    page.add("checks", _findings(deal.check, cells, look))
    page.add("people", _people(deal, cells, look))
    return Document.of([cut(spans, cells, look.glyphs.ellipsis) for spans in page.block], page.section_rows)


def _mark(level: DealLevel, look: Look) -> Line:
    signs = {DealLevel.RED: f"{look.glyphs.fall} ", DealLevel.AMBER: f"{look.glyphs.attention} "}
    return (Span(signs.get(level, "") + deal_level(level), _STYLES.get(level, "")),)


def _head(deal: DealDetails, cells: int, look: Look) -> Block:
    mark = deal_mark(deal.check, look)
    name = fitted(known(deal.name, look), max(cells - line_width(mark) - 2, 1), "bold", look)
    facts = [
        known(deal.stage, look),
        amount(deal.amount, visible(deal.currency) if deal.currency else None),
        f"closes {deadline(deal.close_date, look.clock)}",
        *([visible(deal.owner)] if deal.owner else []),
    ]
    return [(name, Span("  "), *mark), *flow([quiet(look.separator.join(facts))], cells)]


def _findings(check: DealCheck | None, cells: int, look: Look) -> Block:
    if check is None:
        return [(Span("It is closed: there is nothing to check."),)]
    block: Block = []
    for finding in check.findings:
        first = (*pad((quiet(finding.check),), _CHECK), *pad(_mark(finding.level, look), _LEVEL))
        if cells < _BESIDE_FROM:
            block += [first, *indent(flow([Span(finding.reason)], cells - 2), 2)]
            continue
        reason = flow([Span(finding.reason)], cells - _CHECK - _LEVEL)
        block += [(*first, *reason[0]), *indent(reason[1:], _CHECK + _LEVEL)]
    return block


def _people(deal: DealDetails, cells: int, look: Look) -> Block:
    if not deal.people:
        what_to_do = "Contact roles come with your CRM's export." if deal.check is not None else ""
        return sentence("Nobody has a contact role, and its groups have no members.", what_to_do, cells, look)
    title = "Members of its buying groups" if deal.from_groups else "With a contact role"
    count = deal.people_count
    note = f"the first {LONGEST_LIST} of {number(count)}" if count > LONGEST_LIST else number(count)
    drawn = [_cells(person, look) for person in deal.people[:LONGEST_LIST]]
    columns = (
        Column("Name", least=16),
        Column("Role", widest(drawn, 1, 4, 32), rank=1),
        Column("Score", 5, right=True),
        Column("Last active", widest(drawn, 3, 11), rank=2),
    )
    rows = [
        Row(row, row_spot(f"deal/{person.id}", "people", Target("person", person.id)))
        for row, person in zip(drawn, deal.people, strict=False)
    ]
    return [(bold(title), Span("  "), quiet(note)), *row_table(columns, rows, cells, look)]


def _cells(person: DealPersonLine, look: Look) -> tuple[Line, ...]:
    return (
        (Span(known(person.name, look), "name"),),
        (Span(known(", ".join(person.roles), look)),),
        (score(whole(person.engagement_score)), Span(" "), level_mark(person.engagement_level, look.glyphs)),
        (Span(ago(person.last_activity_at, look.clock), "warning" if person.is_silent else "quiet"),),
    )
