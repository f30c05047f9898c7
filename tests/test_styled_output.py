"""Shortened writes show the same on a terminal."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style
from textual._ansi_sequences import SYNC_END, SYNC_START

from bgdetails.styled_output import StyledOutput

_STYLES = st.builds(
    Style,
    color=st.sampled_from([None, "#112233", "#e0e0e0", "red", "bright_blue", "color(200)"]),
    bgcolor=st.sampled_from([None, "#000000", "#303030", "green", "bright_white", "color(7)"]),
    bold=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
)
_PIECES = st.lists(st.tuples(st.sampled_from(["  ", "a", "Dana Fox", " x ", "\x1b[2;3H", "\n\x1b[4;1H"]), _STYLES))


def _written(pieces: list[tuple[str, Style]]) -> str:
    return "".join(
        text if "\x1b" in text else style.render(text, color_system=ColorSystem.TRUECOLOR) for text, style in pieces
    )


def _cells(written: str) -> list[tuple[object, ...]]:
    screen = pyte.Screen(60, 8)
    pyte.Stream(screen).feed(written)
    cells: list[tuple[object, ...]] = []
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            seen = (cell.fg, cell.bold) if cell.data != " " or cell.underscore or cell.reverse else ()
            cells.append((cell.data, cell.bg, cell.underscore, cell.reverse, *seen))
    return cells


@given(st.lists(_PIECES, max_size=4))
def test_the_screen_is_the_same(writes: list[list[tuple[str, Style]]]) -> None:
    output = StyledOutput()
    written = [_written(pieces) for pieces in writes]
    assert _cells("".join(output.shortened(each) for each in written)) == _cells("".join(written))


@given(_PIECES, st.sampled_from(["z", "\x1b[8;1Hz"]))
def test_no_style_is_left_on_what_has_none(pieces: list[tuple[str, Style]], text: str) -> None:
    screen = pyte.Screen(60, 8)
    output = StyledOutput()
    pyte.Stream(screen).feed(output.shortened(_written(pieces)) + "\x1b[8;1H" + output.shortened(text))
    _assert_plain(screen.buffer[7][0])
    assert output.plain() == ""


@given(_PIECES)
def test_it_ends_without_a_style(pieces: list[tuple[str, Style]]) -> None:
    screen = pyte.Screen(60, 8)
    output = StyledOutput()
    pyte.Stream(screen).feed(output.shortened(_written(pieces)) + output.plain() + "\x1b[8;1Hz")
    _assert_plain(screen.buffer[7][0])


def _assert_plain(cell: pyte.screens.Char) -> None:
    assert (cell.fg, cell.bg, cell.bold, cell.underscore, cell.reverse) == ("default", "default", False, False, False)


def test_a_line_of_one_background_says_it_once() -> None:
    ground = "#101010"
    pieces = [("Name", Style(color="#e0e0e0", bgcolor=ground)), ("   ", Style(color="#909090", bgcolor=ground))] * 3
    output = StyledOutput()
    assert output.shortened(_written(pieces)).count("48;2;16;16;16") == 1
    assert "48;2;16;16;16" not in output.shortened(_written(pieces))


def test_an_update_in_which_nothing_is_another_is_not_written() -> None:
    output = StyledOutput()
    assert [output.shortened(each) for each in (SYNC_START, "\x1b[1;1H", SYNC_END)] == ["", "", ""]
    written = [output.shortened(each) for each in (SYNC_START, "\x1b[2;3Ha\x1b[1;1H", SYNC_END)]
    assert "".join(written) == f"{SYNC_START}\x1b[2;3Ha{SYNC_END}"


def test_what_sets_a_mode_stays_as_it_is() -> None:
    assert StyledOutput().shortened("\x1b[?1049h") == "\x1b[?1049h"
