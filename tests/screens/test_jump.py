"""Jump mode: letters before everything that opens, and nothing moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from bgdetails.widgets.letters import ORDER, letters_for
from tests.screens.harness import lines, make_app, press, running
from tests.screens.invented import write_workspace
from tests.screens.lists import many, write_list


def test_letters_are_enough_and_none_begins_another() -> None:
    for count in (0, 1, 26, 27, 600):
        letters = letters_for(count)
        assert len(set(letters)) == len(letters) == count
        assert len({len(each) for each in letters}) <= 1
    assert letters_for(3) == ["a", "s", "d"]


@pytest.fixture
def page(tmp_path: Path) -> BgdetailsApp:
    return make_app(write_workspace(tmp_path), target=Target("group", "bg-1"))


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 12)], ids=str)
async def test_letters_stand_before_the_targets_and_text_does_not_move(
    page: BgdetailsApp, size: tuple[int, int]
) -> None:
    async with running(page, size) as pilot:
        before = lines(page)
        await press(pilot, "f")
        after = lines(page)
        assert "press a letter" in after[-1]
        changed = [
            (row, column)
            for row in range(size[1] - 1)
            for column, (old, new) in enumerate(zip(before[row].ljust(200), after[row].ljust(200), strict=True))
            if old != new
        ]
        assert changed
        assert {after[row][column] for row, column in changed} <= set(ORDER)
        await press(pilot, "escape")
        assert lines(page) == before


async def test_a_letter_opens_and_with_shift_only_goes_there(page: BgdetailsApp) -> None:
    async with running(page, (160, 50)) as pilot:
        before = lines(page)
        await press(pilot, "f")
        row = next(n for n, line in enumerate(before) if line.lstrip().startswith("Account  "))
        at = next(n for n, (a, b) in enumerate(zip(before[row], lines(page)[row], strict=False)) if a != b)
        letters = "".join(c for c in lines(page)[row][at - 1 : at + 2].split()[0] if c in ORDER)[:2]
        letters = letters if lines(page)[row][at + 1] != before[row][at + 1] else letters[:1]
        await press(pilot, *letters.upper())
        assert page.here.target == Target("group", "bg-1")
        assert page.screen.focused is not None
        await press(pilot, "enter")
        assert page.here.target.kind == "account"


async def test_rows_of_a_list_and_the_field_have_letters(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, many(10)))
    async with running(app) as pilot:
        await press(pilot, "f", "A")
        assert app.focused is app.browse.field
        await press(pilot, "escape", "f", "F")
        assert app.screen is app.browse
        assert app.browse.table.cursor == 1


async def test_another_key_cancels(page: BgdetailsApp) -> None:
    async with running(page) as pilot:
        screen = page.screen
        for key in ("1", "down", "escape", "ctrl+p"):
            await press(pilot, "f", key)
            assert page.screen is screen
