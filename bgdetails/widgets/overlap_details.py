"""A person of the contact overlap: the groups, roles and interests, and the intent in what is sold there."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.text import visible
from bgdetails.views.overlap_values import OverlapDetails, OverlapGroup
from bgdetails.views.values import IntentProduct
from bgdetails.widgets.bars import bar, level_style
from bgdetails.widgets.document import Block, Document, Line, Span, Spot, cut, line_width
from bgdetails.widgets.parts import Look, Page, bold, flow, heading, known, link, quiet, row_spot
from bgdetails.widgets.row_table import LONGEST_LIST, Column, Row, row_table, widest
from bgdetails.wording import number, whole

GROUPS = "groups"
_CONTENT = 78
_BAR = 10
_LEVEL = 14


def overlap_details(details: OverlapDetails, cells: int, look: Look) -> Document:
    """The text of the overlay, in at most ``cells`` columns."""
    cells = min(cells, _CONTENT)
    page = Page()
    page.add("person", _head(details, cells, look))
    page.add(GROUPS, _groups(details, cells, look))
    page.add("intent", _products(details.products, cells, look))
    return Document.of([cut(spans, cells, look.glyphs.ellipsis) for spans in page.block], page.section_rows)


def first_focus(details: OverlapDetails) -> str:
    """The first group."""
    return f"{GROUPS}/{details.person.groups[0].id}"


def _head(details: OverlapDetails, cells: int, look: Look) -> Block:
    person = details.person
    style = level_style(person.engagement_level)
    score: Line = (
        bold(str(whole(person.engagement_score)).rjust(3)),
        Span(" "),
        *(bar(person.engagement_score, _BAR, style, look.glyphs) if cells >= 50 else ()),
        Span(" " if cells >= 50 else ""),
        Span(person.engagement_level, style),
    )
    spot = Spot("person", "person", Target("person", person.id))
    name = link(known(person.name, look), max(cells - line_width(score) - 2, 1), spot, look)
    gap = Span(" " * max(cells - line_width(name) - line_width(score), 1))
    return [(*name, gap, *score), (quiet(known(person.title, look)),)]


def _groups(details: OverlapDetails, cells: int, look: Look) -> Block:
    groups = details.person.groups
    drawn = [_cells(details, group, look) for group in groups[:LONGEST_LIST]]
    columns = (
        Column("Group", least=18),
        Column("Role", widest(drawn, 1, 4, 16), rank=1),
        Column("Interest", widest(drawn, 2, 8, 16), rank=2),
        Column("Product intent", _LEVEL),
    )
    rows = [
        Row(row, row_spot(f"{GROUPS}/{group.id}", GROUPS, Target("group", group.id)))
        for row, group in zip(drawn, groups, strict=False)
    ]
    note: Line = (quiet(f"the first {LONGEST_LIST} of {number(len(groups))}"),) if len(groups) > LONGEST_LIST else ()
    return [heading("Buying groups", cells, look, note=note), *row_table(columns, rows, cells, look)]


def _cells(details: OverlapDetails, group: OverlapGroup, look: Look) -> tuple[Line, ...]:
    product = details.product_of(group)
    level = Span(look.glyphs.unknown) if product is None else Span(product.level, level_style(product.level))
    return (
        (Span(known(group.name, look), "name"),),
        (Span(known(group.role, look)),),
        (quiet(known(group.solution_interest, look)),),
        (level,),
    )


def _products(products: tuple[IntentProduct, ...], cells: int, look: Look) -> Block:
    """All products in one sentence, strongest first."""
    spans: list[Span] = []
    for product in products:
        comma = [Span(", ")] if spans else []
        spans += [*comma, Span(f"{visible(product.product)} "), Span(product.level, level_style(product.level))]
    return [heading("Product intent", cells, look), *flow(spans or [quiet("None in 30 days.")], cells)]
