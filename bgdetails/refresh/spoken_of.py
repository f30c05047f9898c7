"""Which keywords the activities of a window speak of: every distinct text is looked at once, not every activity."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from bgdetails.refresh.columns import Integers, Numbers, runs
from bgdetails.refresh.lake import Lake
from bgdetails.refresh.taxonomy import Taxonomy
from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.rules.intent import MOMENT_TYPE, decay
from bgdetails.rules.keyword_matching import KeywordMatcher
from bgdetails.rules.scores import window_parameters
from bgdetails.store.times import MICROS_PER_DAY

_ROWS_AT_ONCE = 50_000
_MOST_REMEMBERED = 50_000
_MOST_ACTIVITIES = 4_000_000
"""That are in memory together, with 16 bytes each."""
_TYPES = "SELECT id, weight_milli, name_key FROM activity_type WHERE weight_milli > 0"
_COUNT = "SELECT COALESCE(SUM(n), 0) FROM activity_day WHERE day BETWEEN :first_day AND :day"
_SEPARATOR = "\x1f"
# All activities are gone through in the order in which they lie: reading a third of them by an index takes twice as
# long. Who did what when is one number, and all texts are one, so that a row is two cells.
ACTIVITIES = f"""
SELECT (person_id * {WINDOW_DAYS} + :day - day) * :types + type_id,
  COALESCE(asset, '') || '{_SEPARATOR}' || COALESCE(url, '') || '{_SEPARATOR}' || COALESCE(subject, '')
  || '{_SEPARATOR}' || COALESCE(campaign, '')
  || CASE WHEN type_id = :moment AND description IS NOT NULL THEN '{_SEPARATOR}' || description ELSE '' END
FROM {{activity}}
WHERE day BETWEEN :first_day AND :day AND person_id BETWEEN :first AND :last
AND type_id IN (SELECT id FROM activity_type WHERE weight_milli > 0)
AND person_id NOT IN (SELECT person.id FROM person WHERE person.hidden = :hidden)
"""
"""Who said what when in a window: a number, and all texts; for the store and for a lake."""
# Of a few people by the index; in the order in which they lie, as above: the last bit of a sum depends on it.
_OF_SOME = f"""
{ACTIVITIES.format(activity="activity INDEXED BY activity_person")}
AND person_id IN (SELECT value FROM json_each(:people))
AND at BETWEEN :first_day * {MICROS_PER_DAY} AND (:day + 1) * {MICROS_PER_DAY} - 1 ORDER BY activity.id
"""


class Spoken(Struct, frozen=True, eq=False):
    """Activities that speak of keywords, by person."""

    people: Integers
    weights: Numbers
    """Weight in thousandths x decay."""
    sets: Integers
    """Number of the set of keywords that an activity speaks of."""
    sizes: Integers
    """Of all sets."""
    places: Integers
    """Of the keywords of all sets, one after the other."""

    def parts(self, first: int, last: int) -> tuple[Integers, Integers, Numbers]:
        """Of the people from ``first`` to ``last``, for each keyword of each activity: person, place, weight."""
        begin, end = np.searchsorted(self.people, [first, last + 1])
        lengths, taken = runs(self.sizes, self.sets[begin:end])
        people, weights = self.people[begin:end], self.weights[begin:end]
        return np.repeat(people, lengths), self.places[taken], np.repeat(weights, lengths)


class SpokenOf:
    """The window that ends on a day."""

    def __init__(self, connection: sqlite3.Connection, day: int, taxonomy: Taxonomy, lake: Lake | None = None) -> None:
        """Read what all activities share; they lie in the store, unless they lie in a ``lake``."""
        self._connection = connection
        self._lake = lake
        self._window: dict[str, int | bool] = window_parameters(day)
        self._sets = _Sets(KeywordMatcher(taxonomy.words))
        types = connection.execute(_TYPES).fetchall()
        self._moment = next((number for number, _, key in types if key == MOMENT_TYPE), -1)
        self._weights = np.zeros(max((number for number, _, _ in types), default=0) + 1)
        for number, weight, _ in types:
            self._weights[number] = weight
        self._decays = np.array([decay(age) for age in range(WINDOW_DAYS)])

    def passes(self, last: int) -> Iterator[tuple[int, int]]:
        """Ranges of the people up to ``last``: a pass for each, so that memory stays flat. Mostly there is one."""
        (count,) = self._connection.execute(_COUNT, self._window).fetchone()
        size = -(-last // (count // _MOST_ACTIVITIES + 1))
        yield from ((first, min(first + size - 1, last)) for first in range(1, last + 1, max(size, 1)))

    def read(self, first: int, last: int) -> Spoken:
        """The activities of the people from ``first`` to ``last``."""
        return self._spoken(self._rows(self._bound(first, last)))

    def read_some(self, people: Sequence[int]) -> Spoken:
        """The activities of ``people``, who are in the order of their ids; not of a lake."""
        values = {**self._bound(people[0], people[-1]), "people": json.dumps(people)}
        return self._spoken(_many(self._connection.execute(_OF_SOME, values)))

    def _bound(self, first: int, last: int) -> dict[str, int | bool]:
        return {"first": first, "last": last, "moment": self._moment, "types": len(self._weights), **self._window}

    def _spoken(self, many: Iterable[Sequence[tuple[Any, ...]]]) -> Spoken:
        codes, sets = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for rows in many:
            said, texts = zip(*rows, strict=True)
            found = np.fromiter(map(self._sets.__getitem__, texts), np.int64, len(rows))
            spoken = np.flatnonzero(found)
            codes.append(np.fromiter(said, np.int64, len(rows))[spoken])
            sets.append(found[spoken])
        people, rest = np.divmod(np.concatenate(codes), WINDOW_DAYS * len(self._weights))
        ages, type_ids = np.divmod(rest, len(self._weights))
        order = np.argsort(people, kind="stable")
        weights = self._weights[type_ids] * self._decays[ages]
        return Spoken(people[order], weights[order], np.concatenate(sets)[order], *self._sets.flat())

    def _rows(self, parameters: dict[str, int | bool]) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Of all activities of a window, many at a time: who did what when, and its texts."""
        if self._lake is not None:
            yield from self._lake.spoken(parameters)
            return
        yield from _many(self._connection.execute(ACTIVITIES.format(activity="activity NOT INDEXED"), parameters))


def _many(cursor: sqlite3.Cursor) -> Iterator[Sequence[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield rows


class _Sets(dict[str, int]):
    """The joined texts of an activity -> number of the set of keywords that they speak of; 0 is that of none."""

    def __init__(self, matcher: KeywordMatcher) -> None:
        super().__init__()
        self._of_text = _OfText(matcher)
        self._numbers: dict[tuple[int, ...], int] = {(): 0}

    def __missing__(self, joined: str) -> int:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        found = {self._of_text[text] for text in joined.split(_SEPARATOR) if text}
        places = found.pop() if len(found) == 1 else tuple(sorted({place for each in found for place in each}))
        number = self[joined] = self._numbers.setdefault(places, len(self._numbers))
        return number

    def flat(self) -> tuple[Integers, Integers]:
        """The size of every set, and all their keywords one after the other."""
        sets: Sequence[tuple[int, ...]] = list(self._numbers)
        sizes = np.fromiter(map(len, sets), np.int64, len(sets))
        return sizes, np.fromiter((place for each in sets for place in each), np.int64, int(sizes.sum()))


class _OfText(dict[str, tuple[int, ...]]):
    """A text -> the keywords that it speaks of: the same asset has many addresses."""

    def __init__(self, matcher: KeywordMatcher) -> None:
        super().__init__()
        self._matcher = matcher

    def __missing__(self, text: str) -> tuple[int, ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        found = self[text] = self._matcher.found_in((text,))
        return found
