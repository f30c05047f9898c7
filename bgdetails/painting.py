"""What the terminal shows, so that only what is another on it is written.

Textual paints a region anew as soon as something in it may have changed: a new screen three or four times, and with the
cursor the scrollbar beside it. Written is what differs, segment by segment. After another size, or back from the shell,
everything is written: what stood there may be gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


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

    def put(self, x: int, y: int, strip: Strip) -> tuple[int, Strip] | None:
        """Note that a strip is shown; from which column on what of it must be written."""
        row = self._rows.setdefault(y, {})
        before = row.get(x)
        if before is not None and before.cell_length == strip.cell_length:
            row[x] = strip
            return _between(x, before, strip)
        end = x + strip.cell_length
        for start in [s for s, other in row.items() if s < end and x < s + other.cell_length]:
            del row[start]
        row[x] = strip
        return x, strip


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
            differs = self._painted.put(x, y, strip)
            if differs is not None:
                column, rest = differs
                out.append(f"\x1b[{y + 1};{column + 1}H{rest.render(console)}")
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


def _between(x: int, before: Strip, now: Strip) -> tuple[int, Strip] | None:
    """The segments of a strip between the first and the last that differ from what stood there."""
    if before is now:
        return None
    old, new = list(before), list(now)
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        x += new[first].cell_length
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    made: list[Segment] = new[first : len(new) - last]
    return (x, Strip(made)) if made else None
