"""Where a reader was on a page."""

from __future__ import annotations

from msgspec import Struct

from bgdetails.widgets.canvas import Place

_TOP = Place()


class PageState(Struct, frozen=True):
    """Tab, place in the body, whether the header had the focus, and the page's own."""

    tab: str = ""
    place: Place = _TOP
    in_header: bool = False
    own: object = None
    led_from: PageState | None = None
    """Where a link or a key led to this tab from."""
