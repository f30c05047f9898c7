from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from bgdetails import themes
from bgdetails.text import width
from bgdetails.widgets.columns import Column, fitted_columns, text_cell
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.line_table import LineTable
from bgdetails.widgets.row_window import ListSource

NAMES = ["Ana [bold]Moss[/]", "田中精密工業", "Łódź Aero", "Zoë e\u0301 Noël"]


def name(row: int, cells: int, glyphs: Glyphs) -> Line:
    return text_cell(f"{NAMES[row % 4]} {row}", cells, "name", glyphs)


def value(row: int, cells: int, glyphs: Glyphs) -> Line:
    return (Span(f"{row:>{cells}}"),)


COLUMNS = [
    Column("name", "Name", 10, name, grow=True, sort="name"),
    Column("value", "Value", 7, value, right=True, sort="value", descending_first=True),
    Column("more", "More", 9, value, from_width=60),
]


class Holder(App[None]):
    def __init__(self, rows: int = 1000) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = "paper"
        self.table: LineTable[int] = LineTable(COLUMNS)
        self.rows = rows
        self.seen: list[object] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.extra_variables()

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.empty = (Span("Nothing here."),)
        self.table.show(ListSource(list(range(self.rows)), str))
        self.table.focus()

    def on_line_table_opened(self, message: LineTable.Opened) -> None:
        self.seen.append(self.table.cursor_row)

    def on_line_table_sorted(self, message: LineTable.Sorted) -> None:
        self.seen.append((message.sort, message.descending))
        self.table.set_sort(message.sort, message.descending)


@pytest.fixture
async def pilot() -> AsyncIterator[Pilot[None]]:
    async with Holder().run_test(size=(50, 12)) as running:
        await running.pause()
        yield running


def table_of(pilot: Pilot[None]) -> LineTable[int]:
    return pilot.app.table  # type: ignore[attr-defined, no-any-return]


def test_columns_go_by_width_and_one_grows() -> None:
    assert [(c.id, c.width) for c in fitted_columns(COLUMNS, 50)] == [("name", 41), ("value", 7)]
    assert [(c.id, c.width) for c in fitted_columns(COLUMNS, 80)] == [("name", 60), ("value", 7), ("more", 9)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["down"] * 3, 3),
        (["j", "j", "k"], 1),
        (["pagedown"], 10),
        (["space", "space"], 20),
        (["end"], 999),
        (["end", "pageup"], 989),
        (["end", "home"], 0),
        (["end", "down"], 999),
    ],
)
async def test_the_cursor_moves(pilot: Pilot[None], keys: list[str], expected: int) -> None:
    await pilot.press(*keys)
    table = table_of(pilot)
    assert table.cursor_row == expected
    assert table.scroll_offset.y <= table.cursor < table.scroll_offset.y + table.page_rows


async def test_cells_align_whatever_the_alphabet(pilot: Pilot[None]) -> None:
    table = table_of(pilot)
    await pilot.press("end")
    for y in range(2, table.size.height):
        text = table.render_line(y).text
        assert width(text) == table.size.width
        assert text.rstrip().endswith(str(table.scroll_offset.y + y - 2))
    assert "[bold]" in table.render_line(2).text + table.render_line(3).text + table.render_line(4).text


async def test_arrows_sort_and_a_title_can_be_clicked(pilot: Pilot[None]) -> None:
    await pilot.press("right", "left")
    await pilot.click(LineTable, offset=(46, 0))
    await pilot.click(LineTable, offset=(46, 0))
    assert pilot.app.seen == [("value", True), ("name", False), ("value", True), ("value", False)]  # type: ignore[attr-defined]


async def test_the_sorted_column_is_marked_and_lines_up(pilot: Pilot[None]) -> None:
    table = table_of(pilot)
    table.set_sort("value", True)
    assert table.render_line(0).text.rstrip().endswith("Value ▾")
    assert len(table.render_line(0).text.rstrip()) == len(table.render_line(2).text.rstrip())


async def test_a_second_click_opens(pilot: Pilot[None]) -> None:
    await pilot.click(LineTable, offset=(5, 4))
    assert table_of(pilot).cursor_row == 2
    assert pilot.app.seen == []  # type: ignore[attr-defined]
    await pilot.click(LineTable, offset=(5, 4), times=2)
    assert pilot.app.seen == [2]  # type: ignore[attr-defined]


async def test_what_was_searched_for_is_marked(pilot: Pilot[None]) -> None:
    table = table_of(pilot)
    table.show(ListSource(list(range(5)), str), search="moss")
    marked = [s.text for s in table.render_line(2) if s.style and s.style.underline]
    assert marked == ["Moss"]


async def test_the_record_under_the_cursor_stays_when_the_list_is_read_again(pilot: Pilot[None]) -> None:
    table = table_of(pilot)
    await pilot.press("pagedown", "down")
    offset = table.cursor - table.scroll_offset.y
    table.show(ListSource([-3, -2, -1, *range(1000)], str), at=11)
    assert table.cursor_row == 11
    assert table.cursor - table.scroll_offset.y == offset


async def test_a_list_that_is_as_it_was_is_not_painted_again(
    pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(pilot)
    painted: list[tuple[object, ...]] = []
    monkeypatch.setattr(table, "refresh", lambda *regions, **_: painted.append(regions))
    table.show(ListSource(list(range(1000)), str), at=0, total=table.total)
    assert painted == []
    table.show(ListSource([0, 2, *range(3, 1001)], str), at=0, total=table.total)
    assert () in painted
    assert table.render_line(3).text.split()[-1] == "2"


async def test_selecting_is_shown_and_undone(pilot: Pilot[None]) -> None:
    table = table_of(pilot)
    await pilot.resize_terminal(80, 12)
    while table.outer_size.width != 80:
        await pilot.pause(0.01)
    table.toggle_selected()
    assert table.render_line(2).text[1] == "✓"
    assert table.clear_selection()
    assert not table.clear_selection()


async def test_an_empty_list_says_so() -> None:
    async with Holder(0).run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        assert "Nothing here." in table.render_line(3).text
        await pilot.press("down", "end", "pagedown", "up", "enter", "home")
        assert table.cursor_row is None
