"""Jump mode: everything that opens gets a letter; the letter opens it, with Shift only goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.keys import Entry, entry
from bgdetails.widgets.canvas import Canvas
from bgdetails.widgets.document import Spot
from bgdetails.widgets.drawing import content_width, margin_of, styles_of
from bgdetails.widgets.key_line import KeyLine
from bgdetails.widgets.letters import Mark, lettered, letters_for
from bgdetails.widgets.line_table import HEAD, LineTable
from bgdetails.widgets.query_field import QueryField
from bgdetails.widgets.search_field import SearchField


class Target(Struct, frozen=True):
    """What can be jumped to: where it begins on the screen, how wide it is, and what going there does."""

    x: int
    y: int
    width: int
    go: Callable[[bool], object]
    """True: open it, too."""


def targets_of(screen: Screen[Any]) -> list[Target]:
    """What can be seen on a page and opened, in reading order."""
    found: list[Target] = []
    for widget in screen.query(Widget):
        if not widget.display or not widget.region:
            continue
        if isinstance(widget, Canvas):
            found += _spots(widget)
        elif isinstance(widget, LineTable):
            found += _rows(widget)
        elif isinstance(widget, SearchField):
            found += _stops(widget)
    return sorted(found, key=lambda target: (target.y, target.x))


def _spots(canvas: Canvas) -> Iterator[Target]:
    region, top = canvas.content_region, canvas.scroll_offset.y
    for spot in canvas.document.spots:
        area = canvas.document.areas[spot.id]
        if spot.opens is not None and top <= area.y < top + region.height:
            x = region.x + canvas.margin + area.x
            yield Target(x, region.y + area.y - top, area.width, partial(_go_to_spot, canvas, spot))


def _go_to_spot(canvas: Canvas, spot: Spot, opens: bool) -> None:
    canvas.focus(scroll_visible=False)
    canvas.focus_spot(spot)
    if opens:
        canvas.post_message(Canvas.Opened(canvas, spot))


def _rows(table: LineTable[Any]) -> Iterator[Target]:
    region, top = table.region, table.scroll_offset.y
    x, width = margin_of(region.width), content_width(region.width)
    for row in range(max(0, min(region.height - HEAD, table.total - top))):
        if table.window is not None and table.window.row(top + row) is not None:
            yield Target(region.x + x, region.y + HEAD + row, width, partial(_go_to_row, table, top + row))


def _go_to_row(table: LineTable[Any], position: int, opens: bool) -> None:
    table.focus(scroll_visible=False)
    table.move_to(position)
    if opens:
        table.action_open()


def _stops(field: SearchField) -> Iterator[Target]:
    region, margin = field.region, margin_of(field.region.width)
    yield Target(region.x + margin + 1, region.y, 1, partial(_go_to_field, field))
    if isinstance(field, QueryField):
        for x, width, number in field.chip_places():
            yield Target(region.x + margin + x, region.y, width, partial(_go_to_chip, field, number))


def _go_to_field(field: SearchField, opens: bool) -> None:
    field.focus(scroll_visible=False)


def _go_to_chip(field: QueryField, number: int, opens: bool) -> None:
    field.focus_chip(number)
    if opens and number == len(field.chips):
        field.post_message(QueryField.MoreWanted())


class Picture(Widget, can_focus=True):
    """The page as it was, quiet, with the letters."""

    DEFAULT_CSS = "Picture { height: 1fr; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.strips: Sequence[Strip] = ()

    def render_line(self, y: int) -> Strip:
        """A row."""
        return self.strips[y] if y < len(self.strips) else Strip.blank(self.size.width)


class Jump(ModalScreen[None]):
    """The letters, over the page that they are for."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = "Jump { background: $background; }"

    def __init__(self) -> None:
        super().__init__()
        self.picture = Picture()
        self._targets: dict[str, Target] = {}
        self._page: list[Strip] = []
        self._typed = ""

    def compose(self) -> ComposeResult:
        """The page, and the keys."""
        yield self.picture
        yield KeyLine(
            (Entry("Jump", "press a letter"), Entry("Shift", "only go there", 1), entry("escape", word="cancel"))
        )

    def letter(self, screen: Screen[Any]) -> bool:
        """Give letters to what ``screen`` shows; False where nothing on it opens."""
        targets = targets_of(screen)
        self._targets = dict(zip(letters_for(len(targets)), targets, strict=False))
        self._page, self._typed = list(screen._compositor.render_strips()), ""
        self._draw()
        return bool(self._targets)

    def on_mount(self) -> None:
        """Keys come here."""
        self.picture.focus(scroll_visible=False)

    def on_resize(self, event: events.Resize) -> None:
        """What was drawn is another size's."""
        if self.is_current and event.size.height != len(self._page):
            self.dismiss()

    def _draw(self) -> None:
        typed = self._typed
        marks = [
            Mark(letters, target.x, target.y, target.width)
            for letters, target in self._targets.items()
            if letters.startswith(typed)
        ]
        self.picture.strips = lettered(self._page, marks, styles_of(self.app))
        self.picture.refresh()

    async def _on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self.app.screen is not self:
            return  # the letter before was the last
        letter = event.character or ""
        typed = self._typed + letter.lower()
        if not letter.isalpha() or not any(letters.startswith(typed) for letters in self._targets):
            self.dismiss()
            return
        target = self._targets.get(typed)
        self._typed = typed
        if target is None:
            self._draw()
            return
        self.dismiss()
        target.go(letter.islower())
