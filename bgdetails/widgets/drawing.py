"""From spans to strips: what every widget that draws lines shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from rich.segment import Segment
from rich.style import Style
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip

from bgdetails.text import width
from bgdetails.themes import colours
from bgdetails.widgets.document import Area, Line, Spot
from bgdetails.widgets.glyphs import UTF8, Glyphs, plain
from bgdetails.widgets.styles import Focus, Styles

if TYPE_CHECKING:
    from textual.app import App

NARROW = 60
"""Below this many columns margins are one cell and facts one line."""
SHORT_ROWS = 20
LOW_ROWS = 30
WIDEST_PAGE = 176


class WholeCells(ScrollBarRender):
    """A scrollbar of whole cells: no glyph that a terminal may lack."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class Look(Protocol):
    """What an app that shows our widgets says of itself; one without it draws in UTF-8."""

    glyphs: Glyphs


def glyphs_of(app: App[object]) -> Glyphs:
    """The signs that this app draws with."""
    return cast(Glyphs, getattr(app, "glyphs", UTF8))


def styles_of(app: App[object], background: str = "background") -> Styles:
    """The styles of the app's theme, made once for each theme and background."""
    kept: dict[tuple[str, str], Styles] = app.__dict__.setdefault("_kept_styles", {})
    theme = app.current_theme
    key = (theme.name, background)
    if key not in kept:
        kept[key] = Styles(colours(theme), background)
    return kept[key]


def margin_of(columns: int) -> int:
    """Columns left free at the left and at the right of a page that is ``columns`` wide."""
    return 1 if columns < NARROW else 2


def content_width(columns: int) -> int:
    """Columns that a page's content has on a terminal of ``columns``."""
    return max(1, min(columns - 2 * margin_of(columns), WIDEST_PAGE))


def segments(
    spans: Line,
    styles: Styles,
    glyphs: Glyphs = UTF8,
    *,
    focused: Spot | None = None,
    focus: Focus = Focus.NONE,
) -> list[Segment]:
    """Segments of a line; spans of the spot ``focused`` look as ``focus`` says."""
    out: list[Segment] = []
    for span in spans:
        on = focused is not None and span.spot is not None and span.spot.id == focused.id
        text = span.text
        if span.only_focused and not (on and focus is Focus.FOCUSED):
            text = " " * width(text)
        if glyphs.is_ascii:
            text = plain(text)
        state = focus if on else Focus.NONE
        out.append(Segment(text, styles(span.style, state, row=on and focused is not None and focused.row)))
    return out


def joined(made: Iterable[Segment]) -> list[Segment]:
    """Neighbours that look the same as one: a blank has no colour of its own, and each change of style costs bytes."""
    out: list[Segment] = []
    for segment in made:
        if not segment.text:
            continue
        before = out[-1] if out else None
        if before is not None and before.style is not None and segment.style is not None:
            same_ground = before.style.bgcolor == segment.style.bgcolor
            if before.style == segment.style or (
                same_ground and segment.text.isspace() and not before.style.underline and not segment.style.underline
            ):
                out[-1] = Segment(before.text + segment.text, before.style)
                continue
        out.append(segment)
    return out


def to_strip(spans: Line, columns: int, styles: Styles, glyphs: Glyphs = UTF8, *, margin: int = 0) -> Strip:
    """A line of exactly ``columns`` cells, ``margin`` blanks before it."""
    blank = styles()
    made = [Segment(" " * margin, blank), *segments(spans, styles, glyphs)]
    return filled(made, columns, blank)


def filled(made: list[Segment], columns: int, blank: Style) -> Strip:
    """The segments as a strip of exactly ``columns`` cells."""
    length = sum(segment.cell_length for segment in made)
    if length < columns:
        made = [*made, Segment(" " * (columns - length), blank)]
    strip = Strip(joined(made), max(length, columns))
    return strip if length <= columns else strip.crop(0, columns)


def put(strip: Strip, x: int, made: Iterable[Segment]) -> Strip:
    """The strip with ``made`` over its cells from ``x`` on."""
    top = Strip(made)
    if x < 0:
        return strip
    return Strip.join([strip.crop(0, x), top, strip.crop(x + top.cell_length, strip.cell_length)])


def focus_edge(area: Area, starts_blank: bool, margin: int) -> tuple[int, int]:
    """Where ``▌`` stands and where the focus colour begins, for a focused row, in document columns.

    A row whose first cell is blank carries both itself (cards, cells of a grid); else they stand before it, in the
    margin or in the gap between two columns.
    """
    if starts_blank:
        return area.x, area.x
    before = margin if area.x == 0 else min(2, area.x)
    return area.x - before, area.x - before
