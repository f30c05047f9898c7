"""Which keywords the activities of a window speak of: every distinct text is looked at once, not every activity."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bgdetails.refresh.columns import Integers, Numbers, runs
from bgdetails.refresh.taxonomy import Taxonomy
from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.rules.intent import MOMENT_TYPE, decay
from bgdetails.store.times import end_of_day, start_of_day

_ROWS_AT_ONCE = 50_000
_MOST_REMEMBERED = 50_000
_WEIGHTS = "SELECT id, weight_milli, name_key FROM activity_type WHERE weight_milli > 0"
# The index has the moment and the type, so of an activity outside the window no row is read.
_ACTIVITIES = """
SELECT person_id, day, type_id, asset, url, subject, campaign, CASE WHEN type_id = :moment THEN description END
FROM activity INDEXED BY activity_person
WHERE person_id BETWEEN :first AND :last AND at BETWEEN :begin AND :end
AND type_id IN (SELECT id FROM activity_type WHERE weight_milli > 0)
AND person_id NOT IN (SELECT person.id FROM person WHERE person.hidden = 1)
"""

Texts = tuple[str | None, ...]


@dataclass(slots=True)
class SpokenOf:
    """The window that ends on a day."""

    connection: sqlite3.Connection
    day: int
    taxonomy: Taxonomy
    _weights: Integers = field(init=False)
    _moment: int = field(init=False)
    _remembered: dict[Texts, int] = field(default_factory=dict)
    """Texts of an activity -> number of the set of keywords that they speak of."""
    _sets: dict[tuple[int, ...], int] = field(default_factory=lambda: {(): 0})

    def __post_init__(self) -> None:
        types = self.connection.execute(_WEIGHTS).fetchall()
        self._weights = np.zeros(max((number for number, _, _ in types), default=0) + 1, np.int64)
        for number, weight, _ in types:
            self._weights[number] = weight
        self._moment = next((number for number, _, key in types if key == MOMENT_TYPE), -1)

    def parts(self, first: int, last: int) -> tuple[Integers, Integers, Numbers]:
        """Of the activities of the people from ``first`` to ``last``: person, place of a keyword, weight x decay."""
        found = [np.array(rows, np.int64).reshape(-1, 4) for rows in self._matched(first, last)]
        people, days, types, numbers = np.concatenate(found or [np.zeros((0, 4), np.int64)]).T
        decays = np.array([decay(age) for age in range(WINDOW_DAYS)])
        weights = self._weights[types] * decays[self.day - days]
        sets = list(self._sets)
        sizes = np.fromiter(map(len, sets), np.int64, len(sets))
        places = np.fromiter((place for each in sets for place in each), np.int64, int(sizes.sum()))
        # A row for each keyword of each activity.
        lengths, taken = runs(sizes, numbers)
        return np.repeat(people, lengths), places[taken], np.repeat(weights, lengths)

    def _matched(self, first: int, last: int) -> Iterator[list[tuple[int, int, int, int]]]:
        """Person, day, type and set of keywords of the activities that speak of any."""
        bounds = {"first": first, "last": last, "moment": self._moment}
        window = {"begin": start_of_day(self.day - WINDOW_DAYS + 1), "end": end_of_day(self.day)}
        cursor = self.connection.execute(_ACTIVITIES, bounds | window)
        remembered = self._remembered
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            matched = []
            for person, day, type_id, *cells in rows:
                texts = tuple(cells)
                number = remembered.get(texts)
                if number is None:
                    number = self._look_at(texts)
                if number:
                    matched.append((person, day, type_id, number))
            yield matched

    def _look_at(self, texts: Texts) -> int:
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        found = self.taxonomy.matcher.found_in(texts)
        number = self._remembered[texts] = self._sets.setdefault(found, len(self._sets))
        return number
