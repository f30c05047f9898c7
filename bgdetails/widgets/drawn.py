"""Lines that are shown as they were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.filter import ANSIToTruecolor

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget


def as_drawn(widget: Widget, crop: Region) -> list[Strip]:
    """The lines of a widget that keeps what it drew, in colours of the theme, without border, padding or opacity.

    For all of these Textual looks at each line that it paints, and keeps a copy of it: a third of a cursor key's time.
    A terminal that gets no colours gets none here either.
    """
    lines = [widget.render_line(y) for y in crop.line_range]
    for line_filter in widget.get_line_filters():
        if not isinstance(line_filter, ANSIToTruecolor):
            ground = widget.background_colors[1]
            lines = [line.apply_filter(line_filter, ground) for line in lines]
    left, right = crop.column_span
    return [line.crop(left, right) for line in lines]
