"""The small parts that all pages are made of: what they are drawn for, headings, links, labelled facts, rich text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.text import clip, fit, pieces, visible, width
from bgdetails.views.values import Named
from bgdetails.widgets.document import Action, Block, Line, Span, Spot, line_width
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.wording import Clock

LABELS_FROM = 60
"""Terminal columns from which labels, two margins and the path are shown."""
NOTES_FROM = 100
"""Terminal columns from which a facts strip has three rows."""
PAGE = 176
"""No page is wider."""
TEXT = 76
"""No text line is wider."""
GLUE = "\u00a0"
"""In ``flow``: a blank at which a line does not break."""


class Look(Struct, frozen=True):
    """What a renderer draws for: the terminal's columns and rows, its glyphs, and the reader's clock."""

    columns: int
    rows: int
    glyphs: Glyphs
    clock: Clock

    @property
    def margin(self) -> int:
        """Blank columns left and right of a page."""
        return 2 if self.columns >= LABELS_FROM else 1

    @property
    def width(self) -> int:
        """Columns of the content."""
        return max(min(self.columns - 2 * self.margin, PAGE), 1)

    @property
    def separator(self) -> str:
        """What stands between short facts of one line."""
        return f" {self.glyphs.separator} "


class Page:
    """Sections as they are put under each other: one blank row between them, and where each one begins."""

    def __init__(self) -> None:
        self.block: Block = []
        self.section_rows: dict[str, int] = {}

    def add(self, section: str, block: Block) -> None:
        """Put a section below what is there."""
        if self.block:
            self.block.append(())
        self.section_rows[section] = len(self.block)
        self.block.extend(block)


def quiet(text: str) -> Span:
    """A label, a date, a unit."""
    return Span(text, "quiet")


def bold(text: str) -> Span:
    """A name, or the number that matters."""
    return Span(text, "bold")


def known(text: str | None, look: Look) -> str:
    """Text from data, safe to show; a dash where it is unknown or blank."""
    return visible(text) if text and text.strip() else look.glyphs.unknown


def heading(title: str, cells: int, look: Look, *, note: Line = (), rule: bool = True) -> Line:
    """``Title ───────── note`` in exactly ``cells``; without a rule blanks stand in its place."""
    title = clip(title, cells, look.glyphs.ellipsis)
    size = line_width(note)
    left = cells - width(title) - 2 - (size + 1 if size else 0)
    if left < 1:
        return (bold(title), *((Span(" "), *note) if size and width(title) + 1 + size <= cells else ()))
    filling = Span(" " + (look.glyphs.rule if rule else " ") * (left + (0 if size else 1)), "hairline")
    return (bold(title), filling, *((Span(" "), *note) if size else ()))


def link(text: str, cells: int, spot: Spot, look: Look) -> Line:
    """A link of at most ``cells``; where nothing can be underlined it stands in angle brackets."""
    room = cells - width(look.glyphs.link(""))
    shown = clip(text, max(room, 1), look.glyphs.ellipsis)
    return (Span(look.glyphs.link(shown), "link", spot, whole=look.glyphs.link(text) if shown != text else ""),)


def link_to(
    named: Named | None, kind: str, section: str, cells: int, look: Look, *, spot_id: str | None = None
) -> Line:
    """A link to the page of a record; a dash where there is none."""
    if named is None:
        return (Span(look.glyphs.unknown),)
    spot = Spot(spot_id or f"{section}/{kind}/{named.id}", section, Target(kind, named.id))
    return link(known(named.name, look), cells, spot, look)


def row_spot(spot_id: str, section: str, opens: Target | Action | None) -> Spot:
    """The spot of a card or of a row of a list."""
    return Spot(spot_id, section, opens, row=True)


def labelled(label: str, cells: int, *value: Span) -> Line:
    """A quiet label in a column of ``cells``, and its value."""
    return (quiet(fit(label, cells)), *value)


def fitted(text: str, cells: int, style: str, look: Look, *, right: bool = False, spot: Spot | None = None) -> Span:
    """A cell of a table: cut or filled to exactly ``cells``."""
    is_cut_name = ("name" in style or "bold" in style) and width(text) > cells
    shown = fit(text, cells, right=right, ellipsis=look.glyphs.ellipsis)
    return Span(shown, style, spot, whole=text if is_cut_name else "")


def on_spot(spans: Iterable[Span], spot: Spot) -> Line:
    """The line as a part of a row or card that can be focused."""
    return tuple(Span(span.text, span.style, spot, span.only_focused, span.whole) for span in spans)


def spread(spans: Line, style: str) -> Line:
    """The line on a coloured ground: the style goes before each span's own."""
    return tuple(Span(s.text, f"{style} {s.style}".rstrip(), s.spot, s.only_focused, s.whole) for s in spans)


def sentence(text: str, what_to_do: str, cells: int, look: Look) -> Block:
    """An empty state: what is not there, then quietly what would fill it."""
    spans = [Span(text), *([Span("  "), quiet(what_to_do)] if what_to_do else [])]
    return flow(spans, min(cells, look.width))


def flow(spans: Sequence[Span], cells: int) -> Block:
    """Rich text broken at blanks into lines of at most ``cells``; two blanks in a row are kept inside a line.

    ``GLUE`` is drawn as a blank.
    """
    words = list(_words(spans))
    block: Block = []
    current: list[Span] = []
    used = 0
    for blanks, word in words:
        size = line_width(word)
        if current and used + blanks + size > cells:
            block.append(_joined(current))
            current, used = [], 0
        if current and blanks:
            current.append(Span(" " * blanks, _shared_style(current[-1], word[0]), _shared_spot(current[-1], word[0])))
            used += blanks
        for part in _broken(word, cells) if size > cells else [word]:
            if used and used + line_width(part) > cells:
                block.append(_joined(current))
                current, used = [], 0
            current.extend(part)
            used += line_width(part)
    if current:
        block.append(_joined(current))
    return block


def _words(spans: Sequence[Span]) -> Iterable[tuple[int, Line]]:
    """(blanks before, spans of one word); a word may change its style in the middle."""
    word: list[Span] = []
    blanks = before = 0
    for span in spans:
        for index, piece in enumerate(span.text.split(" ")):
            if index:
                if word:
                    yield before, tuple(word)
                    word, blanks = [], 0
                blanks += 1
            if piece:
                if not word:
                    before = blanks
                word.append(replace(span, text=piece))
    if word:
        yield before, tuple(word)


def _broken(word: Line, cells: int) -> Iterable[Line]:
    """A word that is longer than a line, in parts that fit."""
    for span in word:
        for part in pieces(span.text, cells):
            yield (replace(span, text=part),)


def _shared_style(before: Span, after: Span) -> str:
    return before.style if before.style == after.style else ""


def _shared_spot(before: Span, after: Span) -> Spot | None:
    return before.spot if before.spot is not None and before.spot == after.spot else None


def _joined(spans: list[Span]) -> Line:
    """Neighbours of one style and spot as one span."""
    out: list[Span] = []
    for span in (replace(span, text=span.text.replace(GLUE, " ")) for span in spans):
        if out and out[-1].style == span.style and out[-1].spot == span.spot:
            out[-1] = replace(out[-1], text=out[-1].text + span.text)
        else:
            out.append(span)
    return tuple(out)
