"""Moves a workspace folder in time by whole days: every cell that is a time or a date, and nothing else."""

from __future__ import annotations

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

_DATED = frozenset(
    {"created_at", "updated_at", "stage_entered_at", "added_at", "removed_at", "at", "published_at", "ends_at",
     "entered_at", "left_at", "close_date"}
)  # fmt: skip
_DATE_LENGTH = 10


def shift_folder(source: Path, target: Path, days: int) -> None:
    """Copy the folder ``source`` to ``target``, later by ``days``."""
    target.mkdir()
    for file in sorted(source.iterdir()):
        if file.suffix == ".csv":
            _shift_file(file, target / file.name, timedelta(days=days))
        else:
            shutil.copyfile(file, target / file.name)


def _shift_file(source: Path, target: Path, by: timedelta) -> None:
    with source.open(encoding="utf-8-sig", newline="") as rows, target.open("w", encoding="utf-8", newline="") as out:
        reader, writer = csv.reader(rows), csv.writer(out)
        header = next(reader)
        writer.writerow(header)
        dated = [place for place, name in enumerate(header) if name in _DATED]
        for row in reader:
            for place in dated:
                row[place] = _shifted(row[place], by)
            writer.writerow(row)


def _shifted(cell: str, by: timedelta) -> str:
    if not cell:
        return cell
    return f"{date.fromisoformat(cell[:_DATE_LENGTH]) + by}{cell[_DATE_LENGTH:]}"
