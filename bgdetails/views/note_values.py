"""Notes as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note; ``record_id`` is our id of it."""

    record_id: int
    id: str
    text: str
    author: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Notes:
    """The latest notes on a subject, and how many there are."""

    latest: tuple[NoteLine, ...] = ()
    count: int = 0


NO_NOTES = Notes()
