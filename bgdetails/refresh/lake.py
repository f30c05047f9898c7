"""A lake: activities that lie in files of another system, from which an engine computes what the store keeps.

An engine runs the same texts as the store (``rules/scores.py``, ``refresh/spoken_of.py``) over tables of the same
names; what it gives goes into the store (``refresh/lake_rows.py``). Another engine is another ``LakeEngine``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from bgdetails.refresh.columns import Integers

REQUIRED = ("id", "person_id", "type", "at")
TEXTS = ("asset", "url", "subject", "campaign", "journey_id", "description", "moment_type")
"""The columns of ``activities.csv``: those that a lake must have, and those that may be missing."""

Rows = Iterator[Sequence[tuple[object, ...]]]
"""Rows, many at a time."""


class LakeError(Exception):
    """A lake that cannot be read; the text is one sentence that says what is wrong where. Nothing has changed."""


class LakeCounts(Struct, frozen=True):
    """What became of the rows of a lake."""

    rows: int
    taken: int
    unknown_people: int
    bad: int
    """Without id or type, or at a time that cannot be read."""
    repeated: int
    """With an id that an earlier row has, or an activity of the store."""


class Known(Struct, frozen=True):
    """What the store knows of whatever a lake names: rows of tables, gone through once."""

    people: Iterable[tuple[str, int, bool]]
    """External id, our id, whether the person is hidden."""
    types: Iterable[tuple[str, int, int]]
    """Name as the lake writes it, our id, weight in thousandths."""
    journeys: Iterable[tuple[str, int]]
    own: Iterable[tuple[object, ...]]
    """The store's own: whether the id is one of ``activities.csv``, id, person, type, time, texts, journey id."""


class Lake(Protocol):
    """A lake that is open."""

    def __enter__(self) -> Lake:
        """It is closed at the end."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""

    def types(self) -> Sequence[str]:
        """The names of all types of activity, as the lake writes them, in their order."""

    def read(self, known: Known) -> LakeCounts:
        """Read all activities, once; everything below is of them and of the store's own together."""

    def roll_up(self, first_day: int) -> Rows:
        """Day, person, type and number of activities, from a day on."""

    def units(self, parameters: Mapping[str, int | bool]) -> tuple[Integers, Integers]:
        """People and their units: ``PERSON_UNITS`` of a day."""

    def spoken(self, parameters: Mapping[str, int | bool]) -> Rows:
        """Who said what when, of a window: ``ACTIVITIES`` of ``spoken_of``."""

    def emails(self, parameters: Mapping[str, int | bool]) -> Rows:
        """The e-mails of all journeys: ``EMAILS`` of ``lake_texts``."""

    def latest(self, parameters: Mapping[str, int]) -> Rows:
        """Activities to be shown, of the lake alone: id, person, type, time, day and texts."""


def absolute(location: str) -> str:
    """A location that means the same from everywhere."""
    return location if "://" in location else str(Path(location).expanduser().absolute())
