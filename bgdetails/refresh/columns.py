"""Columns of many rows as arrays.

SQLite joins a column to one text and NumPy reads that: a tenth of what a Python object for every cell costs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bgdetails.refresh.templates import SEPARATOR

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]


def integers(joined: str | None) -> Integers:
    """What ``group_concat`` made of a column of integers without NULL; None: of no rows."""
    return np.zeros(0, np.int64) if joined is None else np.fromstring(joined, dtype=np.int64, sep=",")


def texts(joined: str | None) -> list[str]:
    """What ``group_concat`` with ``SEPARATOR`` made of a column of texts."""
    return [] if joined is None else joined.split(SEPARATOR)


def of_people(
    connection: sqlite3.Connection,
    columns: Sequence[str],
    query: str,
    parameters: Mapping[str, object] | Sequence[object],
    otherwise: int = 0,
) -> Integers:
    """A whole number for everybody, by our id of the person.

    Args:
        connection: A connection to the workspace.
        columns: The column with the person's id and the one with the number.
        query: What has both, once a person at most.
        parameters: Of the query.
        otherwise: The number of those for whom the query has no row.
    """
    joined = ", ".join(f"group_concat({column})" for column in columns)
    people, values = map(integers, connection.execute(f"SELECT {joined} FROM ({query})", parameters).fetchone())
    return by_person(connection, people, values, otherwise)


def by_person(connection: sqlite3.Connection, people: Integers, values: Integers, otherwise: int = 0) -> Integers:
    """The number beside each of ``people``, by our id of the person; ``otherwise`` for the others."""
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM person").fetchone()
    everybody = np.full(last + 1, otherwise, np.int64)
    everybody[people] = values
    return everybody


def runs(sizes: Integers, chosen: Integers) -> tuple[Integers, Integers]:
    """Of runs that stand one after the other, ``sizes`` long: how long each chosen one is, and the places in them."""
    lengths = sizes[chosen]
    begins = (np.cumsum(sizes) - sizes)[chosen]
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return lengths, np.repeat(begins, lengths) + within
