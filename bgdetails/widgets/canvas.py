"""A widget that draws a document and moves one focus over it.

Give it a function from a content width to a ``Document`` (``show``); it calls that again when the width changes, keeps
the focus by spot id, scrolls as little as it can, and posts ``Focused`` and ``Opened``. Where a key leads out of the
document it posts ``LeftEdge`` and the screen moves on (``screens/page.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bgdetails.keys import bindings
from bgdetails.text import clip
from bgdetails.text import width as cells_of
from bgdetails.widgets import steering
from bgdetails.widgets.document import Area, Document, Line, Spot
from bgdetails.widgets.drawing import content_width, filled, focus_edge, glyphs_of, margin_of, put, segments, styles_of
from bgdetails.widgets.drawn import as_drawn
from bgdetails.widgets.styles import Focus

Draw = Callable[[int], Document]
_EMPTY = Document((), (), {}, {})


class Place(Struct, frozen=True):
    """Where a reader was in a document: the focused spot, the first row shown, and the last spot of each section."""

    spot: str | None = None
    scroll: int = 0
    sections: tuple[tuple[str, str], ...] = ()


class Canvas(ScrollView, can_focus=True):
    """Draws a document. ``surface`` names the colour it lies on."""

    BINDINGS = bindings("up", "down", "left", "right", "page_up", "page_down", "first", "last", "open")
    DEFAULT_CSS = """
    Canvas {
        height: 1fr; width: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden;
        scrollbar-color: $track; scrollbar-color-hover: $track; scrollbar-color-active: $text-quiet;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """
    surface: ClassVar[str] = "background"

    class Focused(Message):
        """The focus is on another spot now; sent after every move."""

        def __init__(self, canvas: Canvas, spot: Spot) -> None:
            super().__init__()
            self.canvas = canvas
            self.spot = spot

        @property
        def control(self) -> Canvas:
            """The canvas."""
            return self.canvas

    class Opened(Message):
        """Enter, or a click on a link: the screen follows ``spot.opens``."""

        def __init__(self, canvas: Canvas, spot: Spot) -> None:
            super().__init__()
            self.canvas = canvas
            self.spot = spot

        @property
        def control(self) -> Canvas:
            """The canvas."""
            return self.canvas

    class Edge(Message):
        """Up or Left at the first spot (``step`` -1), Down or Right at the last (1)."""

        def __init__(self, canvas: Canvas, step: int) -> None:
            super().__init__()
            self.canvas = canvas
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document = _EMPTY
        self.spot: Spot | None = None
        self._draw: Draw | None = None
        self._drawn_width = -1
        self._last_used: dict[str, str] = {}
        self._strips: dict[int, Strip] = {}
        self._look: tuple[object, ...] = ()
        self._wanted: Place | None = None

    # -- content ---------------------------------------------------------------------------------------------------

    def show(self, draw: Draw, *, place: Place | None = None) -> None:
        """Show what ``draw`` makes of a content width.

        Args:
            draw: From columns to a document; called again when they change.
            place: Where to go; None keeps focus and scroll where they are (a refresh).
        """
        self._draw = draw
        self._wanted = place
        self._last_used = dict(place.sections) if place else self._last_used
        if self.outer_size.width:
            self._redraw()
        else:
            self._drawn_width = -1

    def place(self) -> Place:
        """Where the reader is, to come back to."""
        spot = self.spot.id if self.spot else None
        return Place(spot, self.scroll_offset.y, tuple(self._last_used.items()))

    @property
    def margin(self) -> int:
        """Blank columns at the left and at the right."""
        return margin_of(self._inner)

    @property
    def columns(self) -> int:
        """Columns that the document has."""
        return content_width(self._inner)

    @property
    def _inner(self) -> int:
        """Columns of a drawn line; the scrollbar lies over the last one."""
        return self.outer_size.width

    def _redraw(self) -> None:
        if self._draw is None:
            return
        before, areas = self.document, self._focused_rows()
        stays = self._drawn_width == self.columns and self._wanted is None
        self._drawn_width = self.columns
        self.document = self._draw(self._drawn_width)
        self._size_document()
        place, self._wanted = self._wanted, None
        wanted = (place.spot if place else None) or (self.spot.id if self.spot and not place else None)
        spots = {spot.id: spot for spot in self.document.spots}
        self.spot = spots.get(wanted or "") or self._opening_spot(place)
        if place is not None:
            self.scroll_to(y=place.scroll, animate=False, immediate=True, force=True)
        if stays:
            self._repaint(_changed_rows(before, self.document) | areas | self._focused_rows())
        else:
            self._strips.clear()
            self.refresh()

    def _focused_rows(self) -> set[int]:
        area = self.document.areas.get(self.spot.id) if self.spot else None
        return set(range(area.y, area.y + area.height)) if area else set()

    def _repaint(self, rows: set[int]) -> None:
        """Repaint these rows of the document; what a refresh did not change is not drawn again."""
        top, height = self.scroll_offset.y, self.outer_size.height
        for row in rows:
            self._strips.pop(row, None)
        seen = [
            Region(0, row - top, self.scrollable_content_region.width, 1) for row in rows if top <= row < top + height
        ]
        if seen:
            self.refresh(*seen)

    def _size_document(self) -> None:
        self.virtual_size = Size(self._inner, len(self.document.lines))

    def _opening_spot(self, place: Place | None) -> Spot | None:
        """A page opens on its first card (or row of a list), else on its first link."""
        spots = self.document.spots
        if place is None and self.spot is not None:
            same = [s for s in spots if s.section == self.spot.section]
            spots = tuple(same) or spots
        return next((s for s in spots if s.row), next(iter(spots), None))

    def on_resize(self) -> None:
        """Draw anew where the width is another; what had the focus in view keeps it there."""
        if self._drawn_width != self.columns:
            was_in_view = self._drawn_width >= 0 and self._is_in_view()
            self._redraw()
            if was_in_view:
                self._reveal()

    # -- drawing ---------------------------------------------------------------------------------------------------

    @property
    def focus_state(self) -> Focus:
        """How the focused spot looks now."""
        if self.has_focus and self.app.screen is self.screen:
            return Focus.FOCUSED
        return Focus.BEHIND if self.screen.focused is self else Focus.NONE

    def render_line(self, y: int) -> Strip:
        """One row of the document."""
        look = (self.app.current_theme.name, self._inner, glyphs_of(self.app).is_ascii)
        if look != self._look:
            self._look = look
            self._strips.clear()
        row = y + self.scroll_offset.y
        area = self.document.areas.get(self.spot.id) if self.spot else None
        focused = area is not None and area.y <= row < area.y + area.height
        state = self.focus_state
        if not focused or state is Focus.NONE:
            strip = self._strips.get(row)
            if strip is None:
                strip = self._strips[row] = self._strip(row, None, None, Focus.NONE)
            return strip.crop(0, self.size.width)
        return self._strip(row, self.spot, area, state).crop(0, self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """As they were drawn."""
        return as_drawn(self, crop)

    def forget(self) -> None:
        """Give back what was drawn, of a page that is left: a drawn row takes some 5 kB."""
        self._strips.clear()

    def _strip(self, row: int, spot: Spot | None, area: Area | None, state: Focus) -> Strip:
        styles = styles_of(self.app, self.surface)
        glyphs = glyphs_of(self.app)
        spans: Line = self.document.lines[row] if row < len(self.document.lines) else ()
        blank = styles()
        made = segments(spans, styles, glyphs, focused=spot, focus=state)
        strip = filled([Segment(" " * self.margin, blank), *made], self._inner, blank)
        if spot is None or area is None:
            return strip
        strip = self._with_edge(strip, spans, spot, area, state)
        return self._with_whole_names(strip, spans, spot) if state is Focus.FOCUSED else strip

    def _with_whole_names(self, strip: Strip, spans: Line, spot: Spot) -> Strip:
        """The strip with the names of the focused thing that were cut, as far as the row holds them."""
        x = 0
        for span in spans:
            if span.whole and span.spot is not None and span.spot.id == spot.id:
                start = max(0, min(x, self.columns - cells_of(span.whole)))
                name = replace(span, text=clip(span.whole, self.columns - start), whole="")
                styles = styles_of(self.app, self.surface)
                made = segments((name,), styles, glyphs_of(self.app), focused=spot, focus=Focus.FOCUSED)
                strip = put(strip, start + self.margin, made)
            x += cells_of(span.text)
        return strip

    def _with_edge(self, strip: Strip, spans: Line, spot: Spot, area: Area, state: Focus) -> Strip:
        """The strip with ``▌`` and, for a row of a list, the focus colour out to the margins."""
        styles = styles_of(self.app, self.surface)
        mark = glyphs_of(self.app).focus
        accent = "accent" if state is Focus.FOCUSED else "quiet"
        margin = self.margin
        if not spot.row:
            before = area.x + margin - 1
            at = strip.crop(before, before + 1).text if before >= 0 else "x"
            return put(strip, before, [Segment(mark, styles(accent))]) if at == " " else strip
        lit = styles("", state, row=True)
        starts_blank = strip.crop(area.x + margin, area.x + margin + 2).text.startswith(" ")  # a wide sign takes two
        edge, _ = focus_edge(area, starts_blank, margin)
        gap = area.x - edge
        made = [Segment(mark, styles(accent, state, row=True)), Segment(" " * max(0, gap - 1), lit)]
        strip = put(strip, edge + margin, made)
        end = area.x + area.width
        if gap and end >= self.columns:
            strip = put(strip, end + margin, [Segment(" " * max(0, strip.cell_length - end - margin), lit)])
        return strip

    def refresh_focus(self) -> None:
        """Repaint the rows of the focused spot alone."""
        if self.spot is not None:
            self._refresh_rows(self.spot)

    def _refresh_rows(self, spot: Spot) -> None:
        area = self.document.areas.get(spot.id)
        if area is not None:
            self.refresh(Region(0, area.y - self.scroll_offset.y, self.scrollable_content_region.width, area.height))

    def on_focus(self) -> None:
        """Show the focus."""
        self.refresh_focus()

    def on_blur(self) -> None:
        """Take the focus off."""
        self.refresh_focus()

    # -- moving ----------------------------------------------------------------------------------------------------

    def focus_spot(self, spot: Spot | None, *, reveal: bool = True) -> None:
        """Put the focus on a spot of the document."""
        if spot is None:
            return
        old, self.spot = self.spot, spot
        self._last_used[spot.section] = spot.id
        if old is not None and old.id != spot.id:
            self._refresh_rows(old)
        self._refresh_rows(spot)
        if reveal:
            self._reveal()
        if old is None or old.id != spot.id:
            self.post_message(self.Focused(self, spot))

    def focus_id(self, spot_id: str) -> bool:
        """Put the focus on the spot of that id; False where the document has none."""
        found = next((s for s in self.document.spots if s.id == spot_id), None)
        self.focus_spot(found)
        return found is not None

    def _is_in_view(self) -> bool:
        """Whether some of the focused spot can be seen."""
        area, top = self.document.areas.get(self.spot.id) if self.spot else None, self.scroll_offset.y
        return area is not None and area.y < top + self.size.height and area.y + area.height > top

    def _reveal(self) -> None:
        if self.spot is None or self.spot.id not in self.document.areas:
            return
        top = steering.scroll_for(self.document, self.spot, self.scroll_offset.y, self.size.height)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def step_section(self, step: int) -> bool:
        """Tab: to the last-used spot of the next section; False at the end."""
        sections = steering.sections_of(self.document)
        if self.spot is None or self.spot.section not in sections:
            return False
        index = sections.index(self.spot.section) + step
        if not 0 <= index < len(sections):
            return False
        self.enter_section(sections[index])
        return True

    def enter_section(self, section: str | None = None, *, last: bool = False) -> bool:
        """Focus the last-used or first spot of a section (None: the first section, or the ``last`` one)."""
        sections = steering.sections_of(self.document)
        if not sections:
            return False
        name = section or sections[-1 if last else 0]
        if not self.focus_id(self._last_used.get(name, "")):
            self.focus_spot(steering.first_of(self.document, name))
        return True

    def _move(self, found: Spot | None, step: int) -> None:
        if found is not None:
            # A page opens at its top, and the wheel leaves the focus behind: first show where it is.
            self.focus_spot(found if self._is_in_view() else self.spot)
            return
        limit = max(0, len(self.document.lines) - self.size.height)
        top = self.scroll_offset.y
        if (step > 0 and top < limit) or (step < 0 and top > 0):
            self.scroll_to(y=top + 3 * step, animate=False, immediate=True, force=True)
        else:
            self.post_message(self.Edge(self, step))

    def action_up(self) -> None:
        """The spot above."""
        self._move(steering.vertical(self.document, self.spot, -1) if self.spot else None, -1)

    def action_down(self) -> None:
        """The spot below."""
        self._move(steering.vertical(self.document, self.spot, 1) if self.spot else None, 1)

    def action_left(self) -> None:
        """The spot to the left."""
        self._move(steering.horizontal(self.document, self.spot, -1) if self.spot else None, -1)

    def action_right(self) -> None:
        """The spot to the right."""
        self._move(steering.horizontal(self.document, self.spot, 1) if self.spot else None, 1)

    def action_page_up(self) -> None:
        """A page up."""
        self._page(self.scroll_offset.y - max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        """A page down."""
        self._page(self.scroll_offset.y + max(1, self.size.height - 1))

    def action_first(self) -> None:
        """The top."""
        self._page(0)
        self.focus_spot(next(iter(self.document.spots), None), reveal=False)

    def action_last(self) -> None:
        """The end."""
        self._page(len(self.document.lines))
        self.focus_spot(self.document.spots[-1] if self.document.spots else None, reveal=False)

    def _page(self, top: int) -> None:
        """Scroll and take the focus along."""
        limit = max(0, len(self.document.lines) - self.size.height)
        top = max(0, min(top, limit))
        moved = top != self.scroll_offset.y
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
        spot = steering.nearest_visible(self.document, self.spot, top, self.size.height)
        if not moved and self.document.spots:
            spot = self.document.spots[0 if top == 0 and top != limit else -1]
        self.focus_spot(spot, reveal=False)

    def action_open(self) -> None:
        """Open the focused spot."""
        if self.spot is not None:
            self.post_message(self.Opened(self, self.spot))

    # -- mouse -----------------------------------------------------------------------------------------------------

    def spot_at(self, x: int, y: int) -> Spot | None:
        """The spot under a cell of the widget."""
        row = y + self.scroll_offset.y
        if not 0 <= row < len(self.document.lines):
            return None
        at = self.margin
        for span in self.document.lines[row]:
            at += cells_of(span.text)
            if x < at:
                return span.spot if x >= self.margin else None
        return None

    def on_click(self, event: events.Click) -> None:
        """A click focuses; a click on a link, or a second one, opens."""
        spot = self.spot_at(event.x, event.y)
        if spot is None:
            return
        again = self.spot is not None and self.spot.id == spot.id and event.chain > 1
        self.focus_spot(spot)
        if not spot.row or again:
            self.post_message(self.Opened(self, spot))


def _changed_rows(before: Document, after: Document) -> set[int]:
    """Rows that two documents do not share; the longer one's rest too."""
    pairs = enumerate(zip_longest(before.lines, after.lines))
    return {row for row, (old, new) in pairs if old != new}
