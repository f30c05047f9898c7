"""The pages that groups link to: account, person, journey, template, interest, stage model; and explanations."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bgdetails.navigation import Target
from bgdetails.screens import contact_source
from bgdetails.screens.coverage_people import CoveragePeople
from bgdetails.screens.deal import DealCheckOverlay
from bgdetails.screens.explain import ExplainOverlay
from tests.factory import AS_OF
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.invented import write_workspace

PAGES = {
    "account/a-1": ("Maritime transport", "Contact coverage", "Buying groups ───", "4 people in 2 groups or more"),
    "account/a-2": ("No buying group yet.", "No opportunity.", "Nobody is in two groups or more."),
    "person/p-3": (
        "Chief Information Officer",
        "◆ Milestone",
        "Asked for a workshop",
        "Cloud Backup for Tallow Maritime",
    ),
    "person/p-9": ("Ruth Castellano-de la Fuente", "No activity so far.", "Edge Security for Tallow Maritime"),
    "journey/j-1": ("Live", "Accounts in this journey", "No email of this journey was sent yet.", "Tallow Maritime"),
    "template/Standard purchase": ("Roles by priority", "Decision Maker", "2 members required", "Data Catalog"),
    "interest/Edge Security": ("Stage model", "Buying groups by stage", "Accounts without a group"),
    "stage-model/Default": ("Stages", "Evaluation", "Edge Security"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("pages"))


@pytest.mark.parametrize("target", PAGES)
async def test_a_page_shows_its_facts(workspace: Path, target: str) -> None:
    async with running(make_app(workspace, target=Target.parse(target)), (160, 60)) as pilot:
        shown = text(pilot.app)
        assert lines(pilot.app)[-1].endswith("Esc back")
    for words in PAGES[target]:
        assert words in shown


async def test_a_page_of_another_day_waits_until_its_scores_are_computed(tmp_path: Path) -> None:
    app = make_app(write_workspace(tmp_path), target=Target("group", "bg-1"), as_of=AS_OF + timedelta(days=2))
    async with running(app) as pilot:
        assert "Edge Security for Tallow Maritime" in text(pilot.app)
        await press(pilot, "escape")
        assert "Edge Security for Tallow Maritime" in text(pilot.app)


@pytest.mark.parametrize("size", [(120, 40), (40, 12)])
@pytest.mark.parametrize("target", PAGES)
async def test_every_link_leads_somewhere_and_back(workspace: Path, target: str, size: tuple[int, int]) -> None:
    start = Target.parse(target)
    async with running(make_app(workspace, target=start), size) as pilot:
        page = pilot.app.screen
        for canvas in (page.page_header, page.canvas):
            for spot in canvas.document.spots:
                if not isinstance(spot.opens, Target) or spot.opens == start:
                    continue
                canvas.focus()
                canvas.focus_id(spot.id)
                await quiet(pilot)
                before = canvas.place()
                await press(pilot, "enter")
                assert pilot.app.here.target == spot.opens
                await press(pilot, "escape")
                assert pilot.app.here.target == start
                assert pilot.app.screen is page
                assert canvas.place().spot == before.spot
                assert canvas.place().scroll == before.scroll
                assert page.focused is canvas


async def test_contacts_are_listed_and_open_their_pages(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("account", "a-1"))) as pilot:
        page = pilot.app.screen
        page.show_tab("contacts")
        await quiet(pilot)
        assert "Ruth Castellano" in text(pilot.app)
        page.contacts.focus()
        await press(pilot, "down", "enter")
        assert pilot.app.here.target == Target("person", "p-2")
        await press(pilot, "escape")
        assert page.tab == "contacts"
        assert page.contacts.table.cursor_row.id == "p-2"


async def test_many_contacts_are_read_as_they_come_into_view(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(make_app(workspace, target=Target("account", "a-1"))) as pilot:
        page = pilot.app.screen
        all_at_once = page.view.contacts
        monkeypatch.setattr(contact_source, "READ_WHOLE", 3)
        pilot.app.go(Target("account", "a-2"))
        await quiet(pilot)
        pilot.app.go(Target("account", "a-1"))
        await quiet(pilot)
        page.show_tab("contacts")
        await quiet(pilot)
        table, pages = page.contacts.table, page.view.contacts
        assert isinstance(pages, contact_source.ContactSource)
        size = len(all_at_once)
        assert f"{size} people" in text(pilot.app)
        page.contacts.focus()
        await press(pilot, "end")
        assert table.cursor_row == all_at_once[-1]
        assert (*pages.first(2), *pages.after(pages.first(2)[-1], size)) == all_at_once
        assert (*pages.before(all_at_once[-1], size), *pages.last(1)) == all_at_once
        # There and back: the cursor stands where it stood.
        await press(pilot, "up", "enter", "escape")
        assert table.cursor_row == all_at_once[-2]
        assert isinstance(page.view.contacts, contact_source.ContactSource)
        # A search and another order are of everybody.
        await press(pilot, "S")
        by_title = [row.title for row in page.contacts.shown]
        assert len(by_title) == size
        assert table.sort != "score"
        await press(pilot, "slash", *"ruth")
        assert {row.name.split()[0] for row in page.contacts.shown} == {"Ruth"}
        assert f"of {size} people" in text(pilot.app)


async def test_a_coverage_cell_lists_its_people(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("account", "a-1")), (160, 50)) as pilot:
        page = pilot.app.screen
        page.canvas.focus_id("contact coverage/0/1")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CoveragePeople)
        shown = text(pilot.app)
        assert "Cloud Backup, Decision Maker" in shown
        assert "4 people" in shown
        await press(pilot, "down", "enter")
        assert pilot.app.here.target == Target("person", "p-2")
        await press(pilot, "escape")
        assert page.canvas.spot.id == "contact coverage/0/1"


async def test_an_opportunity_shows_its_check_and_the_people_behind_it(workspace: Path) -> None:
    async with running(make_app(workspace, target=Target("account", "a-1")), (160, 50)) as pilot:
        page = pilot.app.screen
        assert "▲ neutral  +5 %" in text(pilot.app)
        assert "! amber" in text(pilot.app)
        page.canvas.focus_id("opportunities/o-1")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DealCheckOverlay)
        shown = text(pilot.app)
        assert "Champion        ! amber    No Champion has a contact role." in shown
        assert "Decision Maker (Economic Buyer)" in shown
        await press(pilot, "enter")
        assert pilot.app.here.target == Target("person", "p-1")
        await press(pilot, "escape")
        assert page.canvas.spot.id == "opportunities/o-1"


@pytest.mark.parametrize(
    "target, words",
    [("group/bg-1", "How Edge Security for Tallow Maritime got 78"), ("person/p-3", "How Jonas Bergqvist got 81")],
)
async def test_scores_are_explained(workspace: Path, target: str, words: str) -> None:
    async with running(make_app(workspace, target=Target.parse(target))) as pilot:
        page = pilot.app.screen
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, ExplainOverlay)
        shown = text(pilot.app)
        assert words in shown
        assert "√ points" in shown
        assert "shown as" in shown
        await press(pilot, "e")
        assert pilot.app.screen is page
        await press(pilot, "e", "q")
        assert pilot.app.screen is page


async def test_a_subject_that_is_gone_is_news(workspace: Path) -> None:
    async with running(make_app(workspace)) as pilot:
        pilot.app.go(Target("person", "p-99"))
        await quiet(pilot)
        assert "not in the workspace" in text(pilot.app)
        assert "Esc goes back to where you were." in text(pilot.app)
        await press(pilot, "escape")
        assert pilot.app.here.target == Target("groups")
