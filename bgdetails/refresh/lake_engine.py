"""What all engines have in common: which tables they make of a lake, in which order, and what is asked of those."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.lake import Known, LakeCounts, Rows
from bgdetails.refresh.lake_texts import ACTIVITY_TYPE, EMAILS, LATEST, NAMES, PERSON, ROLL_UP, TABLES
from bgdetails.refresh.spoken_of import ACTIVITIES

T = TypeVar("T")


class LakeEngine(ABC):
    """A lake that is open, and a folder that goes with it."""

    def __init__(self, location: str) -> None:
        """Open it.

        Raises:
            LakeError: It cannot be read, or the engine is not there.
        """
        self._location = location
        self._temporary = tempfile.TemporaryDirectory(prefix="bgdetails-lake-")
        self._folder = Path(self._temporary.name)
        try:
            self._start()
            self._do(self._look)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything."""
        try:
            self._stop()
        finally:
            self._temporary.cleanup()

    def types(self) -> Sequence[str]:
        """The names of all types of activity, as the lake writes them, in their order."""
        names = (name for rows in self._chunks(NAMES, {}) for (name,) in rows)
        return sorted(str(name) for name in names if name)

    def read(self, known: Known) -> LakeCounts:
        """Read all activities, once; everything below is of them and of the store's own together."""
        return self._do(lambda: self._read(known))

    def roll_up(self, first_day: int) -> Rows:
        """Day, person, type and number of activities, from a day on."""
        order = "ORDER BY day, person_id, type_id"
        return self._chunks(f"SELECT * FROM activity_day WHERE day >= :first_day {order}", {"first_day": first_day})

    @abstractmethod
    def units(self, parameters: Mapping[str, int | bool]) -> tuple[Integers, Integers]:
        """People and their units: ``PERSON_UNITS`` of a day."""

    def spoken(self, parameters: Mapping[str, int | bool]) -> Rows:
        """Who said what when, of a window: ``ACTIVITIES`` of ``spoken_of``."""
        return self._chunks(ACTIVITIES.format(activity="activity"), parameters)

    def emails(self, parameters: Mapping[str, int | bool]) -> Rows:
        """The e-mails of all journeys: ``EMAILS`` of ``lake_texts``."""
        return self._chunks(EMAILS, parameters)

    def latest(self, parameters: Mapping[str, int]) -> Rows:
        """Activities to be shown, of the lake alone: id, person, type, time, day and texts."""
        return self._chunks(f'SELECT * FROM ({LATEST}) ORDER BY person_id, "at", id', parameters)

    # -- what each engine does in a way of its own ---------------------------------------------------------------

    @abstractmethod
    def _start(self) -> None:
        """Start the engine."""

    @abstractmethod
    def _look(self) -> None:
        """Find the files, look at the columns of each, and call their rows ``lake``."""

    @abstractmethod
    def _stop(self) -> None:
        """End the engine, however far it came."""

    @abstractmethod
    def _load(self, name: str, columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        """Make a table of rows that this process has."""

    @abstractmethod
    def _keep(self, name: str, query: str) -> None:
        """Make a table of a query."""

    @abstractmethod
    def _take(self) -> LakeCounts:
        """Make ``activity`` of the rows of the lake that count, and of the store's own."""

    @abstractmethod
    def _chunks(self, query: str, parameters: Mapping[str, int | bool]) -> Rows:
        """The rows of a query, many at a time; what is bound is called ``:name``."""

    @abstractmethod
    def _do(self, work: Callable[[], T]) -> T:
        """Do something; what the engine says of it becomes one sentence."""

    def _read(self, known: Known) -> LakeCounts:
        for (name, columns), rows in zip(
            TABLES.items(), (known.people, known.types, known.journeys, known.own), strict=True
        ):
            self._load(name, columns, rows)
        self._keep("person", PERSON)
        self._keep("activity_type", ACTIVITY_TYPE)
        counts = self._take()
        self._keep("activity_day", ROLL_UP)
        return counts
