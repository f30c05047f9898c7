"""Account details: overview and summary, coverage, groups, opportunities, intent, overlap, and the contacts tab."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.summaries.model import SummaryText
from bgdetails.text import visible
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.overlap_values import OverlapPerson
from bgdetails.views.pages import AccountPage, GroupCard, OpportunityLine
from bgdetails.views.suggestions import ReachPerson
from bgdetails.widgets.account_overview import journey_lines
from bgdetails.widgets.bars import bar, level_mark, level_style, score
from bgdetails.widgets.coverage_grid import ShownCoverage, coverage_section
from bgdetails.widgets.coverage_people import CoverageCell
from bgdetails.widgets.deal_section import deal_mark
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, beside
from bgdetails.widgets.group_strip import some_of
from bgdetails.widgets.intent_section import intent_section
from bgdetails.widgets.notes_section import SECTION as NOTES
from bgdetails.widgets.notes_section import notes_section
from bgdetails.widgets.parts import (
    Look,
    Page,
    heading,
    known,
    labelled,
    link,
    link_to,
    quiet,
    row_spot,
    sentence,
)
from bgdetails.widgets.row_table import LONGEST_LIST, Column, Row, more_row, row_table, widest
from bgdetails.widgets.suggestion_sections import REACH, reach_section
from bgdetails.widgets.summary_panel import PanelState, summary_panel
from bgdetails.widgets.two_columns import left_cells, right_cells, two_columns
from bgdetails.wording import amount, day, deadline, number, percent, plural, whole

LABEL = 20
OVERVIEW, GROUPS, DEALS, OVERLAP = "account overview", "buying groups", "opportunities", "contact overlap"
_HALVES_FROM = 120
_GAP = 4
_SOON_DAYS = 30


class AccountSummary(Struct, frozen=True):
    """The summary of the page's account; None while it is on its way."""

    summary: SummaryText | None = None
    state: PanelState = PanelState(asks=True)


def account_document(
    page: AccountPage,
    summary: AccountSummary,
    look: Look,
    cell: CoverageCell | None = None,
    reach: Sequence[ReachPerson] | None = None,
    notes: Notes = NO_NOTES,
    coverage: ShownCoverage | None = None,
) -> Document:
    """The Overview tab.

    ``cell`` is the cell of the coverage whose people are shown; ``reach`` stands at the end, for it comes later.
    ``coverage`` is what is shown of the coverage where that is not the page's own.
    """
    body = Page()
    body.add(OVERVIEW, _overview(page, summary, look))
    shown = coverage or ShownCoverage(page.contact_coverage)
    body.add("contact coverage", coverage_section(shown.coverage, look.width, look, cell, shown.words))
    left, right = _halves(look)
    _add_pair(
        body,
        (GROUPS, groups_table(page.groups, GROUPS, left, look)),
        (DEALS, _opportunities(page, right, look)),
        look,
    )
    _add_pair(
        body,
        ("intent", intent_section(page.intent, page.has_intent_keywords, left, look)),
        (OVERLAP, _overlap(page, right, look)),
        look,
    )
    if notes.count:
        body.add(NOTES, notes_section(notes, look.width, look))
    if reach is not None:
        body.add(REACH, reach_section(reach, look))
    return Document.of(body.block, body.section_rows)


def _halves(look: Look) -> tuple[int, int]:
    if look.width < _HALVES_FROM:
        return look.width, look.width
    left = (look.width - _GAP) // 2
    return left, look.width - _GAP - left


def _add_pair(body: Page, left: tuple[str, Block], right: tuple[str, Block], look: Look) -> None:
    """Two sections beside each other, or below where it is narrow."""
    if look.width < _HALVES_FROM:
        body.add(*left)
        body.add(*right)
        return
    cells = _halves(look)
    body.add(left[0], beside([(left[1], cells[0]), (right[1], cells[1])], _GAP))
    body.section_rows[right[0]] = body.section_rows[left[0]]


def _overview(page: AccountPage, summary: AccountSummary, look: Look) -> Block:
    left = left_cells(look)
    facts: Block = [
        labelled("Website", LABEL, *_website(page, left - LABEL, look)),
        labelled("Owner", LABEL, Span(known(page.owner, look))),
        labelled("Annual revenue", LABEL, Span(amount(page.annual_revenue, None))),
    ]
    if page.parent is not None:
        facts.append(labelled("Parent account", LABEL, *link_to(page.parent, "account", OVERVIEW, left - LABEL, look)))
    facts += journey_lines(page.overview.recent_journeys, OVERVIEW, LABEL, left, look)
    panel = summary_panel(summary.summary, OVERVIEW, right_cells(look), look, state=summary.state)
    title = heading("Account overview", look.width, look, rule=False)
    return [title, *two_columns(facts, panel, look)]


def _website(page: AccountPage, cells: int, look: Look) -> Line:
    if not page.website or not page.website.strip():
        return (Span(look.glyphs.unknown),)
    spot = Spot(f"{OVERVIEW}/website", OVERVIEW, Action("website", page.website))
    shown = visible(page.website).partition("://")[2] or visible(page.website)
    return link(shown.rstrip("/"), cells, spot, look)


def groups_table(groups: Sequence[GroupCard], section: str, cells: int, look: Look) -> Block:
    """Groups by score: engagement, completeness, stage."""
    title = heading("Buying groups", cells, look, note=_counted(len(groups)))
    if not groups:
        return [title, *sentence("No buying group yet.", "A group is formed where somebody fits a role.", cells, look)]
    drawn = [_group_cells(group, look) for group in groups[:LONGEST_LIST]]
    columns = (
        Column("Name", least=20),
        Column("Engagement", 10, right=True),
        Column("Complete", 8, right=True, rank=2),
        Column("Stage", widest(drawn, 3, 5, 20), rank=1),
    )
    spots = [_opens(section, "group", group.id) for group in groups[:LONGEST_LIST]]
    rows = [Row(row, spot) for row, spot in zip(drawn, spots, strict=True)]
    return [title, *row_table(columns, rows, cells, look), *more_row(section, len(groups) - len(rows), cells, look)]


def _group_cells(group: GroupCard, look: Look) -> tuple[Line, ...]:
    return (
        (Span(known(group.name, look), "name"),),
        (
            score(whole(group.engagement_score)),
            Span(" "),
            *bar(group.engagement_score, 6, level_style(group.engagement_level), look.glyphs),
        ),
        (Span(percent(group.completeness_score)),),
        (Span(known(group.stage, look)),),
    )


def _counted(count: int) -> Line:
    return (quiet(f"the first {LONGEST_LIST} of {number(count)}"),) if count > LONGEST_LIST else ()


def _opens(section: str, kind: str, record: str) -> Spot:
    return row_spot(f"{section}/{record}", section, Target(kind, record))


def _opportunities(page: AccountPage, cells: int, look: Look) -> Block:
    """The open ones, then those that are closed."""
    deals = page.opportunities
    count = sum(deal.is_open for deal in deals)
    note: Line = (quiet(f"{number(count)} open, {number(len(deals) - count)} closed"),) if deals else ()
    title = heading("Opportunities", cells, look, note=_counted(len(deals)) or note)
    if not deals:
        return [title, *sentence("No opportunity.", "They come with your CRM's export.", cells, look)]
    drawn = [_deal_cells(deal, page, look) for deal in deals[:LONGEST_LIST]]
    columns = (
        Column("Name", least=16),
        Column("Check", widest(drawn, 1, 5)),
        Column("Stage", widest(drawn, 2, 5, 16), rank=3),
        Column("Amount", widest(drawn, 3, 6), right=True, rank=2),
        Column("Closes", widest(drawn, 4, 6), rank=1),
        Column("Owner", widest(drawn, 5, 5, 16), rank=4),
    )
    rows = [
        Row(row, row_spot(f"{DEALS}/{deal.id}", DEALS, Action("deal", deal.id)))
        for row, deal in zip(drawn, deals, strict=False)
    ]
    return [title, *row_table(columns, rows, cells, look), *more_row(DEALS, len(deals) - len(rows), cells, look)]


def _deal_cells(deal: OpportunityLine, page: AccountPage, look: Look) -> tuple[Line, ...]:
    days = (deal.close_date - page.as_of).days if deal.close_date and deal.is_open else None
    style = "warning" if days is not None and days <= _SOON_DAYS else ""
    currency = visible(deal.currency) if deal.currency else None
    closed = (quiet("won" if deal.is_won else "closed"),)
    closes = (
        day(deal.close_date, look.clock)
        if deal.close_date and not deal.is_open
        else deadline(deal.close_date, look.clock)
    )
    return (
        (Span(known(deal.name, look), "name"),),
        deal_mark(deal.check, look) if deal.is_open else closed,
        (Span(known(deal.stage, look), "quiet"),),
        (Span(amount(deal.amount, currency)),),
        (Span(closes, style),),
        (quiet(known(deal.owner, look)),),
    )


def _overlap(page: AccountPage, cells: int, look: Look) -> Block:
    people, count = page.contact_overlap, page.contact_overlap_count
    note: Line = (quiet(f"{plural(count, 'person', 'people')} in 2 groups or more"),) if people else ()
    title = heading("Contact overlap", cells, look, note=note)
    if not people:
        return [title, *sentence("Nobody is in two groups or more.", "", cells, look)]
    columns = (
        Column("Name", 24),
        *([Column("Title", 24, rank=2)] if look.columns >= 176 else []),
        Column("Score", 5, right=True),
        Column("Interests", least=12, rank=1),
    )
    rows = [
        Row(
            _overlap_cells(person, cells, look),
            row_spot(f"{OVERLAP}/{person.id}", OVERLAP, Action("overlap", person.id)),
        )
        for person in people[:LONGEST_LIST]
    ]
    return [title, *row_table(columns, rows, cells, look), *more_row(OVERLAP, count - len(rows), cells, look)]


def _overlap_cells(person: OverlapPerson, cells: int, look: Look) -> tuple[Line, ...]:
    interests = list(dict.fromkeys(group.solution_interest for group in person.groups))
    title: tuple[Line, ...] = ((quiet(known(person.title, look)),),) if look.columns >= 176 else ()
    room = max(cells - 24 - 5 - 4 - (26 if title else 0), 12)
    return (
        (Span(known(person.name, look), "name"),),
        *title,
        (score(whole(person.engagement_score)), Span(" "), level_mark(person.engagement_level, look.glyphs)),
        (quiet(some_of(interests, room, look)),),
    )
