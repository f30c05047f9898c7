"""Of what a paint holds only what differs is written, and the screen is the same."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from bgdetails.painting import Difference, Painted

_CONSOLE = Console(color_system="truecolor", force_terminal=True)
_WIDTH, _HEIGHT = 12, 3
_STYLES = st.builds(Style, color=st.sampled_from(["#102030", "#a0b0c0"]), bold=st.booleans())
_ROWS = st.lists(
    st.lists(st.tuples(st.sampled_from("ab 李"), _STYLES), min_size=_WIDTH, max_size=_WIDTH),
    min_size=_HEIGHT,
    max_size=_HEIGHT,
)


def _strip(cells: list[tuple[str, Style]]) -> Strip:
    return Strip([Segment(sign, style) for sign, style in cells]).crop(0, _WIDTH)


def _whole(rows: list[list[tuple[str, Style]]], cut: int) -> LayoutUpdate:
    strips = [_strip(row) for row in rows]
    return LayoutUpdate([list(strip.divide([cut, _WIDTH])) for strip in strips], Region(0, 0, _WIDTH, _HEIGHT))


def _part(rows: list[list[tuple[str, Style]]], cut: int, spans: list[tuple[int, int, int]]) -> ChopsUpdate:
    chops = [dict(zip((0, cut), _strip(row).divide([cut, _WIDTH]), strict=True)) for row in rows]
    return ChopsUpdate(chops, spans, [[cut, _WIDTH]] * _HEIGHT)


def _screen_after(*written: str) -> list[tuple[object, ...]]:
    screen = pyte.Screen(_WIDTH, _HEIGHT)
    stream = pyte.Stream(screen)
    for each in written:
        stream.feed(each)
    cells = (screen.buffer[y][x] for y in range(_HEIGHT) for x in range(_WIDTH))
    return [(cell.data, *((cell.fg, cell.bold) if cell.data != " " else ())) for cell in cells]


@given(_ROWS, _ROWS, st.integers(1, _WIDTH - 1), st.integers(1, _WIDTH - 1))
def test_the_screen_after_two_paints_is_that_of_the_last(
    first: list[list[tuple[str, Style]]], second: list[list[tuple[str, Style]]], cut: int, other_cut: int
) -> None:
    painted = Painted()
    paints = [_whole(first, cut), _whole(second, other_cut)]
    written = [Difference(painted, paint).render_segments(_CONSOLE) for paint in paints]
    whole = _whole(second, other_cut).render_segments(_CONSOLE)
    blank = _whole([[("b", Style())] * _WIDTH] * _HEIGHT, cut).render_segments(_CONSOLE)
    assert _screen_after(*written) == _screen_after(blank, whole)


@given(_ROWS, _ROWS, st.integers(1, _WIDTH - 1))
def test_a_paint_of_a_part_changes_what_textual_would_change(
    first: list[list[tuple[str, Style]]], second: list[list[tuple[str, Style]]], cut: int
) -> None:
    spans = [(0, 0, _WIDTH), (2, cut, _WIDTH)]
    painted = Painted()
    paints = (_whole(first, cut), _part(second, cut, spans))
    written = [Difference(painted, paint).render_segments(_CONSOLE) for paint in paints]
    plain = [_whole(first, cut).render_segments(_CONSOLE), _part(second, cut, spans).render_segments(_CONSOLE)]
    assert _screen_after(*written) == _screen_after(*plain)


def test_the_same_again_writes_nothing() -> None:
    rows = [[("a", Style(color="#102030"))] * _WIDTH] * _HEIGHT
    painted = Painted()
    assert Difference(painted, _whole(rows, 4)).render_segments(_CONSOLE)
    assert Difference(painted, _whole(rows, 4)).render_segments(_CONSOLE) == ""


def test_what_is_not_known_to_be_shown_is_written() -> None:
    rows = [[("a", Style(color="#102030"))] * _WIDTH] * _HEIGHT
    painted = Painted()
    before = Difference(painted, _whole(rows, 4)).render_segments(_CONSOLE)
    painted.forget()
    assert Difference(painted, _whole(rows, 4)).render_segments(_CONSOLE) == before


def test_one_cell_that_differs_is_written_alone() -> None:
    style = Style(color="#102030")
    painted = Painted()
    region = Region(0, 0, _WIDTH, 1)
    before = Strip([Segment("Name", style), Segment(" 12 ", style), Segment("rest", style)])
    after = Strip([Segment("Name", style), Segment(" 13 ", style), Segment("rest", style)])
    Difference(painted, LayoutUpdate([[before]], region)).render_segments(_CONSOLE)
    written = Difference(painted, LayoutUpdate([[after]], region)).render_segments(_CONSOLE)
    assert written == "\x1b[1;7H" + style.render("3", color_system=ColorSystem.TRUECOLOR)


def test_a_long_stretch_that_stays_is_skipped() -> None:
    style = Style(color="#102030")
    painted = Painted()
    region = Region(0, 0, 40, 1)
    before, after = (Strip([Segment(f"{end}{' ' * 38}{end}", style)]) for end in "ab")
    Difference(painted, LayoutUpdate([[before]], region)).render_segments(_CONSOLE)
    written = Difference(painted, LayoutUpdate([[after]], region)).render_segments(_CONSOLE)
    b = style.render("b", color_system=ColorSystem.TRUECOLOR)
    assert written == f"\x1b[1;1H{b}\x1b[1;40H{b}"
