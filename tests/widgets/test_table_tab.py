"""A table that is searched and sorted, also where its rows are read when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from textual import on
from textual.app import App, ComposeResult

from bgdetails import themes
from bgdetails.views.table import Asked, PagedRows, Table, TableRow
from bgdetails.widgets.table_columns import ShownTable, looked_through, shown_table
from bgdetails.widgets.table_tab import TableState, TableTab
from bgdetails.wording import Clock

CLOCK = Clock(date(2026, 11, 20), datetime(2026, 11, 20, 14, tzinfo=UTC), UTC)


def people(*names: str) -> Table:
    rows = [TableRow((name, place)) for place, name in enumerate(names)]
    return Table("People", ("Name", "Score"), rows, len(rows), ("person", "people"))


def shown(table: Table) -> ShownTable:
    return shown_table(table, CLOCK, pytest.fail)


class Register:
    """Nine thousand people, who are read when they are looked at."""

    def __init__(self) -> None:
        self.read_so_far = 0
        self.rows = {id: TableRow((f"Ana {id:04}", 9000 - id)) for id in range(9000)}

    def table(self, ids: Sequence[int] = range(9000)) -> Table:
        return Table("People", ("Name", "Score"), PagedRows(ids, self.read), 9000, ("person", "people"))

    def read(self, ids: Sequence[int]) -> dict[int, TableRow]:
        self.read_so_far += len(ids)
        return {id: self.rows[id] for id in ids}


class Holder(App[None]):
    def __init__(self) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = "paper"
        self.tab = TableTab(is_part=True)
        self.asked: list[Asked] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.extra_variables()

    def compose(self) -> ComposeResult:
        yield self.tab

    @on(TableTab.Wanted)
    def ask(self, message: TableTab.Wanted) -> None:
        self.asked.append(message.asked)


def names(tab: TableTab) -> list[str]:
    window = tab.table.window
    assert window is not None
    return [row.name for row in window.rows]


async def test_what_is_typed_before_the_rows_come_is_searched_then() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.tab.begin(TableState(cursor=1))
        app.tab.field.focus()
        await pilot.press(*"an")
        app.tab.fill(shown(people("Ana", "Ben", "Jan")), CLOCK)
        await pilot.pause()
        assert names(app.tab) == ["Ana", "Jan"]
        assert app.asked == []
        assert app.tab.field.beside[0].text == "2 of 3"
        assert app.tab.clear_search()
        assert app.tab.field.beside[0].text == "3 people"


async def test_a_row_that_one_comes_back_to_has_the_cursor_once_it_is_there() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.tab.begin(TableState("1", True, 2))
        assert app.tab.state() == TableState("1", True, 2)
        app.tab.fill(shown(people("Ana", "Ben", "Jan")), CLOCK)
        await pilot.pause()
        assert names(app.tab) == ["Jan", "Ben", "Ana"]
        assert app.tab.table.cursor == 2


async def test_a_long_list_is_paged_to_its_end() -> None:
    app, register = Holder(), Register()
    async with app.run_test(size=(80, 24)) as pilot:
        app.tab.fill(shown(register.table()), CLOCK, TableState())
        app.tab.table.focus()
        await pilot.press("end")
        row = app.tab.table.cursor_row
        assert row is not None
        assert (row.name, app.tab.table.cursor, app.tab.table.total) == ("Ana 8999", 8999, 9000)
        await pilot.press("up")
        assert names(app.tab)[-2:] == ["Ana 8998", "Ana 8999"]
        assert register.read_so_far < 1000
        assert app.asked == []


async def test_a_long_list_is_asked_for_what_is_searched_and_for_its_order() -> None:
    app, register = Holder(), Register()
    async with app.run_test(size=(80, 24)) as pilot:
        app.tab.fill(shown(register.table()), CLOCK, TableState())
        app.tab.field.focus()
        await pilot.press("8", "9")
        assert app.asked == [Asked("8"), Asked("89")]
        before = names(app.tab)
        app.tab.find(Asked("8"), shown(register.table([8])))
        assert names(app.tab) == before  # no more what is searched
        app.tab.find(Asked("89"), looked_through(shown(register.table()), Asked("89"), CLOCK, pytest.fail))
        found = names(app.tab)
        assert found[:2] == ["Ana 0011", "Ana 0089"]  # one of 8,989 points, one of that name
        app.tab.table.focus()
        await pilot.press("right", "right")
        by_score = app.asked[-1]
        assert by_score == Asked("89", 1, True)
        assert names(app.tab) == found
        app.tab.find(by_score, looked_through(shown(register.table()), by_score, CLOCK, pytest.fail))
        scores = [row.row.cells[1] for row in app.tab.table.window.rows]
        assert scores == sorted(scores, reverse=True)
        assert app.tab.clear_search()
        await pilot.pause()
        assert app.asked[-1] == Asked("", 1, True)


def test_a_change_is_said_with_its_sign() -> None:
    rows = [TableRow(("A", 3, 3, 5.4)), TableRow(("B", -2, -2, -0.2)), TableRow(("C", 0, 0, None))]
    table = Table("Bars", ("Stage", "Now", "Change", "Change, %"), rows, 3, ("row", "rows"))
    assert [row.found for row in shown(table).rows] == ["a\n3\n+3\n+5", "b\n−2\n−2\n0", "c\n0\n0\n"]
