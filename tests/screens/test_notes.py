"""``N``: a note is typed, kept, seen on the page, searched, changed, removed and undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bgdetails.navigation import Target
from bgdetails.screens.notes import NotesOverlay
from tests.screens.harness import lines, make_app, press, quiet, running, text
from tests.screens.invented import write_workspace

GROUP = Target("group", "bg-1")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.mark.parametrize("size", [(160, 50), (40, 12)], ids=str)
async def test_a_note_is_written_and_undone(workspace: Path, size: tuple[int, int]) -> None:
    app = make_app(workspace, target=GROUP, owner="Lena Ortiz")
    async with running(app, size) as pilot:
        await press(pilot, "N", "q", "u", "ctrl+n", "/", " ", "1")
        assert isinstance(app.screen, NotesOverlay)
        assert [word for word in ("qu", "/ 1", "by Lena Ortiz") if word not in text(app)] == []
        await press(pilot, "enter")
        assert not isinstance(app.screen, NotesOverlay)
        (note,) = app.screen.view.notes.latest
        assert (note.text, note.author) == ("qu\n/ 1", "Lena Ortiz")
        assert any("notes" in spot.section for spot in app.screen.canvas.document.spots)
        await press(pilot, "u")
        assert app.screen.view.notes.count == 0


async def test_what_was_begun_is_there_again_and_only_there(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "N", "h", "i", "escape", "N")
        assert "hi" in "".join(line for line in lines(app) if "│" in line)
        await press(pilot, "escape", "a", "N")
        assert app.screen._edited.text == ""
        await press(pilot, "enter")
        assert isinstance(app.screen, NotesOverlay)
        assert "A note needs a text." in text(app)


async def test_what_is_refused_is_not_lost(workspace: Path) -> None:
    app = make_app(workspace, target=GROUP)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "N")
        app.screen.paste("x" * 4001)
        await press(pilot, "enter")
        assert "4,000 characters at most" in " ".join(text(app).replace("▌", "").split())
        await press(pilot, "N", "backspace", "enter", "N")
        assert app.screen._edited.text == ""


async def test_all_notes_are_searched_changed_and_removed(workspace: Path) -> None:
    app = make_app(workspace, target=Target("account", "a-1"), owner="Lena Ortiz")
    async with running(app, (120, 40)) as pilot:
        for word in ("one", "two"):
            await press(pilot, "N", *word, "enter")
        app.screen.action_note("all")
        await quiet(pilot)
        await press(pilot, "slash", *"ON", "enter")
        assert [spot.id for spot in app.screen.box.document.spots] == ["notes/1"]
        await press(pilot, "enter", "s", "enter")
        assert [note.text for note in app.screen.view.notes.latest] == ["two", "ones"]
        app.screen.action_note("2")
        await quiet(pilot)
        await press(pilot, "D")
        assert [note.text for note in app.screen.view.notes.latest] == ["ones"]
        app.screen.action_note("1")
        await quiet(pilot)
        await press(pilot, "slash", "%")
        assert "No note says “%”." in text(app)
        await press(pilot, "escape", "q")
        assert not isinstance(app.screen, NotesOverlay)


async def test_notes_of_others_are_read_only_and_hostile_ones_are_text(workspace: Path) -> None:
    app = make_app(workspace, target=Target("person", "p-1"), owner="Somebody Else")
    async with running(app, (80, 24)) as pilot:
        await press(pilot, "N")
        app.screen.paste("[red]x[/red] \u202eabc\r\n=1+1 李")
        await press(pilot, "enter")
        app.settings = type(app.settings)(db=app.settings.db, owner="Me")
        app.screen.action_note("1")
        await quiet(pilot)
        await press(pilot, "enter")
        shown = text(app)
        assert "[red]x[/red] �abc" in shown
        assert "=1+1 李" in shown
        assert "This note is by Somebody Else: only notes of one's own" in shown


async def test_the_coverage_is_narrowed_by_interest_and_day(workspace: Path) -> None:
    app = make_app(workspace, target=Target("account", "a-1"))
    async with running(app, (160, 50)) as pilot:
        whole = app.screen.view.coverage
        await press(pilot, "F", *"2020-01-01", "enter")
        assert "people in each role on 1 Jan 2020" in text(app)
        assert {cell for row in app.screen.view.coverage.cells for cell in row} <= {0, None}
        await press(pilot, "F", *"the day", "enter")
        assert app.screen.view.coverage == whole
        await press(pilot, "F", *whole.interests[1][:4], "enter")
        assert app.screen.view.coverage.interests == (whole.interests[1],)


async def test_letters_jump_inside_an_overlay(workspace: Path) -> None:
    app = make_app(workspace, target=Target("account", "a-1"))
    async with running(app, (120, 40)) as pilot:
        app.screen.act(next(s.opens for s in app.screen.canvas.document.spots if s.section == "opportunities"))
        await quiet(pilot)
        overlay = app.screen
        await press(pilot, "f")
        assert app.screen is not overlay
        assert "press a letter" in lines(app)[-1]
        await press(pilot, "escape")
        assert app.screen is overlay
        await press(pilot, "f", "a")
        assert app.here.target.kind == "person"
