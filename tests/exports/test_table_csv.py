from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bgdetails.exports.table_csv import save_table, table_csv
from bgdetails.views.table import Cell, Table, TableRow

DAY = date(2026, 11, 20)


def table(*rows: tuple[Cell, ...], title: str = "Groups by stage") -> Table:
    return Table(title, ("Stage", "Now"), [TableRow(cells) for cells in rows], len(rows), ("row", "rows"))


def test_numbers_are_unrounded_and_what_is_unknown_is_empty() -> None:
    shown = table_csv(table(("Awareness", 1204), ("Lost", 66.66666), (None, datetime(2026, 11, 2, 9, tzinfo=UTC))))
    assert shown == "Stage,Now\nAwareness,1204\nLost,66.66666\n,2026-11-02T09:00:00Z\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert table_csv(table((text, -1))).splitlines()[1] == f"'{text},-1"


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    first, second = (save_table(table((name, 1)), tmp_path, DAY) for name in ("a", "b"))
    assert (first.name, second.name) == ("groups-by-stage-2026-11-20.csv", "groups-by-stage-2026-11-20-2.csv")
    assert first.read_text("utf-8") == "Stage,Now\na,1\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/x", "etc-x"),
        ("渡辺 [b]", "渡辺-b"),
        ("a" * 300, "a" * 40),
        ("…", "table"),
    ],
)
def test_any_title_makes_a_file_of_the_folder(tmp_path: Path, title: str, name: str) -> None:
    path = save_table(table(title=title), tmp_path, DAY)
    assert path == tmp_path / f"{name}-2026-11-20.csv"
