"""A table that is searched and sorted, also where it holds the first rows only."""

from __future__ import annotations

from datetime import UTC, date, datetime

from textual import on
from textual.app import App, ComposeResult

from bgdetails import themes
from bgdetails.views.table import Table, TableRow
from bgdetails.widgets.table_columns import shown_table
from bgdetails.widgets.table_tab import TableState, TableTab
from bgdetails.wording import Clock

CLOCK = Clock(date(2026, 11, 20), datetime(2026, 11, 20, 14, tzinfo=UTC), UTC)


def people(*names: str, total: int | None = None) -> Table:
    rows = [TableRow((name, place)) for place, name in enumerate(names)]
    return Table("People", ("Name", "Score"), rows, len(rows) if total is None else total, ("person", "people"))


class Holder(App[None]):
    def __init__(self) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = "paper"
        self.tab = TableTab(is_part=True)
        self.asked: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.extra_variables()

    def compose(self) -> ComposeResult:
        yield self.tab

    @on(TableTab.Cut)
    def ask(self, message: TableTab.Cut) -> None:
        self.asked.append(message.needle)


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
        app.tab.fill(shown_table(people("Ana", "Ben", "Jan"), CLOCK), CLOCK)
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
        app.tab.fill(shown_table(people("Ana", "Ben", "Jan"), CLOCK), CLOCK)
        await pilot.pause()
        assert names(app.tab) == ["Jan", "Ben", "Ana"]
        assert app.tab.table.cursor == 2


async def test_rows_that_a_table_lacks_are_asked_for_and_found() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.tab.fill(shown_table(people("Ana", "Ben", total=9000), CLOCK), CLOCK, TableState())
        app.tab.field.focus()
        await pilot.press("z", "o")
        assert app.asked == ["z", "zo"]
        assert names(app.tab) == []
        app.tab.find("z", shown_table(people("Zoe", "Liz", total=9000), CLOCK))
        assert names(app.tab) == []  # no more what is searched
        app.tab.find("zo", shown_table(people("Zoe", total=9000), CLOCK))
        assert names(app.tab) == ["Zoe"]
        assert app.tab.field.beside[0].text == "1 of 9,000"
        await pilot.press("ctrl+u")
        assert names(app.tab) == ["Ana", "Ben"]
