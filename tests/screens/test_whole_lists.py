"""Lists of pages: searched whole, also where a page shows their first rows only; and lists to choose from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bgdetails.navigation import Target
from bgdetails.refresh.run import refresh
from bgdetails.screens.choosing import ChoosingOverlay
from bgdetails.screens.column_chooser import ColumnChooser
from bgdetails.screens.deal import DealCheckOverlay
from bgdetails.screens.sort_chooser import SortChooser
from bgdetails.screens.views_chooser import ViewsChooser
from bgdetails.store.workspace import open_workspace
from tests.factory import AS_OF, Factory, new_workspace
from tests.screens.harness import lines, make_app, press, quiet, running, slow_reading, text
from tests.screens.invented import write_workspace
from tests.screens.lists import many, write_list

MANY = 130


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journey with many accounts, one account with many groups and opportunities, and a busy person there."""
    opened = new_workspace(tmp_path_factory.mktemp("whole-lists"))
    with opened.writing() as session:
        make = Factory(session)
        journey = make.journey("Spring series", public_id="j-1")
        template = make.template()
        for number in range(MANY):
            account = make.account(f"Quill {number:03}", public_id=f"a-{number}", region="Europe")
            make.in_journey(account, journey, AS_OF - timedelta(days=number))
            if number:
                continue
            for deal in range(MANY):
                make.opportunity(account, f"Renewal {deal:03}", public_id=f"o-{deal}", close_date="2027-01-31")
            for interest in range(MANY):
                make.group(account, make.interest(f"Interest {interest:03}", template), public_id=f"bg-{interest}")
            busy, reader = make.person("Ana Reyes", account, public_id="ana"), make.person("Ben Ode", account)
            for day in range(MANY):
                make.activity(busy, "Visit Web Page", AS_OF - timedelta(days=day), asset=f"Page {day:03}")
                then = AS_OF - timedelta(days=200)
                make.activity(reader, "Email Sent", then, asset=f"Mail {day:03}", journey_id=journey)
        session.flush()
        refresh(session, AS_OF)
    opened.close()
    return opened.path


async def test_all_accounts_of_a_journey_are_found_and_lead_back(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("journey", "j-1")), (80, 24)) as pilot:
        app = pilot.app
        await press(pilot, "down", "down", "down")
        spot = app.screen.canvas.spot
        async with slow_reading(pilot):
            await pilot.press("slash", *"QUILL 12")
        await quiet(pilot)
        assert "10 of 130" in text(app)
        assert "/ " in lines(app)[6] or "/ " in lines(app)[7]
        await press(pilot, "down", "down", "enter")
        assert app.here.target == Target("account", "a-121")
        await press(pilot, "escape")
        assert "10 of 130" in text(app)
        assert app.screen.list.table.cursor == 1
        await press(pilot, "escape")
        assert "130 accounts" in text(app)
        await press(pilot, "escape")
        assert app.screen.canvas.spot == spot
        assert app.here.target == Target("journey", "j-1")


@pytest.mark.parametrize(
    ("target", "section", "last"),
    [
        ("journey/j-1", "accounts", "Quill 129"),
        ("journey/j-1", "emails", "Mail 129"),
        ("account/a-0", "buying groups", "Interest 129"),
        ("account/a-0", "opportunities", "Renewal 129"),
        ("person/ana", "activities", "Page 129"),
    ],
)
async def test_the_last_row_of_a_list_that_is_cut_opens_all_of_it(
    workspace: Path, target: str, section: str, last: str
) -> None:
    async with running(make_app(workspace, target=Target.parse(target)), (160, 50)) as pilot:
        screen = pilot.app.screen
        assert screen.canvas.focus_id(f"{section}/more")
        await press(pilot, "enter", "end")
        assert "130 " in text(pilot.app)
        assert any(last in line for line in lines(pilot.app)), text(pilot.app)
        await press(pilot, "escape")
        assert screen.canvas.spot.id == f"{section}/more"


async def test_slash_searches_the_list_with_the_focus_and_a_deal_opens_its_check(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("account", "a-0")), (120, 40)) as pilot:
        app = pilot.app
        assert "/ groups" in lines(app)[-1]
        app.screen.canvas.focus_spot(app.screen.canvas.document.spots[0])
        await quiet(pilot)
        assert "/ contacts" in lines(app)[-1]
        app.screen.canvas.focus_id("opportunities/o-3")
        await quiet(pilot)
        assert "/ opportunities" in lines(app)[-1]
        await press(pilot, "slash", *"renewal 077", "enter", "enter")
        assert isinstance(app.screen, DealCheckOverlay)
        assert "Renewal 077" in text(app)


async def test_small_lists_are_searched_too_and_saved(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_workspace(tmp_path)
    async with running(make_app(path, target=Target("template", "Standard purchase")), (80, 24)) as pilot:
        await press(pilot, "slash", *"data", "enter", "X")
        assert "1 of " in text(pilot.app)
        (saved,) = tmp_path.glob("solution-interests*.csv")
        assert saved.read_text("utf-8").splitlines()[0] == "Name,Groups,Accounts without a group"
        await press(pilot, "enter")
        assert pilot.app.here.target == Target("interest", "Data Catalog")
        await press(pilot, "slash", *"nobody at all")
        assert "No row has “nobody at all”." in text(pilot.app)


@pytest.mark.parametrize(
    ("key", "kind", "typed", "found"),
    [
        ("S", SortChooser, "memb", "Members"),
        ("S", SortChooser, "compl", "Completeness"),
        ("C", ColumnChooser, "memb", "Members"),
        ("v", ViewsChooser, "my g", "My groups"),
    ],
)
async def test_what_can_be_chosen_for_a_list_is_searched(
    tmp_path: Path, key: str, kind: type, typed: str, found: str
) -> None:
    async with running(make_app(write_list(tmp_path, many(3))), (80, 24)) as pilot:
        await press(pilot, key, "slash", *typed)
        assert isinstance(pilot.app.screen, kind)
        assert len(pilot.app.screen.box.document.spots) == 1
        assert any(found in line for line in lines(pilot.app)[2:-1])
        await press(pilot, "escape")
        assert len(pilot.app.screen.box.document.spots) > 1
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app.browse


async def test_a_stage_is_searched_and_chosen(tmp_path: Path) -> None:
    path = write_workspace(tmp_path)
    async with running(make_app(path, target=Target("group", "bg-1")), (80, 24)) as pilot:
        await press(pilot, "t")
        first = pilot.app.screen.box.document.spots[0]
        await press(pilot, "slash", "z", "q")
        assert "Nothing here has “zq”." in text(pilot.app)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ChoosingOverlay)
        assert pilot.app.screen.box.document.spots[0] == first


async def test_a_row_that_is_gone_meanwhile_leaves_the_others(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("journey", "j-1")), (80, 24)) as pilot:
        await press(pilot, "slash", "enter", "end")
        table = pilot.app.screen.list.table
        assert (table.cursor, table.total) == (129, 130)
        other = open_workspace(str(workspace))
        with other.writing() as session:
            from sqlalchemy import text as sql

            session.connection().execute(sql("DELETE FROM account_journey WHERE account_id = 1"))
        other.close()
        await pilot.app.screen.read_again()
        await quiet(pilot)
        assert (table.cursor, table.total) == (128, 129)
