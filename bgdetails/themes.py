"""The two themes, ink and paper, and the colours that widgets draw with (docs/themes.md)."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

_INK_EXTRA = {
    "text-quiet": "#8F9BAA",
    "hairline": "#364150",
    "track": "#3D4858",
    "focus-background": "#3A2D16",
    "hover-background": "#1C222B",
    "level-none": "#8F9BAA",
    "level-low": "#7E9CD0",
    "level-medium": "#55B9CB",
    "level-high": "#A6EBB5",
    "shade-1": "#1D2A38",
    "shade-2": "#213E50",
    "shade-3": "#27566A",
    "shade-4": "#2B6878",
}
_PAPER_EXTRA = {
    "text-quiet": "#5F6771",
    "hairline": "#CFCABD",
    "track": "#C3BDAE",
    "focus-background": "#FBE3B4",
    "hover-background": "#EFEBE0",
    "level-none": "#5F6771",
    "level-low": "#4C6DA6",
    "level-medium": "#0F6472",
    "level-high": "#0A4A39",
    "shade-1": "#E3EDF0",
    "shade-2": "#C3DEE3",
    "shade-3": "#9CCBD3",
    "shade-4": "#74B5C0",
}

INK = Theme(
    name="ink",
    primary="#F2B65A",
    accent="#F2B65A",
    secondary="#8FB4D9",
    foreground="#DDE3EA",
    background="#10141A",
    surface="#161B22",
    panel="#212833",
    success="#86C994",
    warning="#F0975F",
    error="#F2788F",
    dark=True,
    variables=dict(_INK_EXTRA),
)
PAPER = Theme(
    name="paper",
    primary="#8A5200",
    accent="#8A5200",
    secondary="#2C6690",
    foreground="#1D232A",
    background="#FBFAF6",
    surface="#F4F2EB",
    panel="#E8E4D9",
    success="#2D7343",
    warning="#A24610",
    error="#B0263E",
    dark=False,
    variables=dict(_PAPER_EXTRA),
)
THEMES = (INK, PAPER)
_MAIN = ("accent", "secondary", "foreground", "background", "surface", "panel", "success", "warning", "error")


def extra_variables(dark: bool = True) -> dict[str, str]:
    """The names that our style sheets use beyond Textual's own, for a theme that lacks them."""
    return dict(_INK_EXTRA if dark else _PAPER_EXTRA)


def colours(theme: Theme) -> Mapping[str, str]:
    """Every colour that a widget may draw with, by name; what a user's theme lacks comes from ours."""
    base = INK if theme.dark else PAPER
    found = {name: getattr(theme, name) or getattr(base, name) for name in _MAIN}
    found["accent"] = theme.accent or theme.primary or base.accent
    return {**base.variables, **found, **theme.variables}
