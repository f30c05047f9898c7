"""What the terminal shows, so that only what is another on it is written.

Textual paints a region anew as soon as something in it may have changed: a new screen three or four times, and with the
cursor the scrollbar beside it. Written is what differs, cell by cell. After another size, or back from the shell,
everything is written: what stood there may be gone. And for two lines of a list it asks every widget of the screen for
all of its lines, a sixth of a key's time: asked for are the lines that an update shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from textual import screen
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate, ReflowResult
from textual.geometry import Region, Size
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from textual.widget import Widget

_WORTH_A_MOVE = 6
"""Cells that stay as they are are skipped where there are more; a move and the style after it cost as much."""


class Painted:
    """The strips that the terminal shows, by row and column."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Strip]] = {}
        self._screen: Region | None = None

    def what_differs(self, update: RenderableType | None) -> RenderableType | None:
        """The update without what is shown already; what is no update of the screen stays as it is."""
        if not isinstance(update, LayoutUpdate | ChopsUpdate):
            return update
        return cast("RenderableType", Difference(self, update))

    def forget(self) -> None:
        """Nothing is known to be shown."""
        self._rows.clear()

    def fit(self, screen: Region) -> None:
        """The whole screen is painted; at another size nothing of it is known to be shown."""
        if screen != self._screen:
            self._screen = screen
            self.forget()

    def put(self, x: int, y: int, strip: Strip) -> Iterable[tuple[int, Strip]]:
        """Note that a strip is shown; what of it must be written, and at which columns."""
        row = self._rows.setdefault(y, {})
        before = row.get(x)
        if before is not None and before.cell_length == strip.cell_length:
            row[x] = strip
            return _differing(x, before, strip)
        end = x + strip.cell_length
        for start in [s for s, other in row.items() if s < end and x < s + other.cell_length]:
            del row[start]
        row[x] = strip
        return ((x, strip),)


class LineCompositor(Compositor):
    """Asks each widget only for the lines that are painted, and lays out for no size but the terminal's."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out for the size of now. Told of two in turn, by its own layouts too, a screen would go on for ever."""
        return super().reflow(parent, parent.app.size)

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            yield from super()._get_renders()
            return
        for widget, (region, clip) in self.visible_widgets.items():
            # Whole lines: where a widget may be cut is known by its edges alone.
            lines = Region(region.x, crop.y, region.width, crop.height)
            shown = region.intersection(clip).intersection(lines)
            if shown and crop.overlaps(shown):
                yield shown, shown, widget.render_lines(shown.translate((-region.x, -region.y)))


def paint_lines() -> None:
    """Screens that are made from now on are painted so."""
    setattr(screen, "Compositor", LineCompositor)  # noqa: B010 - it is looked up where a screen is made


class Difference(CompositorUpdate):
    """An update of the screen; it takes note of what it writes."""

    def __init__(self, painted: Painted, update: LayoutUpdate | ChopsUpdate) -> None:
        self._painted = painted
        self._update = update

    def render_segments(self, console: Console) -> str:
        """What to write."""
        if isinstance(self._update, LayoutUpdate):
            self._painted.fit(self._update.region)
        out: list[str] = []
        for x, y, strip in _pieces(self._update):
            for column, part in self._painted.put(x, y, strip):
                out.append(f"\x1b[{y + 1};{column + 1}H{part.render(console)}")
        return "".join(out)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Column, row and strip of everything that an update would write."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield x, y, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if chop is not None and x < last and end > first:
                yield x, y, chop if end <= last else chop.crop(0, min(end, last) - x)


def _differing(x: int, before: Strip, now: Strip) -> Iterator[tuple[int, Strip]]:
    """The stretches of a strip that look different from what stood there, each with its column."""
    if before is now or before == now:
        return
    old, new = _cells(before), _cells(now)
    if len(old) != len(new) or len(new) != now.cell_length:
        yield x, now  # a sign that takes two cells, or none
        return
    start = end = -1
    for at, (was, shall) in enumerate(zip(old, new, strict=True)):
        if was == shall:
            continue
        if start >= 0 and at - end > _WORTH_A_MOVE:
            yield x + start, now.crop(start, end)
            start = -1
        start, end = at if start < 0 else start, at + 1
    if start >= 0:
        yield x + start, now.crop(start, end)


def _cells(strip: Strip) -> list[tuple[str, object]]:
    """What each cell shows; of a blank that is its background, where nothing is drawn through it."""
    cells: list[tuple[str, object]] = []
    for text, style, _ in strip:
        drawn = style is None or style.underline or style.reverse or style.strike
        blank = (" ", style if drawn or style is None else style.bgcolor)
        cells.extend([blank if sign == " " else (sign, style) for sign in text])
    return cells
