"""The sample workspace: shifted to today, made once, never written to."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bgdetails.resources import sample_day, sample_folder
from bgdetails.sources.sample import copied_sample, kept_sample
from bgdetails.sources.shifting import shift_folder
from bgdetails.store.times import to_day

TODAY = date(2027, 3, 1)


def test_the_sample_ends_today_and_is_made_once(tmp_path: Path) -> None:
    made = kept_sample(TODAY, tmp_path)
    with closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT refreshed_day FROM workspace").fetchone() == (to_day(TODAY),)
        assert connection.execute("SELECT max(day) FROM activity").fetchone() == (to_day(TODAY),)
        assert connection.execute("SELECT count(*) FROM group_row WHERE day = ?", (to_day(TODAY),)).fetchone()[0] > 100
    stamp = made.stat().st_mtime_ns
    assert kept_sample(TODAY, tmp_path) == made
    assert made.stat().st_mtime_ns == stamp
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".db"] == [made.name]
    later = kept_sample(TODAY + timedelta(days=1), tmp_path)
    assert [file for file in tmp_path.iterdir() if file.suffix == ".db"] == [later]


def test_what_is_opened_is_a_copy(tmp_path: Path) -> None:
    kept = kept_sample(TODAY, tmp_path)
    first, second = copied_sample(TODAY, tmp_path), copied_sample(TODAY, tmp_path)
    assert len({kept, first, second}) == 3
    assert first.read_bytes() == kept.read_bytes()


def test_only_dates_move(tmp_path: Path) -> None:
    shift_folder(sample_folder(), tmp_path / "moved", (TODAY - sample_day()).days)
    days = TODAY - sample_day()
    for file in sample_folder().glob("*.csv"):
        with (
            file.open(encoding="utf-8", newline="") as before,
            (tmp_path / "moved" / file.name).open(encoding="utf-8", newline="") as after,
        ):
            for old, new in zip(csv.DictReader(before), csv.DictReader(after), strict=True):
                for name, cell in old.items():
                    if cell == new[name]:
                        continue
                    assert date.fromisoformat(cell[:10]) + days == date.fromisoformat(new[name][:10]), (file, name)
                    assert cell[10:] == new[name][10:]


def test_an_empty_cell_and_a_plain_date(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "opportunities.csv").write_text("id,close_date,created_at\n2026-01-01,2026-12-31,\n", "utf-8")
    (source / "workspace.toml").write_text("# 2026-01-01\n", "utf-8")
    shift_folder(source, tmp_path / "moved", 1)
    moved = (tmp_path / "moved" / "opportunities.csv").read_text("utf-8")
    assert moved.splitlines() == ["id,close_date,created_at", "2026-01-01,2027-01-01,"]
    assert (tmp_path / "moved" / "workspace.toml").read_text("utf-8") == "# 2026-01-01\n"
