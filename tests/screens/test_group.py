"""The page of a buying group: what it shows at each size, where its keys and links lead, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlmodel import Session, select

from bgdetails.navigation import Target
from bgdetails.screens.group import GroupScreen, fetch_group, fetch_suggestions
from bgdetails.screens.reading import record_of
from bgdetails.screens.registry import read_ahead
from bgdetails.store.tables import SummaryFeedback
from bgdetails.store.workspace import open_workspace
from bgdetails.views.statements import Query, Row
from bgdetails.widgets.document import Action
from tests.factory import AS_OF
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.invented import write_workspace

GROUP = Target("group", "bg-1")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("pages"))


async def test_the_whole_page_is_on_a_screen_of_160x50(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (160, 50)) as pilot:
        shown = text(pilot.app)
    for words in (
        "Buying groups › Edge Security for Tallow Maritime",
        "78 High",
        "▲ 26 in 4 weeks",
        "Overview   Members 9",
        "Solution interest  Edge Security",
        "Roles template     Standard purchase",
        "0 of 1  ──────   0 %  missing",
        "is the most engaged at 92",
        "Computed offline · data to 20 Nov · may be wrong",
        "Account overview ───",
        "Maritime transport",
        "Autumn security series  3 days ago",
        "No intent keywords yet.  Add them with bgdetails import intent_keywords.csv",
        "Decision maker (3) ───",
        "Top engaged members (3) ───",
        "View all members (9)  m",
        "Executive Steering Committee",
        "↵ view details",
        "Esc back",
    ):
        assert words in shown
    assert "…" not in shown


@pytest.mark.parametrize("size", [(160, 50), (120, 40), (80, 24), (200, 60), (40, 12)])
@pytest.mark.parametrize("group, ascii_only", [("bg-1", False), ("bg-4", True), ("bg-5", False)])
async def test_it_never_breaks(workspace: Path, size: tuple[int, int], ascii_only: bool, group: str) -> None:
    app = make_app(workspace, target=Target("group", group), ascii=ascii_only)
    async with running(app, size) as pilot:
        for keys in (("end",), ("home",), ("m",), ("enter",), ("escape",)):
            await press(pilot, *keys)
            shown = lines(pilot.app)
            assert len(shown) == size[1]
            assert "\x1b" not in "".join(shown)
            assert "\u202e" not in "".join(shown)
            if ascii_only:
                assert re.sub("[▁-█]", "", "".join(shown)).isascii()  # but for the ends of a scrollbar
        page = pilot.app.screen
        assert isinstance(page, GroupScreen)
        # Of a group without members Esc had no details to close: it led back from the tab.
        assert page.tab == ("overview" if group == "bg-5" else "members")


async def test_an_empty_group_says_what_is_missing(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("group", "bg-5")), (120, 40)) as pilot:
        shown = text(pilot.app)
    assert "Decision maker (0)" in shown
    assert "This group has no members." in shown
    assert "Top engaged members (0)" in shown
    assert "Nobody yet." in shown
    assert "View all members (0)" in shown


async def test_links_lead_to_their_pages_and_back_to_the_same_place(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (80, 24)) as pilot:
        page = pilot.app.screen
        assert isinstance(page, GroupScreen)
        opened = []
        for spot in page.canvas.document.spots:
            if not isinstance(spot.opens, Target) or spot.opens in opened:
                continue
            opened.append(spot.opens)
            page.canvas.focus_id(spot.id)
            await quiet(pilot)
            before = page.canvas.place()
            await press(pilot, "enter")
            assert pilot.app.here.target == spot.opens
            assert pilot.app.screen is not page or spot.opens.kind == "group"
            await press(pilot, "backspace")
            assert pilot.app.screen is page
            after = page.canvas.place()
            assert (after.spot, after.scroll) == (before.spot, before.scroll)
        assert {target.kind for target in opened} == {"account", "interest", "template", "journey", "person", "group"}


async def test_keys_lead_to_account_and_members(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        await press(pilot, "a")
        assert pilot.app.here.target == Target("account", "a-1")
        await press(pilot, "escape", "m", "down", "down")
        page = pilot.app.screen
        assert page.tab == "members"
        assert page.members.table.cursor_row.name == "Jonas Bergqvist"
        await press(pilot, "P")
        assert pilot.app.here.target == Target("person", "p-3")
        await press(pilot, "backspace")
        assert page.tab == "members"
        assert page.members.table.cursor_row.name == "Jonas Bergqvist"


async def test_members_are_searched_and_sorted(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP)) as pilot:
        await press(pilot, "m", "slash", *"an")
        page = pilot.app.screen
        assert "2 of 9 members" in text(pilot.app)
        assert "↵ to the rows" in lines(pilot.app)[-1]
        await press(pilot, "enter")
        assert page.members.table.has_focus
        assert [member.name for member in page.members.shown] == ["Daniel Brandl", "Ruth Castellano-de la Fuente"]
        await press(pilot, "escape")
        assert len(page.members.shown) == 9
        await press(pilot, "S")
        assert [member.name for member in page.members.shown][:2] == ["Amara Quill", "Daniel Brandl"]
        await press(pilot, "slash", *"nobody")
        assert "Nobody matches “nobody”." in text(pilot.app)
        await press(pilot, "escape", "escape")
        assert (page.tab, page.members.table.has_focus) == ("members", True)
        await press(pilot, "escape")
        assert (page.tab, pilot.app.screen) == (page.first_tab, page)


async def test_escape_leads_back_from_a_tab_to_the_link_or_the_card_that_one_left(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (80, 24)) as pilot:
        page = pilot.app.screen
        await press(pilot, "end", "m", "down", "P", "escape")
        assert page.tab == "members"  # as it was left
        last = page.canvas.spot
        link = next(spot for spot in page.canvas.document.spots if spot.opens == Action("members"))
        await press(pilot, "escape")
        assert (page.tab, page.canvas.spot) == (page.first_tab, last)
        page.canvas.focus_spot(link)
        await press(pilot, "enter", "slash", "a", "escape", "escape", "escape")
        assert (page.tab, page.canvas.spot) == (page.first_tab, link)
        await press(pilot, "escape")
        assert pilot.app.screen is not page


async def test_escape_leaves_the_page_from_a_tab_that_was_chosen_among_the_tabs(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (80, 24)) as pilot:
        page = pilot.app.screen
        page.page_header.focus()
        await press(pilot, "right", "enter")
        assert page.tab == "members"
        await press(pilot, "escape")
        assert pilot.app.screen is not page


async def test_columns_go_where_it_is_narrow(workspace: Path) -> None:
    heads = {}
    for size in ((200, 50), (120, 40), (80, 24), (60, 24), (40, 12)):
        async with running(make_app(workspace, target=GROUP), size) as pilot:
            await press(pilot, "m")
            heads[size[0]] = next(line for line in lines(pilot.app) if "Score" in line).split()
    assert heads[200] == ["Name", "Role", "Title", "Email", "Phone", "Source", "Score", "▾"]
    assert heads[120] == ["Name", "Role", "Title", "Source", "Score", "▾"]
    assert heads[80] == ["Name", "Role", "Score", "▾"]
    assert heads[40] == ["Name", "Score", "▾"]


async def test_the_summary_is_written_again_and_answered(tmp_path: Path) -> None:
    location = write_workspace(tmp_path)
    async with running(make_app(location, target=GROUP), (160, 50)) as pilot:
        page = pilot.app.screen
        place = page.canvas.place()
        assert "Computed offline · data to 20 Nov" in text(pilot.app)
        await press(pilot, "s")
        assert page.view.summary.generated_at is not None
        assert page.canvas.place() == place
        await press(pilot, "plus")
        assert "Your answer: helpful" in text(pilot.app)
        await press(pilot, "minus")
        assert "Your answer: not helpful" in text(pilot.app)

        def answers() -> list[bool]:
            with pilot.app.workspace.reading() as session:
                return [row.helpful for row in session.exec(select(SummaryFeedback)).all()]

        assert answers() == [True, False]


async def test_a_refresh_moves_nothing(workspace: Path) -> None:
    async with running(make_app(workspace, target=GROUP), (80, 24)) as pilot:
        page = pilot.app.screen
        await press(pilot, "end")
        place = page.canvas.place()
        changed = replace(page.view, page=replace(page.view.page, stage="Decision"))
        page.present(GROUP, changed, None)
        await quiet(pilot)
        assert page.canvas.place() == place
        assert "Decision" in "\n".join(lines(pilot.app)[:4])


@pytest.mark.parametrize("columns, name", [(40, "Autumn security series"), (80, "Autumn security series")])
async def test_a_name_that_is_cut_shows_whole_while_it_has_the_focus(workspace: Path, columns: int, name: str) -> None:
    async with running(make_app(workspace, target=GROUP), (columns, 24)) as pilot:
        page = pilot.app.screen
        page.canvas.focus_id("account overview/journey/j-1")
        await quiet(pilot)
        assert name in text(pilot.app)
        page.canvas.focus_id("account overview/account/a-1")
        await quiet(pilot)
        assert (name in text(pilot.app)) == (columns == 80)


def test_what_is_read_ahead_leaves_no_statement_to_be_made(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Query] = []
    ask = Query.rows

    def noted(query: Query, session: Session, **values: object) -> list[Row]:
        asked.append(query)
        return ask(query, session, **values)

    monkeypatch.setattr(Query, "rows", noted)
    opened = open_workspace(str(workspace))
    read_ahead(opened, AS_OF - timedelta(400))  # no scores, no group
    assert asked == []
    read_ahead(opened, AS_OF)
    made = set(asked)
    assert made
    with opened.reading() as session:
        group_id = record_of(session, GROUP)
        asked.clear()
        fetch_group(session, group_id, AS_OF)
        fetch_suggestions(session, group_id, AS_OF)
    assert asked
    assert set(asked) <= made
    opened.close()
