"""A page as plain values: lines of styled spans, some of which can be focused.

Renderers (``widgets/*_section.py`` and the like) are pure functions from views to blocks; the ``Canvas`` widget draws
the lines, moves the focus and reports what was opened. Text given to a span is already ``visible`` (bgdetails.text).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.text import clip, width


class Action(Struct, frozen=True):
    """What Enter does where no page is opened: a name the screen knows, and a value for it."""

    name: str
    value: str = ""


class Spot(Struct, frozen=True):
    """Something that can be focused. ``id`` is unique on its page and stays the same while the data changes.

    ``section`` is what Tab steps between. ``row`` True: the focus colours reach over the spot's whole area (cards, rows
    of a list) and ``▌`` stands in its first cell; False: an inline link.
    """

    id: str
    section: str
    opens: Target | Action | None = None
    row: bool = False


class Span(Struct, frozen=True):
    """Text of one style: words of ``widgets/styles.py`` joined by blanks, as in ``bold`` or ``quiet level-high``."""

    text: str
    style: str = ""
    spot: Spot | None = None
    only_focused: bool = False
    """Shown only while its spot is focused (else as many blanks)."""
    whole: str = ""
    """The name that ``text`` is cut from: shown over what lies at its right while the spot is focused."""


Line = tuple[Span, ...]
Block = list[Line]


def line(*parts: Span | str) -> Line:
    """A line of spans; plain text stands for a span without style."""
    return tuple(Span(p) if isinstance(p, str) else p for p in parts)


def line_width(spans: Line) -> int:
    """Cells that a line takes."""
    return sum(width(s.text) for s in spans)


def pad(spans: Line, cells: int, *, style: str = "", spot: Spot | None = None) -> Line:
    """The line filled with blanks to ``cells``, or cut there."""
    missing = cells - line_width(spans)
    if missing == 0:
        return spans
    if missing > 0:
        return (*spans, Span(" " * missing, style, spot))
    return cut(spans, cells)


def cut(spans: Line, cells: int, ellipsis: str = "…") -> Line:
    """The line cut to at most ``cells``; the cut is shown."""
    if line_width(spans) <= cells:
        return spans
    kept: list[Span] = []
    left = cells
    for index, span in enumerate(spans):
        size = width(span.text)
        rest = line_width(spans[index + 1 :])
        if size < left or (size == left and rest == 0):
            kept.append(span)
            left -= size
            continue
        kept.append(replace(span, text=clip(span.text + ("" if size > left else " " * 2), left, ellipsis)))
        break
    return tuple(kept)


def beside(blocks: Sequence[tuple[Block, int]], gap: int = 2) -> Block:
    """Blocks next to each other, each in a column of the given width, ``gap`` blanks between."""
    height = max((len(block) for block, _ in blocks), default=0)
    out: Block = []
    for row in range(height):
        spans: list[Span] = []
        for index, (block, cells) in enumerate(blocks):
            if index and gap:
                spans.append(Span(" " * gap))
            spans.extend(pad(block[row] if row < len(block) else (), cells))
        out.append(tuple(spans))
    return out


def indent(block: Iterable[Line], cells: int) -> Block:
    """The block moved right by ``cells``."""
    return [(Span(" " * cells), *spans) for spans in block]


class Area(Struct, frozen=True):
    """Where a spot stands: first column and row, width and height, in cells."""

    x: int
    y: int
    width: int
    height: int


class Document(Struct, frozen=True):
    """The lines of a page body, its spots with their areas in reading order, and the row where each section begins."""

    lines: tuple[Line, ...]
    spots: tuple[Spot, ...]
    areas: dict[str, Area]
    section_rows: dict[str, int]

    @classmethod
    def of(cls, block: Block, section_rows: dict[str, int] | None = None) -> Document:
        """Find the spots of a block and the box that each one fills."""
        boxes: dict[str, tuple[int, int, int, int]] = {}
        spots: dict[str, Spot] = {}
        for y, spans in enumerate(block):
            x = 0
            for span in spans:
                size = width(span.text)
                if span.spot is not None:
                    key = span.spot.id
                    spots.setdefault(key, span.spot)
                    x0, y0, x1, y1 = boxes.get(key, (x, y, x + size, y + 1))
                    boxes[key] = (min(x0, x), min(y0, y), max(x1, x + size), max(y1, y + 1))
                x += size
        areas = {key: Area(x0, y0, x1 - x0, y1 - y0) for key, (x0, y0, x1, y1) in boxes.items()}
        return cls(tuple(block), tuple(spots.values()), areas, dict(section_rows or {}))
