"""Notes as plain values."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class NoteLine(Struct, frozen=True):
    """A note; ``record_id`` is our id of it."""

    record_id: int
    id: str
    text: str
    author: str | None
    at: datetime | None


class Notes(Struct, frozen=True):
    """The latest notes on a subject, and how many there are."""

    latest: tuple[NoteLine, ...] = ()
    count: int = 0


NO_NOTES = Notes()
