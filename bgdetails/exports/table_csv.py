"""A table of the screen as a CSV file: numbers unrounded, times in UTC, never over a file that is there."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from itertools import count
from pathlib import Path

from bgdetails.exports.values import csv_cell, time
from bgdetails.views.table import Cell, Table

_LONGEST_NAME = 40


def table_csv(table: Table) -> str:
    """The text of the file: a header row, then a line for each row."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow([csv_cell(column) for column in table.columns])
    for row in table.rows:
        out.writerow([_cell(cell) for cell in row.cells])
    return text.getvalue()


def save_table(table: Table, folder: Path, as_of: date) -> Path:
    """Write the table to a new file in ``folder``, named after its title and its days, else the scoring day.

    Raises:
        OSError: It cannot be written there.
    """
    text = table_csv(table)
    title = re.sub(r"[^\w]+", "-", table.title.casefold()).strip("-")[:_LONGEST_NAME].rstrip("-")
    days = "-to-".join(day.isoformat() for day in table.days or (as_of,))
    for number in count(1):
        again = "" if number == 1 else f"-{number}"
        path = folder / f"{title or 'table'}-{days}{again}.csv"
        try:
            with path.open("x", encoding="utf-8", newline="") as out:
                out.write(text)
        except FileExistsError:
            continue
        return path
    raise AssertionError("count never ends")


def _cell(cell: Cell) -> object:
    return time(cell) if isinstance(cell, datetime) else csv_cell(cell)
