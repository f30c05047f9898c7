"""The words that ``Span.style`` may hold, and what they look like in a theme.

Weight:     ``bold``, ``quiet`` (labels, dates), ``plain``; ``name`` is plain, and bold while focused
Links:      ``link`` (accent, underlined), ``citation`` (accent), ``match`` (searched for), ``key`` (a key's name)
Meaning:    ``accent``, ``warning``, ``success``, ``error``, ``level-none`` … ``level-high``
Charts:     ``track``, ``hairline``, ``bar-secondary`` (bars that count), ``bar-quiet``
Background: ``card``, ``chip``, ``panel``, ``surface``, ``shade-1`` … ``shade-4``, ``letter`` (jump letters)
Tabs:       ``current-tab``

Words are joined by blanks, a later colour wins. An unknown word raises ``KeyError``: it shows in the first test.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from rich.style import Style


class Focus(Enum):
    """How focused the thing is that a span belongs to."""

    NONE = 0
    FOCUSED = 1
    BEHIND = 2
    """It has the focus of a page that lies behind an overlay, or of a widget that is not focused now."""


_FOREGROUND = {
    "plain": "foreground",
    "quiet": "text-quiet",
    "accent": "accent",
    "link": "accent",
    "citation": "accent",
    "match": "accent",
    "current-tab": "accent",
    "key": "foreground",
    "bar-secondary": "secondary",
    "bar-quiet": "text-quiet",
    "track": "track",
    "hairline": "hairline",
    "warning": "warning",
    "success": "success",
    "error": "error",
    "level-none": "level-none",
    "level-low": "level-low",
    "level-medium": "level-medium",
    "level-high": "level-high",
}
_BACKGROUND = {
    "card": "surface",
    "surface": "surface",
    "chip": "panel",
    "panel": "panel",
    "shade-1": "shade-1",
    "shade-2": "shade-2",
    "shade-3": "shade-3",
    "shade-4": "shade-4",
}
_BOLD = frozenset({"bold", "match", "current-tab", "key", "letter"})
_UNDERLINED = frozenset({"link", "match"})
_KNOWN = _FOREGROUND.keys() | _BACKGROUND.keys() | {"bold", "name", "letter"}


class Styles:
    """The styles of one theme; each is made once.

    Args:
        colours: Colours by name (``themes.colours``).
        background: The colour that everything lies on: ``background``, in overlays ``surface``, in bars ``panel``.
    """

    def __init__(self, colours: Mapping[str, str], background: str = "background") -> None:
        self.colours = colours
        self.background = background
        self._made: dict[tuple[str, Focus, bool], Style] = {}

    def __call__(self, words: str = "", focus: Focus = Focus.NONE, *, row: bool = False) -> Style:
        """The style for ``words``; ``row``: the focus is on a row or a card, in which quiet text becomes plain."""
        key = (words, focus, row)
        style = self._made.get(key)
        if style is None:
            style = self._made[key] = self._make(words.split(), focus, row)
        return style

    def _make(self, words: list[str], focus: Focus, row: bool) -> Style:
        for word in words:
            if word not in _KNOWN:
                raise KeyError(f"“{word}” is no style.")
        if "letter" in words:
            return Style(color=self.colours["background"], bgcolor=self.colours["accent"], bold=True)
        text = [w for w in words if w in _FOREGROUND]
        colour = _FOREGROUND[text[-1]] if text else "foreground"
        if focus is Focus.FOCUSED and row and colour == "text-quiet" and text[-1] == "quiet":
            colour = "foreground"
        lying = [w for w in words if w in _BACKGROUND]
        background = _BACKGROUND[lying[-1]] if lying else self.background
        if focus is not Focus.NONE:
            background = "focus-background" if focus is Focus.FOCUSED else "hover-background"
        inline = focus is Focus.FOCUSED and not row
        return Style(
            color=self.colours[colour],
            bgcolor=self.colours[background],
            bold=inline or bool(_BOLD.intersection(words)) or ("name" in words and focus is not Focus.NONE),
            underline=bool(_UNDERLINED.intersection(words)),
        )
