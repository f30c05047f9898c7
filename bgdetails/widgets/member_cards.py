"""Cards: three across, four rows each: name, title, role, and the score with its bar and level."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bgdetails.text import clip, width
from bgdetails.views.pages import MemberCard
from bgdetails.widgets.bars import bar, level_style, score
from bgdetails.widgets.document import Action, Block, Line, Span, Spot, beside, line_width, pad
from bgdetails.widgets.parts import Look, fitted, known, on_spot, row_spot, spread
from bgdetails.wording import whole

GAP = 2
HINT_FROM = 30
"""Width of a card from which it says what Enter does."""
HINT = "View details"


def card_widths(cells: int, count: int = 3) -> list[int]:
    """Three across from 96 columns, two from 56, else one; what is left over goes to the last ones."""
    across = min(3 if cells >= 96 else 2 if cells >= 56 else 1, count)
    room = cells - GAP * (across - 1)
    return [room // across + (1 if index >= across - room % across else 0) for index in range(across)]


def card_rows(cards: Sequence[Callable[[int], Block]], cells: int) -> Block:
    """Cards beside and below each other, a blank row between the rows of cards."""
    widths = card_widths(cells)
    block: Block = []
    for start in range(0, len(cards), len(widths)):
        row = cards[start : start + len(widths)]
        if block:
            block.append(())
        block.extend(beside([(card(size), size) for card, size in zip(row, widths, strict=False)], GAP))
    return block


def member_cards(members: Sequence[MemberCard], section: str, cells: int, look: Look) -> Block:
    """A row of member cards; Enter opens the member details."""

    def card(member: MemberCard) -> Callable[[int], Block]:
        return lambda size: member_card(member, section, size, look)

    return card_rows([card(member) for member in members], cells)


def member_card(member: MemberCard, section: str, cells: int, look: Look) -> Block:
    """One card of exactly ``cells`` columns and four rows."""
    spot = row_spot(f"{section}/{member.id}", section, Action("member", member.id))
    room = max(cells - 4, 1)
    rows = [
        first_row(known(member.name, look), cells, spot, look),
        _inset(fitted(known(member.title, look), room, "quiet", look)),
        _inset(fitted(known(member.role, look), room, "quiet", look)),
        (Span("  "), *score_row(member.engagement_score, member.engagement_level, room, look)),
    ]
    return [card_line(row, cells, spot) for row in rows]


def card_line(spans: Line, cells: int, spot: Spot) -> Line:
    """A line of a card on its ground, filled to its width."""
    return on_spot(spread(pad(spans, cells), "card"), spot)


def first_row(name: str, cells: int, spot: Spot, look: Look, *, hint: str = HINT) -> Line:
    """The name, and at the right, while focused, what Enter does."""
    enter = look.glyphs.enter
    words = bool(hint) and cells >= HINT_FROM and width(name) + len(hint) + 8 <= cells
    hint = f"{hint} {enter}" if words else enter
    room = max(cells - 4 - width(hint) - 1, 1)
    shown = clip(name, room, look.glyphs.ellipsis)
    gap = cells - 4 - width(shown) - width(hint)
    return (
        Span("  "),
        Span(shown, "bold", whole=name if shown != name else ""),
        Span(" " * max(gap, 0)),
        Span(hint, "accent", spot, only_focused=True),
        Span("  "),
    )


def score_row(value: float, level: str, room: int, look: Look) -> Line:
    """``81 ━━━━━╾── High``: the bar takes what the number and the word leave, and goes first."""
    number = score(whole(value))
    cells = room - 3 - 1 - 1 - 7
    style = level_style(level)
    parts: Line = (number, Span(" "))
    if cells >= 4:
        parts = (*parts, *bar(value, cells, style, look.glyphs), Span(" "))
    parts = (*parts, Span(level, style))
    return parts if line_width(parts) <= room else (number,)


def _inset(span: Span) -> Line:
    return (Span("  "), span)
