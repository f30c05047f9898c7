from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from bgdetails import themes
from bgdetails.navigation import Target
from bgdetails.widgets import steering
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Block, Document, Span, Spot, beside, line, pad

ACCOUNT = Spot("account", "facts", Target("account", "a-1"))
CITED = Spot("cited", "facts", Target("person", "p-1"))
INTEREST = Spot("interest", "facts", Target("interest", "i"))
CARDS = [Spot(f"card{n}", "cards", Target("person", f"p-{n}"), row=True) for n in range(5)]
LAST = Spot("last", "end", Target("groups"), row=True)


def card(spot: Spot, cells: int) -> Block:
    name = Span(f"  {spot.id}", "card bold", spot)
    return [pad((name,), cells, style="card", spot=spot), pad((Span("  title", "card quiet", spot),), cells, spot=spot)]


def document(columns: int) -> Document:
    block: Block = [
        line(Span("Facts", "bold")),
        line("Account ", Span("Umbra", "link", ACCOUNT), " " * 20, Span("[1]", "citation", CITED)),
        line("Interest ", Span("Backup", "link", INTEREST)),
        *[line(f"text {n}") for n in range(6)],
        line(Span("Cards", "bold")),
        *beside([(card(spot, 12), 12) for spot in CARDS[:3]]),
        *beside([(card(spot, 12), 12) for spot in CARDS[3:]]),
        *[line(f"more {n}") for n in range(12)],
        pad((Span("A row of a list", "name", LAST),), columns, spot=LAST),
    ]
    return Document.of(block, {"facts": 0, "cards": 9})


class Holder(App[None]):
    def __init__(self) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = "ink"
        self.canvas = Canvas()
        self.seen: list[object] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.extra_variables()

    def compose(self) -> ComposeResult:
        yield self.canvas

    def on_mount(self) -> None:
        self.canvas.show(document)
        self.canvas.focus()

    def on_canvas_opened(self, message: Canvas.Opened) -> None:
        self.seen.append(message.spot.id)

    def on_canvas_edge(self, message: Canvas.Edge) -> None:
        self.seen.append(message.step)


@pytest.fixture
async def pilot() -> AsyncIterator[Pilot[None]]:
    app = Holder()
    async with app.run_test(size=(60, 12)) as running:
        await running.pause()
        yield running


def canvas_of(pilot: Pilot[None]) -> Canvas:
    return pilot.app.canvas  # type: ignore[attr-defined, no-any-return]


def focused(pilot: Pilot[None]) -> str:
    spot = canvas_of(pilot).spot
    return spot.id if spot else ""


async def test_a_page_opens_on_its_first_card(pilot: Pilot[None]) -> None:
    assert focused(pilot) == "card0"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["right"], "card1"),
        (["l", "l", "l"], "card3"),
        (["j"], "card3"),
        (["right", "right", "down"], "card4"),
        (["down", "down"], "last"),
        (["up"], "interest"),
        (["up", "up"], "account"),
        (["up", "up", "right"], "cited"),
        (["home"], "account"),
        (["end"], "last"),
    ],
)
async def test_arrows_and_letters_go_by_the_eye(pilot: Pilot[None], keys: list[str], expected: str) -> None:
    await pilot.press(*keys)
    assert focused(pilot) == expected


async def test_sections_remember_their_last_spot(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    await pilot.press("right")
    assert canvas.step_section(1)
    assert focused(pilot) == "last"
    assert not canvas.step_section(1)
    assert canvas.step_section(-1)
    assert focused(pilot) == "card1"


async def test_the_heading_comes_along_when_the_view_moves(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    await pilot.press("end", "up")
    areas = canvas.document.areas[focused(pilot)]
    assert canvas.scroll_offset.y <= 9 <= areas.y
    assert areas.y + areas.height <= canvas.scroll_offset.y + canvas.size.height


async def test_pages_take_the_focus_along(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    await pilot.press("home", "space")
    area = canvas.document.areas[focused(pilot)]
    assert canvas.scroll_offset.y > 0
    assert canvas.scroll_offset.y <= area.y < canvas.scroll_offset.y + canvas.size.height


async def test_enter_opens_and_the_ends_are_told(pilot: Pilot[None]) -> None:
    await pilot.press("enter", "end", "down")
    assert pilot.app.seen == ["card0", 1]  # type: ignore[attr-defined]


async def test_a_refresh_keeps_focus_and_scroll(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    await pilot.press("end")
    before = canvas.place()
    canvas.show(lambda columns: document(columns))
    assert canvas.place() == before


async def test_a_refresh_repaints_only_what_it_changed(pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = canvas_of(pilot)
    painted: list[Region] = []
    monkeypatch.setattr(canvas, "refresh", lambda *regions, **_: painted.extend(regions or (Region(0, 0, 60, 12),)))
    canvas.show(document)
    assert {region.y for region in painted} == {10, 11}, "the card that has the focus, which is what may have moved"
    painted.clear()

    def changed(columns: int) -> Document:
        made = document(columns)
        lines = (*made.lines[:3], line("another text"), *made.lines[4:])
        return Document(lines, made.spots, made.areas, made.section_rows)

    canvas.show(changed)
    assert {region.y for region in painted} == {3, 10, 11}
    assert canvas.render_line(3).text.strip() == "another text"


async def test_a_place_is_come_back_to(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    canvas.show(document, place=Place("card4", 5))
    assert (focused(pilot), canvas.scroll_offset.y) == ("card4", 5)


async def test_the_focus_reaches_into_the_margins_of_a_list(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    await pilot.press("end")
    y = canvas.document.areas["last"].y - canvas.scroll_offset.y
    strip = canvas.render_line(y)
    assert strip.text.startswith("▌ A row of a list")
    styles = [segment.style for segment in strip if segment.style and segment.style.bgcolor]
    grounds = {style.bgcolor.triplet.hex.upper() for style in styles if style.bgcolor and style.bgcolor.triplet}
    assert grounds == {themes.INK.variables["focus-background"]}


async def test_a_card_carries_its_mark_in_its_first_cell(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    area = canvas.document.areas["card0"]
    for y in range(area.y, area.y + area.height):
        assert canvas.render_line(y - canvas.scroll_offset.y).text[canvas.margin] == "▌"


async def test_a_click_focuses_a_card_and_opens_a_link(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    canvas.show(document, place=Place("card0", 8))
    await pilot.pause()
    await pilot.click(Canvas, offset=(canvas.margin + 16, 3))
    assert (focused(pilot), pilot.app.seen) == ("card1", [])  # type: ignore[attr-defined]
    canvas.show(document, place=Place("card0", 0))
    await pilot.pause()
    await pilot.click(Canvas, offset=(canvas.margin + 9, 1))
    assert pilot.app.seen == ["account"]  # type: ignore[attr-defined]


async def test_every_line_is_as_wide_as_the_widget(pilot: Pilot[None]) -> None:
    canvas = canvas_of(pilot)
    for size in ((60, 12), (30, 12), (21, 5), (140, 20)):
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert {canvas.render_line(y).cell_length for y in range(canvas.size.height)} == {canvas.size.width}


def test_there_is_nothing_beyond_the_last_spot() -> None:
    made = document(56)
    assert steering.vertical(made, LAST, 1) is None
    assert steering.horizontal(made, LAST, 1) is None
    assert steering.vertical(made, ACCOUNT, -1) is None
