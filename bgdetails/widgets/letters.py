"""Jump letters: those on the home row first, two each where there are more targets than letters; and the quiet page."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from bgdetails.widgets.drawing import put
from bgdetails.widgets.styles import Styles

ORDER = "asdfghjklqwertyuiopzxcvbnm"
"""Home row, upper row, lower row."""


class Mark(Struct, frozen=True):
    """A target's letters, where its text begins on the screen, and how wide that is."""

    letters: str
    x: int
    y: int
    width: int


def letters_for(count: int) -> list[str]:
    """As many different letters, or pairs of letters where there are too few."""
    if count <= len(ORDER):
        return list(ORDER[:count])
    return [first + second for first in ORDER for second in ORDER][:count]


def lettered(strips: Sequence[Strip], marks: Sequence[Mark], styles: Styles) -> list[Strip]:
    """The page gone quiet, each target plain and its letters before it; nothing moves."""
    quiet = [_toned(strip, styles("quiet")) for strip in strips]
    for mark in marks:
        if 0 <= mark.y < len(quiet):
            text = _toned(strips[mark.y].crop(mark.x, mark.x + mark.width), styles("plain"))
            row = put(quiet[mark.y], mark.x, list(text))
            at = max(0, mark.x - len(mark.letters))
            quiet[mark.y] = put(row, at, [Segment(mark.letters, styles("letter"))])
    return quiet


def _toned(strip: Strip, style: Style) -> Strip:
    """The text of a strip in one style."""
    return Strip([Segment(segment.text, style) for segment in strip if not segment.control], strip.cell_length)
