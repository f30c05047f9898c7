"""How values are written in JSON and CSV: times in UTC with whole seconds, days, numbers, records by id and name."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from bgdetails.views.values import Named

Object = dict[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def dumps(value: Object | Sequence[Object], *, indent: int | None = 2) -> str:
    """The JSON text; with only ASCII in it where stdout could not carry more."""
    ascii_only = (sys.stdout.encoding or "utf-8").casefold().replace("-", "") != "utf8"
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent, allow_nan=False)


def time(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with whole seconds and ``Z``."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def day(value: date | None) -> str | None:
    """``2026-12-31``."""
    return None if value is None else value.isoformat()


def csv_cell(value: object) -> object:
    """A cell; text that a spreadsheet would run as a formula is led by an apostrophe, which it shows as text."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def named(record: Named | None) -> Object | None:
    """A record by its id and name."""
    return None if record is None else {"id": record.id, "name": record.name}


def plain(number: float) -> float:
    """A weight that is whole is written as people write it: 60, not 60.0."""
    return int(number) if number == int(number) else number
