from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.text import width
from tests.screens.harness import SIZES, lines, make_app, press, running, text
from tests.screens.lists import ListedGroup, many, write_list


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_list(tmp_path_factory.mktemp("list"), many(480))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_list_at_every_size(listed: Path, size: tuple[int, int]) -> None:
    app = make_app(listed)
    async with running(app, size) as pilot:
        shown = lines(app)
        assert len(shown) == size[1]
        assert all(width(row) <= size[0] for row in shown)
        rows = [row for row in shown if row.startswith(("▌", " ")) and " for " in row]
        assert rows[0].startswith("▌")
        assert "100" in rows[0]
        assert "480" in text(app)
        await press(pilot, "end")
        assert "480 of 480" in text(app) or size[0] < 60
        assert shown[-1].strip().startswith("↵ open")


async def test_columns_go_in_the_order_of_the_design(listed: Path) -> None:
    titles = {
        (200, 60): ["Name", "Account", "Interest", "Stage", "Engagement", "Completeness", "Members", "Missing", "Last"],
        (160, 50): ["Name", "Account", "Interest", "Stage", "Engagement", "Completeness", "Members", "Missing", "Last"],
        (120, 40): ["Name", "Stage", "Engagement", "Completeness", "Members", "Missing", "Last"],
        (100, 40): ["Name", "Stage", "Engagement", "Completeness", "Members", "Last"],
        (80, 24): ["Name", "Stage", "Engagement", "Complete"],
        (60, 24): ["Name", "Score"],
        (40, 12): ["Name", "Score"],
    }
    app = make_app(listed)
    async with running(app) as pilot:
        for size, expected in titles.items():
            await pilot.resize_terminal(*size)
            await pilot.pause()
            head = next(row for row in lines(app) if row.lstrip().startswith("Name "))
            words = head.replace("or short", "").replace("active", "").replace("▾", "").split()
            assert words == expected


async def test_searching_filters_as_one_types_and_esc_undoes_it(listed: Path) -> None:
    app = make_app(listed)
    async with running(app) as pilot:
        await press(pilot, "slash", *"solvei")
        assert "40 of 480 groups" in text(app)
        assert sum("Solvei Energy" in row for row in lines(app)) > 20
        await press(pilot, "enter", "down")
        assert "2 of 40" in text(app)
        assert "solvei" in text(app)
        await press(pilot, "escape")
        assert "480 groups" in text(app)
        assert app.browse.field.value == ""


async def test_keys_are_letters_in_the_field(listed: Path) -> None:
    app = make_app(listed)
    async with running(app) as pilot:
        await press(pilot, "slash", *"qjh?S ")
        assert app.browse.field.value == "qjh?S "
        assert app.is_running
        assert "No group matches" in text(app)
        await press(pilot, "escape", "escape")
        assert app.focused is app.browse.table


async def test_a_query_with_keys_filters_too_and_a_wrong_one_says_so(listed: Path) -> None:
    app = make_app(listed)
    async with running(app, (160, 50)) as pilot:
        await press(pilot, "slash", *"stage:Lost")
        assert "80 of 480 groups" in text(app)
        await press(pilot, *" foo:x")
        assert "foo" in lines(app)[2].split("stage:Lost foo:x")[1]


async def test_left_and_right_sort(listed: Path) -> None:
    app = make_app(listed)
    async with running(app) as pilot:
        await press(pilot, "left")
        assert "Stage ▴" in text(app)
        assert app.browse.table.cursor == 0
        await press(pilot, "left")
        assert "Name ▴" in text(app)
        assert "Cloud Backup for Brightwater" in lines(app)[6]


async def test_any_column_can_be_chosen_to_sort_by(listed: Path) -> None:
    app = make_app(listed)
    async with running(app, (80, 24)) as pilot:
        await press(pilot, "S")
        assert "Sort by" in text(app)
        await press(pilot, "end", "enter")
        assert app.browse.listing.sort == "active"
        assert app.browse.listing.descending
        await press(pilot, "S", "enter")
        assert not app.browse.listing.descending
        assert "Sort by" not in text(app)


async def test_unknown_is_a_dash_and_zero_is_zero(tmp_path: Path) -> None:
    rows = [ListedGroup("bg-1", "Pilot", score=0.0, completeness=None, stage=None, members=0, hours_ago=None)]
    app = make_app(write_list(tmp_path, rows))
    async with running(app):
        row = next(row for row in lines(app) if row.startswith("▌"))
        assert row.split() == ["▌", "Pilot", "—", "0", "────────", "—", "0", "none", "—"]


async def test_names_are_text_and_stay_aligned(tmp_path: Path) -> None:
    names = ["[red]Alert[/]", "a\x1b[31mb\u202ec", "田中精密工業", "e\u0301clair", "x" * 200]
    rows = [ListedGroup(f"bg-{n}", name, score=90 - n) for n, name in enumerate(names)]
    app = make_app(write_list(tmp_path, rows))
    async with running(app):
        shown = [row for row in lines(app) if "Interest" in row and "━" in row]
        assert len({width(row[: row.index("Interest")]) for row in shown}) == 1
        assert "[red]Alert[/]" in text(app)
        assert "\x1b" not in text(app)
        assert "\u202e" not in text(app)


async def test_an_empty_workspace_says_what_would_fill_it(tmp_path: Path) -> None:
    app = make_app(write_list(tmp_path, []))
    async with running(app) as pilot:
        assert "No buying groups yet." in text(app)
        assert "bgdetails import" in text(app)
        await press(pilot, "down", "enter", "end", "left")
        assert app.is_running


async def test_an_overlay_leaves_the_cursor_quiet(listed: Path) -> None:
    app = make_app(listed)
    async with running(app) as pilot:
        await press(pilot, "down", "question_mark")
        row = app.browse.table.render_line(3)
        ground = next(s.style.bgcolor for s in row if s.style and s.style.bgcolor)
        assert ground.triplet is not None
        assert ground.triplet.hex.upper() == "#1C222B"
        assert "Keys that work here" in text(app)
        await press(pilot, "escape")
        assert "Keys that work here" not in text(app)


async def test_what_an_import_changes_meanwhile_is_listed_when_one_comes_back(tmp_path: Path) -> None:
    location = write_list(tmp_path, many(40))
    app = make_app(location)
    async with running(app) as pilot:
        await press(pilot, "down", "down")
        under_the_cursor = next(row for row in lines(app) if row.startswith("▌")).split("  ")[0]
        await press(pilot, "question_mark")
        with closing(sqlite3.connect(location)) as other, other:
            other.execute("DELETE FROM group_row WHERE group_id = (SELECT group_id FROM group_row ORDER BY rank DESC)")
        await press(pilot, "escape")
        assert "39 groups" in text(app)
        assert next(row for row in lines(app) if row.startswith("▌")).split("  ")[0] == under_the_cursor
        assert "2 of 39" in text(app)


async def test_a_file_that_can_no_longer_be_read_is_told_and_the_program_goes_on(tmp_path: Path) -> None:
    location = write_list(tmp_path, many(480))
    app = make_app(location)
    async with running(app) as pilot:
        size = location.stat().st_size
        with location.open("r+b") as file:
            file.write(b"no database " * (size // 12))
        await press(pilot, "end")
        assert "Something went wrong while reading the list of groups" in text(app)
        await press(pilot, "home", "down")
        assert next(row for row in lines(app) if row.startswith("▌"))
