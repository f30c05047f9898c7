"""The top of every page: the path and the name, the facts strip, the tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from textual.geometry import Size

from bgdetails.text import clip, visible, width
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, cut, line_width, pad
from bgdetails.widgets.drawing import LOW_ROWS, NARROW, SHORT_ROWS
from bgdetails.widgets.parts import Look
from bgdetails.wording import full_day

TABS = "tabs"
"""The section that the tabs are."""
_CRUMB = 26
"""A crumb is cut to this where the path does not fit."""


class Tab(Struct, frozen=True):
    """A tab of a page; ``count`` stands after its title."""

    id: str
    title: str
    count: int | None = None


def _no_strip(look: Look) -> Block:
    return []


class Header(Struct, frozen=True):
    """What the header says.

    ``path``: the pages before this one, outermost first. ``right``: short facts at the right of the first row, the one
    that stays longest first. ``strip``: draws the facts strip (``widgets/facts_strip.py``); its links may have spots.
    ``is_watched``: the reader's mark stands after the name. ``is_bare``: neither strip nor tabs nor a rule; ``note`` is
    then said quietly after the name.
    """

    name: str
    path: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    strip: Callable[[Look], Block] = _no_strip
    tabs: tuple[Tab, ...] = ()
    tab: str = ""
    note: str = ""
    is_bare: bool = False
    is_watched: bool = False
    day: date | None = None
    """The day that is shown where it is not the scoring day; it is the last of ``right``, and never goes."""


def draw_header(header: Header, look: Look) -> Document:
    """The header at this size."""
    short, low, narrow = look.rows < SHORT_ROWS, look.rows < LOW_ROWS, look.columns < NARROW
    block: Block = [_first_row(header, look)]
    if not low:
        block.append(())
    if header.is_bare:
        return Document.of(block, {TABS: len(block)})
    strip = header.strip(look)
    if strip and narrow and header.right:
        first = header.right[0]
        brief = first.replace(" of ", "/") if first[0].isdigit() else first
        strip = [_with_right(strip[0], brief, look.width)]
    block.extend(strip)
    if not short and (strip or not header.tabs):
        block.append(())
    section_row = len(block)
    if header.tabs:
        names, rule = _tabs(header, look)
        block.extend([names] if short else [names, rule])
    elif not short:
        block.append((Span(look.glyphs.rule * look.width, "hairline"),))
    return Document.of(block, {TABS: section_row})


def _first_row(header: Header, look: Look) -> Line:
    name, seen = visible(header.name), f" {look.glyphs.watched}" if header.is_watched else ""
    if look.columns < NARROW:
        mark = look.glyphs.back if header.path else ""
        start: Line = (Span(f"{mark} ", "accent"),) if mark else ()
        day = full_day(header.day) if header.day is not None else ""
        room = look.width - line_width(start) - width(seen) - (width(day) + 1 if day else 0)
        row = (*start, Span(f"{clip(name, room, look.glyphs.ellipsis)}{seen}", "bold"))
        beside = header.right[0] if header.right and not header.path else ""
        return _with_right(row, day or beside, look.width)
    for crumbs, right in _choices(header, look):
        left = _left(crumbs, f"{name}{seen}", look)
        if header.note and line_width(left) + len(header.note) + 3 + line_width(right) + 2 <= look.width:
            left = (*left, Span(f"   {header.note}", "quiet"))
        if line_width(left) + (line_width(right) + 2 if right else 0) <= look.width:
            return (*pad(left, look.width - line_width(right)), *right)
    stays = _right(header.right[-1:], look) if header.day is not None else ()
    room = look.width - width(seen) - (line_width(stays) + 2 if stays else 0)
    left = (Span(f"{clip(name, room, look.glyphs.ellipsis)}{seen}", "bold"),)
    return (*pad(left, look.width - line_width(stays)), *stays) if stays else left


def _choices(header: Header, look: Look) -> list[tuple[tuple[str, ...], Line]]:
    """What row 0 may say, the fullest first: the right side loses its end, crumbs are cut, then left out."""
    ellipsis = look.glyphs.ellipsis
    full = tuple(visible(c) for c in header.path)
    brief = tuple(clip(c, _CRUMB, ellipsis) for c in full)
    paths = [full, brief, *((ellipsis, *brief[start:]) for start in range(1, len(brief))), ()]
    stays = header.right[-1:] if header.day is not None else ()
    goes = header.right[: len(header.right) - len(stays)]
    rights = [_right((*goes[:count], *stays), look) for count in range(len(goes), -1, -1)]
    return [
        *((path, right) for path in paths[:2] for right in rights[:2]),
        *((path, right) for path in paths for right in rights[1:] or rights),
    ]


def _left(crumbs: Sequence[str], name: str, look: Look) -> Line:
    spans: list[Span] = []
    for crumb in crumbs:
        spans.append(Span(f"{crumb} {look.glyphs.path} ", "quiet"))
    return (*spans, Span(name, "bold"))


def _right(parts: Sequence[str], look: Look) -> Line:
    spans: list[Span] = []
    for index, part in enumerate(parts):
        if index:
            spans.append(Span(f"  {look.glyphs.separator}  ", "hairline"))
        spans.append(Span(part, "quiet"))
    return tuple(spans)


def _with_right(row: Line, right: str, cells: int) -> Line:
    if not right or line_width(row) + width(right) + 1 > cells:
        return cut(row, cells)
    return (*pad(row, cells - width(right)), Span(right, "quiet"))


def _tabs(header: Header, look: Look) -> tuple[Line, Line]:
    """The row of names and the rule below it, thick under the active one."""
    names: list[Span] = []
    rule: list[Span] = []
    for index, tab in enumerate(header.tabs):
        if index:
            names.append(Span("   "))
            rule.append(Span(look.glyphs.rule * 3, "hairline"))
        spot = Spot(f"tab/{tab.id}", TABS, Action("tab", tab.id))
        active = tab.id == header.tab
        count = f" {tab.count:,}" if tab.count is not None else ""
        names.append(Span(tab.title, "current-tab" if active else "quiet", spot))
        if count:
            names.append(Span(count, "accent" if active else "quiet", spot))
        size = width(tab.title) + len(count)
        rule.append(
            Span((look.glyphs.tab_rule if active else look.glyphs.rule) * size, "accent" if active else "hairline")
        )
    left = look.width - line_width(tuple(rule))
    filled = (*rule, Span(look.glyphs.rule * max(left, 0), "hairline"))
    return cut(tuple(names), look.width), cut(filled, look.width, "")


class PageHeader(Canvas):
    """The header as a canvas: its tabs and the links of its strip take part in Tab and the arrows."""

    DEFAULT_CSS = "PageHeader { height: 1; overflow-y: hidden; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.header = Header("")
        self._look_for: Callable[[], Look] | None = None

    def show_header(self, header: Header, look: Callable[[], Look]) -> None:
        """Show ``header``; ``look`` tells the terminal's size at any time."""
        same = header.tab == self.header.tab and header.name == self.header.name
        self.header = header
        self._look_for = look
        self.show(self._draw_header, place=None if same else Place(f"tab/{header.tab}"))

    def show_tab(self, tab: str) -> None:
        """Mark another tab as active."""
        if self._look_for is not None:
            self.show_header(replace(self.header, tab=tab), self._look_for)

    def _draw_header(self, columns: int) -> Document:
        assert self._look_for is not None
        return draw_header(self.header, self._look_for())

    def _size_document(self) -> None:
        rows = max(1, len(self.document.lines))
        self.virtual_size = Size(self.outer_size.width, rows)
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows

    def on_resize(self) -> None:
        """The rows count too: blank rows go where there are few."""
        self._redraw()
