"""What Textual and Rich remember of layouts and of lines that were cut: up to 16,384 of each.

It fits the window and the pages that were shown when it was made, and is some 30 MB after many of both.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.css.scalar import Scalar
from textual.geometry import Region
from textual.strip import Strip


def forget_cuts() -> None:
    """Forget lines that were cut, of a page that is left."""
    _forget(Segment)


def forget_layouts() -> None:
    """Forget what was laid out for a window of another size."""
    for kind in (Region, Scalar, Strip, Segment):
        _forget(kind)


def _forget(kind: type) -> None:
    for name in vars(kind):
        clear = getattr(getattr(kind, name), "cache_clear", None)
        if clear is not None:
            clear()
