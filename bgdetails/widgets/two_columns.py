"""Facts at the left and text at the right; below each other where both have no room."""

from __future__ import annotations

from bgdetails.widgets.document import Block, beside, cut
from bgdetails.widgets.parts import Look

GAP = 4
STACKED_UNDER = 100
"""Terminal columns below which the right column stands under the left one."""


def left_cells(look: Look) -> int:
    """Columns for the facts: 60, or 54 where the content has fewer than 130; all of them when stacked."""
    if look.columns < STACKED_UNDER:
        return look.width
    return 60 if look.width >= 130 else 54


def right_cells(look: Look) -> int:
    """Columns for what stands at the right."""
    left = left_cells(look)
    return look.width if left >= look.width else look.width - left - GAP


def two_columns(left: Block, right: Block, look: Look) -> Block:
    """Both blocks as one."""
    cells = left_cells(look)
    if cells >= look.width:
        block = [*left, (), *right] if left and right else [*left, *right]
        return [cut(spans, look.width, look.glyphs.ellipsis) for spans in block]
    return beside([(left, cells), (right, right_cells(look))], GAP)
