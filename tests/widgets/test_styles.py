from __future__ import annotations

import pytest

from bgdetails.themes import INK, colours
from bgdetails.widgets.styles import Focus, Styles

STYLES = Styles(colours(INK))


def hex_of(style: object, name: str) -> str:
    return getattr(style, name).triplet.hex.upper()


def test_plain_text_is_foreground_on_the_page() -> None:
    assert hex_of(STYLES(), "color") == INK.foreground
    assert hex_of(STYLES(), "bgcolor") == INK.background


def test_a_later_colour_wins_and_grounds_are_kept() -> None:
    style = STYLES("card quiet level-high")
    assert hex_of(style, "color") == INK.variables["level-high"]
    assert hex_of(style, "bgcolor") == INK.surface


def test_a_focused_row_turns_quiet_text_plain_and_names_bold() -> None:
    quiet = STYLES("card quiet", Focus.FOCUSED, row=True)
    assert hex_of(quiet, "color") == INK.foreground
    assert hex_of(quiet, "bgcolor") == INK.variables["focus-background"]
    assert STYLES("name", Focus.FOCUSED, row=True).bold
    assert not STYLES("name").bold


def test_behind_an_overlay_the_focus_is_quiet() -> None:
    assert hex_of(STYLES("", Focus.BEHIND, row=True), "bgcolor") == INK.variables["hover-background"]


def test_links_are_underlined_whatever_the_colours() -> None:
    assert STYLES("link").underline
    assert not STYLES("citation").underline


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(KeyError, match="purple"):
        STYLES("bold purple")
