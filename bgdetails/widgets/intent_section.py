"""Intent: for each category its level, for each product its strength and its keywords."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.text import visible
from bgdetails.views.values import IntentCategory, IntentProduct
from bgdetails.widgets.bars import bar, level_style
from bgdetails.widgets.document import Block, Line, Span, cut
from bgdetails.widgets.parts import Look, bold, fitted, flow, heading, quiet
from bgdetails.wording import no_intent

NAME, LEVEL, BAR = 25, 8, 16
_SHORT_BAR, _KEYWORDS = 8, 22
"""A bar beside which keywords find room, and the cells that they want."""


def intent_section(intent: Sequence[IntentCategory], has_keywords: bool | None, cells: int, look: Look) -> Block:
    """The section with its heading."""
    block: Block = [heading("Intent", cells, look)]
    if not intent:
        return [*block, *intent_sentence(has_keywords, cells)]
    for category in intent:
        block.append(_category(category, cells, look))
        block.extend(_product(product, cells, look) for product in category.products)
    return block


def intent_sentence(has_keywords: bool | None, cells: int) -> Block:
    """What is not there, and what would fill it."""
    missing, what_to_do, command = no_intent(has_keywords)
    return flow([Span(missing), Span("  "), quiet(f"{what_to_do} "), bold(command)], cells)


def _category(category: IntentCategory, cells: int, look: Look) -> Line:
    name = _name_cells(cells)
    return (
        fitted(visible(category.category), name - 2, "bold", look),
        Span("  "),
        Span(category.level, level_style(category.level)),
    )


def _product(product: IntentProduct, cells: int, look: Look) -> Line:
    name = _name_cells(cells)
    style = level_style(product.level)
    spans: list[Span] = [
        Span("  "),
        fitted(visible(product.product), name - 4, "", look),
        Span("  "),
        Span(product.level.ljust(LEVEL), style),
    ]
    left = cells - name - LEVEL
    bar_cells, has_room = _bar_cells(left)
    if bar_cells:
        spans.extend(bar(product.score * 100, bar_cells, style, look.glyphs))
    if has_room and product.keywords:
        keywords = ", ".join(visible(keyword.keyword) for keyword in product.keywords)
        spans.extend((Span("   "), quiet(keywords)))
    return cut(tuple(spans), cells, look.glyphs.ellipsis)


def _bar_cells(left: int) -> tuple[int, bool]:
    """How long the bar is, and whether there is room for keywords, which a shorter bar leaves them."""
    if left < _SHORT_BAR:
        return 0, False
    if left >= BAR + _KEYWORDS:
        return BAR, True
    return (_SHORT_BAR, True) if left >= _SHORT_BAR + _KEYWORDS - 4 else (min(BAR, left), False)


def _name_cells(cells: int) -> int:
    return min(NAME, max(cells - LEVEL, 12))
