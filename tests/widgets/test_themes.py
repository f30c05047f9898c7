from __future__ import annotations

import pytest
from textual.theme import Theme

from bgdetails.themes import INK, PAPER, THEMES, colours, extra_variables


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * _channel(red) + 0.7152 * _channel(green) + 0.0722 * _channel(blue)


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_reaches_four_and_a_half_on_page_and_panel(theme: Theme) -> None:
    found = colours(theme)
    for text in ("foreground", "text-quiet", "accent", "success", "warning", "error"):
        for ground in ("background", "surface", "panel"):
            assert contrast(found[text], found[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_everything_reaches_four_on_the_focus(theme: Theme) -> None:
    found = colours(theme)
    for text in ("foreground", "text-quiet", "accent", "warning", "level-low", "level-medium", "level-high"):
        assert contrast(found[text], found["focus-background"]) >= 4.0, text


@pytest.mark.parametrize(
    ("theme", "low", "medium", "high", "accent"),
    [(INK, 6.6, 8.1, 13.3, 10.2), (PAPER, 5.0, 6.5, 9.8, 6.1)],
    ids=["ink", "paper"],
)
def test_contrast_rises_with_the_level(theme: Theme, low: float, medium: float, high: float, accent: float) -> None:
    found = colours(theme)
    levels = [contrast(found[f"level-{name}"], found["background"]) for name in ("low", "medium", "high")]
    assert levels == pytest.approx([low, medium, high], abs=0.1)
    assert contrast(found["accent"], found["background"]) == pytest.approx(accent, abs=0.1)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_numbers_stand_out_from_coverage_shades(theme: Theme) -> None:
    found = colours(theme)
    for shade in range(1, 5):
        assert contrast(found["foreground"], found[f"shade-{shade}"]) >= 4.5


def test_a_theme_that_lacks_our_names_gets_them() -> None:
    found = colours(Theme("mine", primary="#FF0000", dark=False))
    assert found["accent"] == "#FF0000"
    assert found["hairline"] == PAPER.variables["hairline"]
    assert found["foreground"] == PAPER.foreground


def test_style_sheets_know_every_name_that_themes_add() -> None:
    assert extra_variables().keys() == INK.variables.keys() == PAPER.variables.keys()
